//! The robot's surroundings: ground and sky, light, footprints, velocity arrows. World z up, m.

mod arrows;
mod backdrop;
mod footprints;
mod ground;
mod mist;
mod relief;
mod sun;
mod turns;

use bevy::prelude::App;

pub use arrows::{ArrowShape, ArrowSpeeds, arrow_shape};
pub use footprints::{Footprint, FootprintPool};
pub use ground::ShownGround;

/// Everything around the robot.
pub fn plugin(app: &mut App) {
    app.add_plugins((
        backdrop::plugin,
        relief::plugin,
        sun::plugin,
        footprints::plugin,
        arrows::plugin,
        turns::plugin,
    ));
}
