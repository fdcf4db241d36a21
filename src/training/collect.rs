//! Collection: each core lets its share of the robots act for a horizon.
//!
//! A share is worked through from the first step to the last by one core, inference and physics in
//! turn, so that no core waits for another before the end.

use burn::tensor::{Device, Tensor, TensorData};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::buffer::Rollout;
use super::config::TrainingConfig;
use super::envs::EnvShare;
use super::gae::generalised_advantages;
use super::memory::MemoryShare;
use super::metrics::EpisodeStatistics;
use super::mirrors::MirrorShare;
use super::ppo::ActorCritic;
use crate::policy::{Moments, Normaliser};
use crate::robot::JOINTS;
use crate::task::{OBSERVATION, PRIVILEGED};

/// Some of the robots, with what is theirs alone.
pub(super) struct Share<'a> {
    pub envs: EnvShare<'a>,
    pub memory: MemoryShare<'a>,
    /// 0 where the next step begins an episode, `[n]`.
    pub keep: &'a mut [f32],
    pub mirrors: Option<MirrorShare<'a>>,
    /// What the policy would remember had its sensors been exact.
    pub exact_memory: Option<MemoryShare<'a>>,
    /// Of each robot its own, for its exploration and its mirrors: `[n]`.
    pub rngs: Vec<ChaCha8Rng>,
}

/// What came of a share.
pub(super) struct Collected {
    /// Advantages not yet normalised.
    pub rollout: Rollout,
    pub statistics: EpisodeStatistics,
    /// Of the observations and the privileged ones before normalisation.
    pub seen: (Moments, Moments),
}

/// What all shares act by.
pub(super) struct Collector<'a> {
    /// Without gradients.
    pub model: &'a ActorCritic,
    pub normaliser: &'a Normaliser,
    pub privileged_normaliser: &'a Normaliser,
    pub config: &'a TrainingConfig,
    /// Control steps.
    pub horizon: usize,
    /// Standard deviation of the actions.
    pub deviation: f32,
    pub mirror_loss: f32,
    pub noise_loss: f32,
}

/// A way in which robots are seen in a step: observations `[n, O]`, the recurrent states that go with
/// them, and the mean actions `[n, A]` that come of both.
struct View<'a, 'b> {
    observations: &'a [f32],
    memory: &'a mut MemoryShare<'b>,
    means: Vec<f32>,
}

impl<'a, 'b> View<'a, 'b> {
    fn new(observations: &'a [f32], memory: &'a mut MemoryShare<'b>) -> Self {
        Self {
            observations,
            memory,
            means: Vec::new(),
        }
    }
}

