//! Ctrl-C, or being told to end (SIGTERM: `timeout`, a batch system), as a flag that long work looks
//! at.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_shutdown};

use super::output;

/// What the process ends with at the second call.
const INTERRUPTED: i32 = 130;

/// A second call within this belongs to the first: `timeout` and others tell a process and its group.
const TOGETHER: Duration = Duration::from_secs(1);
/// How often it is looked for the first call.
const LOOK: Duration = Duration::from_millis(100);

static REQUESTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on Ctrl-C or SIGTERM asks the work to end; another one, more than a second later, ends the
/// process at once.
pub(super) fn listen() {
    // a second command in one process listens already
    REQUESTED.get_or_init(|| {
        let requested = Arc::new(AtomicBool::new(false));
        let impatient = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGINT] {
            // without a handler the signal ends the process at once, as it does before
            let _ = register_conditional_shutdown(signal, INTERRUPTED, impatient.clone());
            let _ = register(signal, requested.clone());
        }
        let first = requested.clone();
        thread::spawn(move || {
            while !first.load(Ordering::Relaxed) {
                thread::sleep(LOOK);
            }
            thread::sleep(TOGETHER);
            impatient.store(true, Ordering::Relaxed);
        });
        requested
    });
}

/// From now on Ctrl-C or SIGTERM ends the process: for work that has nothing to save.
pub(super) fn end_at_once() {
    listen();
    thread::spawn(|| {
        while !requested() {
            thread::sleep(LOOK);
        }
        output::note("interrupted; nothing was written");
        std::process::exit(INTERRUPTED);
    });
}

/// Whether Ctrl-C was pressed.
pub(super) fn requested() -> bool {
    let requested = REQUESTED.get();
    requested.is_some_and(|requested| requested.load(Ordering::Relaxed))
}
