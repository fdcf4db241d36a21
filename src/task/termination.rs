//! When an episode ends before its time.

use crate::physics::RobotState;

/// A base tilted further than this has fallen, rad (66 degrees).
pub const FALL_TILT: f32 = 66.0 * std::f32::consts::PI / 180.0;

/// The trunk touches the ground, the base is tilted too far, or the numbers are no longer finite.
pub fn has_fallen(state: &RobotState) -> bool {
    !state.is_finite() || state.trunk_contact || state.tilt() > FALL_TILT
}