impl Collector<'_> {
    /// Lets a share's robots act for the horizon.
    pub(super) fn collect(&self, mut share: Share) -> Collected {
        let (count, horizon) = (share.envs.count(), self.horizon);
        let mut rollout = self.empty_rollout(&share);
        let mut statistics = EpisodeStatistics::default();
        let (mut seen, mut seen_privileged) = (
            Vec::with_capacity(count * horizon * OBSERVATION),
            Vec::with_capacity(count * horizon * PRIVILEGED),
        );
        let mut time_outs = Vec::new();
        // what `keep` is within an episode
        let carry = f32::from(u8::from(self.config.network.memory));
        for t in 0..horizon {
            let (mut observations, mut privileged) = share.envs.observations();
            for observation in observations.chunks_exact_mut(OBSERVATION) {
                self.config.network.blind(observation);
            }
            seen.extend_from_slice(&observations);
            seen_privileged.extend_from_slice(&privileged);
            let image = share.mirrors.as_mut().map(|mirrors| {
                mirrors.assign(share.keep, &mut share.rngs);
                let mut observations = mirrors.observations(&observations);
                let mut privileged = mirrors.privileged(&privileged);
                self.normalise(&mut observations, &mut privileged);
                (observations, privileged)
            });
            let exact = share.exact_memory.as_ref();
            let exact = exact.map(|_| self.without_noise(&privileged));
            self.normalise(&mut observations, &mut privileged);
            let mut own = View::new(&observations, &mut share.memory);
            let mut in_mirror = match (&image, &mut share.mirrors) {
                (Some((rows, _)), Some(mirrors)) => Some(View::new(rows, &mut mirrors.memory)),
                _ => None,
            };
            let mut without_noise = match (&exact, &mut share.exact_memory) {
                (Some(rows), Some(memory)) => Some(View::new(rows, memory)),
                _ => None,
            };
            let others = [in_mirror.as_mut(), without_noise.as_mut()];
            let mut views = vec![&mut own];
            views.extend(others.into_iter().flatten());
            self.act(share.keep, &mut views);
            let (means, exact_means) = (own.means, without_noise.map(|view| view.means));
            let actions = self.explore(&means, &mut share.rngs);
            let put = |target: &mut [f32], rows: &[f32], width| {
                Rollout::store(target, rows, width, horizon, t);
            };
            put(&mut rollout.observations, &observations, OBSERVATION);
            put(&mut rollout.privileged, &privileged, PRIVILEGED);
            put(&mut rollout.keep, share.keep, 1);
            put(&mut rollout.means, &means, JOINTS);
            put(&mut rollout.actions, &actions, JOINTS);
            if let (Some(kept), Some(mirrors), Some((observations, privileged))) =
                (&mut rollout.mirrored, &share.mirrors, &image)
            {
                let wanted = mirrors.actions(exact_means.as_ref().unwrap_or(&means));
                let actions = mirrors.actions(&actions);
                kept.store(observations, privileged, &actions, &wanted, horizon, t);
            }
            if let (Some(kept), Some(means)) = (&mut rollout.exact, &exact_means) {
                put(&mut kept.means, means, JOINTS);
            }
            for (n, outcome) in share.envs.step(&actions).enumerate() {
                let at = n * horizon + t;
                rollout.rewards[at] = outcome.reward.total;
                rollout.ends[at] = outcome.ended();
                share.keep[n] = if outcome.ended() { 0.0 } else { carry };
                if outcome.timed_out {
                    time_outs.push((at, outcome.last_privileged));
                }
                statistics.add(&outcome);
            }
        }
        self.evaluate(&share.envs, &mut rollout, &time_outs);
        Collected {
            rollout,
            statistics,
            seen: (
                Moments::of(&seen, OBSERVATION),
                Moments::of(&seen_privileged, PRIVILEGED),
            ),
        }
    }

    /// Zeros, with the recurrent states of now.
    fn empty_rollout(&self, share: &Share) -> Rollout {
        let count = share.envs.count();
        let mut rollout = Rollout::new(count, self.horizon, self.config.network.recurrent);
        rollout.deviation = self.deviation;
        rollout.hidden.copy_from_slice(share.memory.hidden);
        rollout.cell.copy_from_slice(share.memory.cell);
        if share.exact_memory.is_some() {
            rollout = rollout.with_exact(self.noise_loss);
        }
        let Some(mirrors) = &share.mirrors else {
            return rollout;
        };
        let mut rollout = rollout.with_mirror(self.mirror_loss);
        if let Some(image) = &mut rollout.mirrored {
            image.hidden.copy_from_slice(mirrors.memory.hidden);
            image.cell.copy_from_slice(mirrors.memory.cell);
        }
        rollout
    }

    fn normalise(&self, observations: &mut [f32], privileged: &mut [f32]) {
        self.normaliser.apply(observations);
        self.privileged_normaliser.apply(privileged);
    }

    /// What exact sensors would show, `[n, O]`, normalised: the first of what the critic sees.
    fn without_noise(&self, privileged: &[f32]) -> Vec<f32> {
        let rows = privileged.chunks_exact(PRIVILEGED);
        let mut exact: Vec<f32> = rows.flat_map(|row| &row[..OBSERVATION]).copied().collect();
        for observation in exact.chunks_exact_mut(OBSERVATION) {
            self.config.network.blind(observation);
        }
        self.normaliser.apply(&mut exact);
        exact
    }

    /// Fills in the mean actions of each view and moves its recurrent states on.
    fn act(&self, keep: &[f32], views: &mut [&mut View]) {
        let units = self.config.network.recurrent;
        let rows = keep.len() * views.len();
        let device = Device::flex();
        let sheet = |values: Vec<f32>, columns: usize| {
            Tensor::<2>::from_data(TensorData::new(values, [rows, columns]), &device)
        };
        let (mut observations, mut hidden, mut cell) = (Vec::new(), Vec::new(), Vec::new());
        for view in views.iter() {
            observations.extend_from_slice(view.observations);
            hidden.extend_from_slice(view.memory.hidden);
            cell.extend_from_slice(view.memory.cell);
        }
        let observations = TensorData::new(observations, [rows, 1, OBSERVATION]);
        let output = self.model.actor.forward(
            Tensor::from_data(observations, &device),
            sheet(hidden, units),
            sheet(cell, units),
            sheet(keep.repeat(views.len()), 1),
        );
        let (hidden, cell) = (values(output.hidden), values(output.cell));
        let means = values(output.action);
        let (states, actions) = (keep.len() * units, keep.len() * JOINTS);
        for (k, view) in views.iter_mut().enumerate() {
            let of_view = k * states..(k + 1) * states;
            view.memory.hidden.copy_from_slice(&hidden[of_view.clone()]);
            view.memory.cell.copy_from_slice(&cell[of_view]);
            view.means = means[k * actions..(k + 1) * actions].to_vec();
        }
    }

    /// Actions around the means `[n, A]`.
    fn explore(&self, means: &[f32], rngs: &mut [ChaCha8Rng]) -> Vec<f32> {
        let mut actions = means.to_vec();
        for (action, rng) in actions.chunks_exact_mut(JOINTS).zip(rngs) {
            for value in action {
                let noise: f32 = StandardNormal.sample(rng);
                *value += self.deviation * noise;
            }
        }
        actions
    }

    /// Values, bootstrapped time-outs, advantages and returns.
    fn evaluate(
        &self,
        envs: &EnvShare,
        rollout: &mut Rollout,
        time_outs: &[(usize, [f32; PRIVILEGED])],
    ) {
        rollout.values = self.values_of(rollout.privileged.clone());
        let mut last: Vec<f32> = time_outs.iter().flat_map(|(_, row)| *row).collect();
        self.privileged_normaliser.apply(&mut last);
        for (&(at, _), value) in time_outs.iter().zip(self.values_of(last)) {
            rollout.rewards[at] += self.config.ppo.gamma * value;
        }
        let (_, mut next) = envs.observations();
        self.privileged_normaliser.apply(&mut next);
        (rollout.advantages, rollout.returns) = generalised_advantages(
            &rollout.rewards,
            &rollout.values,
            &rollout.ends,
            &self.values_of(next),
            self.config.ppo.gamma,
            self.config.ppo.lambda,
        );
    }

    /// The critic's values for normalised privileged observations `[n, P]`.
    fn values_of(&self, rows: Vec<f32>) -> Vec<f32> {
        let count = rows.len() / PRIVILEGED;
        if count == 0 {
            return Vec::new();
        }
        let rows = TensorData::new(rows, [count, PRIVILEGED]);
        values(
            self.model
                .critic
                .forward(Tensor::from_data(rows, &Device::flex())),
        )
    }
}

/// A tensor's numbers, row-major.
pub(super) fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    let data = tensor.into_data();
    data.try_into_vec().expect("networks compute in f32")
}

#[cfg(test)]
pub(super) mod tests;
