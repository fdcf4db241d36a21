//! What events show: cameras on their way, captions, the ground that is drawn.

use bevy::prelude::*;
use bevy_panorbit_camera::PanOrbitCamera;

use super::camera;
use super::clock::CONTROL_RATE;
use super::order::{DrawSystems, FollowSystems};
use super::panels::Panels;
use super::scenery::ShownGround;
use super::simulation::{Began, Followed, Happened, Simulation};
use crate::physics::Ground;
use crate::script::Event;
use crate::script::event::{Layout, RampedCamera, step_of};

/// What people read over the robot; empty: nothing.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption(pub String);

/// A camera on its way, and where it was put last.
#[derive(Resource, Clone, Copy, Debug, Default)]
struct Move(Option<(RampedCamera, Option<[f32; 3]>)>);

/// Follows the viewer's events.
pub fn plugin(app: &mut App) {
    app.init_resource::<Caption>()
        .init_resource::<Move>()
        .add_systems(Followed, (follow, show_ground).in_set(FollowSystems::Show))
        .add_systems(
            PostUpdate,
            move_camera
                .before(DrawSystems::Camera)
                .after(DrawSystems::Pose),
        );
}

fn follow(
    mut begun: MessageReader<Began>,
    mut happened: MessageReader<Happened>,
    mut caption: ResMut<Caption>,
    mut panels: ResMut<Panels>,
    mut moving: ResMut<Move>,
    cameras: Query<&PanOrbitCamera>,
) {
    if begun.read().count() > 0 {
        (*caption, *moving) = Default::default();
    }
    for told in happened.read() {
        match &told.event {
            Event::Caption(text) => caption.0.clone_from(text),
            Event::Layout(layout) => panels.hidden = *layout == Layout::Robot,
            Event::Camera { to, over } => {
                let from = cameras.iter().next().map_or(*to, camera::view_of);
                let ramp = RampedCamera {
                    from,
                    to: *to,
                    begin: told.step,
                    steps: step_of(*over, CONTROL_RATE),
                };
                moving.0 = Some((ramp, None));
            }
            _ => {}
        }
    }
}

/// Draws the ground that is walked on.
fn show_ground(
    mut begun: MessageReader<Began>,
    mut happened: MessageReader<Happened>,
    simulation: Res<Simulation>,
    mut shown: ResMut<ShownGround>,
) {
    let changes = happened
        .read()
        .filter(|told| matches!(told.event, Event::Ground(_)));
    let any = changes.count() + begun.read().count() > 0;
    if let Some(ground) = simulation.ground().filter(|_| any)
        && !(ground.is_level() && matches!(shown.0, Ground::Level))
    {
        shown.0 = ground.clone();
    }
}

/// Puts the camera where it has got to, unless a hand has taken it.
fn move_camera(
    simulation: Res<Simulation>,
    time: Res<Time<Fixed>>,
    mut moving: ResMut<Move>,
    mut cameras: Query<&mut PanOrbitCamera>,
) {
    let Some((ramp, last)) = moving.0 else { return };
    let step = simulation.step() as f64 + f64::from(time.overstep_fraction());
    let (view, is_there) = ramp.at(step);
    let mut put = None;
    for mut camera in &mut cameras {
        let found = [camera.target_yaw, camera.target_pitch, camera.target_radius];
        if last.is_some_and(|last| last != found) {
            moving.0 = None;
            return;
        }
        camera::look_from(&mut camera, &view);
        put = Some([camera.target_yaw, camera.target_pitch, camera.target_radius]);
    }
    moving.0 = (!is_there).then_some((ramp, put));
}
