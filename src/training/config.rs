//! The JSON that `train` reads: sizes, algorithm, task, schedule.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::TrainingError;
use super::terrain::TerrainConfig;
use crate::policy::NetworkConfig;
use crate::robot::Robot;
use crate::task::reward::RewardWeights;
use crate::task::{CommandSampler, Mirror, ObservationNoise, Randomisation};

/// Version of the JSON format that this program reads.
const FORMAT_VERSION: u32 = 1;

/// Before the name of a field that each stage may have.
const OF_STAGES: &str = "stages[].";

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
    /// Weight of the noise loss: the squared distance of the mean action from what the policy that
    /// acted would have meant had its sensors been exact all along.
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
        let text = std::fs::read_to_string(path).map_err(|source| TrainingError::Read {
            file: path.to_owned(),
            source,
        })?;
        Self::from_json(&text, &path.display().to_string())
    }

    /// Reads and checks a text; `file` is its name in messages.
    pub fn from_json(text: &str, file: &str) -> Result<Self, TrainingError> {
        let config: Self = serde_json::from_str(text).map_err(|error| TrainingError::Json {
            file: file.to_owned(),
            line: error.line(),
            column: error.column(),
            message: error.to_string(),
        })?;
        config.check(file)?;
        Ok(config)
    }

    /// Checks what depends on the robot; `file` is the configuration's name in messages.
    pub fn check_robot(&self, file: &str, robot: &Robot) -> Result<(), TrainingError> {
        let mut payloads = self
            .randomisations()
            .map(|(whose, drawn)| (whose, drawn.payload));
        match payloads.find(|(_, [low, _])| robot.links[0].mass + low <= 0.0) {
            None => Ok(()),
            Some((whose, [low, high])) => Err(TrainingError::Field {
                file: file.to_owned(),
                field: format!("{whose}randomisation.payload"),
                found: format!("[{low}, {high}]"),
                fix: "leave the robot's base some mass: take away less than it has",
            }),
        }
    }

    /// What is drawn for each episode: the stages' and the configuration's, and how a message names
    /// whose it is.
    fn randomisations(&self) -> impl Iterator<Item = (&'static str, &Randomisation)> {
        let of_stages = self
            .stages
            .iter()
            .filter_map(|stage| stage.randomisation.as_ref());
        of_stages
            .map(|drawn| (OF_STAGES, drawn))
            .chain([("", &self.randomisation)])
    }

    /// The same of the sensor noise.
    fn noises(&self) -> impl Iterator<Item = (&'static str, &ObservationNoise)> {
        let of_stages = self.stages.iter().filter_map(|stage| stage.noise.as_ref());
        of_stages
            .map(|noise| (OF_STAGES, noise))
            .chain([("", &self.noise)])
    }

    /// Environments in use at a step.
    pub fn environments(&self, step: u64) -> usize {
        self.stage(step).environments.unwrap_or(self.environments)
    }

    /// Control steps of a rollout at a step.
    pub fn horizon(&self, step: u64) -> usize {
        self.stage(step).horizon.unwrap_or(self.horizon)
    }

    fn check(&self, file: &str) -> Result<(), TrainingError> {
        let wrong = |field: &str, found: String, fix| TrainingError::Field {
            file: file.to_owned(),
            field: field.to_owned(),
            found,
            fix,
        };
        if self.format_version != FORMAT_VERSION {
            let found = self.format_version.to_string();
            return Err(wrong(
                "format_version",
                found,
                "this program reads version 1",
            ));
        }
        if let Some(from) = self.average_from_step
            && !(1..=self.total_steps).contains(&from)
        {
            let fix = "give a step from 1 to total_steps, or leave it out";
            return Err(wrong("average_from_step", from.to_string(), fix));
        }
        let counts = [
            ("environments", self.environments),
            ("horizon", self.horizon),
            ("ppo.epochs", self.ppo.epochs),
            ("ppo.minibatches", self.ppo.minibatches),
        ];
        let in_stages = self.stages.iter().filter_map(|stage| stage.horizon);
        let in_stages = in_stages.map(|horizon| ("stages[].horizon", horizon));
        for (field, count) in counts.into_iter().chain(in_stages) {
            if count == 0 {
                return Err(wrong(
                    field,
                    "0".to_owned(),
                    "give a whole number above zero",
                ));
            }
        }
        let sizes = [
            &self.network.encoder,
            &self.network.decoder,
            &self.network.critic,
        ];
        let recurrent = [self.network.recurrent];
        let mut all = sizes.into_iter().flatten().chain(&recurrent);
        if let Some(size) = all.find(|&&size| size == 0 || size > 8192) {
            let found = size.to_string();
            return Err(wrong("network", found, "give layer sizes from 1 to 8192"));
        }
        let in_stages = self.stages.iter().filter_map(|stage| stage.environments);
        for count in in_stages.chain([self.environments]) {
            if count == 0 || !count.is_multiple_of(self.ppo.minibatches) {
                let found = format!("{count} into {}", self.ppo.minibatches);
                let fix = "the environments must divide evenly into minibatches";
                return Err(wrong("ppo.minibatches", found, fix));
            }
        }
        let positive = [
            ("episode_seconds", self.episode_seconds),
            ("command_seconds", self.command_seconds),
            ("ppo.clip", self.ppo.clip),
            ("ppo.value_clip", self.ppo.value_clip),
            ("ppo.gradient_norm", self.ppo.gradient_norm),
        ];
        for (field, value) in positive {
            if !(value.is_finite() && value > 0.0) {
                return Err(wrong(field, value.to_string(), "give a number above zero"));
            }
        }
        let points = &self.exploration.0;
        let positive = |&(_, deviation): &(u64, f32)| deviation.is_finite() && deviation > 0.0;
        let begins = points.first().is_some_and(|&(step, _)| step == 0);
        let rises = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if !(begins && rises && points.iter().all(positive)) {
            let fix = "give [step, deviation] points from step 0 on, in rising order, each deviation above zero";
            return Err(wrong("exploration", format!("{points:?}"), fix));
        }
        let in_stages = self.stages.iter().filter_map(|stage| stage.kl_target);
        let in_stages = in_stages.map(|target| ("stages[].kl_target", target));
        for (field, target) in in_stages.chain([("ppo.kl_target", self.ppo.kl_target)]) {
            if !(target.is_finite() && target > 0.0) {
                return Err(wrong(field, target.to_string(), "give a number above zero"));
            }
        }
        for stage in &self.stages {
            let width = stage.reward.tracking_width;
            if !(width.is_finite() && width > 0.0) {
                let found = width.to_string();
                let field = "stages[].reward.tracking_width";
                return Err(wrong(field, found, "give a number above zero"));
            }
            let memory = stage.reward.stance_seconds;
            if !(memory.is_finite() && memory >= 0.02) {
                let field = "stages[].reward.stance_seconds";
                let fix = "give at least a control step, 0.02 s";
                return Err(wrong(field, memory.to_string(), fix));
            }
            let losses = [
                ("stages[].mirror_loss", stage.mirror_loss),
                ("stages[].noise_loss", stage.noise_loss),
            ];
            for (field, loss) in losses {
                if !(loss.is_finite() && loss >= 0.0) {
                    return Err(wrong(field, loss.to_string(), "give a number from zero on"));
                }
            }
        }
        for (whose, noise) in self.noises() {
            let widths = [
                ("noise.linear_velocity", noise.linear_velocity),
                ("noise.angular_velocity", noise.angular_velocity),
                ("noise.gravity", noise.gravity),
                ("noise.joint_position", noise.joint_position),
                ("noise.joint_velocity", noise.joint_velocity),
            ];
            for (field, width) in widths {
                if !(width.is_finite() && width >= 0.0) {
                    let (field, found) = (format!("{whose}{field}"), width.to_string());
                    return Err(wrong(&field, found, "give a number from zero on"));
                }
            }
        }
        let range = &self.commands.range;
        let mut ranges = vec![
            ("commands.range.forward".to_owned(), range.forward),
            ("commands.range.lateral".to_owned(), range.lateral),
            ("commands.range.yaw".to_owned(), range.yaw),
        ];
        for (whose, randomisation) in self.randomisations() {
            let of = |name: &str| format!("{whose}randomisation.{name}");
            ranges.push((of("payload"), randomisation.payload));
            ranges.push((of("friction"), randomisation.friction));
            ranges.push((of("latency"), randomisation.latency.map(|n| n as f32)));
            let [low, high] = randomisation.friction;
            if low < 0.0 {
                let (found, fix) = (
                    format!("[{low}, {high}]"),
                    "give [lowest, highest] from zero on",
                );
                return Err(wrong(&of("friction"), found, fix));
            }
        }
        for (field, [low, high]) in ranges {
            if !(low.is_finite() && high.is_finite() && low <= high) {
                let found = format!("[{low}, {high}]");
                return Err(wrong(&field, found, "give [lowest, highest]"));
            }
        }
        let [low, high] = self.ppo.learning_rate_range;
        if !(0.0 < low && low <= high && high.is_finite()) {
            let (found, fix) = (
                format!("[{low}, {high}]"),
                "give [lowest, highest] above zero",
            );
            return Err(wrong("ppo.learning_rate_range", found, fix));
        }
        if let Some((field, found, fix)) = self.terrain.fault() {
            return Err(wrong(field, found, fix));
        }
        let starts: Vec<u64> = self.stages.iter().map(|stage| stage.from_step).collect();
        if starts.first() != Some(&0) || !starts.is_sorted() {
            let fix = "give at least one stage, the first from step 0, in rising order";
            return Err(wrong("stages", format!("{starts:?}"), fix));
        }
        Ok(())
    }
}
