//! The keyboard in the whole lab: what a press does, whatever the frames and whatever has the focus.

use std::time::Duration;

use bevy::input::keyboard::{Key, KeyCode};
use bevy::prelude::*;
use bevy::window::WindowFocused;
use tanglewalk::lab::controls::focus::Focus;
use tanglewalk::lab::playback::Playback;
use tanglewalk::lab::simulation::Simulation;
use tanglewalk::task::Command;

use crate::apps::{STEP, options, pass, told, walking, whole_app};
use crate::hands::{character, commanded, press, release, tap};
use crate::panel::{focused, labels};

/// A lab that stands and whose scene has had its word.
fn standing() -> App {
    let mut app = whole_app(&options(walking(0.0, 0.0, 0.0)));
    pass(&mut app, STEP, 1);
    told(&mut app);
    app
}

/// A frame in which no time passes.
fn frame(app: &mut App) {
    pass(app, Duration::ZERO, 1);
}

fn playback(app: &App) -> Playback {
    *app.world().resource::<Playback>()
}

#[test]
fn taps_shorter_than_a_frame_count_once_each() {
    let mut app = standing();
    tap(&mut app, KeyCode::KeyW, character('w'));
    pass(&mut app, Duration::from_millis(200), 3);
    assert_eq!(commanded(&app), Command::new(0.05, 0.0, 0.0));
    for _ in 0..2 {
        tap(&mut app, KeyCode::KeyW, character('w'));
    }
    tap(&mut app, KeyCode::KeyA, character('a'));
    tap(&mut app, KeyCode::ArrowRight, Key::ArrowRight);
    frame(&mut app);
    let command: [f32; 3] = commanded(&app).into();
    for (found, expected) in command.into_iter().zip([0.15, 0.05, -0.05]) {
        assert!((found - expected).abs() < 1e-6, "{command:?}");
    }
    told(&mut app);
    pass(&mut app, STEP, 1);
    assert_eq!(told(&mut app).steps[0].command, commanded(&app));
    tap(&mut app, KeyCode::KeyW, character('w'));
    tap(&mut app, KeyCode::KeyX, character('x'));
    frame(&mut app);
    assert_eq!(commanded(&app), Command::ZERO, "in their order");
    tap(&mut app, KeyCode::Space, Key::Space);
    frame(&mut app);
    assert!(playback(&app).paused);
    for _ in 0..2 {
        tap(&mut app, KeyCode::Space, Key::Space);
    }
    frame(&mut app);
    assert!(playback(&app).paused, "on and off again");
}

#[test]
fn keys_pause_step_pace_and_reset() {
    let mut app = standing();
    tap(&mut app, KeyCode::Space, Key::Space);
    frame(&mut app);
    pass(&mut app, STEP, 5);
    assert_eq!(told(&mut app).steps.len(), 0);
    tap(&mut app, KeyCode::Period, character('.'));
    pass(&mut app, STEP, 2);
    assert_eq!(told(&mut app).steps.len(), 1);
    // the brackets and the signs, as they lie on a German keyboard
    press(&mut app, KeyCode::AltRight, Key::AltGraph);
    tap(&mut app, KeyCode::Digit8, character('['));
    release(&mut app, KeyCode::AltRight, Key::AltGraph);
    pass(&mut app, Duration::ZERO, 2);
    assert_eq!(playback(&app).speed, 0.5);
    for _ in 0..2 {
        tap(&mut app, KeyCode::BracketRight, character('+'));
    }
    pass(&mut app, Duration::ZERO, 2);
    assert_eq!(playback(&app).speed, 2.0);
    tap(&mut app, KeyCode::NumpadSubtract, character('-'));
    pass(&mut app, Duration::ZERO, 2);
    assert_eq!(playback(&app).speed, 1.0);
    tap(&mut app, KeyCode::KeyR, character('r'));
    pass(&mut app, Duration::ZERO, 2);
    assert_eq!(told(&mut app).resets, 1);
    assert!(app.world().resource::<Simulation>().is_at_start());
}

