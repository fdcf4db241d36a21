//! Reads the command line, runs it, and turns what comes of it into an exit code.

use std::process::ExitCode;

use clap::Parser;
use tanglewalk::cli::{Cli, run};

/// Fresh large tensors cost more page faults than arithmetic with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// mimalloc's option `purge_delay` (in the headers of libmimalloc-sys 0.1.49, which does not bind it): the time
/// after which freed memory goes back to the system, ms.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

/// Freed memory stays with the program: an update frees and takes the same megabytes over and over,
/// and each page that had gone back would be zeroed anew (4 % of a training run's time).
fn keep_freed_memory() {
    // SAFETY: sets a number that the allocator reads; no other thread runs yet
    unsafe { libmimalloc_sys::mi_option_set_default(PURGE_DELAY, -1) };
}

fn main() -> ExitCode {
    keep_freed_memory();
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
