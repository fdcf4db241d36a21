//! Ctrl-C, or being told to end (SIGTERM: `timeout`, a batch system), as a flag that long work looks
//! at.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_shutdown};

/// What the process ends with at the second call.
const INTERRUPTED: i32 = 130;

static REQUESTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on Ctrl-C or SIGTERM asks the work to end; a second one ends the process at once.
pub(super) fn listen() {
    // a second command in one process listens already
    REQUESTED.get_or_init(|| {
        let requested = Arc::new(AtomicBool::new(false));
        for signal in [SIGTERM, SIGINT] {
            // without a handler the signal ends the process at once, as it does before
            let _ = register_conditional_shutdown(signal, INTERRUPTED, requested.clone());
            let _ = register(signal, requested.clone());
        }
        requested
    });
}

/// Whether Ctrl-C was pressed.
pub(super) fn requested() -> bool {
    let requested = REQUESTED.get();
    requested.is_some_and(|requested| requested.load(Ordering::Relaxed))
}
