//! The loop: collect, update, tell, keep.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::TrainingError;
use super::config::TrainingConfig;
use super::envs::{EnvSettings, Envs};
use super::learner::Learner;
use super::metrics::IterationMetrics;
use super::metrics_file::MetricsFile;
use super::outputs;
use super::resume::{self, ResumeState};
use super::same_run::difference;
use super::terrain::TerrainSet;
use crate::files::{WriteError, write_bytes};
use crate::policy::{CheckpointError, Manifest, Policy};
use crate::robot::Robot;

/// Iterations over which episode lengths are averaged.
const EPISODE_MEMORY: f64 = 20.0;

/// What the caller learns after each iteration.
pub struct Progress<'a> {
    pub metrics: &'a IterationMetrics,
    pub total_steps: u64,
    /// A checkpoint was written in this iteration.
    pub checkpoint: Option<&'a Path>,
}

/// A run in a folder.
pub struct Trainer {
    config: TrainingConfig,
    robot: Arc<Robot>,
    out: PathBuf,
    learner: Learner,
    envs: Envs,
    terrain: Arc<TerrainSet>,
    step: u64,
    /// Steps of the checkpoints that were kept.
    kept: Vec<u64>,
    /// Wall time of earlier parts of a resumed run, s.
    earlier_seconds: f64,
    started: Instant,
    episode_seconds: f64,
}

impl Trainer {
    /// A new run in `out`, which must not hold one.
    pub fn start(
        config: TrainingConfig,
        robot: Arc<Robot>,
        out: &Path,
    ) -> Result<Self, TrainingError> {
        if resume::state_file(out).exists() {
            return Err(TrainingError::RunExists {
                folder: out.to_owned(),
            });
        }
        outputs::check(&config, out)?;
        let learner = Learner::new(&config, robot.clone());
        let trainer = Self::assemble(config, robot, out, learner, 0, 0.0, 0.0);
        trainer.save_config()?;
        trainer.checkpoint(&kept_name(0))?;
        Ok(trainer)
    }

    /// Goes on with the run in `out` under `config`, which must be its own but for how long it
    /// goes on and what it keeps.
    pub fn resume(
        config: TrainingConfig,
        robot: Arc<Robot>,
        out: &Path,
    ) -> Result<Self, TrainingError> {
        if !resume::state_file(out).exists() {
            return Err(TrainingError::NothingToResume {
                folder: out.to_owned(),
                file: "resume/state.json",
            });
        }
        let state = resume::read_state(out)?;
        if let Some(differs) = difference(&state.config, &config) {
            return Err(TrainingError::OtherRun {
                folder: out.to_owned(),
                field: differs.field,
                own: differs.own,
                given: differs.given,
            });
        }
        outputs::check(&config, out)?;
        let mut learner = Learner::new(&config, robot.clone());
        resume::fill(&mut learner, &state, out)?;
        learner.reseed(state.step);
        learner.begin_anew(config.environments(state.step));
        let (step, seconds, episode) = (state.step, state.seconds, state.episode_seconds);
        let fresh = Self::assemble(config, robot, out, learner, step, seconds, episode);
        let trainer = Self {
            kept: state.kept,
            ..fresh
        };
        if let Some(from) = trainer.config.average_from_step {
            let spoilt = |source| TrainingError::Kept { source };
            trainer.late_checkpoints(from).map_err(spoilt)?;
        }
        Ok(trainer)
    }

    fn assemble(
        config: TrainingConfig,
        robot: Arc<Robot>,
        out: &Path,
        learner: Learner,
        step: u64,
        earlier_seconds: f64,
        episode_seconds: f64,
    ) -> Self {
        let settings = EnvSettings::at(&config, &robot, step);
        let seed = config.seed.wrapping_add(step);
        let terrain = Arc::new(TerrainSet::new(&config.terrain));
        Self {
            envs: Envs::new(
                &robot,
                settings,
                terrain.clone(),
                config.environments(step),
                seed,
            ),
            terrain,
            config,
            robot,
            out: out.to_owned(),
            learner,
            step,
            kept: Vec::new(),
            earlier_seconds,
            started: Instant::now(),
            episode_seconds,
        }
    }

    /// Control steps done.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Control steps of the whole run.
    pub fn total_steps(&self) -> u64 {
        self.config.total_steps
    }

    /// Trains until `total_steps` or until `stop` says so; saves in either case.
    pub fn run(
        &mut self,
        stop: impl Fn() -> bool,
        mut tell: impl FnMut(Progress),
    ) -> Result<(), TrainingError> {
        let mut log = MetricsFile::open(&self.out, self.step)?;
        while self.step < self.config.total_steps && !stop() {
            let before = self.step;
            let metrics = self.iterate()?;
            log.append(&metrics)?;
            let every = self.config.checkpoint_steps.max(1);
            let kept = if before / every != self.step / every {
                let file = self.checkpoint(&kept_name(self.step))?;
                self.kept.push(self.step);
                self.save()?;
                Some(file)
            } else {
                None
            };
            tell(Progress {
                metrics: &metrics,
                total_steps: self.config.total_steps,
                checkpoint: kept.as_deref(),
            });
        }
        self.save()?;
        self.checkpoint("latest")?;
        Ok(())
    }

