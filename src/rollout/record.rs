//! The record of a control step: a row of a recording, what the lab keeps, what measures are made of.

use super::walker::Decision;
use crate::physics::RobotState;
use crate::robot::JointArray;
use crate::task::Command;

/// A control step: the state it began with, what was decided, and the torques that it took.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRecord {
    /// Number of the step; it began at `step` x 0.02 s.
    pub step: u64,
    /// s
    pub time: f64,
    pub command: Command,
    /// Before the decision.
    pub state: RobotState,
    pub decision: Decision,
    /// Mean over this control step, N m.
    pub joint_torque: JointArray,
}
