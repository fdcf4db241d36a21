//! What hands do reaches the simulation: in the control step after the frame in which they do it.

use std::time::Duration;

use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyboardInput};
use bevy::prelude::*;
use bevy_egui::egui;
use tanglewalk::lab::command::CommandedSpeed;
use tanglewalk::lab::playback::Playback;
use tanglewalk::lab::simulation::Simulation;
use tanglewalk::task::Command;

use crate::apps::{STEP, bare_app, options, pass, told, walking, whole_app};
use crate::panel::{button, send, slider};

/// The command of the next control step.
fn next_command(app: &mut App) -> Command {
    told(app);
    pass(app, STEP, 1);
    let steps = told(app).steps;
    assert_eq!(steps.len(), 1);
    steps[0].command
}

#[test]
fn a_slider_commands_the_next_control_step() {
    let mut app = whole_app(&options(walking(0.6, 0.0, 0.0)));
    assert_eq!(next_command(&mut app), Command::new(0.6, 0.0, 0.0));
    let place = slider(&mut app, "forward velocity, m/s");
    let at = place.right_center() - egui::vec2(2.0, 0.0);
    send(&mut app, egui::Event::PointerMoved(at));
    pass(&mut app, Duration::ZERO, 1);
    send(&mut app, button(at, true));
    pass(&mut app, Duration::ZERO, 1);
    send(&mut app, button(at, false));
    pass(&mut app, Duration::ZERO, 1);
    let highest = app.world().resource::<tanglewalk::lab::subject::Subject>();
    let highest = highest.policy.manifest.command_range.forward[1];
    assert_eq!(app.world().resource::<CommandedSpeed>().0.forward, highest);
    assert_eq!(next_command(&mut app), Command::new(highest, 0.0, 0.0));
    let place = slider(&mut app, "yaw rate, rad/s");
    for event in [
        button(place.left_center(), true),
        button(place.left_center(), false),
    ] {
        send(&mut app, egui::Event::PointerMoved(place.left_center()));
        send(&mut app, event);
        pass(&mut app, Duration::ZERO, 1);
    }
    let command = next_command(&mut app);
    assert_eq!(command.forward, highest, "the other axes stay");
    assert!(command.yaw < -0.9, "{command}");
}

fn key(app: &mut App, key_code: KeyCode, state: ButtonState) {
    app.world_mut().write_message(KeyboardInput {
        key_code,
        logical_key: Key::Unidentified(bevy::input::keyboard::NativeKey::Unidentified),
        state,
        text: None,
        repeat: false,
        window: Entity::PLACEHOLDER,
    });
}

#[test]
fn keys_command_pause_step_and_reset() {
    let mut app = whole_app(&options(walking(0.0, 0.0, 0.0)));
    // at time zero the scene has the word
    assert_eq!(next_command(&mut app), Command::ZERO);
    let tap = |code: KeyCode, app: &mut App| {
        key(app, code, ButtonState::Pressed);
        pass(app, Duration::ZERO, 1);
        key(app, code, ButtonState::Released);
        pass(app, Duration::ZERO, 1);
    };
    tap(KeyCode::KeyW, &mut app);
    assert_eq!(next_command(&mut app), Command::new(0.05, 0.0, 0.0));
    tap(KeyCode::KeyA, &mut app);
    tap(KeyCode::ArrowRight, &mut app);
    assert_eq!(next_command(&mut app), Command::new(0.05, 0.05, -0.05));
    tap(KeyCode::KeyX, &mut app);
    assert_eq!(next_command(&mut app), Command::ZERO);
    tap(KeyCode::Space, &mut app);
    assert!(app.world().resource::<Playback>().paused);
    pass(&mut app, STEP, 5);
    assert_eq!(told(&mut app).steps.len(), 0);
    tap(KeyCode::Period, &mut app);
    assert_eq!(told(&mut app).steps.len(), 1);
    tap(KeyCode::BracketLeft, &mut app);
    assert_eq!(app.world().resource::<Playback>().speed, 0.5);
    tap(KeyCode::KeyR, &mut app);
    pass(&mut app, Duration::ZERO, 1);
    assert_eq!(told(&mut app).resets, 1);
    assert_eq!(app.world().resource::<Simulation>().step(), 0);
}

#[test]
fn a_held_key_changes_the_command_at_one_rate_and_stops_at_the_range() {
    let mut app = bare_app(&options(walking(0.0, 0.0, 0.0)));
    let mut keys = ButtonInput::<KeyCode>::default();
    keys.press(KeyCode::KeyS);
    keys.clear();
    app.insert_resource(keys);
    pass(&mut app, STEP, 26);
    let steps = told(&mut app).steps;
    let forward = steps.last().expect("a step").command.forward;
    assert!(
        (forward + 0.8 * 0.5).abs() < 1e-3,
        "0.8 m/s a second for half a second: {forward}"
    );
    pass(&mut app, STEP, 100);
    let subject = app.world().resource::<tanglewalk::lab::subject::Subject>();
    let range = subject.policy.manifest.command_range;
    assert_eq!(
        app.world().resource::<CommandedSpeed>().0.forward,
        range.forward[0]
    );
}
