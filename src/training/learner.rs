//! Acting with the present policy, and learning from what came of it.

use std::sync::Arc;

use burn::module::Module;
use burn::optim::{AdamConfig, GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::TrainingError;
use super::buffer::{Rollout, Sequence};
use super::config::TrainingConfig;
use super::envs::Envs;
use super::gae::generalised_advantages;
use super::metrics::EpisodeStatistics;
use super::mirrors::Mirrors;
use super::ppo::{ActorCritic, ShardSums, shard_gradients};
use crate::policy::Normaliser;
use crate::robot::{JOINTS, Robot};
use crate::task::{Mirror, OBSERVATION, PRIVILEGED};

/// Sequences that are worth a thread of their own.
const SHARD: usize = 8;

/// Most that the learning rate changes from one update to the next.
const MOST_CHANGE: f64 = 1.5;

/// What an update did.
#[derive(Clone, Copy, Debug, Default)]
pub struct UpdateReport {
    pub surrogate: f64,
    pub value_loss: f64,
    /// Mean Kullback-Leibler divergence from the policy that acted, over the last epoch.
    pub divergence: f64,
    pub learning_rate: f64,
}

/// Networks, optimiser, normalisation and the recurrent states of all environments.
pub struct Learner {
    pub(super) model: ActorCritic,
    pub(super) optimiser: ModuleOptimizer,
    pub(super) learning_rate: f64,
    /// Divergence that the learning rate aims at.
    pub(super) kl_target: f64,
    pub(super) normaliser: Normaliser,
    pub(super) privileged_normaliser: Normaliser,
    config: TrainingConfig,
    robot: Arc<Robot>,
    rng: ChaCha8Rng,
    /// One single-threaded pool a core: a shard's operations stay on its own core.
    pools: Vec<rayon::ThreadPool>,
    /// Recurrent states of all environments and then, where symmetry is learnt from, of their
    /// mirror images, `[N or 2N, H]`.
    hidden: Tensor<2>,
    cell: Tensor<2>,
    mirrors: Option<Mirrors>,
    mirror_loss: f32,
    /// 0 where the next step begins an episode, `[N]`.
    keep: Vec<f32>,
    /// What `keep` is within an episode: 1, or 0 for a network without memory.
    carry: f32,
}

impl Learner {
    /// Fresh networks.
    pub fn new(config: &TrainingConfig, robot: Arc<Robot>) -> Self {
        let device = Device::flex().autodiff();
        device.seed(config.seed);
        let model = ActorCritic {
            actor: config.network.init_actor(OBSERVATION, JOINTS, &device),
            critic: config.network.init_critic(PRIVILEGED, &device),
        };
        let rng = ChaCha8Rng::seed_from_u64(config.seed);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let pools = (0..cores)
            .filter_map(|_| rayon::ThreadPoolBuilder::new().num_threads(1).build().ok())
            .collect();
        let count = config.environments(0);
        let state = Tensor::zeros([count, config.network.recurrent], &Device::flex());
        Self {
            model,
            optimiser: AdamConfig::new().with_epsilon(1e-8).init(),
            learning_rate: config.ppo.learning_rate,
            kl_target: config.ppo.kl_target,
            normaliser: Normaliser::new(OBSERVATION),
            privileged_normaliser: Normaliser::new(PRIVILEGED),
            rng,
            pools,
            hidden: state.clone(),
            cell: state,
            mirrors: None,
            mirror_loss: 0.0,
            robot,
            keep: vec![0.0; count],
            carry: f32::from(u8::from(config.network.memory)),
            config: config.clone(),
        }
    }

    /// Recurrent states of so many environments, all at the start of an episode, no mirrors.
    pub(super) fn begin_anew(&mut self, count: usize) {
        let state = Tensor::zeros([count, self.config.network.recurrent], &Device::flex());
        (self.hidden, self.cell) = (state.clone(), state);
        (self.keep, self.mirrors) = (vec![0.0; count], None);
    }

    /// Learns from these mirror images from the next collection on, with this weight of the mirror
    /// loss. New ones begin without memory.
    pub(super) fn set_symmetry(&mut self, mirrors: &[Mirror], loss: f32) {
        self.mirror_loss = loss;
        if self
            .mirrors
            .as_ref()
            .map_or(mirrors.is_empty(), |m| m.are(mirrors))
        {
            return;
        }
        let count = self.keep.len();
        let own = |state: &Tensor<2>| state.clone().narrow(0, 0, count);
        let (hidden, cell) = (own(&self.hidden), own(&self.cell));
        if mirrors.is_empty() {
            (self.hidden, self.cell, self.mirrors) = (hidden, cell, None);
            return;
        }
        let blank = hidden.zeros_like();
        self.hidden = Tensor::cat(vec![hidden, blank.clone()], 0);
        self.cell = Tensor::cat(vec![cell, blank], 0);
        let mirrors = Mirrors::new(mirrors, &self.robot, count, &mut self.rng);
        self.mirrors = Some(mirrors);
    }

    /// Starts a new stream of noise, that of step `step`.
    pub(super) fn reseed(&mut self, step: u64) {
        self.rng = ChaCha8Rng::seed_from_u64(self.config.seed.wrapping_add(step));
    }

    /// Lets all robots act for a horizon; returns the transitions, advantages included.
    pub fn collect(&mut self, envs: &mut Envs, deviation: f32) -> (Rollout, EpisodeStatistics) {
        let horizon = self.config.horizon;
        let acting = self.model.valid();
        let mut rollout = self.empty_rollout();
        rollout.deviation = deviation;
        let mut statistics = EpisodeStatistics::default();
        let mut seen = (Vec::new(), Vec::new());
        let mut time_outs = Vec::new();
        for t in 0..horizon {
            let (mut observations, mut privileged) = envs.observations();
            self.blind(&mut observations);
            seen.0.extend_from_slice(&observations);
            seen.1.extend_from_slice(&privileged);
            let mut image = self.mirror(&observations, &privileged);
            self.normalise(&mut observations, &mut privileged);
            let put = Rollout::store;
            put(
                &mut rollout.observations,
                &observations,
                OBSERVATION,
                horizon,
                t,
            );
            put(&mut rollout.privileged, &privileged, PRIVILEGED, horizon, t);
            put(&mut rollout.keep, &self.keep, 1, horizon, t);
            if let Some((observations, privileged)) = &mut image {
                self.normalise(observations, privileged);
            }
            let images = image.as_ref().map_or(&[][..], |(rows, _)| rows);
            let means = self.act(&acting, [&observations, images].concat());
            let actions = self.explore(&means, deviation);
            put(&mut rollout.means, &means, JOINTS, horizon, t);
            put(&mut rollout.actions, &actions, JOINTS, horizon, t);
            if let (Some(kept), Some(mirrors), Some((observations, privileged))) =
                (&mut rollout.mirrored, &self.mirrors, &image)
            {
                let (actions, means) = (mirrors.actions(&actions), mirrors.actions(&means));
                kept.store(observations, privileged, &actions, &means, horizon, t);
            }
            for (n, outcome) in envs.step(&actions).into_iter().enumerate() {
                let at = n * horizon + t;
                rollout.rewards[at] = outcome.reward.total;
                rollout.ends[at] = outcome.ended();
                self.keep[n] = if outcome.ended() { 0.0 } else { self.carry };
                if outcome.timed_out {
                    time_outs.push((at, outcome.last_privileged));
                }
                statistics.add(&outcome);
            }
        }
        self.evaluate(&acting, envs, &mut rollout, &time_outs);
        self.normaliser.update(&seen.0);
        self.privileged_normaliser.update(&seen.1);
        (rollout, statistics)
    }

    /// Zeros, with the recurrent states of now.
    fn empty_rollout(&self) -> Rollout {
        let (count, units) = (self.keep.len(), self.config.network.recurrent);
        let mut rollout = Rollout::new(count, self.config.horizon, units);
        let (hidden, cell) = (values(self.hidden.clone()), values(self.cell.clone()));
        let (own_hidden, image_hidden) = hidden.split_at(count * units);
        let (own_cell, image_cell) = cell.split_at(count * units);
        rollout.hidden = own_hidden.to_vec();
        rollout.cell = own_cell.to_vec();
        if self.mirrors.is_some() {
            rollout = rollout.with_mirror(self.mirror_loss);
        }
        if let Some(image) = &mut rollout.mirrored {
            image.hidden = image_hidden.to_vec();
            image.cell = image_cell.to_vec();
        }
        rollout
    }

    /// Takes out what this network does not observe.
    fn blind(&self, observations: &mut [f32]) {
        for observation in observations.chunks_exact_mut(OBSERVATION) {
            self.config.network.blind(observation);
        }
    }

    /// Observations and privileged ones in each environment's mirror, not normalised.
    fn mirror(&mut self, observations: &[f32], privileged: &[f32]) -> Option<(Vec<f32>, Vec<f32>)> {
        let mirrors = self.mirrors.as_mut()?;
        mirrors.assign(&self.keep, &mut self.rng);
        Some((
            mirrors.observations(observations),
            mirrors.privileged(privileged),
        ))
    }

    fn normalise(&self, observations: &mut [f32], privileged: &mut [f32]) {
        self.normaliser.apply(observations);
        self.privileged_normaliser.apply(privileged);
    }

    /// Mean actions `[N, A]` for the observations of all environments and their images, if any;
    /// moves the recurrent states on.
    fn act(&mut self, acting: &ActorCritic, observations: Vec<f32>) -> Vec<f32> {
        let rows = observations.len() / OBSERVATION;
        let device = Device::flex();
        let keep = self.keep.repeat(rows / self.keep.len());
        let keep = TensorData::new(keep, [rows, 1]);
        let output = acting.actor.forward(
            Tensor::from_data(
                TensorData::new(observations, [rows, 1, OBSERVATION]),
                &device,
            ),
            self.hidden.clone(),
            self.cell.clone(),
            Tensor::from_data(keep, &device),
        );
        self.hidden = output.hidden.squeeze_dim(1);
        self.cell = output.cell.squeeze_dim(1);
        let mut means = values(output.action);
        means.truncate(self.keep.len() * JOINTS);
        means
    }

    fn explore(&mut self, means: &[f32], deviation: f32) -> Vec<f32> {
        let rng = &mut self.rng;
        means
            .iter()
            .map(|mean| {
                let noise: f32 = StandardNormal.sample(rng);
                mean + deviation * noise
            })
            .collect()
    }

    /// Values, bootstrapped time-outs, advantages and returns.
    fn evaluate(
        &self,
        acting: &ActorCritic,
        envs: &Envs,
        rollout: &mut Rollout,
        time_outs: &[(usize, [f32; PRIVILEGED])],
    ) {
        let critic = |rows: Vec<f32>| -> Vec<f32> {
            let count = rows.len() / PRIVILEGED;
            if count == 0 {
                return Vec::new();
            }
            let rows = TensorData::new(rows, [count, PRIVILEGED]);
            values(
                acting
                    .critic
                    .forward(Tensor::from_data(rows, &Device::flex())),
            )
        };
        rollout.values = critic(rollout.privileged.clone());
        let mut last: Vec<f32> = time_outs.iter().flat_map(|(_, row)| *row).collect();
        self.privileged_normaliser.apply(&mut last);
        for (&(at, _), value) in time_outs.iter().zip(critic(last)) {
            rollout.rewards[at] += self.config.ppo.gamma * value;
        }
        let (_, mut next) = envs.observations();
        self.privileged_normaliser.apply(&mut next);
        let ppo = &self.config.ppo;
        (rollout.advantages, rollout.returns) = generalised_advantages(
            &rollout.rewards,
            &rollout.values,
            &rollout.ends,
            &critic(next),
            ppo.gamma,
            ppo.lambda,
        );
        rollout.normalise_advantages();
    }

    /// All epochs of one PPO update. `step` is for the error message.
    pub fn update(&mut self, rollout: &Rollout, step: u64) -> Result<UpdateReport, TrainingError> {
        let ppo = self.config.ppo;
        let size = rollout.environments / ppo.minibatches;
        let mut order: Vec<usize> = (0..rollout.environments).collect();
        let mirrors = rollout.mirrored.is_some();
        let mut total = ShardSums::default();
        let mut last = ShardSums::default();
        for _ in 0..ppo.epochs {
            last = ShardSums::default();
            order.shuffle(&mut self.rng);
            for minibatch in order.chunks_exact(size) {
                // every other sequence of a random order
                let sequence = |(at, &environment): (usize, &usize)| Sequence {
                    environment,
                    mirrored: mirrors && at % 2 == 1,
                };
                let minibatch: Vec<Sequence> = minibatch.iter().enumerate().map(sequence).collect();
                let (gradients, sums) = self.minibatch_gradients(rollout, &minibatch);
                if !(sums.surrogate + sums.value_loss).is_finite() {
                    return Err(TrainingError::Diverged {
                        step,
                        what: "the loss",
                    });
                }
                let gradients =
                    super::ppo::clip_global_norm(gradients, &self.model, ppo.gradient_norm);
                // the optimiser takes the model by value and gives it back
                self.model = self
                    .optimiser
                    .step(self.learning_rate, self.model.clone(), gradients);
                total.surrogate += sums.surrogate;
                total.value_loss += sums.value_loss;
                last.moved += sums.moved;
                last.samples += sums.samples;
            }
        }
        let divergence = last.divergence();
        self.adapt_learning_rate(divergence);
        let updates = (ppo.epochs * ppo.minibatches) as f64;
        Ok(UpdateReport {
            surrogate: total.surrogate / updates,
            value_loss: total.value_loss / updates,
            divergence,
            learning_rate: self.learning_rate,
        })
    }

    /// Gradients of a minibatch, worked out in shards, one a core.
    ///
    /// Each shard gets its own fork of the model: two graphs on the same parameters can block each
    /// other in burn-autodiff's clean-up.
    fn minibatch_gradients(
        &self,
        rollout: &Rollout,
        minibatch: &[Sequence],
    ) -> (GradientsParams, ShardSums) {
        let device = Device::flex().autodiff();
        let shards = (minibatch.len() / SHARD).clamp(1, self.pools.len().max(1));
        let size = minibatch.len().div_ceil(shards);
        let work = |sequences: &[Sequence]| {
            let model = self.model.clone().fork(&device);
            let (whole, ppo) = (minibatch.len(), &self.config.ppo);
            shard_gradients(&model, rollout, sequences, whole, ppo, &device)
        };
        let parts: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = minibatch
                .chunks(size)
                .zip(&self.pools)
                .map(|(sequences, pool)| scope.spawn(move || pool.install(|| work(sequences))))
                .collect();
            running
                .into_iter()
                .map(|thread| {
                    thread
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        });
        let mut accumulator = GradientsAccumulator::new();
        let mut total = ShardSums::default();
        for (gradients, sums) in parts {
            accumulator.accumulate(&self.model, gradients);
            total.surrogate += sums.surrogate;
            total.value_loss += sums.value_loss;
            total.moved += sums.moved;
            total.samples += sums.samples;
        }
        (accumulator.grads(), total)
    }

    /// Slower when the policy moved too far, faster when it hardly moved: the divergence grows with
    /// the square of the steps. Once an update, by its last epoch: within an update the divergence
    /// only grows, and a rate that follows it sinks to its floor.
    fn adapt_learning_rate(&mut self, divergence: f64) {
        let ppo = &self.config.ppo;
        let [low, high] = ppo.learning_rate_range;
        let wanted = (self.kl_target / divergence.max(1e-9)).sqrt();
        let factor = wanted.clamp(1.0 / MOST_CHANGE, MOST_CHANGE);
        self.learning_rate = (self.learning_rate * factor).clamp(low, high);
    }
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}
