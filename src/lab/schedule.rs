//! The scene's schedule: commands that come by themselves.

use bevy::prelude::*;

use super::clock::CONTROL_RATE;
use super::command::CommandedSpeed;
use super::order::StepSystems;
use super::simulation::Simulation;
use super::subject::Subject;
use crate::task::Command;

/// Follows the scene's schedule.
pub fn plugin(app: &mut App) {
    app.init_resource::<CommandedSpeed>()
        .add_systems(FixedUpdate, follow_scene.in_set(StepSystems::Scene));
}

/// Sets the command when a part of the scene's schedule begins; between, hands are free. What a
/// hand has set stays when the robot starts anew, until the next part begins.
fn follow_scene(
    simulation: Res<Simulation>,
    subject: Res<Subject>,
    mut commanded: ResMut<CommandedSpeed>,
    mut scenes: Local<Option<Command>>,
) {
    let now = simulation.step();
    let begins = |time: f64| (time * CONTROL_RATE).round() as u64 == now;
    let last = *scenes.get_or_insert_with(|| subject.schedule.at(0.0));
    for &(time, command) in subject.schedule.parts() {
        if begins(time) && (now > 0 || commanded.0 == last) {
            commanded.0 = command;
            *scenes = Some(command);
        }
    }
}
