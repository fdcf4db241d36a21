//! The reward: a weighted sum of small named terms, each a plain function in [`terms`], but for the
//! two of whole swings and strides, which need their times (`task::strides`).
//!
//! The paper's weights (IsaacGymEnvs' `AnymalTerrain`) are the start; the further terms and the
//! weights of `assets/training/*.json` are those with which this robot learns (`docs/training.md`).

pub mod terms;

use serde::{Deserialize, Serialize};

use super::episode::STANCE_SECONDS;
use super::strides::Strides;
use super::{Action, Command};
use crate::physics::RobotState;
use crate::robot::{JointArray, LegArray, Robot};

/// A weight for each term; every term but `fall` is paid per second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewardWeights {
    pub track_velocity: f32,
    pub track_yaw: f32,
    /// Width of both tracking kernels, (m/s)^2 and (rad/s)^2.
    pub tracking_width: f32,
    pub trot: f32,
    pub air_time: f32,
    pub vertical_velocity: f32,
    pub roll_pitch_rate: f32,
    pub tilt: f32,
    pub torque: f32,
    pub joint_velocity_change: f32,
    pub action_rate: f32,
    #[serde(default)]
    pub stance_balance: f32,
    #[serde(default)]
    pub limp: f32,
    /// Time constant of the share of time on the ground that `stance_balance` and `limp` compare, s.
    #[serde(default = "stance_seconds")]
    pub stance_seconds: f32,
    #[serde(default)]
    pub swing_balance: f32,
    #[serde(default)]
    pub stride_variation: f32,
    pub slip: f32,
    pub clearance: f32,
    /// Height of the sole above the ground that `clearance` asks of a swinging foot, m.
    #[serde(default = "swing_height")]
    pub swing_height: f32,
    pub hip_deviation: f32,
    pub height: f32,
    /// Height of the base above the ground under the feet that `height` asks for, m.
    pub height_target: f32,
    pub knee_contact: f32,
    pub stand_pose: f32,
    pub stand_feet: f32,
    pub stand_clearance: f32,
    pub stand_speed: f32,
    /// Paid once, when the robot falls.
    pub fall: f32,
    /// Whether a step's sum is cut at zero from below.
    pub clip_at_zero: bool,
}

fn stance_seconds() -> f32 {
    STANCE_SECONDS
}

fn swing_height() -> f32 {
    0.08
}

impl RewardWeights {
    /// Weights a `share` (0 to 1) of the way to others; `clip_at_zero` is the others'.
    pub fn toward(&self, other: &Self, share: f32) -> Self {
        let mix = |from: f32, to: f32| from + (to - from) * share;
        Self {
            track_velocity: mix(self.track_velocity, other.track_velocity),
            track_yaw: mix(self.track_yaw, other.track_yaw),
            tracking_width: mix(self.tracking_width, other.tracking_width),
            trot: mix(self.trot, other.trot),
            air_time: mix(self.air_time, other.air_time),
            vertical_velocity: mix(self.vertical_velocity, other.vertical_velocity),
            roll_pitch_rate: mix(self.roll_pitch_rate, other.roll_pitch_rate),
            tilt: mix(self.tilt, other.tilt),
            torque: mix(self.torque, other.torque),
            joint_velocity_change: mix(self.joint_velocity_change, other.joint_velocity_change),
            action_rate: mix(self.action_rate, other.action_rate),
            stance_balance: mix(self.stance_balance, other.stance_balance),
            limp: mix(self.limp, other.limp),
            stance_seconds: mix(self.stance_seconds, other.stance_seconds),
            swing_balance: mix(self.swing_balance, other.swing_balance),
            stride_variation: mix(self.stride_variation, other.stride_variation),
            slip: mix(self.slip, other.slip),
            clearance: mix(self.clearance, other.clearance),
            swing_height: mix(self.swing_height, other.swing_height),
            hip_deviation: mix(self.hip_deviation, other.hip_deviation),
            height: mix(self.height, other.height),
            height_target: mix(self.height_target, other.height_target),
            knee_contact: mix(self.knee_contact, other.knee_contact),
            stand_pose: mix(self.stand_pose, other.stand_pose),
            stand_feet: mix(self.stand_feet, other.stand_feet),
            stand_clearance: mix(self.stand_clearance, other.stand_clearance),
            stand_speed: mix(self.stand_speed, other.stand_speed),
            fall: mix(self.fall, other.fall),
            clip_at_zero: other.clip_at_zero,
        }
    }
}

