//! The loss and its gradients for a part of a minibatch.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData};

use super::buffer::{Rollout, Sequence};
use super::config::PpoConfig;
use crate::policy::{ActorNetwork, CriticNetwork};
use crate::robot::JOINTS;
use crate::task::{OBSERVATION, PRIVILEGED};

/// Actor and critic, separate networks trained by one optimiser.
#[derive(Module, Debug)]
pub struct ActorCritic {
    pub actor: ActorNetwork,
    pub critic: CriticNetwork,
}

/// Sums over a shard's samples, for reports and the learning rate.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ShardSums {
    pub surrogate: f64,
    pub value_loss: f64,
    /// Mirror loss and noise loss, weighted.
    pub pull: f64,
    /// Kullback-Leibler divergence from the policy that acted, summed over `samples`: those that
    /// are not seen in a mirror.
    pub moved: f64,
    pub samples: f64,
}

impl ShardSums {
    /// Mean Kullback-Leibler divergence from the policy that acted.
    pub(super) fn divergence(&self) -> f64 {
        self.moved / self.samples.max(1.0)
    }
}

/// Whole sequences as tensors.
struct Shard {
    observations: Tensor<3>,
    privileged: Tensor<2>,
    actions: Tensor<3>,
    means: Tensor<3>,
    /// What the mean actions should be: those of the policy that acted, with exact sensors where the
    /// noise loss is in use, mirrored where the sequence is.
    wanted: Tensor<3>,
    /// Weight of the squared distance from `wanted`: mirror loss or noise loss, `[n, 1]`.
    pull: Tensor<2>,
    keep: Tensor<2>,
    hidden: Tensor<2>,
    cell: Tensor<2>,
    values: Tensor<2>,
    advantages: Tensor<2>,
    returns: Tensor<2>,
    /// 1 for a sequence as it was, 0 for one in a mirror, `[n, 1]`.
    original: Tensor<2>,
    /// Distance of the actions from the means of the policy that acted, squared.
    old_distance: Tensor<2>,
}

impl Shard {
    fn new(rollout: &Rollout, sequences: &[Sequence], device: &Device) -> Self {
        let (n, t) = (sequences.len(), rollout.horizon);
        let units = rollout.hidden.len() / rollout.environments;
        let either = |source: &[f32], mirrored: Option<&Vec<f32>>, row: usize| {
            let mirrored = mirrored.map_or(source, Vec::as_slice);
            Rollout::gather(source, mirrored, sequences, row)
        };
        let cube = |values: Vec<f32>, width: usize| {
            Tensor::<3>::from_data(TensorData::new(values, [n, t, width]), device)
        };
        let sheet = |values: Vec<f32>, columns: usize| {
            Tensor::<2>::from_data(TensorData::new(values, [n, columns]), device)
        };
        let plain = |source: &[f32]| sheet(either(source, None, t), t);
        let image = rollout.mirrored.as_ref();
        let row = t * OBSERVATION;
        let observations = either(&rollout.observations, image.map(|m| &m.observations), row);
        let row = t * PRIVILEGED;
        let privileged = either(&rollout.privileged, image.map(|m| &m.privileged), row);
        let row = t * JOINTS;
        let actions = either(&rollout.actions, image.map(|m| &m.actions), row);
        let exact = rollout.exact.as_ref();
        let unmirrored = exact.map_or(&rollout.means, |exact| &exact.means);
        let wanted = either(unmirrored, image.map(|m| &m.means), row);
        let mirror_loss = image.map_or(0.0, |image| image.loss);
        let noise_loss = exact.map_or(0.0, |exact| exact.loss);
        let pull = sequences.iter().map(|s| match s.mirrored {
            true => mirror_loss,
            false => noise_loss,
        });
        let taken = cube(either(&rollout.actions, None, row), JOINTS);
        let means = cube(either(&rollout.means, None, row), JOINTS);
        let hidden = either(&rollout.hidden, image.map(|m| &m.hidden), units);
        let cell = either(&rollout.cell, image.map(|m| &m.cell), units);
        let original = sequences.iter().map(|s| f32::from(u8::from(!s.mirrored)));
        let privileged = TensorData::new(privileged, [n * t, PRIVILEGED]);
        Self {
            observations: cube(observations, OBSERVATION),
            privileged: Tensor::from_data(privileged, device),
            actions: cube(actions, JOINTS),
            keep: plain(&rollout.keep),
            hidden: sheet(hidden, units),
            cell: sheet(cell, units),
            values: plain(&rollout.values),
            advantages: plain(&rollout.advantages),
            returns: plain(&rollout.returns),
            original: sheet(original.collect(), 1),
            wanted: cube(wanted, JOINTS),
            pull: sheet(pull.collect(), 1),
            old_distance: squared(taken - means.clone()),
            means,
        }
    }
}

/// Squared lengths of the last axis.
fn squared(difference: Tensor<3>) -> Tensor<2> {
    (difference.clone() * difference).sum_dim(2).squeeze_dim(2)
}

