//! The drawn world as a whole: robot, surroundings and the camera that looks at them.
//!
//! Needs `ShownRobot` and `RobotPose`; reads `ShownGround`, `ArrowSpeeds`, `Footprint`, `ViewRect`
//! and `RenderQuality`. All of it runs in `PostUpdate`, in the order of [`super::order`].

use bevy::prelude::*;

use super::quality::RenderQuality;
use super::target::ViewTarget;
use super::{camera, layout, order, robot_view, scenery};

/// Draws the world.
pub fn plugin(app: &mut App) {
    app.init_resource::<ViewTarget>()
        .init_resource::<RenderQuality>()
        .add_plugins((
            order::drawing,
            layout::plugin,
            robot_view::plugin,
            camera::plugin,
            scenery::plugin,
        ));
}
