//! The walk that physics and inference are measured on.

use std::sync::Arc;

use crate::physics::{Conditions, Ground, Start, World};
use crate::policy::{Lesion, Policy};
use crate::robot::{JointArray, Robot};
use crate::rollout::{Run, RunOptions, StepRecord};
use crate::script::CommandSchedule;
use crate::task::{Command, Observation, Randomisation};

/// Control steps of the walk: 10 s at 50 Hz.
const STEPS: usize = 500;
/// Forward speed that is commanded, m/s.
const SPEED: f32 = 0.6;

/// A robot, its policy, and 10 s of theirs at 0.6 m/s from the default pose with exact sensors.
pub struct Walk {
    pub robot: Arc<Robot>,
    pub policy: Policy,
    /// Fewer than 500 if the robot fell.
    pub frames: Vec<StepRecord>,
}

impl Walk {
    /// Lets the policy walk.
    pub fn new(robot: Arc<Robot>, policy: Policy) -> Self {
        let mut walk = Self {
            robot,
            policy,
            frames: Vec::new(),
        };
        let mut run = walk.run();
        walk.frames = (0..STEPS).map_while(|_| run.advance()).collect();
        walk
    }

    /// The walk at its start.
    pub fn run(&self) -> Run {
        let options = RunOptions {
            schedule: CommandSchedule::constant(Command::new(SPEED, 0.0, 0.0)),
            seed: 0,
            noise: None,
            randomisation: Randomisation::default(),
            lesion: Lesion::None,
            ground: Ground::Level,
        };
        let start = Start::standing(&self.robot);
        let conditions = Conditions::default();
        Run::from_start(&self.robot, &self.policy, &options, &start, &conditions)
    }

    /// The walk's world at its start.
    pub fn world(&self) -> World {
        let start = Start::standing(&self.robot);
        World::new(self.robot.clone(), &start, &Conditions::default())
    }

    /// Joint targets of each control step, rad. In a fresh [`Walk::world`] they give the same walk.
    pub fn targets(&self) -> Vec<JointArray> {
        self.frames.iter().map(|f| f.decision.targets).collect()
    }

    /// What the policy saw before each control step.
    pub fn observations(&self) -> Vec<Observation> {
        self.frames.iter().map(|f| f.decision.observation).collect()
    }
}
