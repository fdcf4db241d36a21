//! How far long work is: a bar on a terminal; in a log, which takes no bar, a line now and then.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::output;

/// Time before the first line of a log.
const FIRST: Duration = Duration::from_secs(10);
/// Time between two lines of a log.
const EVERY: Duration = Duration::from_secs(60);

/// Work of so many steps.
pub(super) struct Progress {
    /// What the work is, such as "walking".
    name: &'static str,
    bar: ProgressBar,
    /// When the next line of the log is due; none on a terminal.
    due: Option<Mutex<Instant>>,
}

impl Progress {
    /// Nothing done yet. `template`: of the bar, as indicatif has it.
    pub(super) fn new(name: &'static str, length: u64, template: &str) -> Self {
        let bar = ProgressBar::new(length);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if bar.is_hidden() {
            return Self::in_log(name, bar);
        }
        let due = None;
        Self { name, bar, due }
    }

    /// Told in lines of a log, without a bar.
    fn in_log(name: &'static str, bar: ProgressBar) -> Self {
        let due = Some(Mutex::new(Instant::now() + FIRST));
        Self { name, bar, due }
    }

    /// Begins anew with another number of steps.
    pub(super) fn restart(&self, length: u64) {
        self.bar.set_length(length);
        self.bar.set_position(0);
    }

    /// So many steps are done.
    pub(super) fn set_position(&self, position: u64) {
        self.bar.set_position(position);
        self.log();
    }

    /// So many more steps are done.
    pub(super) fn inc(&self, steps: u64) {
        self.bar.inc(steps);
        self.log();
    }

    /// What stands beside the bar.
    pub(super) fn set_message(&self, message: String) {
        self.bar.set_message(message);
    }

    /// The bar stays as it is.
    pub(super) fn finish(&self) {
        self.bar.finish();
    }

    /// Takes the bar off the screen.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn log(&self) {
        let Some(due) = &self.due else { return };
        let mut due = due.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if now < *due {
            return;
        }
        *due = now + EVERY;
        let (done, all) = (self.bar.position(), self.bar.length().unwrap_or(0));
        output::note(line(self.name, done, all, &self.bar.message()));
    }
}

fn line(name: &str, done: u64, all: u64, message: &str) -> String {
    let share = 100.0 * done as f64 / all.max(1) as f64;
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let separator = if message.is_empty() { "" } else { ", " };
    format!("{name}: {done} of {all} ({share:.0} %){separator}{message}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_log_says_how_far_it_is() {
        assert_eq!(line("walking", 30, 120, ""), "walking: 30 of 120 (25 %)");
        let text = line("training", 1, 0, "reward 0.1   left 3:05");
        assert_eq!(text, "training: 1 of 0 (100 %), reward 0.1 left 3:05");
    }

    #[test]
    fn a_log_gets_a_line_when_it_is_due_and_then_waits() {
        let bar = ProgressBar::hidden();
        bar.set_length(10);
        let progress = Progress::in_log("walking", bar);
        let due = progress.due.as_ref().unwrap();
        progress.set_position(1);
        let first = *due.lock().unwrap();
        *due.lock().unwrap() = Instant::now();
        progress.set_position(2);
        let next = *due.lock().unwrap();
        assert!(
            next > first,
            "a line was told, and the next one is further off"
        );
        progress.inc(3);
        assert_eq!(*due.lock().unwrap(), next);
        assert_eq!(progress.bar.position(), 5);
    }
}
