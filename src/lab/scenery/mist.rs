//! The mist: where ground and sky meet.

use bevy::prelude::*;

use crate::lab::paint::blend;
use crate::style::palette;

/// Beyond the robot, mist leaves a third of the light at this distance, m.
pub(super) const CLEAR_DISTANCE: f32 = 9.0;

/// Colour of the mist at the horizon.
pub(super) fn mist_color() -> Color {
    blend(palette::LINE, palette::MEASURED, 0.045)
}
