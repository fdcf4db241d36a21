//! How much this machine does in a second: physics, inference, learning, training.
//!
//! In: a robot with a policy that walks, a training configuration and how long to measure each. Out:
//! a [`Report`]; every figure is the median over blocks of work after a warm-up. What is measured
//! is what the lab and the trainer call; nothing is done here in another way.

mod blocks;
mod inference;
mod physics;
mod training;
mod walk;

use serde::Serialize;

use crate::training::{TrainingConfig, TrainingError};
use blocks::Meter;

pub use walk::Walk;

/// The parts, in the order in which they are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    PhysicsOneCore,
    PhysicsAllCores,
    InferenceOne,
    InferenceBatch,
    /// The learner's figure and the whole iteration's come from the same iterations.
    Training,
}

impl Part {
    pub const ALL: [Self; 5] = [
        Self::PhysicsOneCore,
        Self::PhysicsAllCores,
        Self::InferenceOne,
        Self::InferenceBatch,
        Self::Training,
    ];

    /// What is going on, in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::PhysicsOneCore => "physics, one core",
            Self::PhysicsAllCores => "physics, all cores",
            Self::InferenceOne => "inference, batch 1",
            Self::InferenceBatch => "inference, batch 512",
            Self::Training => "training",
        }
    }
}

/// What the caller learns after each block.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub part: Part,
    /// How much of the part is done, 0 to 1.
    pub share: f64,
}

/// Control steps (20 ms each) a second.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PhysicsFigures {
    pub control_steps_per_second_per_core: f64,
    pub control_steps_per_second_all_cores: f64,
}

/// Samples a second of the actor, every layer's activity included.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct InferenceFigures {
    pub batch_1: f64,
    pub batch_512: f64,
}

/// Samples a second and epoch of the PPO update: samples x epochs / duration of the update.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LearnerFigures {
    pub samples_per_second_per_epoch: f64,
}

/// Control steps a second over all robots, collection and update together.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TrainingFigures {
    pub control_steps_per_second: f64,
}

/// What it ran on.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Machine {
    pub cores: usize,
}

/// All figures.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Report {
    pub physics: PhysicsFigures,
    pub inference: InferenceFigures,
    pub learner: LearnerFigures,
    pub training: TrainingFigures,
    pub machine: Machine,
}

/// Measures everything, `seconds` for each part; `None` if `go_on` said to stop.
///
/// Physics and inference are measured on the walk, learning and training on a run from nothing.
/// Fails if that diverges.
pub fn measure(
    walk: &Walk,
    config: &TrainingConfig,
    seconds: f64,
    mut go_on: impl FnMut(Progress) -> bool,
) -> Result<Option<Report>, TrainingError> {
    let mut meter = Meter::new(seconds, &mut go_on);
    let Some(physics) = physics::figures(walk, &mut meter) else {
        return Ok(None);
    };
    let Some(inference) = inference::figures(walk, &mut meter) else {
        return Ok(None);
    };
    let Some((learner, training)) = training::figures(&walk.robot, config, &mut meter)? else {
        return Ok(None);
    };
    let cores = rayon::current_num_threads();
    Ok(Some(Report {
        physics,
        inference,
        learner,
        training,
        machine: Machine { cores },
    }))
}
