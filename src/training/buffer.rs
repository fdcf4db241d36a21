//! What a rollout of all environments leaves behind for the update, batch-first `[N, T, ..]`.

use crate::robot::JOINTS;
use crate::task::{OBSERVATION, PRIVILEGED};

/// Transitions of `environments` x `horizon` control steps.
pub struct Rollout {
    pub environments: usize,
    pub horizon: usize,
    /// Normalised, `[N, T, O]`.
    pub observations: Vec<f32>,
    /// Normalised, `[N, T, P]`.
    pub privileged: Vec<f32>,
    /// `[N, T, A]`
    pub actions: Vec<f32>,
    /// Mean actions of the policy that acted, `[N, T, A]`.
    pub means: Vec<f32>,
    /// With the value of a time-out's last state, `[N, T]`.
    pub rewards: Vec<f32>,
    /// The episode ended after this step, `[N, T]`.
    pub ends: Vec<bool>,
    /// 0 where an episode began with this step, else 1, `[N, T]`.
    pub keep: Vec<f32>,
    /// Recurrent state before the first step, `[N, H]`.
    pub hidden: Vec<f32>,
    pub cell: Vec<f32>,
    /// `[N, T]`
    pub values: Vec<f32>,
    pub advantages: Vec<f32>,
    pub returns: Vec<f32>,
    /// Standard deviation of the actions.
    pub deviation: f32,
    /// The same in a mirror, where symmetry is learnt from.
    pub mirrored: Option<MirrorImage>,
    /// What exact sensors would have led to, where the noise loss is in use.
    pub exact: Option<Exact>,
}

/// What the policy that acted would have meant, had its sensors been exact all along: its recurrent
/// state is that of a policy which sees the same states without noise.
pub struct Exact {
    /// Mean actions, `[N, T, A]`.
    pub means: Vec<f32>,
    /// Weight of the noise loss.
    pub loss: f32,
}

/// What a rollout's robots saw and did, seen in each one's mirror: observations and actions
/// mirrored, recurrent states those of the policy that saw the mirrored observations. Rewards,
/// values and advantages are the rollout's own.
pub struct MirrorImage {
    /// Normalised, `[N, T, O]`.
    pub observations: Vec<f32>,
    /// Normalised, `[N, T, P]`.
    pub privileged: Vec<f32>,
    /// `[N, T, A]`
    pub actions: Vec<f32>,
    /// Mean actions of the policy that acted, mirrored, with the noise loss in use those of exact
    /// sensors: `[N, T, A]`.
    pub means: Vec<f32>,
    /// Recurrent state before the first step, `[N, H]`.
    pub hidden: Vec<f32>,
    pub cell: Vec<f32>,
    /// Weight of the mirror loss.
    pub loss: f32,
}

impl MirrorImage {
    fn append(&mut self, part: Self) {
        let Self {
            observations,
            privileged,
            actions,
            means,
            hidden,
            cell,
            loss: _,
        } = part;
        self.observations.extend(observations);
        self.privileged.extend(privileged);
        self.actions.extend(actions);
        self.means.extend(means);
        self.hidden.extend(hidden);
        self.cell.extend(cell);
    }
}

/// One environment's sequence in the update, as it was or in its mirror.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequence {
    pub environment: usize,
    pub mirrored: bool,
}

impl Rollout {
    /// Zeros everywhere.
    pub fn new(environments: usize, horizon: usize, units: usize) -> Self {
        let samples = environments * horizon;
        Self {
            environments,
            horizon,
            observations: vec![0.0; samples * OBSERVATION],
            privileged: vec![0.0; samples * PRIVILEGED],
            actions: vec![0.0; samples * JOINTS],
            means: vec![0.0; samples * JOINTS],
            rewards: vec![0.0; samples],
            ends: vec![false; samples],
            keep: vec![1.0; samples],
            hidden: vec![0.0; environments * units],
            cell: vec![0.0; environments * units],
            values: vec![0.0; samples],
            advantages: vec![0.0; samples],
            returns: vec![0.0; samples],
            deviation: 1.0,
            mirrored: None,
            exact: None,
        }
    }

    /// Room for mirror images, whose mirror loss has this weight.
    pub fn with_mirror(mut self, loss: f32) -> Self {
        self.mirrored = Some(MirrorImage {
            observations: self.observations.clone(),
            privileged: self.privileged.clone(),
            actions: self.actions.clone(),
            means: self.means.clone(),
            hidden: self.hidden.clone(),
            cell: self.cell.clone(),
            loss,
        });
        self
    }

    /// Room for what exact sensors would have led to; the noise loss has this weight.
    pub fn with_exact(mut self, loss: f32) -> Self {
        let means = self.means.clone();
        self.exact = Some(Exact { means, loss });
        self
    }

