//! The drawn world as a whole: its plugins, the order of their systems, what they draw on.
//!
//! Needs `ShownRobot` and `RobotPose`; reads `ShownGround`, `ArrowSpeeds`, `Footprint`, `ViewRect`
//! and `RenderQuality`. All of it runs in `PostUpdate`, after the simulation and the panels and
//! before transforms are propagated.

use bevy::asset::AssetEventSystems;
use bevy::camera::{CameraUpdateSystems, RenderTarget};
use bevy::prelude::*;
use bevy::transform::TransformSystems;
use bevy_egui::EguiPostUpdateSet;
use bevy_panorbit_camera::PanOrbitCameraSystemSet;

use super::quality::RenderQuality;
use super::{camera, layout, robot_view, scenery};

/// What both cameras draw on: the window, or an image.
#[derive(Resource, Clone, Debug, Default)]
pub struct ViewTarget(pub RenderTarget);

/// The order of the systems that draw the world.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WorldSystems {
    /// The robot camera's viewport.
    Layout,
    /// Links and rings from the robot's pose.
    Pose,
    /// Following and orbiting.
    Camera,
    /// Ground and sky about the camera.
    Backdrop,
    /// Light and mist.
    Light,
    /// Footprints.
    Footprints,
    /// Velocity arrows.
    Arrows,
}

/// Robot, surroundings and the camera that looks at them.
pub fn plugin(app: &mut App) {
    app.init_resource::<ViewTarget>()
        .init_resource::<RenderQuality>()
        .configure_sets(
            PostUpdate,
            (
                WorldSystems::Layout,
                WorldSystems::Pose,
                WorldSystems::Camera,
                PanOrbitCameraSystemSet,
                WorldSystems::Backdrop,
                WorldSystems::Light,
                WorldSystems::Footprints,
                WorldSystems::Arrows,
            )
                .chain()
                .after(EguiPostUpdateSet::EndPass)
                .before(TransformSystems::Propagate)
                .before(CameraUpdateSystems)
                .before(AssetEventSystems),
        )
        .add_plugins((
            layout::plugin,
            robot_view::plugin,
            camera::plugin,
            scenery::plugin,
        ));
}
