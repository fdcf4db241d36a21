//! What the cameras draw on.

use bevy::camera::RenderTarget;
use bevy::prelude::*;

/// What both cameras draw on: the window, or an image.
#[derive(Resource, Clone, Debug, Default)]
pub struct ViewTarget(pub RenderTarget);
