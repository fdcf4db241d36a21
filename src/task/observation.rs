//! What the policy sees (proprioception and command) and what only the critic sees.
//!
//! | entries | quantity | scale | noise (uniform, before scaling) |
//! | --- | --- | --- | --- |
//! | 0..3 | base linear velocity, base axes, m/s | 2 | 0.1 |
//! | 3..6 | base angular velocity, base axes, rad/s | 0.25 | 0.2 |
//! | 6..9 | gravity's direction, base axes | 1 | 0.05 |
//! | 9..12 | command u*, v* (m/s), r* (rad/s) | 2, 2, 0.25 | none |
//! | 12..24 | joint position minus default, rad | 1 | 0.01 |
//! | 24..36 | joint velocity, rad/s | 0.05 | 1.5 |
//! | 36..48 | previous action | 1 | none |
//!
//! Scales and noise are those of IsaacGymEnvs' `AnymalTerrain` without its height map.

use rand::RngExt;
use serde::{Deserialize, Serialize};

use super::{Action, Command};
use crate::physics::{Conditions, RobotState};
use crate::robot::{JOINTS, LEGS, LegArray, Robot};

/// Length of an observation.
pub const OBSERVATION: usize = 48;
/// Length of what the critic sees: the noise-free observation; of each foot its contact, time in the
/// air (s) and share of time on the ground; friction, payload (kg) and latency (control steps).
pub const PRIVILEGED: usize = OBSERVATION + 3 * LEGS + 3;
/// Where the previous action lies in an observation.
pub const PREVIOUS_ACTION: std::ops::Range<usize> = 36..OBSERVATION;
/// Names this layout in checkpoints.
pub const OBSERVATION_LAYOUT: &str = "proprioception-48-v1";

const LINEAR_VELOCITY: f32 = 2.0;
const ANGULAR_VELOCITY: f32 = 0.25;
const JOINT_VELOCITY: f32 = 0.05;

/// One observation.
pub type Observation = [f32; OBSERVATION];

/// The noise-free observation.
pub fn observe(
    robot: &Robot,
    state: &RobotState,
    command: Command,
    previous_action: &Action,
) -> Observation {
    let mut observation = [0.0; OBSERVATION];
    let linear = state.linear_velocity_in_base * LINEAR_VELOCITY;
    let angular = state.angular_velocity_in_base * ANGULAR_VELOCITY;
    observation[0..3].copy_from_slice(&linear.to_array());
    observation[3..6].copy_from_slice(&angular.to_array());
    observation[6..9].copy_from_slice(&state.gravity_in_base().to_array());
    observation[9] = command.forward * LINEAR_VELOCITY;
    observation[10] = command.lateral * LINEAR_VELOCITY;
    observation[11] = command.yaw * ANGULAR_VELOCITY;
    for k in 0..JOINTS {
        observation[12 + k] = state.joint_position[k] - robot.spec.default_joint_position[k];
        observation[24 + k] = state.joint_velocity[k] * JOINT_VELOCITY;
        observation[PREVIOUS_ACTION.start + k] = previous_action[k];
    }
    observation
}

/// What the critic sees.
///
/// `air_time` (s) and `stance_share` are what the episode remembers of the feet: the reward depends on
/// them, and the critic cannot foresee what it pays without.
pub(super) fn privileged(
    observation: &Observation,
    state: &RobotState,
    air_time: &LegArray<f32>,
    stance_share: &LegArray<f32>,
    conditions: &Conditions,
) -> [f32; PRIVILEGED] {
    let mut seen = [0.0; PRIVILEGED];
    seen[..OBSERVATION].copy_from_slice(observation);
    let contact = state
        .foot_contact
        .map(|contact| f32::from(u8::from(contact)));
    for (group, of_feet) in [&contact, air_time, stance_share].into_iter().enumerate() {
        let from = OBSERVATION + group * LEGS;
        seen[from..from + LEGS].copy_from_slice(of_feet);
    }
    seen[PRIVILEGED - 3] = conditions.friction;
    seen[PRIVILEGED - 2] = conditions.payload;
    seen[PRIVILEGED - 1] = conditions.latency as f32;
    seen
}

/// Half widths of the uniform sensor noise, in SI units.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObservationNoise {
    /// m/s
    pub linear_velocity: f32,
    /// rad/s
    pub angular_velocity: f32,
    pub gravity: f32,
    /// rad
    pub joint_position: f32,
    /// rad/s
    pub joint_velocity: f32,
}

impl Default for ObservationNoise {
    fn default() -> Self {
        Self {
            linear_velocity: 0.1,
            angular_velocity: 0.2,
            gravity: 0.05,
            joint_position: 0.01,
            joint_velocity: 1.5,
        }
    }
}

impl ObservationNoise {
    /// Adds noise to the sensed entries; command and previous action are exact.
    pub fn add(&self, observation: &mut Observation, rng: &mut impl RngExt) {
        let sensed = [
            (0..3, self.linear_velocity * LINEAR_VELOCITY),
            (3..6, self.angular_velocity * ANGULAR_VELOCITY),
            (6..9, self.gravity),
            (12..24, self.joint_position),
            (24..36, self.joint_velocity * JOINT_VELOCITY),
        ];
        for (entries, half_width) in sensed {
            for value in &mut observation[entries] {
                *value += half_width * (2.0 * rng.random::<f32>() - 1.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn noise_stays_within_its_width_and_leaves_command_and_previous_action_alone() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let noise = ObservationNoise::default();
        let mut largest = [0.0_f32; OBSERVATION];
        for _ in 0..500 {
            let mut observation = [0.0; OBSERVATION];
            noise.add(&mut observation, &mut rng);
            for (largest, value) in largest.iter_mut().zip(observation) {
                *largest = largest.max(value.abs());
            }
        }
        let near = |entries: &[f32], width: f32| {
            let mut entries = entries.iter();
            entries.all(|&value| value <= width && value >= 0.95 * width)
        };
        assert!(near(&largest[..3], 0.1 * LINEAR_VELOCITY));
        assert!(near(&largest[3..6], 0.2 * ANGULAR_VELOCITY));
        assert!(near(&largest[6..9], 0.05));
        assert!(near(&largest[9..12], 0.0));
        assert!(near(&largest[12..24], 0.01));
        assert!(near(&largest[24..36], 1.5 * JOINT_VELOCITY));
        assert!(near(&largest[PREVIOUS_ACTION], 0.0));
    }
}
