//! The order of the lab's systems, all of it. A plugin puts its systems into one of these sets and needs to
//! know no other plugin.

use bevy::asset::AssetEventSystems;
use bevy::camera::CameraUpdateSystems;
use bevy::prelude::*;
use bevy::time::TimeSystems;
use bevy::transform::TransformSystems;
use bevy_egui::{EguiPostUpdateSet, EguiPreUpdateSet};
use bevy_panorbit_camera::PanOrbitCameraSystemSet;
use bevy_rapier3d::prelude::PhysicsSet;

/// In `First`, around the moment at which Bevy's clocks move on.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaceSystems {
    /// How fast time passes in this frame.
    Set,
    /// That it does not pass at all.
    Hold,
    /// What has come of it.
    Measure,
}

/// In `PreUpdate`: what happens between two control steps, even while time stands still.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BetweenSteps {
    /// Which keys the panels keep for themselves.
    Keys,
    /// A run that was dropped on the window is read.
    Open,
    /// Which policy is to take over.
    Policy,
    /// Another run, if that was asked for.
    Begin,
    /// What the scene and hands let happen.
    Events,
    /// One control step by hand.
    SingleStep,
}

/// In `FixedUpdate`, once a control step.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepSystems {
    /// What the scene and hands let happen.
    Events,
    /// The step's record to all who show it.
    Record,
    /// Whether the step is what a recording says.
    Watch,
}

/// In [`Followed`](super::simulation::Followed), right after events have acted.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FollowSystems {
    /// Who takes part: policy and ground.
    Cast,
    /// What was recorded before and is of the past.
    Forget,
    /// What is shown and kept of the event.
    Show,
}

/// In `PostUpdate`, after the simulation and the panels and before transforms are propagated.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DrawSystems {
    /// The robot camera's viewport.
    Layout,
    /// Which moment is shown.
    Moment,
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
    /// Arrows that turn.
    Turns,
}

/// Orders the systems that simulate.
pub fn simulation(app: &mut App) {
    app.configure_sets(
        First,
        (
            (PaceSystems::Set, PaceSystems::Hold)
                .chain()
                .before(TimeSystems),
            PaceSystems::Measure.after(TimeSystems),
        ),
    )
    .configure_sets(
        PreUpdate,
        (
            BetweenSteps::Keys
                .after(EguiPreUpdateSet::ProcessInput)
                .before(EguiPreUpdateSet::BeginPass),
            (
                BetweenSteps::Keys,
                BetweenSteps::Open,
                BetweenSteps::Policy,
                BetweenSteps::Begin,
                BetweenSteps::Events,
                BetweenSteps::SingleStep,
            )
                .chain(),
        ),
    )
    .configure_sets(
        FixedUpdate,
        (
            StepSystems::Events.before(PhysicsSet::SyncBackend),
            (StepSystems::Record, StepSystems::Watch)
                .chain()
                .after(PhysicsSet::Writeback),
        ),
    );
}

/// Orders the systems that draw.
pub fn drawing(app: &mut App) {
    app.configure_sets(
        PostUpdate,
        (
            DrawSystems::Layout,
            DrawSystems::Moment,
            DrawSystems::Pose,
            DrawSystems::Camera,
            PanOrbitCameraSystemSet,
            DrawSystems::Backdrop,
            DrawSystems::Light,
            DrawSystems::Footprints,
            DrawSystems::Arrows,
            DrawSystems::Turns,
        )
            .chain()
            .after(EguiPostUpdateSet::EndPass)
            .before(TransformSystems::Propagate)
            .before(CameraUpdateSystems)
            .before(AssetEventSystems),
    );
}
