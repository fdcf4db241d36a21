//! What hands do reaches the simulation: in the control step after the frame in which they do it.

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::egui;
use tanglewalk::task::Command;

use crate::apps::{STEP, options, pass, told, walking, whole_app};
use crate::hands::{character, commanded, press};
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
    assert_eq!(commanded(&app).forward, highest);
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

#[test]
fn a_held_key_changes_the_command_at_one_rate_and_stops_at_the_range() {
    let mut app = whole_app(&options(walking(0.0, 0.0, 0.0)));
    press(&mut app, KeyCode::KeyS, character('s'));
    pass(&mut app, STEP, 26);
    let steps = told(&mut app).steps;
    let forward = steps.last().expect("a step").command.forward;
    // the press at once, then half a second less the first frame and the last, whose change is yet to come
    let expected = -0.05 - 0.8 * 24.0 * 0.02;
    assert!((forward - expected).abs() < 1e-3, "{forward}");
    pass(&mut app, STEP, 100);
    let subject = app.world().resource::<tanglewalk::lab::subject::Subject>();
    let range = subject.policy.manifest.command_range;
    assert_eq!(commanded(&app).forward, range.forward[0]);
}
