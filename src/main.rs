//! Reads the command line, runs it, and turns what comes of it into an exit code.

use std::io::{IsTerminal, Write};
use std::path::Path;
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

/// The variable that says what is logged, such as `warn` for all libraries' warnings.
const LOG_VARIABLE: &str = "TANGLEWALK_LOG";

/// What is logged unless that says otherwise: the program's own messages and its engine's faults.
const LOG: &str = "off,tanglewalk=info,bevy=error";

/// Where no folder for sockets is named, Wayland's library writes so to standard error each time that a
/// graphics driver looks for a display, past every log. A folder that holds none is looked into in silence.
fn keep_wayland_quiet() {
    const FOLDER: &str = "XDG_RUNTIME_DIR";
    let is_named = std::env::var_os(FOLDER).is_some_and(|folder| Path::new(&folder).is_absolute());
    let has_wayland = cfg!(all(feature = "lab", unix, not(target_os = "macos")));
    if has_wayland && !is_named && std::env::var_os(LOG_VARIABLE).is_none() {
        // SAFETY: no other thread runs yet
        unsafe { std::env::set_var(FOLDER, "/dev/null") };
    }
}

/// Whether standard error shows colours: never in a log.
fn has_colours() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    std::io::stderr().is_terminal() && !is_set("NO_COLOR") && !is_dumb
}

fn main() -> ExitCode {
    keep_freed_memory();
    keep_wayland_quiet();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env(LOG_VARIABLE)
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(LOG)),
        )
        .with_writer(std::io::stderr)
        .with_ansi(has_colours())
        // it would be told on standard error, and panic where that is what failed
        .log_internal_errors(false)
        .init();
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let code = failure.exit_code();
            // whether anyone reads it changes nothing about the exit code
            let _ = writeln!(std::io::stderr(), "{:?}", miette::Report::new(failure));
            ExitCode::from(code)
        }
    }
}
