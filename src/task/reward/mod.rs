//! The reward: a weighted sum of small named terms, a row of [`table`] each. A term's formula is a
//! plain function in [`terms`], but for the two of whole swings and strides, which need their times
//! (`task::strides`).
//!
//! The paper's weights (IsaacGymEnvs' `AnymalTerrain`) are the start; the further terms and the
//! weights of `assets/training/*.json` are those with which this robot learns (`docs/training.md`).

mod table;
mod terms;
#[cfg(test)]
mod tests;
mod weights;

pub use table::{PerTerm, RewardTerm};
pub use weights::{RewardWeights, STANCE_SECONDS};

use self::table::Paid;
use super::strides::{StrideErrors, Strides};
use super::{Action, Command};
use crate::physics::RobotState;
use crate::robot::{JointArray, LegArray, Robot};

/// What one step paid.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StepReward {
    /// The weighted sum, times the step's duration, with the fall.
    pub total: f32,
    /// Each term's part of it, before any cut at zero.
    pub paid: PerTerm<f32>,
    /// Distance between commanded and measured horizontal velocity, m/s.
    pub velocity_error: f32,
    /// Distance between commanded and measured yaw rate, rad/s.
    pub yaw_error: f32,
}

/// One step, as the terms see it.
pub struct ScoredStep<'a> {
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

/// What several terms refer to.
struct Measured {
    /// m/s
    velocity_error: f32,
    /// rad/s
    yaw_error: f32,
    /// Of the soles above the ground, m.
    sole_height: LegArray<f32>,
    /// Of the base above the ground under the feet, m.
    base_height: f32,
    strides: StrideErrors,
}

impl ScoredStep<'_> {
    /// The weighted sum of all terms.
    pub fn score(&self, weights: &RewardWeights) -> StepReward {
        let dt = self.robot.spec.control_step();
        let measured = self.measure(dt);
        let moving = if self.command.is_standing() {
            Paid::Standing
        } else {
            Paid::Walking
        };
        let values = PerTerm::from_fn(|term| {
            let is_paid = match term.paid() {
                Paid::Always => true,
                Paid::AtFall => self.fallen,
                paid => paid == moving,
            };
            if is_paid && weights.terms[term] != 0.0 {
                self.pay(term, &measured, weights)
            } else {
                0.0
            }
        });
        let sum_of = |paid: Paid| -> f32 {
            let of_kind = values.iter().filter(|(term, _)| term.paid() == paid);
            of_kind.map(|(_, value)| value).sum()
        };
        let sum = sum_of(Paid::Always) + sum_of(moving);
        let cut = if weights.clip_at_zero {
            sum.max(0.0)
        } else {
            sum
        };
        let paid = PerTerm::from_fn(|term| match term.paid() {
            Paid::AtFall => values[term],
            _ => values[term] * dt,
        });
        StepReward {
            total: cut * dt + sum_of(Paid::AtFall),
            // what is no number pays nothing
            paid: if sum.is_finite() {
                paid
            } else {
                PerTerm::default()
            },
            velocity_error: measured.velocity_error,
            yaw_error: measured.yaw_error,
        }
    }

    fn measure(&self, dt: f32) -> Measured {
        let state = self.state;
        let rate = state.angular_velocity_in_base.z;
        Measured {
            velocity_error: terms::velocity_error(state.linear_velocity_in_base, self.command),
            yaw_error: (self.command.yaw - rate).abs(),
            sole_height: std::array::from_fn(|leg| {
                state.foot_position[leg].z - self.robot.foot_radius - self.ground_height[leg]
            }),
            base_height: state.base_position.z - terms::mean(self.ground_height),
            strides: self.strides.errors(state, dt),
        }
    }

    /// A term times its weight.
    fn pay(&self, term: RewardTerm, measured: &Measured, weights: &RewardWeights) -> f32 {
        let (state, weight) = (self.state, weights.terms[term]);
        let velocity = state.linear_velocity_in_base;
        let default = &self.robot.spec.default_joint_position;
        let (contact, foot_velocity) = (&state.foot_contact, &state.foot_velocity);
        let value = match term {
            RewardTerm::TrackVelocity => {
                terms::tracking(measured.velocity_error, weights.tracking_width)
            }
            RewardTerm::TrackYaw => terms::tracking(measured.yaw_error, weights.tracking_width),
            // rounded in this order, so that a run is the run that it always was
            RewardTerm::VerticalVelocity => return weight * velocity.z * velocity.z,
            RewardTerm::RollPitchRate => terms::roll_pitch(state.angular_velocity_in_base),
            RewardTerm::Tilt => terms::tilt(state.gravity_in_base()),
            RewardTerm::Torque => terms::sum_of_squares(&state.joint_torque),
            RewardTerm::JointVelocityChange => {
                terms::change(&state.joint_velocity, self.previous_joint_velocity)
            }
            RewardTerm::ActionRate => terms::change(self.action, self.previous_action),
            RewardTerm::Slip => terms::slip(contact, foot_velocity),
            RewardTerm::Clearance => {
                let (heights, wanted) = (&measured.sole_height, weights.swing_height);
                terms::clearance(contact, heights, foot_velocity, wanted)
            }
            RewardTerm::HipDeviation => terms::hip_deviation(&state.joint_position, default),
            RewardTerm::Height => (measured.base_height - weights.height_target).powi(2),
            RewardTerm::KneeContact => terms::count(&state.knee_contact),
            RewardTerm::Power => terms::power(&state.joint_torque, &state.joint_velocity),
            RewardTerm::Trot => terms::trot(contact),
            RewardTerm::AirTime => terms::air_time(contact, self.air_time),
            RewardTerm::StanceBalance => terms::imbalance(self.stance_share),
            RewardTerm::Limp => terms::limp(self.stance_share),
            RewardTerm::SwingBalance => measured.strides.balance,
            RewardTerm::StrideVariation => measured.strides.variation,
            RewardTerm::StandPose => terms::pose_deviation(&state.joint_position, default),
            RewardTerm::StandFeet => 4.0 - terms::count(contact),
            RewardTerm::StandClearance => terms::height_sum(&measured.sole_height),
            RewardTerm::StandSpeed => measured.velocity_error + measured.yaw_error,
            RewardTerm::Fall => 1.0,
        };
        weight * value
    }
}
