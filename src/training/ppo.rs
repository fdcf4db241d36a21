//! The loss and its gradients for a part of a minibatch.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData};

use super::buffer::Rollout;
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
    pub divergence: f64,
}

/// Whole sequences of some environments as tensors.
struct Shard {
    observations: Tensor<3>,
    privileged: Tensor<2>,
    actions: Tensor<3>,
    means: Tensor<3>,
    keep: Tensor<2>,
    hidden: Tensor<2>,
    cell: Tensor<2>,
    values: Tensor<2>,
    advantages: Tensor<2>,
    returns: Tensor<2>,
}

impl Shard {
    fn new(rollout: &Rollout, environments: &[usize], device: &Device) -> Self {
        let (n, t) = (environments.len(), rollout.horizon);
        let units = rollout.hidden.len() / rollout.environments;
        let rows = |source: &[f32], row: usize| Rollout::gather(source, environments, row);
        let cube = |source: &[f32], width: usize| {
            Tensor::<3>::from_data(
                TensorData::new(rows(source, t * width), [n, t, width]),
                device,
            )
        };
        let sheet = |source: &[f32], columns: usize| {
            Tensor::<2>::from_data(TensorData::new(rows(source, columns), [n, columns]), device)
        };
        let privileged = TensorData::new(
            rows(&rollout.privileged, t * PRIVILEGED),
            [n * t, PRIVILEGED],
        );
        Self {
            observations: cube(&rollout.observations, OBSERVATION),
            privileged: Tensor::from_data(privileged, device),
            actions: cube(&rollout.actions, JOINTS),
            means: cube(&rollout.means, JOINTS),
            keep: sheet(&rollout.keep, t),
            hidden: sheet(&rollout.hidden, units),
            cell: sheet(&rollout.cell, units),
            values: sheet(&rollout.values, t),
            advantages: sheet(&rollout.advantages, t),
            returns: sheet(&rollout.returns, t),
        }
    }
}

/// Gradients of the mean loss over a minibatch of `minibatch` environments, this shard's share.
///
/// Surrogate: `-min(ratio A, clip(ratio, 1 +- clip) A)`; value: the larger of the squared errors of
/// the value and of the value kept within `value_clip` of the old one. With a fixed deviation the log
/// ratio is the difference of the squared distances from the means over `2 deviation^2`.
pub(super) fn shard_gradients(
    model: &ActorCritic,
    rollout: &Rollout,
    environments: &[usize],
    minibatch: usize,
    config: &PpoConfig,
    device: &Device,
) -> (GradientsParams, ShardSums) {
    let shard = Shard::new(rollout, environments, device);
    let (n, t) = (environments.len(), rollout.horizon);
    let share = 1.0 / (minibatch * t) as f32;
    let precision = 0.5 / (rollout.deviation * rollout.deviation);
    let output = model
        .actor
        .forward(shard.observations, shard.hidden, shard.cell, shard.keep);
    let new_mean = output.action;
    let squared = |difference: Tensor<3>| -> Tensor<2> {
        (difference.clone() * difference).sum_dim(2).squeeze_dim(2)
    };
    let old_distance = squared(shard.actions.clone() - shard.means.clone());
    let new_distance = squared(shard.actions - new_mean.clone());
    let ratio = ((old_distance - new_distance) * precision).exp();
    let clipped = ratio.clone().clamp(1.0 - config.clip, 1.0 + config.clip);
    let gain = (ratio * shard.advantages.clone()).min_pair(clipped * shard.advantages);
    let surrogate = gain.sum() * -share;

    let value: Tensor<2> = model.critic.forward(shard.privileged).reshape([n, t]);
    let step = (value.clone() - shard.values.clone()).clamp(-config.value_clip, config.value_clip);
    let near = shard.values + step - shard.returns.clone();
    let far = value - shard.returns;
    let value_loss = (near.clone() * near).max_pair(far.clone() * far).sum() * share;

    let moved = squared(new_mean.inner() - shard.means.inner()).sum() * precision;
    let sums = ShardSums {
        surrogate: f64::from(surrogate.clone().into_scalar::<f32>()),
        value_loss: f64::from(value_loss.clone().into_scalar::<f32>()),
        divergence: f64::from(moved.into_scalar::<f32>() * share),
    };
    let loss = surrogate + value_loss * config.value_coefficient;
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
