//! One trial: a robot walks one command in a bare world with noisy sensors.
//!
//! Out: what the policy saw and what the body did, `[T, width]` a control step, from the first
//! step on. The layers of a network are not kept: the same network gives the same activity from
//! the same observations ([`super::layers`]), and other networks can be driven by them too.

use std::sync::Arc;

use super::suite::{Condition, Suite};
use crate::analysis::gait::LEGS;
use crate::physics::{Conditions, Ground, RobotState};
use crate::policy::{Lesion, Policy};
use crate::robot::{JOINTS, Robot};
use crate::rollout::{Ending, Run, RunOptions, StepRecord};
use crate::script::CommandSchedule;
use crate::task::{OBSERVATION, ObservationNoise, Randomisation};

/// Entries of the body's state: height [m], roll, pitch [rad], linear [m/s] and angular [rad/s]
/// velocity in base axes, joint positions [rad] and velocities [rad/s]. Neither place nor heading.
pub(super) const BODY: usize = 9 + 2 * JOINTS;
/// Control steps between two looks at whether there are strides enough.
const LOOK_EVERY: u64 = 25;

/// Rows of `width` values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rows {
    /// Values in a row.
    pub width: usize,
    /// Row-major.
    pub values: Vec<f32>,
}

/// What one robot did from its start on, one row a control step (T rows).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trial {
    /// With noise, before normalisation `[T, 48]`.
    pub observation: Rows,
    /// [`BODY`] entries, before the decision `[T, 33]`.
    pub body: Rows,
    /// Mean over the control step that follows, N m `[T, 12]`.
    pub torque: Rows,
    /// Feet on the ground, LF, LH, RF, RH.
    pub contact: Vec<[bool; LEGS]>,
    /// The robot fell after the last row.
    pub fallen: bool,
}

impl Rows {
    /// No rows yet.
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            values: Vec::new(),
        }
    }

    /// Rows `from..to`, flat.
    pub(super) fn part(&self, from: usize, to: usize) -> &[f32] {
        &self.values[from * self.width..to * self.width]
    }
}

impl Trial {
    /// Without rows.
    pub(super) fn new() -> Self {
        Self {
            observation: Rows::new(OBSERVATION),
            body: Rows::new(BODY),
            torque: Rows::new(JOINTS),
            contact: Vec::new(),
            fallen: false,
        }
    }

    /// Control steps.
    pub(super) fn rows(&self) -> usize {
        self.contact.len()
    }

    fn push(&mut self, frame: &StepRecord) {
        self.observation
            .values
            .extend_from_slice(&frame.decision.observation);
        self.body.values.extend(body_state(&frame.state));
        self.torque.values.extend_from_slice(&frame.joint_torque);
        self.contact.push(frame.state.foot_contact);
    }
}

/// The body's state, see [`BODY`].
fn body_state(state: &RobotState) -> [f32; BODY] {
    let up = -state.gravity_in_base();
    let roll_pitch = [up.y.atan2(up.z), -up.x.clamp(-1.0, 1.0).asin()];
    let mut body = [0.0; BODY];
    body[0] = state.base_position.z;
    body[1..3].copy_from_slice(&roll_pitch);
    body[3..6].copy_from_slice(&state.linear_velocity_in_base.to_array());
    body[6..9].copy_from_slice(&state.angular_velocity_in_base.to_array());
    body[9..9 + JOINTS].copy_from_slice(&state.joint_position);
    body[9 + JOINTS..].copy_from_slice(&state.joint_velocity);
    body
}

/// Control steps in a time [s].
pub(super) fn control_steps(robot: &Robot, seconds: f64) -> usize {
    (seconds * f64::from(robot.spec.control_rate)).round() as usize
}

/// Walks trial `number` of the suite's condition `index` until it has its share of the strides,
/// falls, or runs out of time. The ground's friction is the same in all trials, so that the strides of
/// a condition differ by start and noise alone.
pub(super) fn walk(
    robot: &Arc<Robot>,
    (policy, lesion): (&Policy, Lesion),
    suite: &Suite,
    (index, condition): (usize, &Condition),
    number: usize,
) -> Trial {
    let friction = Conditions::default().friction;
    let options = RunOptions {
        schedule: CommandSchedule::constant(condition.command),
        seed: (suite.seed << 32) | ((index as u64) << 16) | number as u64,
        noise: Some(ObservationNoise::default()),
        randomisation: Randomisation {
            friction: [friction, friction],
            ..Randomisation::default()
        },
        lesion,
        ground: Ground::Level,
    };
    let settle = control_steps(robot, suite.settle_seconds);
    let longest = control_steps(robot, suite.longest_trial_seconds);
    let dt = f64::from(robot.spec.control_rate).recip();
    let wanted = suite.strides.div_ceil(suite.trials);
    let mut run = Run::new(robot, policy, &options);
    let mut trial = Trial::new();
    while trial.rows() < longest {
        let Some(frame) = run.advance() else { break };
        trial.push(&frame);
        let look = run.steps().is_multiple_of(LOOK_EVERY);
        if look && suite.cut.strides(&trial.contact, settle, dt).len() >= wanted {
            break;
        }
    }
    trial.fallen = run.ending() == Ending::Fallen;
    trial
}
