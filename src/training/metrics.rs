//! What a run tells of itself: one JSON line an iteration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::envs::StepOutcome;
use crate::task::reward::PerTerm;

/// Sums over the transitions of one iteration.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EpisodeStatistics {
    samples: f64,
    reward: f64,
    paid: PerTerm<f64>,
    velocity_error: f64,
    yaw_error: f64,
    falls: u64,
    time_outs: u64,
    ended_steps: u64,
}

impl EpisodeStatistics {
    pub(super) fn add(&mut self, outcome: &StepOutcome) {
        self.samples += 1.0;
        self.reward += f64::from(outcome.reward.total);
        self.paid = self
            .paid
            .zip(&outcome.reward.paid, |sum, paid| sum + f64::from(paid));
        self.velocity_error += f64::from(outcome.reward.velocity_error);
        self.yaw_error += f64::from(outcome.reward.yaw_error);
        self.falls += u64::from(outcome.fallen);
        self.time_outs += u64::from(outcome.timed_out);
        if outcome.ended() {
            self.ended_steps += u64::from(outcome.age);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.samples += other.samples;
        self.reward += other.reward;
        self.paid = self.paid.zip(&other.paid, |sum, paid| sum + paid);
        self.velocity_error += other.velocity_error;
        self.yaw_error += other.yaw_error;
        self.falls += other.falls;
        self.time_outs += other.time_outs;
        self.ended_steps += other.ended_steps;
    }

    /// Mean reward of a control step.
    pub fn reward(&self) -> f64 {
        self.reward / self.samples.max(1.0)
    }

    /// What each term of the reward paid in a control step, in the mean, by its JSON name.
    pub fn paid(&self) -> BTreeMap<String, f64> {
        let paid = self.paid.iter();
        let mean = |sum: f64| sum / self.samples.max(1.0);
        paid.map(|(term, sum)| (term.name().to_owned(), mean(sum)))
            .collect()
    }

    /// Mean distance between commanded and measured horizontal velocity while exploring, m/s.
    pub fn velocity_error(&self) -> f64 {
        self.velocity_error / self.samples.max(1.0)
    }

    /// The same for the yaw rate, rad/s.
    pub fn yaw_error(&self) -> f64 {
        self.yaw_error / self.samples.max(1.0)
    }

    /// Falls in the iteration.
    pub fn falls(&self) -> u64 {
        self.falls
    }

    /// Mean age, in control steps, of the episodes that ended; none if none ended.
    pub fn episode_steps(&self) -> Option<f64> {
        let ended = self.falls + self.time_outs;
        (ended > 0).then(|| self.ended_steps as f64 / ended as f64)
    }
}

/// One line of `metrics.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IterationMetrics {
    /// Control steps so far, over all environments.
    pub step: u64,
    /// Wall time so far, s (over all parts of a resumed run).
    pub seconds: f64,
    pub steps_per_second: f64,
    /// Mean reward of a control step.
    pub reward: f64,
    /// Each term's part of it, before any cut at zero, by its JSON name; none in the lines of earlier
    /// programs.
    #[serde(default)]
    pub terms: BTreeMap<String, f64>,
    /// m/s, while exploring
    pub velocity_error: f64,
    /// rad/s, while exploring
    pub yaw_error: f64,
    /// Mean duration of the episodes that ended in the last iterations, s.
    pub episode_seconds: f64,
    pub falls: u64,
    pub deviation: f32,
    pub command_scale: f32,
    pub surrogate: f64,
    pub value_loss: f64,
    pub divergence: f64,
    pub learning_rate: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::PRIVILEGED;
    use crate::task::reward::{RewardTerm, StepReward};

    fn outcome(fallen: bool, age: u32) -> StepOutcome {
        let mut paid = PerTerm::default();
        paid[RewardTerm::Trot] = 2.0 * age as f32;
        paid[RewardTerm::Fall] = -(age as f32);
        StepOutcome {
            reward: StepReward {
                total: age as f32,
                paid,
                velocity_error: 0.5,
                yaw_error: 0.25,
            },
            fallen,
            timed_out: !fallen && age == 1000,
            age,
            last_privileged: [0.0; PRIVILEGED],
        }
    }

    #[test]
    fn merged_halves_are_the_whole() {
        let outcomes = [(false, 3), (true, 400), (false, 1000), (false, 5)];
        let sum = |outcomes: &[(bool, u32)]| {
            let mut sum = EpisodeStatistics::default();
            for &(fallen, age) in outcomes {
                sum.add(&outcome(fallen, age));
            }
            sum
        };
        let mut merged = sum(&outcomes[..1]);
        merged.merge(&sum(&outcomes[1..]));
        assert_eq!(merged, sum(&outcomes));
        assert_eq!(merged.episode_steps(), Some(700.0));
        assert_eq!((merged.falls(), merged.reward()), (1, 352.0));
        let paid = merged.paid();
        let of = |term: RewardTerm| paid[term.name()];
        assert_eq!(paid.len(), RewardTerm::ALL.len());
        assert_eq!(
            (of(RewardTerm::Trot), of(RewardTerm::Fall)),
            (704.0, -352.0)
        );
        assert_eq!(paid.values().sum::<f64>(), merged.reward());
    }
}
