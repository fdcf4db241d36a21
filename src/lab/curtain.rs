//! The curtain: until all that the window shows can be drawn, it stays away, and time stands still.
//! So the first thing that a person sees is the whole picture, at time zero.
//!
//! Where a window cannot be hidden (Wayland), a plain ground covers it meanwhile. After
//! [`PATIENCE`] it opens however little is there: a driver that never ends must not hide the lab.

use std::time::Duration;

use bevy::camera::visibility::RenderLayers;
use bevy::camera::{ClearColorConfig, RenderTarget};
use bevy::prelude::*;
use bevy::window::{Monitor, PrimaryMonitor, PrimaryWindow};

use super::order::PaceSystems;
use super::paint::paint;
use super::readiness::Readiness;
use super::screen::fitting;
use crate::style::palette;

/// The longest that a window is waited for.
const PATIENCE: Duration = Duration::from_secs(20);
/// Above all other cameras.
const COVER_ORDER: isize = 100;

/// The curtain is down.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct Curtain;

/// The camera that draws the plain ground.
#[derive(Component, Clone, Copy, Debug, Default)]
struct Cover;

/// Keeps the primary window, which must have been made invisible, away until its picture is whole.
pub fn plugin(app: &mut App) {
    app.init_resource::<Curtain>()
        .add_systems(PreStartup, spawn_cover)
        .add_systems(
            First,
            hold_time
                .in_set(PaceSystems::Hold)
                .run_if(resource_exists::<Curtain>),
        )
        .add_systems(Update, raise.run_if(resource_exists::<Curtain>));
}

fn spawn_cover(mut commands: Commands) {
    commands.spawn((
        Name::new("curtain"),
        Cover,
        Camera2d,
        Camera {
            order: COVER_ORDER,
            clear_color: ClearColorConfig::Custom(paint(palette::BACKGROUND)),
            ..default()
        },
        Msaa::Off,
        RenderTarget::default(),
        RenderLayers::none(),
    ));
}

fn hold_time(mut time: ResMut<Time<Virtual>>) {
    time.pause();
}

fn raise(
    mut commands: Commands,
    readiness: Res<Readiness>,
    time: Res<Time<Real>>,
    mut windows: Query<&mut Window, With<PrimaryWindow>>,
    covers: Query<Entity, With<Cover>>,
) {
    if !readiness.is_complete() && time.elapsed() < PATIENCE {
        return;
    }
    for mut window in &mut windows {
        window.visible = true;
    }
    for cover in &covers {
        commands.entity(cover).despawn();
    }
    commands.remove_resource::<Curtain>();
}

/// Makes the window no larger than what the screen has room for.
pub(super) fn fit_window(
    mut windows: Query<&mut Window, With<PrimaryWindow>>,
    monitors: Query<(&Monitor, Has<PrimaryMonitor>)>,
) {
    let monitor = monitors.iter().max_by_key(|(_, primary)| *primary);
    let Some((monitor, _)) = monitor else { return };
    for mut window in &mut windows {
        let wanted = window.resolution.size();
        let size = fitting(wanted, monitor.physical_size(), monitor.scale_factor);
        if size != wanted {
            window.resolution.set(size.x, size.y);
        }
    }
}