/// Gradients of the mean loss over a minibatch of `minibatch` sequences, this shard's share.
///
/// Surrogate: `-min(ratio A, clip(ratio, 1 +- clip) A)`; value: the larger of the squared errors of
/// the value and of the value kept within `value_clip` of the old one. With a fixed deviation the log
/// ratio is the difference of the squared distances from the means over `2 deviation^2`. A mirrored
/// action was drawn with the density of the action that it mirrors (Mittal et al. 2024).
/// The mirror loss and the noise loss are summed over the joints; the one pulls the sequences in a
/// mirror, the other those that are not.
pub(super) fn shard_gradients(
    model: &ActorCritic,
    rollout: &Rollout,
    sequences: &[Sequence],
    minibatch: usize,
    config: &PpoConfig,
    device: &Device,
) -> (GradientsParams, ShardSums) {
    let shard = Shard::new(rollout, sequences, device);
    let (n, t) = (sequences.len(), rollout.horizon);
    let share = 1.0 / (minibatch * t) as f32;
    let precision = 0.5 / (rollout.deviation * rollout.deviation);
    let output = model
        .actor
        .forward(shard.observations, shard.hidden, shard.cell, shard.keep);
    let new_mean = output.action;
    let new_distance = squared(shard.actions - new_mean.clone());
    let ratio = ((shard.old_distance - new_distance) * precision).exp();
    let clipped = ratio.clone().clamp(1.0 - config.clip, 1.0 + config.clip);
    let gain = (ratio * shard.advantages.clone()).min_pair(clipped * shard.advantages);
    let surrogate = gain.sum() * -share;

    let value: Tensor<2> = model.critic.forward(shard.privileged).reshape([n, t]);
    let step = (value.clone() - shard.values.clone()).clamp(-config.value_clip, config.value_clip);
    let near = shard.values + step - shard.returns.clone();
    let far = value - shard.returns;
    let value_loss = (near.clone() * near).max_pair(far.clone() * far).sum() * share;

    let pull = (squared(new_mean.clone() - shard.wanted) * shard.pull).sum() * share;

    let moved = squared(new_mean.inner() - shard.means.inner()) * shard.original.inner();
    let sums = ShardSums {
        surrogate: f64::from(surrogate.clone().into_scalar::<f32>()),
        value_loss: f64::from(value_loss.clone().into_scalar::<f32>()),
        pull: f64::from(pull.clone().into_scalar::<f32>()),
        moved: f64::from(moved.sum().into_scalar::<f32>() * precision),
        samples: (sequences.iter().filter(|s| !s.mirrored).count() * t) as f64,
    };
    let loss = surrogate + value_loss * config.value_coefficient + pull;
    let gradients = GradientsParams::from_grads(loss.backward(), model);
    (gradients, sums)
}

/// Scales all gradients so that their common norm is at most `limit`.
pub(super) fn clip_global_norm(
    mut gradients: GradientsParams,
    model: &ActorCritic,
    limit: f32,
) -> GradientsParams {
    let mut sum = SquareSum {
        gradients: &gradients,
        total: 0.0,
    };
    model.visit(&mut sum);
    let norm = sum.total.sqrt();
    if norm > limit {
        model.visit(&mut Scale {
            gradients: &mut gradients,
            factor: limit / (norm + 1e-6),
        });
    }
    gradients
}

struct SquareSum<'a> {
    gradients: &'a GradientsParams,
    total: f32,
}

impl ModuleVisitor for SquareSum<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(param.id) {
            self.total += (gradient.clone() * gradient).sum().into_scalar::<f32>();
        }
    }
}

struct Scale<'a> {
    gradients: &'a mut GradientsParams,
    factor: f32,
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            self.gradients.register(param.id, gradient * self.factor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sequence_is_pulled_to_its_own_target_with_its_own_weight() {
        let (own, exact, in_mirror) = (1.0, 2.0, 3.0);
        let targets = |rollout: &Rollout| {
            let sequences = [false, true].map(|mirrored| Sequence {
                environment: 0,
                mirrored,
            });
            let shard = Shard::new(rollout, &sequences, &Device::flex());
            let (wanted, pull) = (shard.wanted.into_data(), shard.pull.into_data());
            let wanted: Vec<f32> = wanted.iter::<f32>().step_by(JOINTS).collect();
            (wanted, pull.iter::<f32>().collect::<Vec<_>>())
        };
        let plain = || {
            let mut rollout = Rollout::new(1, 1, 4);
            rollout.means.fill(own);
            rollout
        };
        let mirrored = |rollout: Rollout| {
            let mut rollout = rollout.with_mirror(0.25);
            let image = rollout.mirrored.as_mut().unwrap();
            image.means.fill(in_mirror);
            rollout
        };
        let with_exact = |rollout: Rollout| {
            let mut rollout = rollout.with_exact(0.5);
            rollout.exact.as_mut().unwrap().means.fill(exact);
            rollout
        };
        assert_eq!(targets(&plain()).1, [0.0, 0.0]);
        let (wanted, pull) = targets(&mirrored(plain()));
        assert_eq!((wanted[1], pull), (in_mirror, vec![0.0, 0.25]));
        let (wanted, pull) = targets(&with_exact(plain()));
        assert_eq!((wanted[0], pull), (exact, vec![0.5, 0.0]));
        let both = targets(&with_exact(mirrored(plain())));
        assert_eq!(both, (vec![exact, in_mirror], vec![0.5, 0.25]));
    }
}
