//! Iterations of a training run from nothing: collection and update.

use std::sync::Arc;

use super::blocks::{Meter, median_seconds, time};
use super::{LearnerFigures, Part, TrainingFigures};
use crate::robot::Robot;
use crate::training::{EnvSettings, Envs, Learner, TerrainSet, TrainingConfig, TrainingError};

/// The update alone, and the whole iteration; `None` if stopped.
pub(super) fn figures(
    robot: &Arc<Robot>,
    config: &TrainingConfig,
    meter: &mut Meter,
) -> Result<Option<(LearnerFigures, TrainingFigures)>, TrainingError> {
    let settings = EnvSettings::at(config, robot, 0);
    let count = config.environments(0);
    let terrain = Arc::new(TerrainSet::new(&config.terrain));
    let mut envs = Envs::new(robot, settings, terrain, count, config.seed);
    let mut learner = Learner::new(config, robot.clone());
    let deviation = config.exploration.deviation(0);
    let durations = meter.samples(Part::Training, || {
        let ((rollout, _), collection) = time(|| learner.collect(&mut envs, deviation));
        let (report, update) = time(|| learner.update(&rollout, 0));
        report.map(|_| (update, collection + update))
    })?;
    Ok(durations.map(|durations| {
        let (updates, iterations) = durations.into_iter().unzip();
        let samples = (count * config.horizon) as f64;
        let epochs = config.ppo.epochs as f64;
        let learner = LearnerFigures {
            samples_per_second_per_epoch: samples * epochs / median_seconds(updates),
        };
        let training = TrainingFigures {
            control_steps_per_second: samples / median_seconds(iterations),
        };
        (learner, training)
    }))
}
