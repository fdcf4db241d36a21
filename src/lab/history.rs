//! The last seconds of a walk, as the views read them.
//! In: the record of each control step, oldest first. Out: the records younger than a given age.

use std::collections::VecDeque;

use super::clock::CONTROL_STEP;
use crate::rollout::StepRecord;

/// A ring buffer of records that keeps the last `seconds`.
#[derive(Clone, Debug)]
pub struct History {
    steps: VecDeque<StepRecord>,
    seconds: f64,
}

impl History {
    /// An empty history that will keep `seconds` of records.
    #[must_use]
    pub fn new(seconds: f64) -> Self {
        let capacity = (seconds / CONTROL_STEP).ceil().max(0.0) as usize + 2;
        Self {
            steps: VecDeque::with_capacity(capacity),
            seconds,
        }
    }

    /// Appends a record and drops those older than the history's length. A record from before
    /// the newest one means that time was set back: what was recorded is dropped.
    pub fn push(&mut self, step: StepRecord) {
        if self.now().is_some_and(|now| step.time < now) {
            self.clear();
        }
        let oldest = step.time - self.seconds;
        self.steps.push_back(step);
        while self.steps.front().is_some_and(|first| first.time < oldest) {
            self.steps.pop_front();
        }
    }

    /// Forgets everything, as after a reset of the robot.
    pub fn clear(&mut self) {
        self.steps.clear();
    }

    /// Time of the newest record, s.
    #[must_use]
    pub fn now(&self) -> Option<f64> {
        self.latest().map(|step| step.time)
    }

    /// The newest record.
    #[must_use]
    pub fn latest(&self) -> Option<&StepRecord> {
        self.steps.back()
    }

    /// The records of the last `seconds`, oldest first.
    pub fn last(
        &self,
        seconds: f64,
    ) -> impl DoubleEndedIterator<Item = &StepRecord> + ExactSizeIterator {
        let oldest = self.now().map_or(f64::NEG_INFINITY, |now| now - seconds);
        let first = self.steps.partition_point(|step| step.time < oldest);
        self.steps.range(first..)
    }

    /// The newest records, `most` at most, oldest first.
    pub fn newest(
        &self,
        most: usize,
    ) -> impl DoubleEndedIterator<Item = &StepRecord> + ExactSizeIterator {
        self.steps.range(self.len().saturating_sub(most)..)
    }

    /// Number of records held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether nothing is recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::views::fixture;

    fn recorded(steps: usize, seconds: f64) -> History {
        let mut history = History::new(seconds);
        for step in 0..steps {
            history.push(fixture::step(step as f64 * 0.25));
        }
        history
    }

    fn times<'a>(steps: impl Iterator<Item = &'a StepRecord>) -> Vec<f64> {
        steps.map(|step| step.time).collect()
    }

    #[test]
    fn keeps_only_its_seconds() {
        let history = recorded(100, 2.0);
        assert_eq!(
            times(history.last(10.0)),
            [22.75, 23.0, 23.25, 23.5, 23.75, 24.0, 24.25, 24.5, 24.75]
        );
    }

    #[test]
    fn the_newest_are_read_in_order_by_age_and_by_number() {
        let history = recorded(100, 5.0);
        assert_eq!(times(history.last(0.5)), [24.25, 24.5, 24.75]);
        assert_eq!(times(history.newest(2)), [24.5, 24.75]);
        assert_eq!(history.newest(1000).len(), history.len());
    }

    #[test]
    fn time_set_back_forgets_the_past() {
        let mut history = recorded(10, 5.0);
        history.push(fixture::step(0.0));
        assert_eq!(history.len(), 1);
        assert_eq!(history.now(), Some(0.0));
    }

    #[test]
    fn clear_leaves_nothing() {
        let mut history = recorded(10, 5.0);
        history.clear();
        assert!(history.is_empty());
        assert_eq!(history.last(5.0).len(), 0);
    }
}
