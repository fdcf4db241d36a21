//! The commanded speed: sliders, keys and the scene set it, the simulation reads it.

use bevy::prelude::*;

use super::simulation::{CONTROL_RATE, Simulation, SimulationSystems};
use super::subject::Subject;
use crate::task::Command;

/// Change of a commanded speed while its key is held, (m/s)/s and (rad/s)/s.
const KEY_RATE: f32 = 0.8;
/// A key that is tapped for a frame changes the command by at least this, m/s or rad/s.
const KEY_STEP: f32 = 0.05;

/// The command in force.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct CommandedSpeed(pub Command);

/// Keys of the three axes: up and down for each, and their alternatives.
const KEYS: [[&[KeyCode]; 2]; 3] = [
    [
        &[KeyCode::KeyW, KeyCode::ArrowUp],
        &[KeyCode::KeyS, KeyCode::ArrowDown],
    ],
    [&[KeyCode::KeyA], &[KeyCode::KeyD]],
    [
        &[KeyCode::KeyQ, KeyCode::ArrowLeft],
        &[KeyCode::KeyE, KeyCode::ArrowRight],
    ],
];

/// Keys and the scene's schedule.
pub fn plugin(app: &mut App) {
    app.init_resource::<CommandedSpeed>()
        .add_systems(
            Update,
            steer_by_keys.run_if(resource_exists::<ButtonInput<KeyCode>>),
        )
        .add_systems(FixedUpdate, follow_scene.before(SimulationSystems::Decide));
}

fn steer_by_keys(
    keys: Res<ButtonInput<KeyCode>>,
    focus: Option<Res<super::interface::KeyboardTaken>>,
    time: Res<Time<Real>>,
    subject: Res<Subject>,
    mut commanded: ResMut<CommandedSpeed>,
) {
    if focus.is_some_and(|focus| focus.0) {
        return;
    }
    let mut speeds: [f32; 3] = commanded.0.into();
    for (speed, [up, down]) in speeds.iter_mut().zip(KEYS) {
        for (pressed, sign) in [(up, 1.0), (down, -1.0)] {
            let held = keys.any_pressed(pressed.iter().copied());
            let tapped = keys.any_just_pressed(pressed.iter().copied());
            let change = if tapped {
                KEY_STEP
            } else {
                KEY_RATE * time.delta_secs()
            };
            *speed += if held { sign * change } else { 0.0 };
        }
    }
    if keys.just_pressed(KeyCode::KeyX) {
        speeds = [0.0; 3];
    }
    let wanted = subject.policy.manifest.command_range.clamp(speeds.into());
    if wanted != commanded.0 {
        commanded.0 = wanted;
    }
}

/// Sets the command when a part of the scene's schedule begins; between, hands are free.
fn follow_scene(
    simulation: Res<Simulation>,
    subject: Res<Subject>,
    mut commanded: ResMut<CommandedSpeed>,
) {
    let now = simulation.step();
    let begins = |time: f64| (time * CONTROL_RATE).round() as u64 == now;
    for &(time, command) in subject.schedule.parts() {
        if begins(time) {
            commanded.0 = command;
        }
    }
}
