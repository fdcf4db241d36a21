//! A progress bar that names the part of the work.

use super::interrupt;
use super::progress::Progress;
use crate::experiment::Reporter;

/// The bar of an experiment.
pub(super) struct StageBar(Progress);

impl StageBar {
    /// An empty bar.
    pub(super) fn new() -> Self {
        let template = "{bar:30} {pos:>3}/{len:<3} {elapsed:>4}  {msg}";
        Self(Progress::new("experiment", 1, template))
    }

    /// Takes the bar off the screen.
    pub(super) fn clear(&self) {
        self.0.clear();
    }
}

impl Reporter for StageBar {
    fn stage(&self, name: &str, steps: usize) {
        self.0.restart(steps as u64);
        self.0.set_message(name.to_owned());
    }

    fn step(&self) -> bool {
        self.0.inc(1);
        !interrupt::requested()
    }
}
