//! The last seconds of a walk, as the views read them.
//! In: one [`Sample`] a control step (50 Hz), oldest first. Out: the samples younger than a
//! given age. Times in s of the simulation; velocities in the base's axes, m/s and rad/s.

use std::collections::VecDeque;

use crate::robot::LegArray;

/// Time between two samples of an undisturbed recording, s.
pub const SAMPLE_INTERVAL: f64 = 0.02;

/// What one control step leaves for the views.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Time of the simulation, s.
    pub time: f64,
    /// Commanded forward and lateral velocity (m/s) and yaw rate (rad/s).
    pub command: [f32; 3],
    /// Measured forward and lateral velocity (m/s) and yaw rate (rad/s), axes of the base.
    pub velocity_in_base: [f32; 3],
    /// Which feet touch the ground.
    pub foot_contacts: LegArray<bool>,
    /// The recurrent layer's scores on PC1 and PC2 of the policy's basis.
    pub recurrent_scores: [f32; 2],
    /// The actuation layer's scores on PC1 and PC2 of the policy's basis.
    pub actuation_scores: [f32; 2],
    /// Whether the robot stands: commanded to, and still.
    pub standing: bool,
}

/// A ring buffer of samples that keeps the last `seconds`.
#[derive(Clone, Debug)]
pub struct History {
    samples: VecDeque<Sample>,
    seconds: f64,
}

impl History {
    /// An empty history that will keep `seconds` of samples.
    #[must_use]
    pub fn new(seconds: f64) -> Self {
        let capacity = (seconds / SAMPLE_INTERVAL).ceil().max(0.0) as usize + 2;
        Self {
            samples: VecDeque::with_capacity(capacity),
            seconds,
        }
    }

    /// Appends a sample and drops those older than the history's length. A sample from before
    /// the newest one means that time was set back: what was recorded is dropped.
    pub fn push(&mut self, sample: Sample) {
        if self.now().is_some_and(|now| sample.time < now) {
            self.clear();
        }
        self.samples.push_back(sample);
        let oldest = sample.time - self.seconds;
        while self
            .samples
            .front()
            .is_some_and(|first| first.time < oldest)
        {
            self.samples.pop_front();
        }
    }

    /// Forgets everything, as after a reset of the robot.
    pub fn clear(&mut self) {
        self.samples.clear();
    }

    /// Time of the newest sample, s.
    #[must_use]
    pub fn now(&self) -> Option<f64> {
        self.latest().map(|sample| sample.time)
    }

    /// The newest sample.
    #[must_use]
    pub fn latest(&self) -> Option<&Sample> {
        self.samples.back()
    }

    /// The samples of the last `seconds`, oldest first.
    pub fn last(&self, seconds: f64) -> impl DoubleEndedIterator<Item = &Sample> {
        let oldest = self.now().map_or(f64::NEG_INFINITY, |now| now - seconds);
        let first = self.samples.partition_point(|sample| sample.time < oldest);
        self.samples.range(first..)
    }

    /// Number of samples held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether nothing is recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(time: f64) -> Sample {
        Sample {
            time,
            command: [0.0; 3],
            velocity_in_base: [0.0; 3],
            foot_contacts: [false; 4],
            recurrent_scores: [0.0; 2],
            actuation_scores: [0.0; 2],
            standing: false,
        }
    }

    fn recorded(steps: usize, seconds: f64) -> History {
        let mut history = History::new(seconds);
        for step in 0..steps {
            history.push(sample(step as f64 * 0.25));
        }
        history
    }

    #[test]
    fn keeps_only_its_seconds() {
        let history = recorded(100, 2.0);
        let times: Vec<f64> = history.last(10.0).map(|sample| sample.time).collect();
        assert_eq!(
            times,
            [22.75, 23.0, 23.25, 23.5, 23.75, 24.0, 24.25, 24.5, 24.75]
        );
    }

    #[test]
    fn last_reads_the_newest_seconds_in_order() {
        let history = recorded(100, 5.0);
        let times: Vec<f64> = history.last(0.5).map(|sample| sample.time).collect();
        assert_eq!(times, [24.25, 24.5, 24.75]);
    }

    #[test]
    fn time_set_back_forgets_the_past() {
        let mut history = recorded(10, 5.0);
        history.push(sample(0.0));
        assert_eq!(history.len(), 1);
        assert_eq!(history.now(), Some(0.0));
    }

    #[test]
    fn clear_leaves_nothing() {
        let mut history = recorded(10, 5.0);
        history.clear();
        assert!(history.is_empty());
        assert_eq!(history.last(5.0).count(), 0);
    }
}
