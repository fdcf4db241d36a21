//! The JSON that `train` reads: sizes, algorithm, task, schedule.

mod check;
mod check_stage;

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::TrainingError;
use super::terrain::TerrainConfig;
use crate::files::{parse_json, read_text};
use crate::policy::NetworkConfig;
use crate::task::reward::RewardWeights;
use crate::task::{CommandSampler, Mirror, ObservationNoise, Randomisation};

/// Version of the JSON format that this program reads.
const FORMAT_VERSION: u32 = 1;

/// A whole training run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingConfig {
    pub format_version: u32,
    /// Name of the policy that comes out.
    pub name: String,
    pub seed: u64,
    /// Control steps over all environments.
    pub total_steps: u64,
    pub environments: usize,
    /// Control steps between two updates; also the length of backpropagation through time.
    pub horizon: usize,
    pub episode_seconds: f32,
    /// Time between two draws of a command, s.
    pub command_seconds: f32,
    /// Control steps between two kept checkpoints.
    pub checkpoint_steps: u64,
    /// At the end of the run the mean of its weights is written too: of the checkpoints kept from
    /// this step on and of the last.
    #[serde(default)]
    pub average_from_step: Option<u64>,
    pub network: NetworkConfig,
    pub ppo: PpoConfig,
    pub exploration: Exploration,
    pub commands: CommandSampler,
    pub curriculum: CommandCurriculum,
    pub noise: ObservationNoise,
    pub randomisation: Randomisation,
    /// Flat unless said.
    #[serde(default)]
    pub terrain: TerrainConfig,
    /// In force from their first step on; the first begins at zero.
    pub stages: Vec<Stage>,
}

/// Proximal policy optimisation (Schulman et al. 2017).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PpoConfig {
    pub epochs: usize,
    /// Parts into which the environments (whole sequences) are divided.
    pub minibatches: usize,
    pub gamma: f32,
    pub lambda: f32,
    pub clip: f32,
    /// How far a value may move from the old one before its error no longer counts.
    pub value_clip: f32,
    pub learning_rate: f64,
    /// Bounds of the adaptive learning rate.
    pub learning_rate_range: [f64; 2],
    /// Mean Kullback-Leibler divergence of one update that the learning rate aims at.
    pub kl_target: f64,
    pub gradient_norm: f32,
    pub value_coefficient: f32,
}

/// Standard deviation of the actions, as `[step, deviation]` points: log-linear between them, and
/// the last one's from there on.
///
/// A schedule, not a parameter: a learnt deviation stays wide and hides that the mean action does
/// not walk (`docs/training.md`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Exploration(pub Vec<(u64, f32)>);

/// The share of the command range in use: from `initial` to 1, linear over `steps`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandCurriculum {
    pub initial: f32,
    pub steps: u64,
}

/// Random pushes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushConfig {
    /// Mean time between two pushes, s.
    pub every_seconds: f32,
    /// Largest horizontal change of velocity, m/s.
    pub speed: f32,
}

/// What holds from a step on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    pub from_step: u64,
    /// Steps over which the reward's weights move, linearly, from the last stage's.
    #[serde(default)]
    pub ramp_steps: u64,
    #[serde(default)]
    pub push: Option<PushConfig>,
    /// Share of zero commands, instead of the sampler's.
    #[serde(default)]
    pub standing: Option<f32>,
    /// Share of slow commands, instead of the sampler's.
    #[serde(default)]
    pub slow: Option<f32>,
    /// Divergence that the learning rate aims at, instead of `ppo.kl_target`.
    #[serde(default)]
    pub kl_target: Option<f64>,
    /// Environments, instead of the configuration's; others begin with fresh episodes.
    #[serde(default)]
    pub environments: Option<usize>,
    /// Control steps of a rollout, instead of the configuration's.
    #[serde(default)]
    pub horizon: Option<usize>,
    /// Sensor noise, instead of the configuration's.
    #[serde(default)]
    pub noise: Option<ObservationNoise>,
    /// Instead of the configuration's, for the episodes that begin in this stage.
    #[serde(default)]
    pub randomisation: Option<Randomisation>,
    /// Mirror images of the robot's experience that the update learns from too: half of the
    /// sequences of each epoch are seen in one of these mirrors, drawn anew with each episode.
    #[serde(default)]
    pub symmetry: Vec<Mirror>,
    /// Weight of the mirror loss: in a mirror, the squared distance of the mean action from the
    /// mirrored mean action of the policy that acted (Yu et al. 2018).
    #[serde(default)]
    pub mirror_loss: f32,
    /// Weight of the noise loss: where there is no mirror, the squared distance of the mean action,
    /// summed over the joints, from what the policy that acted would have meant had its sensors been
    /// exact all along. A stage with mirrors has half as many such sequences, and its mirror loss
    /// asks for the mirrored actions of exact sensors.
    #[serde(default)]
    pub noise_loss: f32,
    pub reward: RewardWeights,
}

impl TrainingConfig {
    /// The shipped configuration that learns to walk.
    pub fn built_in() -> Result<Self, TrainingError> {
        let text = include_str!("../../assets/training/walk.json");
        Self::from_json(text, "assets/training/walk.json (built in)")
    }

    /// Reads and checks the file.
    pub fn load(path: &Path) -> Result<Self, TrainingError> {
        let text = read_text("configuration", path)?;
        Self::from_json(&text, &path.display().to_string())
    }

    /// Reads and checks a text; `file` is its name in messages.
    pub fn from_json(text: &str, file: &str) -> Result<Self, TrainingError> {
        let config: Self = parse_json(text).map_err(|source| TrainingError::Json {
            file: file.to_owned(),
            source,
        })?;
        config.check(file)?;
        Ok(config)
    }

    /// Environments in use at a step.
    pub fn environments(&self, step: u64) -> usize {
        self.stage(step).environments.unwrap_or(self.environments)
    }

    /// Control steps of a rollout at a step.
    pub fn horizon(&self, step: u64) -> usize {
        self.stage(step).horizon.unwrap_or(self.horizon)
    }
}