    /// All environments of `parts`, in their order. The parts have the same horizon and deviation,
    /// and all are mirrored or none, all know of exact sensors or none.
    pub(super) fn join(parts: Vec<Self>) -> Self {
        let mut parts = parts.into_iter();
        let Some(mut whole) = parts.next() else {
            return Self::new(0, 0, 0);
        };
        for part in parts {
            whole.append(part);
        }
        whole
    }

    fn append(&mut self, part: Self) {
        let Self {
            environments,
            horizon: _,
            observations,
            privileged,
            actions,
            means,
            rewards,
            ends,
            keep,
            hidden,
            cell,
            values,
            advantages,
            returns,
            deviation: _,
            mirrored,
            exact,
        } = part;
        self.environments += environments;
        self.observations.extend(observations);
        self.privileged.extend(privileged);
        self.actions.extend(actions);
        self.means.extend(means);
        self.rewards.extend(rewards);
        self.ends.extend(ends);
        self.keep.extend(keep);
        self.hidden.extend(hidden);
        self.cell.extend(cell);
        self.values.extend(values);
        self.advantages.extend(advantages);
        self.returns.extend(returns);
        if let (Some(whole), Some(image)) = (&mut self.mirrored, mirrored) {
            whole.append(image);
        }
        if let (Some(whole), Some(part)) = (&mut self.exact, exact) {
            whole.means.extend(part.means);
        }
    }

    /// Puts `rows` `[N, width]` into step `t` of `target` `[N, T, width]`.
    pub fn store(target: &mut [f32], rows: &[f32], width: usize, horizon: usize, t: usize) {
        for (n, row) in rows.chunks_exact(width).enumerate() {
            let at = (n * horizon + t) * width;
            target[at..at + width].copy_from_slice(row);
        }
    }

    /// Whole sequences, `[n, T, width]` from `[N, T, width]`; `mirrored` is the same array in the
    /// mirror, or again `source` where a mirror changes nothing.
    pub fn gather(
        source: &[f32],
        mirrored: &[f32],
        sequences: &[Sequence],
        row: usize,
    ) -> Vec<f32> {
        let mut gathered = Vec::with_capacity(sequences.len() * row);
        for sequence in sequences {
            let from = if sequence.mirrored { mirrored } else { source };
            let n = sequence.environment;
            gathered.extend_from_slice(&from[n * row..(n + 1) * row]);
        }
        gathered
    }

    /// Advantages to mean 0 and deviation 1 over the whole rollout.
    pub fn normalise_advantages(&mut self) {
        let n = self.advantages.len() as f32;
        let mean = self.advantages.iter().sum::<f32>() / n;
        let variance = self
            .advantages
            .iter()
            .map(|a| (a - mean).powi(2))
            .sum::<f32>()
            / n;
        let scale = 1.0 / (variance.sqrt() + 1e-8);
        for advantage in &mut self.advantages {
            *advantage = (*advantage - mean) * scale;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything in it but what is not of single environments.
    fn arrays(rollout: &Rollout) -> Vec<&Vec<f32>> {
        let image = rollout.mirrored.as_ref().unwrap();
        vec![
            &rollout.observations,
            &rollout.privileged,
            &rollout.actions,
            &rollout.means,
            &rollout.rewards,
            &rollout.keep,
            &rollout.hidden,
            &rollout.cell,
            &rollout.values,
            &rollout.advantages,
            &rollout.returns,
            &image.observations,
            &image.privileged,
            &image.actions,
            &image.means,
            &image.hidden,
            &image.cell,
            &rollout.exact.as_ref().unwrap().means,
        ]
    }

    /// A rollout of so many environments, two steps, one unit, that holds `value` everywhere.
    fn part(environments: usize, value: f32) -> Rollout {
        let mut part = Rollout::new(environments, 2, 1);
        for field in [
            &mut part.observations,
            &mut part.privileged,
            &mut part.actions,
            &mut part.means,
            &mut part.rewards,
            &mut part.keep,
            &mut part.hidden,
            &mut part.cell,
            &mut part.values,
            &mut part.advantages,
            &mut part.returns,
        ] {
            field.fill(value);
        }
        part.ends.fill(value > 2.0);
        part.with_mirror(0.5).with_exact(0.5)
    }

    #[test]
    fn joined_parts_keep_their_order() {
        let whole = Rollout::join(vec![part(2, 1.0), part(1, 3.0)]);
        assert_eq!((whole.environments, whole.horizon), (3, 2));
        assert_eq!(whole.ends, [false, false, false, false, true, true]);
        for values in arrays(&whole) {
            let (first, last) = values.split_at(values.len() / 3 * 2);
            assert!(first.iter().all(|&value| value == 1.0));
            assert!(!last.is_empty() && last.iter().all(|&value| value == 3.0));
        }
    }
}