    /// One collection and one update.
    pub fn iterate(&mut self) -> Result<IterationMetrics, TrainingError> {
        let begin = Instant::now();
        self.set_stage();
        let deviation = self.config.exploration.deviation(self.step);
        let (rollout, statistics) = self.learner.collect(&mut self.envs, deviation);
        let report = self.learner.update(&rollout, self.step)?;
        let steps = (rollout.environments * rollout.horizon) as u64;
        self.step += steps;
        if let Some(steps) = statistics.episode_steps() {
            let seconds = steps * f64::from(self.robot.spec.control_step());
            let weight = if self.episode_seconds == 0.0 {
                1.0
            } else {
                1.0 / EPISODE_MEMORY
            };
            self.episode_seconds += (seconds - self.episode_seconds) * weight;
        }
        Ok(IterationMetrics {
            step: self.step,
            seconds: self.seconds(),
            steps_per_second: steps as f64 / begin.elapsed().as_secs_f64(),
            reward: statistics.reward(),
            terms: statistics.paid(),
            velocity_error: statistics.velocity_error(),
            yaw_error: statistics.yaw_error(),
            episode_seconds: self.episode_seconds,
            falls: statistics.falls(),
            deviation,
            command_scale: self.config.curriculum.scale(self.step),
            surrogate: report.surrogate,
            value_loss: report.value_loss,
            divergence: report.divergence,
            learning_rate: report.learning_rate,
        })
    }

    /// Makes everything as the stage in force asks.
    fn set_stage(&mut self) {
        let settings = EnvSettings::at(&self.config, &self.robot, self.step);
        let count = self.config.environments(self.step);
        if self.envs.count() == count {
            self.envs.set(settings);
        } else {
            let seed = self.config.seed.wrapping_add(self.step);
            self.envs = Envs::new(&self.robot, settings, self.terrain.clone(), count, seed);
            self.learner.begin_anew(count);
        }
        let stage = self.config.stage(self.step);
        self.learner.horizon = self.config.horizon(self.step);
        self.learner.kl_target = stage.kl_target.unwrap_or(self.config.ppo.kl_target);
        self.learner
            .set_symmetry(&stage.symmetry, stage.mirror_loss);
        self.learner.set_noise_loss(stage.noise_loss);
    }

    fn seconds(&self) -> f64 {
        self.earlier_seconds + self.started.elapsed().as_secs_f64()
    }

    fn save(&self) -> Result<(), TrainingError> {
        let state = ResumeState {
            step: self.step,
            seconds: self.seconds(),
            episode_seconds: self.episode_seconds,
            learning_rate: self.learner.learning_rate,
            kept: self.kept.clone(),
            records: None,
            normaliser: self.learner.normaliser.clone(),
            privileged_normaliser: self.learner.privileged_normaliser.clone(),
            config: self.config.clone(),
        };
        resume::save(&self.out, state, &self.learner)
    }

    fn save_config(&self) -> Result<(), TrainingError> {
        let file = self.out.join("config.json");
        let failed = |source| WriteError {
            file: file.clone(),
            source,
        };
        let json = serde_json::to_vec_pretty(&self.config).map_err(|e| failed(e.into()))?;
        Ok(write_bytes(&file, &json)?)
    }

    /// Writes the present policy as `checkpoints/<name>.json` and `.safetensors`.
    fn checkpoint(&self, name: &str) -> Result<PathBuf, TrainingError> {
        let file = self.manifest(name);
        self.policy()?.save(&file)?;
        Ok(file)
    }

    /// Writes `checkpoints/average.json`, the mean of the checkpoints that this run kept from
    /// `average_from_step` on and of the present policy; `None` before that step.
    pub fn average(&self) -> Result<Option<PathBuf>, TrainingError> {
        let due = self.config.average_from_step;
        let Some(from) = due.filter(|&from| from <= self.step) else {
            return Ok(None);
        };
        let failed = |source| TrainingError::Average { source };
        let mut policies = self.late_checkpoints(from).map_err(failed)?;
        policies.push(self.policy()?);
        let file = self.manifest("average");
        if let Some(average) = Policy::average(&policies).map_err(failed)? {
            average.save(&file)?;
        }
        Ok(Some(file))
    }

    /// The checkpoints that were kept from a step on, but for the present policy.
    fn late_checkpoints(&self, from: u64) -> Result<Vec<Policy>, CheckpointError> {
        let load = |step: &u64| Policy::load(&self.manifest(&kept_name(*step)), &self.robot);
        let late = self
            .kept
            .iter()
            .filter(|step| (from..self.step).contains(*step));
        late.map(load).collect()
    }

    /// The manifest of a checkpoint of this name.
    fn manifest(&self, name: &str) -> PathBuf {
        let folder = self.out.join("checkpoints");
        folder.join(format!("{name}.json"))
    }

    /// The present policy.
    pub fn policy(&self) -> Result<Policy, TrainingError> {
        let training = serde_json::to_value(&self.config).map_err(|error| WriteError {
            file: self.out.clone(),
            source: error.into(),
        })?;
        Ok(Policy {
            manifest: Manifest::new(
                &self.config.name,
                self.step,
                &self.config.network,
                &self.robot,
                self.learner.normaliser.clone(),
                self.config.commands.range,
                training,
            ),
            network: burn::module::Module::valid(&self.learner.model.actor),
        })
    }
}

/// Name of the checkpoint that is kept at a step.
fn kept_name(step: u64) -> String {
    format!("step_{step:09}")
}