#[test]
fn a_systems_chord_steers_nothing_and_resets_nothing() {
    let mut app = standing();
    for modifier in [Key::Control, Key::Alt, Key::Super] {
        press(&mut app, KeyCode::F24, modifier.clone());
        for (place, printed) in [(KeyCode::KeyS, 's'), (KeyCode::KeyR, 'r')] {
            press(&mut app, place, character(printed));
        }
        pass(&mut app, STEP, 5);
        release(&mut app, KeyCode::F24, modifier);
        pass(&mut app, STEP, 5);
        release(&mut app, KeyCode::KeyS, character('s'));
        release(&mut app, KeyCode::KeyR, character('r'));
    }
    frame(&mut app);
    assert_eq!(commanded(&app), Command::ZERO);
    assert_eq!(told(&mut app).resets, 0);
}

#[test]
fn a_window_that_loses_its_focus_lets_go_of_every_key() {
    let mut app = standing();
    press(&mut app, KeyCode::KeyW, character('w'));
    pass(&mut app, STEP, 3);
    // away and back within a frame: the release is never told
    for focused in [false, true] {
        let window = Entity::PLACEHOLDER;
        app.world_mut()
            .write_message(WindowFocused { window, focused });
    }
    frame(&mut app);
    let before = commanded(&app);
    assert!(before.forward > 0.05, "it was held: {before}");
    pass(&mut app, STEP, 10);
    assert_eq!(commanded(&app), before);
}

/// Presses Tab until a thing of this name has the focus.
fn focus_on(app: &mut App, name: &str) {
    for _ in 0..60 {
        tap(app, KeyCode::Tab, Key::Tab);
        frame(app);
        if focused(app).as_deref() == Some(name) {
            return;
        }
    }
    panic!("Tab does not reach {name}");
}

#[test]
fn tab_goes_through_the_window_as_it_is_read() {
    let mut app = standing();
    let mut order = Vec::new();
    for _ in 0..40 {
        tap(&mut app, KeyCode::Tab, Key::Tab);
        frame(&mut app);
        order.push(focused(&mut app).unwrap_or_default());
        if order.len() > 1 && order.last() == order.first() {
            break;
        }
    }
    let policy = order[0].clone();
    let expected = [
        policy.as_str(),
        "Pause",
        "step",
        "1×",
        "reset",
        "Record",
        "keep",
        "panels",
        "?",
        "forward velocity, m/s",
        "lateral velocity, m/s",
        "yaw rate, rad/s",
        "▼",
        policy.as_str(),
    ];
    assert!(
        labels(&mut app).contains(&policy) && policy.contains("steps"),
        "{policy}"
    );
    assert_eq!(order, expected);
}

#[test]
fn with_a_button_in_focus_letters_steer_and_space_presses_it_alone() {
    let mut app = standing();
    focus_on(&mut app, "reset");
    assert_eq!(*app.world().resource::<Focus>(), Focus::Widget);
    tap(&mut app, KeyCode::KeyW, character('w'));
    frame(&mut app);
    assert_eq!(commanded(&app), Command::new(0.05, 0.0, 0.0));
    for key in [Key::Space, Key::Enter] {
        told(&mut app);
        tap(&mut app, KeyCode::Space, key);
        pass(&mut app, Duration::ZERO, 3);
        assert_eq!(told(&mut app).resets, 1, "the button is pressed");
        assert!(!playback(&app).paused, "and nothing else is done");
    }
    tap(&mut app, KeyCode::ArrowUp, Key::ArrowUp);
    tap(&mut app, KeyCode::KeyD, character('d'));
    frame(&mut app);
    assert_eq!(
        commanded(&app),
        Command::new(0.05, -0.05, 0.0),
        "arrows move the focus"
    );
}

#[test]
fn tab_and_space_within_a_frame_press_the_button_alone() {
    let mut app = standing();
    focus_on(&mut app, "1×");
    tap(&mut app, KeyCode::Escape, Key::Escape);
    frame(&mut app);
    assert_eq!(focused(&mut app), None);
    tap(&mut app, KeyCode::Tab, Key::Tab);
    tap(&mut app, KeyCode::Space, Key::Space);
    pass(&mut app, Duration::ZERO, 2);
    assert!(!playback(&app).paused);
}

