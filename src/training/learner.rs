//! The networks while they learn: experience is collected with them, and they learn from it.

use std::sync::Arc;

use burn::module::Module;
use burn::optim::{GradientsAccumulator, GradientsParams, ModuleOptimizer};
use burn::tensor::Device;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::TrainingError;
use super::adam::adam;
use super::buffer::{Rollout, Sequence};
use super::collect::{Collected, Collector, Share};
use super::config::TrainingConfig;
use super::cores::Cores;
use super::envs::Envs;
use super::memory::Memory;
use super::metrics::EpisodeStatistics;
use super::mirrors::Mirrors;
use super::ppo::{ActorCritic, ShardSums, shard_gradients};
use crate::policy::Normaliser;
use crate::robot::{JOINTS, Robot};
use crate::task::{Mirror, OBSERVATION, PRIVILEGED};

/// Sequences, or robots, that are worth a core of their own.
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
    /// Control steps that each robot acts for at a time.
    pub(super) horizon: usize,
    pub(super) normaliser: Normaliser,
    pub(super) privileged_normaliser: Normaliser,
    config: TrainingConfig,
    robot: Arc<Robot>,
    rng: ChaCha8Rng,
    cores: Arc<Cores>,
    memory: Memory,
    mirrors: Option<Mirrors>,
    mirror_loss: f32,
    /// What the policy would remember had its sensors been exact, where the noise loss is in use.
    exact_memory: Option<Memory>,
    noise_loss: f32,
    /// 0 where the next step begins an episode, `[N]`.
    keep: Vec<f32>,
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
        let count = config.environments(0);
        Self {
            model,
            optimiser: adam(),
            learning_rate: config.ppo.learning_rate,
            kl_target: config.ppo.kl_target,
            horizon: config.horizon(0),
            normaliser: Normaliser::new(OBSERVATION),
            privileged_normaliser: Normaliser::new(PRIVILEGED),
            rng,
            cores: Arc::new(Cores::all()),
            memory: Memory::blank(count, config.network.recurrent),
            mirrors: None,
            mirror_loss: 0.0,
            exact_memory: None,
            noise_loss: 0.0,
            robot,
            keep: vec![0.0; count],
            config: config.clone(),
        }
    }

    /// Recurrent states of so many environments, all at the start of an episode, no mirrors.
    pub(super) fn begin_anew(&mut self, count: usize) {
        self.memory = Memory::blank(count, self.config.network.recurrent);
        (self.keep, self.mirrors) = (vec![0.0; count], None);
        let exact = self.exact_memory.is_some();
        self.exact_memory = exact.then(|| self.memory.clone());
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
        let (count, units) = (self.keep.len(), self.config.network.recurrent);
        let rng = &mut self.rng;
        let some = !mirrors.is_empty();
        self.mirrors = some.then(|| Mirrors::new(mirrors, &self.robot, count, units, rng));
    }

    /// Pulls the policy towards what it would do with exact sensors from the next collection on,
    /// with this weight of the noise loss. Episodes under way go on from what noisy sensors left in
    /// memory.
    pub(super) fn set_noise_loss(&mut self, loss: f32) {
        self.noise_loss = loss;
        if loss == 0.0 {
            self.exact_memory = None;
        } else if self.exact_memory.is_none() {
            self.exact_memory = Some(self.memory.clone());
        }
    }

    /// Starts a new stream of noise, that of step `step`.
    pub(super) fn reseed(&mut self, step: u64) {
        self.rng = ChaCha8Rng::seed_from_u64(self.config.seed.wrapping_add(step));
    }

    /// Lets all robots act for a horizon; returns the transitions, advantages included.
    ///
    /// # Panics
    /// If there are not as many environments as the learner has recurrent states for.
    pub fn collect(&mut self, envs: &mut Envs, deviation: f32) -> (Rollout, EpisodeStatistics) {
        let count = self.keep.len();
        assert_eq!(envs.count(), count, "environments, recurrent states");
        let units = self.config.network.recurrent;
        let size = envs.count().div_ceil(self.cores.count()).max(SHARD);
        let mut mirrors = self.mirrors.as_mut().map(|all| all.shares(size, units));
        let exact = self.exact_memory.as_mut();
        let mut exact = exact.map(|memory| memory.shares(size, units));
        let noise = ChaCha8Rng::seed_from_u64(self.rng.random());
        let rngs: Vec<ChaCha8Rng> = (0..count as u64)
            .map(|index| {
                let mut rng = noise.clone();
                rng.set_stream(index);
                rng
            })
            .collect();
        let shares: Vec<Share> = envs
            .shares(size)
            .zip(self.memory.shares(size, units))
            .zip(self.keep.chunks_mut(size))
            .zip(rngs.chunks(size))
            .map(|(((envs, memory), keep), rngs)| Share {
                envs,
                memory,
                keep,
                mirrors: mirrors.as_mut().and_then(Iterator::next),
                exact_memory: exact.as_mut().and_then(Iterator::next),
                rngs: rngs.to_vec(),
            })
            .collect();
        let collector = Collector {
            model: &self.model.valid(),
            normaliser: &self.normaliser,
            privileged_normaliser: &self.privileged_normaliser,
            config: &self.config,
            horizon: self.horizon,
            deviation,
            mirror_loss: self.mirror_loss,
            noise_loss: self.noise_loss,
        };
        let parts = self.cores.run(shares, |share| collector.collect(share));
        let mut statistics = EpisodeStatistics::default();
        let mut rollouts = Vec::with_capacity(parts.len());
        for Collected {
            rollout,
            statistics: own,
            seen,
        } in parts
        {
            statistics.merge(&own);
            self.normaliser.merge(&seen.0);
            self.privileged_normaliser.merge(&seen.1);
            rollouts.push(rollout);
        }
        let mut rollout = Rollout::join(rollouts);
        rollout.normalise_advantages();
        (rollout, statistics)
    }

    /// All epochs of one PPO update. `step` is for the error message.
    pub fn update(&mut self, rollout: &Rollout, step: u64) -> Result<UpdateReport, TrainingError> {
        let cores = self.cores.clone();
        cores.on_first(|| self.epochs(rollout, step))
    }

    fn epochs(&mut self, rollout: &Rollout, step: u64) -> Result<UpdateReport, TrainingError> {
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
                if !(sums.surrogate + sums.value_loss + sums.pull).is_finite() {
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
        let shards = (minibatch.len() / SHARD).clamp(1, self.cores.count());
        let size = minibatch.len().div_ceil(shards);
        let work = |sequences: &[Sequence]| {
            let model = self.model.clone().fork(&device);
            let (whole, ppo) = (minibatch.len(), &self.config.ppo);
            shard_gradients(&model, rollout, sequences, whole, ppo, &device)
        };
        let parts = self.cores.run(minibatch.chunks(size).collect(), work);
        let mut accumulator = GradientsAccumulator::new();
        let mut total = ShardSums::default();
        for (gradients, sums) in parts {
            accumulator.accumulate(&self.model, gradients);
            total.surrogate += sums.surrogate;
            total.value_loss += sums.value_loss;
            total.pull += sums.pull;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::{EnvSettings, TerrainSet};

    /// Two collections in a row by so many cores.
    fn collected(cores: usize) -> [Rollout; 2] {
        let robot = Arc::new(Robot::built_in().unwrap());
        let mut config = TrainingConfig::built_in().unwrap();
        (config.environments, config.horizon) = (24, 6);
        let settings = EnvSettings::at(&config, &robot, 0);
        let terrain = Arc::new(TerrainSet::new(&config.terrain));
        let mut envs = Envs::new(&robot, settings, terrain, 24, 1);
        let mut learner = Learner::new(&config, robot);
        learner.cores = Arc::new(Cores::first(cores));
        learner.set_symmetry(&[Mirror::LeftRight, Mirror::FrontBack], 0.0);
        learner.set_noise_loss(0.5);
        [(); 2].map(|()| learner.collect(&mut envs, 0.5).0)
    }

    #[test]
    fn what_is_collected_does_not_depend_on_the_number_of_cores() {
        let near = |a: &[f32], b: &[f32]| {
            assert_eq!(a.len(), b.len());
            assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-3));
        };
        for (one, three) in collected(1).iter().zip(&collected(3)) {
            near(&one.observations, &three.observations);
            near(&one.actions, &three.actions);
            near(&one.hidden, &three.hidden);
            near(&one.keep, &three.keep);
            near(&one.advantages, &three.advantages);
            let exact = [one, three].map(|rollout| &rollout.exact.as_ref().unwrap().means);
            near(exact[0], exact[1]);
            assert_eq!(one.ends, three.ends);
            let images = (one.mirrored.as_ref(), three.mirrored.as_ref());
            let (one, three) = (images.0.unwrap(), images.1.unwrap());
            near(&one.observations, &three.observations);
            near(&one.cell, &three.cell);
        }
    }

    #[test]
    fn memory_is_carried_from_one_collection_to_the_next() {
        let [first, second] = collected(2);
        assert!(first.hidden.iter().all(|&h| h == 0.0));
        assert!(second.hidden.iter().any(|&h| h != 0.0));
        assert!(second.mirrored.unwrap().cell.iter().any(|&c| c != 0.0));
    }
}
