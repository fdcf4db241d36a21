//! A walker in a bare world, step by step.

use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::record::StepRecord;
use super::walker::Walker;
use crate::physics::{Conditions, Ground, RobotState, Start, World};
use crate::policy::{Lesion, Policy, RecurrentState};
use crate::robot::Robot;
use crate::script::CommandSchedule;
use crate::task::{ObservationNoise, Randomisation, draw_conditions, draw_start, has_fallen};

/// What a run is made of besides robot and policy.
#[derive(Clone, Debug)]
pub struct RunOptions {
    pub schedule: CommandSchedule,
    /// Draws start pose, friction and sensor noise.
    pub seed: u64,
    pub noise: Option<ObservationNoise>,
    pub randomisation: Randomisation,
    pub lesion: Lesion,
    pub ground: Ground,
}

/// Whether and how a run has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It goes on.
    None,
    /// The robot fell (or its numbers were no longer finite).
    Fallen,
}

/// One robot walking in its own world.
pub struct Run {
    world: World,
    walker: Walker,
    schedule: CommandSchedule,
    conditions: Conditions,
    state: RobotState,
    step: u64,
    ending: Ending,
}

impl Run {
    /// A run from a random start; the seed decides everything.
    pub fn new(robot: &Arc<Robot>, policy: &Policy, options: &RunOptions) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
        let conditions = draw_conditions(&mut rng, &options.randomisation);
        let start = draw_start(&mut rng, robot, &options.ground, &options.randomisation);
        Self::from_start(robot, policy, options, &start, &conditions)
    }

    /// A run from a given start; the seed draws the sensor noise alone.
    pub fn from_start(
        robot: &Arc<Robot>,
        policy: &Policy,
        options: &RunOptions,
        start: &Start,
        conditions: &Conditions,
    ) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
        rng.set_stream(1);
        let noise = options.noise.map(|levels| (levels, rng));
        let world = World::on(&options.ground, robot.clone(), start, conditions);
        Self {
            state: world.initial_state(),
            world,
            walker: Walker::new(
                robot.clone(),
                policy,
                options.lesion,
                noise,
                conditions.latency,
            ),
            schedule: options.schedule.clone(),
            conditions: *conditions,
            step: 0,
            ending: Ending::None,
        }
    }

    /// One control step; none once the robot has fallen.
    pub fn advance(&mut self) -> Option<StepRecord> {
        if self.ending != Ending::None {
            return None;
        }
        let control_step = f64::from(self.world.robot().spec.control_rate).recip();
        let time = self.step as f64 * control_step;
        let command = self.schedule.at(time);
        let decision = self.walker.decide(&self.state, command);
        let after = self.world.control_step(&decision.targets);
        self.walker.sense(&after, &decision);
        let frame = StepRecord {
            step: self.step,
            time,
            command,
            joint_torque: after.joint_torque,
            state: std::mem::replace(&mut self.state, after),
            decision,
        };
        self.step += 1;
        if has_fallen(&self.state) {
            self.ending = Ending::Fallen;
        }
        Some(frame)
    }

    /// Whether the run has ended.
    pub fn ending(&self) -> Ending {
        self.ending
    }

    /// Control steps done.
    pub fn steps(&self) -> u64 {
        self.step
    }

    /// Friction, payload and latency.
    pub fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// The LSTM's state after the last decision.
    pub fn recurrent_state(&self) -> &RecurrentState {
        self.walker.recurrent_state()
    }

    /// Decides the next step with another hidden and cell state.
    pub fn set_recurrent_state(&mut self, state: RecurrentState) {
        self.walker.set_recurrent_state(state);
    }

    /// The present state.
    pub fn state(&self) -> &RobotState {
        &self.state
    }

    /// Adds a velocity (m/s, world axes) to the whole robot at once.
    pub fn push(&mut self, velocity: crate::physics::Vec3) {
        self.world.push(velocity);
    }
}
