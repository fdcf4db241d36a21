//! A progress bar that names the part of the work.

use indicatif::{ProgressBar, ProgressStyle};

use super::interrupt;
use crate::experiment::Reporter;

/// The bar of an experiment.
pub(super) struct StageBar(ProgressBar);

impl StageBar {
    /// An empty bar.
    pub fn new() -> Self {
        let bar = ProgressBar::new(1);
        let template = "{bar:30} {pos:>3}/{len:<3} {elapsed:>4}  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Takes the bar off the screen.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Reporter for StageBar {
    fn stage(&self, name: &str, steps: usize) {
        self.0.set_length(steps as u64);
        self.0.set_position(0);
        self.0.set_message(name.to_owned());
    }

    fn step(&self) -> bool {
        self.0.inc(1);
        !interrupt::requested()
    }
}
