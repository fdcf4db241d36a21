//! What is drawn anew for each episode: start pose, friction, payload, latency; and pushes.

use rand::RngExt;
use serde::{Deserialize, Serialize};

use crate::physics::{Conditions, Ground, PERIOD, Quat, Start, Vec3};
use crate::robot::Robot;

/// Ranges of the draws.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Randomisation {
    /// Coulomb coefficient of the feet.
    pub friction: [f32; 2],
    /// Mass added to the base, kg.
    pub payload: [f32; 2],
    /// Half width of the joint angles about the default pose, rad.
    pub joint_position: f32,
    /// Half width of roll and pitch, rad.
    pub tilt: f32,
    /// Any heading, or always along x.
    pub any_heading: bool,
    /// Fewest and most control steps between a decision and the drives.
    #[serde(default)]
    pub latency: [u32; 2],
}

impl Default for Randomisation {
    fn default() -> Self {
        Self {
            friction: [0.5, 1.25],
            payload: [0.0, 0.0],
            joint_position: 0.1,
            tilt: 0.05,
            any_heading: true,
            latency: [0, 0],
        }
    }
}

/// A number between the two ends.
pub fn uniform(rng: &mut impl RngExt, [low, high]: [f32; 2]) -> f32 {
    low + (high - low) * rng.random::<f32>()
}

/// Friction, payload and latency for one episode.
pub fn draw_conditions(rng: &mut impl RngExt, randomisation: &Randomisation) -> Conditions {
    let [least, most] = randomisation.latency;
    Conditions {
        friction: uniform(rng, randomisation.friction),
        payload: uniform(rng, randomisation.payload),
        latency: if least == most {
            most
        } else {
            rng.random_range(least..=most)
        },
    }
}

/// A start near the default pose whose lowest foot touches the ground: on a relief anywhere,
/// else at the origin.
pub fn draw_start(
    rng: &mut impl RngExt,
    robot: &Robot,
    ground: &Ground,
    randomisation: &Randomisation,
) -> Start {
    let mut start = Start::standing(robot);
    let spread = [-randomisation.joint_position, randomisation.joint_position];
    for angle in &mut start.joint_position {
        *angle += uniform(rng, spread);
    }
    let tilt = [-randomisation.tilt, randomisation.tilt];
    let (roll, pitch) = (uniform(rng, tilt), uniform(rng, tilt));
    let turn = [-std::f32::consts::PI, std::f32::consts::PI];
    let heading = uniform(rng, turn) * f32::from(u8::from(randomisation.any_heading));
    start.world_from_base.rotation =
        Quat::from_rotation_z(heading) * Quat::from_rotation_y(pitch) * Quat::from_rotation_x(roll);
    if let Ground::Relief(_) = ground {
        let within = [-0.5 * PERIOD, 0.5 * PERIOD];
        start.world_from_base.translation.x = uniform(rng, within);
        start.world_from_base.translation.y = uniform(rng, within);
    }
    start.put_on(ground, robot);
    start
}

/// A horizontal velocity of size `speed` (m/s) in a random direction.
pub fn draw_push(rng: &mut impl RngExt, speed: f32) -> Vec3 {
    let direction = uniform(rng, [0.0, std::f32::consts::TAU]);
    Vec3::new(speed * direction.cos(), speed * direction.sin(), 0.0)
}
