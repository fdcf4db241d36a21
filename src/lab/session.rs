//! The lab as an app: what is added in which order, in a window or into a picture.

use std::path::PathBuf;
use std::sync::Arc;

use bevy::prelude::*;
use bevy::time::TimeUpdateStrategy;

use super::app::{WindowError, window_app};
use super::camera::HomeView;
use super::headless::{PictureError, add_headless_plugins, save_png, settled_picture, start};
use super::interface::Undrawn;
use super::keep::Keeper;
use super::notice::Notices;
use super::panels::Panels;
use super::playback::Playback;
use super::quality::RenderQuality;
use super::record::Record;
use super::replay::Replay;
use super::robot_view::{RobotPose, ShownRobot};
use super::scenery::ShownGround;
use super::simulation::Simulation;
use super::subject::Subject;
use super::views::table::Visibility;
use super::{
    curtain, gallery, interface, keep, mean_cycles, order, playback, pointer, probe, readiness,
    recorder, replay, simulation, viewer, world,
};
use crate::physics::Start;
use crate::recording::run::RunFile;

/// What opens.
#[derive(Clone)]
pub struct LabOptions {
    pub subject: Subject,
    /// Where the camera stands.
    pub home: HomeView,
    /// Logical pixels.
    pub size: UVec2,
    /// Whether the window is made smaller where the screen has no room for it.
    pub fits_screen: bool,
    /// Something to tell at the start, such as a policy that could not be read.
    pub notice: Option<String>,
    /// Which views are shown at the start.
    pub views: Visibility,
    /// Where kept runs go.
    pub runs: PathBuf,
    /// The recorded run that the subject is of.
    pub replay: Option<Arc<RunFile>>,
}

/// A picture to take.
#[derive(Clone, Debug)]
pub struct PicturePlan {
    pub file: PathBuf,
    /// Simulated seconds before it is taken.
    pub after: f64,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    #[error(transparent)]
    Window(#[from] WindowError),
    #[error(transparent)]
    Picture(#[from] PictureError),
}

/// The lab without anything that draws or opens a window: simulation, command, time, record.
pub fn add_simulation(app: &mut App, options: &LabOptions) {
    let subject = options.subject.clone();
    let robot = &subject.robot;
    let begin = Start::standing_on(&subject.start.ground.build(), robot);
    let poses = robot.link_poses(begin.world_from_base, &begin.joint_position);
    let mut notices = Notices::default();
    if let Some(text) = &options.notice {
        notices.error(text);
    }
    let replay = match options.replay.as_deref() {
        Some(file) => Replay::of(file).unwrap_or_else(|error| {
            notices.error(error.to_string());
            Replay::default()
        }),
        None => Replay::default(),
    };
    app.insert_resource(RobotPose::new(poses))
        .insert_resource(Record::new(&subject))
        .insert_resource(Simulation::new(&subject))
        .insert_resource(Keeper::new(options.runs.clone()))
        .insert_resource(replay)
        .insert_resource(notices)
        .insert_resource(subject)
        .add_plugins((
            order::simulation,
            playback::plugin,
            simulation::plugin,
            recorder::plugin,
            gallery::plugin,
            mean_cycles::plugin,
            keep::plugin,
            replay::plugin,
        ));
}

fn add_views(app: &mut App, options: &LabOptions) {
    app.insert_resource(Panels::showing(options.views))
        .insert_resource(options.home)
        .insert_resource(ShownRobot((*options.subject.robot).clone()))
        .insert_resource(ShownGround(options.subject.start.ground.build()))
        .add_plugins((world::plugin, interface::plugin, viewer::plugin));
}

/// Opens the window once all of it can be drawn, and stays until it is closed.
pub fn run_window(options: &LabOptions) -> Result<AppExit, LabError> {
    let mut app = window_app(options.size, "Tanglewalk")?;
    if let Some(adapter) = probe::adapter() {
        app.insert_resource(RenderQuality::for_adapter(&adapter));
    }
    add_simulation(&mut app, options);
    add_views(&mut app, options);
    app.add_plugins((readiness::plugin, pointer::plugin, curtain::plugin));
    if options.fits_screen {
        app.add_systems(Startup, curtain::fit_window);
    }
    Ok(app.run())
}

/// Draws the lab after `plan.after` simulated seconds, without a window or display.
pub fn draw_picture(options: &LabOptions, plan: &PicturePlan) -> Result<(), LabError> {
    let mut app = App::new();
    let target = add_headless_plugins(&mut app, options.size);
    app.insert_resource(RenderQuality::Full);
    add_simulation(&mut app, options);
    add_views(&mut app, options);
    app.add_plugins(readiness::plugin).insert_resource(Undrawn);
    start(&mut app);
    let mut frames = 0;
    // a recorded run stops time at its end
    let goes_on = |app: &App| !app.world().resource::<Playback>().paused;
    while goes_on(&app) && app.world().resource::<Simulation>().time() < plan.after {
        if frames < 2 {
            app.update();
        } else {
            // the main world alone: nothing of this is drawn
            app.main_mut().update();
        }
        frames += 1;
    }
    app.world_mut().remove_resource::<Undrawn>();
    // the mesh of a ground that changed meanwhile never reached the renderer
    app.world_mut().resource_mut::<ShownGround>().set_changed();
    let still = TimeUpdateStrategy::ManualDuration(std::time::Duration::ZERO);
    app.insert_resource(still);
    let image = settled_picture(&mut app, &target)?;
    Ok(save_png(image, &plan.file)?)
}
