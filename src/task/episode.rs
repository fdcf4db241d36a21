//! One robot's task from reset to end: the memory that observation and reward need.

use std::collections::VecDeque;
use std::sync::Arc;

use super::reward::{RewardTerms, RewardWeights, StepRecord};
use super::{Action, Command, Observation, observe};
use crate::physics::{Ground, RobotState};
use crate::robot::{JOINTS, JointArray, LEGS, LegArray, Robot};

/// Actions beyond this are cut, so that a wild network cannot ask for infinite angles.
pub const MAX_ACTION: f32 = 8.0;

/// Time constant of the share of time that a foot is down, s.
const STANCE_MEMORY: f32 = 1.0;

/// The task's memory: actions under way, previous joint velocity, time in the air.
#[derive(Clone)]
pub struct Episode {
    robot: Arc<Robot>,
    previous_action: Action,
    /// Actions that the drives have still to follow, the oldest first; as many as the latency.
    under_way: VecDeque<Action>,
    previous_joint_velocity: JointArray,
    /// Time since each foot left the ground, s; zero in stance.
    air_time: LegArray<f32>,
    /// Share of time that each foot was down, with an exponential memory of [`STANCE_MEMORY`].
    stance_share: LegArray<f32>,
}

impl Episode {
    /// A fresh episode; its drives follow each action `latency` control steps late.
    pub fn new(robot: Arc<Robot>, latency: u32) -> Self {
        Self {
            robot,
            previous_action: [0.0; JOINTS],
            under_way: std::iter::repeat_n([0.0; JOINTS], latency as usize).collect(),
            previous_joint_velocity: [0.0; JOINTS],
            air_time: [0.0; LEGS],
            stance_share: [1.0; LEGS],
        }
    }

    /// What the policy sees now, without noise.
    pub fn observe(&self, state: &RobotState, command: Command) -> Observation {
        observe(&self.robot, state, command, &self.previous_action)
    }

    /// Joint targets (rad) that the drives follow in the step for which `action` was decided.
    pub fn targets(&self, action: &Action) -> JointArray {
        let spec = &self.robot.spec;
        let action = self.under_way.front().unwrap_or(action);
        std::array::from_fn(|k| {
            let action = action[k].clamp(-MAX_ACTION, MAX_ACTION);
            spec.default_joint_position[k] + spec.action_scale * action
        })
    }

    /// Takes in the state that `action` led to: what the next observation and reward refer to.
    pub fn sense(&mut self, state: &RobotState, action: &Action) {
        let dt = self.robot.spec.control_step();
        self.previous_action = action.map(|a| a.clamp(-MAX_ACTION, MAX_ACTION));
        if self.under_way.pop_front().is_some() {
            self.under_way.push_back(self.previous_action);
        }
        self.previous_joint_velocity = state.joint_velocity;
        for (time, &contact) in self.air_time.iter_mut().zip(&state.foot_contact) {
            *time = if contact { 0.0 } else { *time + dt };
        }
        for (share, &contact) in self.stance_share.iter_mut().zip(&state.foot_contact) {
            *share += (f32::from(u8::from(contact)) - *share) * dt / STANCE_MEMORY;
        }
    }

    /// Pays for the step that led to `state`. Call it before [`Episode::sense`].
    pub fn score(
        &self,
        state: &RobotState,
        command: Command,
        action: &Action,
        ground: &Ground,
        fallen: bool,
        weights: &RewardWeights,
    ) -> RewardTerms {
        let ground_height = state
            .foot_position
            .map(|foot| ground.height(foot.x, foot.y));
        let record = StepRecord {
            robot: &self.robot,
            state,
            command,
            action,
            previous_action: &self.previous_action,
            previous_joint_velocity: &self.previous_joint_velocity,
            air_time: &self.air_time,
            ground_height: &ground_height,
            stance_share: &self.stance_share,
            fallen,
        };
        record.score(weights)
    }
}
