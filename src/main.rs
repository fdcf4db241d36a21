//! Reads the command line, runs it, and turns what comes of it into an exit code.

use std::process::ExitCode;

use clap::Parser;
use tanglewalk::cli::{Cli, run};

/// Fresh large tensors cost more page faults than arithmetic with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("TANGLEWALK_LOG").unwrap_or_else(|_| {
                tracing_subscriber::EnvFilter::new("warn,tanglewalk=info,bevy_time=error")
            }),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let code = failure.exit_code();
            eprintln!("{:?}", miette::Report::new(failure));
            ExitCode::from(code)
        }
    }
}
