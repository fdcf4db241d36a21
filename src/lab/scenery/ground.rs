//! What is walked on, as the camera and the surroundings know it. Lengths in m, z up.

use bevy::prelude::*;

use crate::physics::Ground;

/// What the robot walks on.
#[derive(Resource, Clone, Debug, Default)]
pub struct ShownGround(pub Ground);
