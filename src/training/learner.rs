//! Acting with the present policy, and learning from what came of it.

use burn::module::Module;
use burn::optim::{AdamConfig, GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::TrainingError;
use super::buffer::Rollout;
use super::config::TrainingConfig;
use super::envs::Envs;
use super::gae::generalised_advantages;
use super::metrics::EpisodeStatistics;
use super::ppo::{ActorCritic, ShardSums, shard_gradients};
use crate::policy::Normaliser;
use crate::robot::JOINTS;
use crate::task::{OBSERVATION, PRIVILEGED};

/// Sequences that are worth a thread of their own.
const SHARD: usize = 8;

/// What an update did.
#[derive(Clone, Copy, Debug, Default)]
pub struct UpdateReport {
    pub surrogate: f64,
    pub value_loss: f64,
    /// Mean Kullback-Leibler divergence from the policy that acted.
    pub divergence: f64,
    pub learning_rate: f64,
}

/// Networks, optimiser, normalisation and the recurrent states of all environments.
pub struct Learner {
    pub(super) model: ActorCritic,
    pub(super) optimiser: ModuleOptimizer,
    pub(super) learning_rate: f64,
    pub(super) normaliser: Normaliser,
    pub(super) privileged_normaliser: Normaliser,
    config: TrainingConfig,
    rng: ChaCha8Rng,
    /// One single-threaded pool a core: a shard's operations stay on its own core.
    pools: Vec<rayon::ThreadPool>,
    hidden: Tensor<2>,
    cell: Tensor<2>,
    /// 0 where the next step begins an episode, `[N]`.
    keep: Vec<f32>,
}

impl Learner {
    /// Fresh networks.
    pub fn new(config: &TrainingConfig) -> Self {
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
        let state = Tensor::zeros(
            [config.environments, config.network.recurrent],
            &Device::flex(),
        );
        Self {
            model,
            optimiser: AdamConfig::new().with_epsilon(1e-8).init(),
            learning_rate: config.ppo.learning_rate,
            normaliser: Normaliser::new(OBSERVATION),
            privileged_normaliser: Normaliser::new(PRIVILEGED),
            rng,
            pools,
            hidden: state.clone(),
            cell: state,
            keep: vec![0.0; config.environments],
            config: config.clone(),
        }
    }

    /// Starts a new stream of noise, that of step `step`.
    pub(super) fn reseed(&mut self, step: u64) {
        self.rng = ChaCha8Rng::seed_from_u64(self.config.seed.wrapping_add(step));
    }

    /// Lets all robots act for a horizon; returns the transitions, advantages included.
    pub fn collect(&mut self, envs: &mut Envs, deviation: f32) -> (Rollout, EpisodeStatistics) {
        let (count, horizon) = (self.config.environments, self.config.horizon);
        let acting = self.model.valid();
        let mut rollout = Rollout::new(count, horizon, self.config.network.recurrent);
        rollout.deviation = deviation;
        rollout.hidden = values(self.hidden.clone());
        rollout.cell = values(self.cell.clone());
        let mut statistics = EpisodeStatistics::default();
        let mut seen = (Vec::new(), Vec::new());
        let mut time_outs = Vec::new();
        for t in 0..horizon {
            let (mut observations, mut privileged) = envs.observations();
            seen.0.extend_from_slice(&observations);
            seen.1.extend_from_slice(&privileged);
            self.normaliser.apply(&mut observations);
            self.privileged_normaliser.apply(&mut privileged);
            Rollout::store(
                &mut rollout.observations,
                &observations,
                OBSERVATION,
                horizon,
                t,
            );
            Rollout::store(&mut rollout.privileged, &privileged, PRIVILEGED, horizon, t);
            Rollout::store(&mut rollout.keep, &self.keep, 1, horizon, t);
            let means = self.act(&acting, observations);
            let actions = self.explore(&means, deviation);
            Rollout::store(&mut rollout.means, &means, JOINTS, horizon, t);
            Rollout::store(&mut rollout.actions, &actions, JOINTS, horizon, t);
            for (n, outcome) in envs.step(&actions).into_iter().enumerate() {
                let at = n * horizon + t;
                rollout.rewards[at] = outcome.reward.total;
                rollout.ends[at] = outcome.ended();
                self.keep[n] = if outcome.ended() { 0.0 } else { 1.0 };
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

    /// Mean actions `[N, A]`; moves the recurrent states on.
    fn act(&mut self, acting: &ActorCritic, observations: Vec<f32>) -> Vec<f32> {
        let count = self.config.environments;
        let device = Device::flex();
        let keep = TensorData::new(self.keep.clone(), [count, 1]);
        let output = acting.actor.forward(
            Tensor::from_data(
                TensorData::new(observations, [count, 1, OBSERVATION]),
                &device,
            ),
            self.hidden.clone(),
            self.cell.clone(),
            Tensor::from_data(keep, &device),
        );
        self.hidden = output.hidden.squeeze_dim(1);
        self.cell = output.cell.squeeze_dim(1);
        values(output.action)
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
        let mut total = ShardSums::default();
        for _ in 0..ppo.epochs {
            order.shuffle(&mut self.rng);
            for minibatch in order.chunks_exact(size) {
                let (gradients, sums) = self.minibatch_gradients(rollout, minibatch);
                if !(sums.surrogate + sums.value_loss).is_finite() {
                    return Err(TrainingError::Diverged {
                        step,
                        what: "the loss",
                    });
                }
                self.adapt_learning_rate(sums.divergence);
                let gradients =
                    super::ppo::clip_global_norm(gradients, &self.model, ppo.gradient_norm);
                // the optimiser takes the model by value and gives it back
                self.model = self
                    .optimiser
                    .step(self.learning_rate, self.model.clone(), gradients);
                total.surrogate += sums.surrogate;
                total.value_loss += sums.value_loss;
                total.divergence += sums.divergence;
            }
        }
        let updates = (ppo.epochs * ppo.minibatches) as f64;
        Ok(UpdateReport {
            surrogate: total.surrogate / updates,
            value_loss: total.value_loss / updates,
            divergence: total.divergence / updates,
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
        minibatch: &[usize],
    ) -> (GradientsParams, ShardSums) {
        let device = Device::flex().autodiff();
        let shards = (minibatch.len() / SHARD).clamp(1, self.pools.len().max(1));
        let size = minibatch.len().div_ceil(shards);
        let work = |environments: &[usize]| {
            let model = self.model.clone().fork(&device);
            let (whole, ppo) = (minibatch.len(), &self.config.ppo);
            shard_gradients(&model, rollout, environments, whole, ppo, &device)
        };
        let parts: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = minibatch
                .chunks(size)
                .zip(&self.pools)
                .map(|(environments, pool)| {
                    scope.spawn(move || pool.install(|| work(environments)))
                })
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
            total.divergence += sums.divergence;
        }
        (accumulator.grads(), total)
    }

    /// Slower when the policy moved too far, faster when it hardly moved.
    fn adapt_learning_rate(&mut self, divergence: f64) {
        let ppo = &self.config.ppo;
        let [low, high] = ppo.learning_rate_range;
        if divergence > 2.0 * ppo.kl_target {
            self.learning_rate = (self.learning_rate / 1.5).max(low);
        } else if divergence < 0.5 * ppo.kl_target {
            self.learning_rate = (self.learning_rate * 1.5).min(high);
        }
    }
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}
