//! The clock, the pace that is kept and the arrows tell of the shown moment.

use std::time::Duration;

use bevy::prelude::*;
use tanglewalk::lab::gallery::Gallery;
use tanglewalk::lab::playback::Playback;
use tanglewalk::lab::scenery::ArrowSpeeds;
use tanglewalk::script::{CommandSchedule, Event};
use tanglewalk::task::Command;

use crate::apps::{STEP, ask, options, pass, subject, told, walking, whole_app};
use crate::hands::{character, commanded, tap};
use crate::panel::labels;

fn set_paused(app: &mut App, paused: bool) {
    app.world_mut().resource_mut::<Playback>().paused = paused;
}

fn reset(app: &mut App) {
    ask(app, Event::Reset);
    pass(app, Duration::ZERO, 2);
}

#[test]
fn the_clock_shows_simulated_time_and_says_paused() {
    let mut app = whole_app(&options(walking(0.6, 0.0, 0.0)));
    let shown = |app: &mut App, text: &str| labels(app).contains(&text.to_owned());
    assert!(shown(&mut app, "0.0 s"));
    pass(&mut app, STEP, 120);
    assert!(shown(&mut app, "2.4 s"));
    set_paused(&mut app, true);
    pass(&mut app, STEP, 50);
    assert!(shown(&mut app, "paused · 2.4 s"));
    tap(&mut app, KeyCode::Period, character('.'));
    pass(&mut app, STEP, 5);
    assert!(shown(&mut app, "paused · 2.4 s"), "a step is 20 ms");
    reset(&mut app);
    assert!(
        shown(&mut app, "paused · 2.4 s"),
        "a reset leaves the clock"
    );
}

#[test]
fn a_machine_that_cannot_keep_up_says_at_which_pace_time_passes() {
    let runs = |app: &mut App| {
        let texts = labels(app).into_iter();
        let told = texts.filter(|text| text.starts_with("runs at"));
        let pace = |text: String| text.split(" · ").next().map(str::to_owned);
        told.filter_map(pace).collect::<Vec<_>>()
    };
    let mut app = whole_app(&options(walking(0.0, 0.0, 0.0)));
    pass(&mut app, Duration::from_millis(200), 20);
    assert_eq!(runs(&mut app), [""; 0], "slow frames, but time keeps up");
    // Bevy lets 250 ms pass in a frame at most
    pass(&mut app, Duration::from_millis(500), 20);
    assert_eq!(runs(&mut app), ["runs at 0.5×"]);
    pass(&mut app, Duration::from_millis(100), 30);
    assert_eq!(runs(&mut app), [""; 0]);
    app.world_mut().resource_mut::<Playback>().set_speed(2.0);
    pass(&mut app, Duration::from_millis(500), 20);
    assert_eq!(runs(&mut app), ["runs at 1.0×"]);
    set_paused(&mut app, true);
    pass(&mut app, Duration::from_millis(500), 20);
    assert_eq!(runs(&mut app), [""; 0], "paused");
}

#[test]
fn arrows_show_the_command_in_force_and_the_speed_of_the_shown_moment() {
    let arrows = |app: &App| *app.world().resource::<ArrowSpeeds>();
    let mut app = whole_app(&options(walking(0.6, 0.0, 0.0)));
    pass(&mut app, STEP, 150);
    set_paused(&mut app, true);
    pass(&mut app, STEP, 2);
    let walking = arrows(&app);
    assert!(walking.measured[0] > 0.3, "{walking:?}");
    pass(&mut app, STEP, 50);
    assert_eq!(arrows(&app), walking, "paused it shows the shown moment");
    tap(&mut app, KeyCode::KeyX, character('x'));
    pass(&mut app, STEP, 2);
    assert_eq!(
        arrows(&app).commanded,
        [0.0; 3],
        "a command counts while paused"
    );
    assert_eq!(arrows(&app).measured, walking.measured);
    reset(&mut app);
    assert_eq!(arrows(&app).measured, [0.0; 3], "it stands at its start");
    set_paused(&mut app, false);
    pass(&mut app, STEP, 100);
    set_paused(&mut app, true);
    pass(&mut app, Duration::ZERO, 2);
    let before = arrows(&app);
    app.world_mut().resource_mut::<Gallery>().chosen = Some(1);
    pass(&mut app, Duration::ZERO, 2);
    assert_eq!(arrows(&app), before, "another policy has the same body");
}

#[test]
fn a_reset_leaves_the_command_that_a_hand_has_set() {
    for (paused, chosen) in [(false, None), (true, None), (false, Some(1))] {
        let mut app = whole_app(&options(walking(0.6, 0.0, 0.0)));
        pass(&mut app, STEP, 10);
        tap(&mut app, KeyCode::KeyX, character('x'));
        tap(&mut app, KeyCode::KeyQ, character('q'));
        pass(&mut app, STEP, 2);
        let by_hand = Command::new(0.0, 0.0, 0.05);
        set_paused(&mut app, paused);
        match chosen {
            Some(_) => app.world_mut().resource_mut::<Gallery>().chosen = chosen,
            None => ask(&mut app, Event::Reset),
        }
        pass(&mut app, Duration::ZERO, 2);
        set_paused(&mut app, false);
        told(&mut app);
        pass(&mut app, STEP, 20);
        let steps = told(&mut app).steps;
        assert!(!steps.is_empty() && steps.iter().all(|step| step.command == by_hand));
    }
}

#[test]
fn a_scene_goes_on_through_a_reset_and_its_next_part_comes_whatever_a_hand_does() {
    let parts = [
        (0.0, Command::new(0.3, 0.0, 0.0)),
        (1.0, Command::new(0.0, 0.2, 0.0)),
        (2.0, Command::new(0.1, 0.0, 0.0)),
    ];
    let schedule = CommandSchedule::timed(parts);
    let mut app = whole_app(&options(subject(schedule)));
    pass(&mut app, STEP, 60);
    assert_eq!(commanded(&app), parts[1].1);
    reset(&mut app);
    pass(&mut app, STEP, 2);
    assert_eq!(commanded(&app), parts[1].1, "what holds goes on");
    tap(&mut app, KeyCode::KeyX, character('x'));
    pass(&mut app, STEP, 2);
    assert_eq!(commanded(&app), Command::ZERO, "the hand's");
    pass(&mut app, STEP, 50);
    assert_eq!(commanded(&app), parts[2].1, "then the next part begins");
}