#[test]
fn every_press_between_two_frames_reaches_the_panels() {
    let mut app = standing();
    for _ in 0..2 {
        tap(&mut app, KeyCode::Tab, Key::Tab);
    }
    pass(&mut app, Duration::ZERO, 4);
    assert_eq!(focused(&mut app).as_deref(), Some("Pause"), "the second");
    for presses in [1, 2, 3] {
        let before = playback(&app).paused;
        for _ in 0..presses {
            tap(&mut app, KeyCode::Enter, Key::Enter);
        }
        pass(&mut app, Duration::ZERO, 4);
        assert_eq!(playback(&app).paused != before, presses % 2 == 1);
    }
}

#[test]
fn a_held_space_presses_a_focused_button_once() {
    let mut app = standing();
    focus_on(&mut app, "Pause");
    // the system repeats a held key without letting it go
    for _ in 0..4 {
        press(&mut app, KeyCode::Space, Key::Space);
        pass(&mut app, Duration::ZERO, 2);
        assert!(playback(&app).paused);
    }
    release(&mut app, KeyCode::Space, Key::Space);
    press(&mut app, KeyCode::Space, Key::Space);
    pass(&mut app, Duration::ZERO, 2);
    assert!(!playback(&app).paused, "a second press");
}

#[test]
fn a_focused_slider_has_the_arrows_and_space_still_pauses() {
    let mut app = standing();
    focus_on(&mut app, "lateral velocity, m/s");
    assert_eq!(*app.world().resource::<Focus>(), Focus::Slider);
    for (place, key) in [
        (KeyCode::ArrowRight, Key::ArrowRight),
        (KeyCode::ArrowUp, Key::ArrowUp),
        (KeyCode::KeyW, character('w')),
        (KeyCode::Space, Key::Space),
    ] {
        tap(&mut app, place, key);
        pass(&mut app, Duration::ZERO, 2);
    }
    let command = commanded(&app);
    assert!((command.lateral - 0.1).abs() < 1e-6, "{command}");
    assert_eq!((command.forward, command.yaw), (0.05, 0.0), "{command}");
    assert!(playback(&app).paused);
}

#[test]
fn escape_closes_one_thing_at_a_time() {
    let mut app = standing();
    let help = "command zero: stand".to_owned();
    let slowest = "0.1×".to_owned();
    focus_on(&mut app, "1×");
    tap(&mut app, KeyCode::Slash, character('?'));
    tap(&mut app, KeyCode::Enter, Key::Enter);
    // windows and menus fade in and out
    pass(&mut app, STEP, 20);
    assert!(labels(&mut app).contains(&help), "the list of keys is open");
    assert!(labels(&mut app).contains(&slowest), "the menu is open");
    let escape = |app: &mut App| {
        tap(app, KeyCode::Escape, Key::Escape);
        pass(app, STEP, 20);
    };
    escape(&mut app);
    assert!(!labels(&mut app).contains(&slowest), "first the menu");
    assert!(labels(&mut app).contains(&help));
    assert_eq!(
        focused(&mut app).as_deref(),
        Some("1×"),
        "back on its button"
    );
    escape(&mut app);
    assert!(!labels(&mut app).contains(&help), "then the list of keys");
    assert!(focused(&mut app).is_some());
    escape(&mut app);
    assert_eq!(focused(&mut app), None, "then the focus");
}

#[test]
fn hints_follow_the_layout() {
    let mut app = standing();
    assert!(labels(&mut app).contains(&"W S · A D · Q E".to_owned()));
    for (place, printed) in [(KeyCode::KeyW, 'z'), (KeyCode::KeyA, 'q')] {
        tap(&mut app, place, character(printed));
    }
    frame(&mut app);
    assert!(labels(&mut app).contains(&"Z S · Q D · A E".to_owned()));
    tap(&mut app, KeyCode::Slash, character('?'));
    pass(&mut app, STEP, 20);
    assert!(labels(&mut app).contains(&"A E  ← →".to_owned()));
}