/// What one step paid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RewardTerms {
    /// The weighted sum, times the step's duration, with the fall.
    pub total: f32,
    /// Distance between commanded and measured horizontal velocity, m/s.
    pub velocity_error: f32,
    /// Distance between commanded and measured yaw rate, rad/s.
    pub yaw_error: f32,
}

/// One step, as the terms see it.
pub struct StepRecord<'a> {
    pub robot: &'a Robot,
    pub state: &'a RobotState,
    pub command: Command,
    pub action: &'a Action,
    pub previous_action: &'a Action,
    pub previous_joint_velocity: &'a JointArray,
    /// Time in the air before this step, s.
    pub air_time: &'a LegArray<f32>,
    /// Height of the ground under each foot, m.
    pub ground_height: &'a LegArray<f32>,
    /// Share of recent time that each foot was down, with a time constant of `stance_seconds`.
    pub stance_share: &'a LegArray<f32>,
    /// What the feet did before this step.
    pub strides: &'a Strides,
    pub fallen: bool,
}

impl StepRecord<'_> {
    /// The weighted sum of all terms.
    pub fn score(&self, w: &RewardWeights) -> RewardTerms {
        let state = self.state;
        let dt = self.robot.spec.control_step();
        let velocity = state.linear_velocity_in_base;
        let rate = state.angular_velocity_in_base;
        let default = &self.robot.spec.default_joint_position;
        let velocity_error = terms::velocity_error(velocity, self.command);
        let yaw_error = (self.command.yaw - rate.z).abs();
        let contact = &state.foot_contact;
        let heights = std::array::from_fn(|leg| {
            state.foot_position[leg].z - self.robot.foot_radius - self.ground_height[leg]
        });
        let base_height = state.base_position.z - terms::mean(self.ground_height);
        let mut sum = w.track_velocity * terms::tracking(velocity_error, w.tracking_width)
            + w.track_yaw * terms::tracking(yaw_error, w.tracking_width)
            + w.vertical_velocity * velocity.z * velocity.z
            + w.roll_pitch_rate * (rate.x * rate.x + rate.y * rate.y)
            + w.tilt * terms::tilt(state.gravity_in_base())
            + w.torque * terms::sum_of_squares(&state.joint_torque)
            + w.joint_velocity_change
                * terms::change(&state.joint_velocity, self.previous_joint_velocity)
            + w.action_rate * terms::change(self.action, self.previous_action)
            + w.slip * terms::slip(contact, &state.foot_velocity)
            + w.clearance
                * terms::clearance(contact, &heights, &state.foot_velocity, w.swing_height)
            + w.hip_deviation * terms::hip_deviation(&state.joint_position, default)
            + w.height * (base_height - w.height_target).powi(2)
            + w.knee_contact * terms::count(&state.knee_contact);
        if self.command.is_standing() {
            sum += w.stand_pose * terms::pose_deviation(&state.joint_position, default)
                + w.stand_feet * (4.0 - terms::count(contact))
                + w.stand_clearance * terms::height_sum(&heights)
                + w.stand_speed * (velocity_error + yaw_error);
        } else {
            let strides = self.strides.errors(state, dt);
            sum += w.trot * terms::trot(contact)
                + w.air_time * terms::air_time(contact, self.air_time)
                + w.stance_balance * terms::imbalance(self.stance_share)
                + w.limp * terms::limp(self.stance_share)
                + w.swing_balance * strides.balance
                + w.stride_variation * strides.variation;
        }
        if w.clip_at_zero {
            sum = sum.max(0.0);
        }
        let fall = if self.fallen { w.fall } else { 0.0 };
        RewardTerms {
            total: sum * dt + fall,
            velocity_error,
            yaw_error,
        }
    }
}
