//! Whatever hands do in the window is an event: what is kept of a run walks again to the last bit, headless.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::egui;
use clap::Parser;
use tanglewalk::cli::{Cli, run};
use tanglewalk::lab::gallery::Gallery;
use tanglewalk::lab::playback::Playback;
use tanglewalk::lab::session::LabOptions;
use tanglewalk::lab::simulation::Simulation;
use tanglewalk::policy::{Family, Lesion};
use tanglewalk::recording::run::{RunFile, compare};
use tanglewalk::rollout::StepRecord;
use tanglewalk::script::event::{GroundChoice, Push};
use tanglewalk::script::{Event, RunStart};

use crate::apps::{ask, options, pass, told, walking, whole_app};
use crate::hands::{character, press, release, tap};
use crate::panel::{button, send, slider};

fn push(velocity: [f32; 3]) -> Event {
    Event::Push(Push::Velocity { velocity })
}

fn force(force: [f32; 3], seconds: f64, point: [f32; 3]) -> Event {
    Event::Push(Push::Force {
        force,
        seconds,
        link: "base".to_owned(),
        point: Some(point),
    })
}

fn ground(terrain: &str, seed: u64) -> Event {
    let terrain = terrain.parse().expect(terrain);
    Event::Ground(GroundChoice { terrain, seed })
}

fn drag_slider(app: &mut App, name: &str) {
    let place = slider(app, name);
    for (at, pressed) in [(place.center(), true), (place.right_center(), false)] {
        send(app, egui::Event::PointerMoved(at));
        send(app, button(at, pressed));
        pass(app, Duration::ZERO, 1);
    }
}

fn choose(app: &mut App, name: &str) {
    let family = Family::shipped().expect("an index");
    let index = family.members.iter().position(|one| one.name() == name);
    app.world_mut().resource_mut::<Gallery>().chosen = index;
}

/// An act of a hand.
type Act = fn(&mut App);

/// What hands do, by simulated time in s.
fn log() -> Vec<(f64, Act)> {
    vec![
        (0.2, |app| press(app, KeyCode::KeyW, character('w'))),
        (0.6, |app| release(app, KeyCode::KeyW, character('w'))),
        (0.8, |app| tap(app, KeyCode::KeyV, character('v'))),
        (1.0, |app| drag_slider(app, "yaw rate, rad/s")),
        (1.4, |app| ask(app, push([0.0, 0.6, 0.0]))),
        (1.8, |app| choose(app, "rough")),
        (2.2, |app| ask(app, ground("slope:6", 0))),
        (2.6, |app| ask(app, Event::Payload(10.0))),
        (3.0, |app| ask(app, Event::Lesion(Lesion::Recurrence))),
        (3.2, |app| ask(app, Event::Lesion(Lesion::None))),
        (3.4, |app| ask(app, Event::Friction(0.4))),
        (3.6, |app| {
            ask(app, force([0.0, 300.0, 50.0], 0.3, [0.3, 0.0, 0.1]))
        }),
        (4.0, |app| {
            ask(app, force([0.0, 0.0, 2500.0], 0.1, [0.0, 0.3, 0.0]))
        }),
        (7.2, |app| ask(app, ground("rough:0.06", 3))),
        (7.4, |app| tap(app, KeyCode::KeyX, character('x'))),
        (7.5, |app| {
            let over = 0.7;
            let to = [0.5, 0.0, 0.3].into();
            ask(app, Event::Command { to, over });
        }),
        (7.8, |app| tap(app, KeyCode::KeyR, character('r'))),
        (8.2, |app| choose(app, "walk")),
        (8.6, |app| tap(app, KeyCode::KeyX, character('x'))),
    ]
}

/// Ends the recording of the log.
const RECORDED: f64 = 9.0;

struct Kept {
    steps: Vec<StepRecord>,
    resets: usize,
    files: Vec<PathBuf>,
}

/// Feeds the log to the window's app in frames of a duration, and keeps the run in both ways.
fn meddle(folder: &Path, start: impl Fn(&mut RunStart), frame: Duration, speed: f32) -> Kept {
    let mut subject = walking(0.5, 0.0, 0.0);
    start(&mut subject.start);
    let options = LabOptions {
        runs: folder.join("runs"),
        ..options(subject)
    };
    let mut app = whole_app(&options);
    app.world_mut().resource_mut::<Playback>().set_speed(speed);
    let (mut steps, mut resets) = (Vec::new(), 0);
    let mut pending = log().into_iter().peekable();
    let time = |app: &App| app.world().resource::<Simulation>().time();
    while time(&app) < RECORDED {
        while let Some((_, act)) = pending.next_if(|(at, _)| *at <= time(&app)) {
            act(&mut app);
        }
        pass(&mut app, frame, 1);
        let told = told(&mut app);
        steps.extend(told.steps);
        resets += told.resets;
    }
    assert!(pending.peek().is_none());
    for key in [(KeyCode::KeyV, 'v'), (KeyCode::KeyM, 'm')] {
        tap(&mut app, key.0, character(key.1));
        pass(&mut app, Duration::ZERO, 2);
    }
    let entries = std::fs::read_dir(folder.join("runs")).expect("runs");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    Kept {
        steps,
        resets,
        files,
    }
}

fn check(file: &Path) {
    let words = ["tanglewalk", "replay", "--check"].map(Into::into);
    let words: Vec<std::ffi::OsString> = words.into_iter().chain([file.into()]).collect();
    if let Err(failure) = run(Cli::parse_from(words)) {
        panic!("{failure}");
    }
}

/// Both files hold what was told, and walk again.
fn assert_kept(kept: &Kept) {
    assert_eq!(kept.files.len(), 2, "{:?}", kept.files);
    assert!(kept.resets >= 2, "a fall and a key: {}", kept.resets);
    for file in &kept.files {
        check(file);
        let run = RunFile::open(file).unwrap();
        assert_eq!(run.missing(), None);
        let mut recorded = 0;
        for record in run.records().unwrap() {
            let record = record.unwrap();
            let told = &kept.steps[record.step as usize];
            assert_eq!(compare(&record, told), None, "step {}", record.step);
            recorded += 1;
        }
        assert!(recorded > 400, "{recorded}");
        let count = |is: fn(&Event) -> bool| {
            let events = run.events().iter();
            events.filter(|timed| is(&timed.event)).count()
        };
        assert!(count(|event| matches!(event, Event::Command { .. })) > 5);
        assert_eq!(count(|event| matches!(event, Event::Push(_))), 3);
        assert_eq!(count(|event| matches!(event, Event::Policy(_))), 2);
        assert_eq!(count(|event| matches!(event, Event::Ground(_))), 2);
        assert_eq!(count(|event| matches!(event, Event::Lesion(_))), 2);
        assert_eq!(count(|event| *event == Event::Reset), kept.resets);
    }
}

#[test]
fn at_20_frames_a_second() {
    let folder = tempfile::tempdir().unwrap();
    assert_kept(&meddle(
        folder.path(),
        |_| {},
        Duration::from_millis(50),
        1.0,
    ));
}

#[test]
fn at_60_frames_a_second_with_noisy_sensors() {
    let folder = tempfile::tempdir().unwrap();
    let noisy = |start: &mut RunStart| (start.noise, start.seed) = (true, 7);
    let frame = Duration::from_secs_f64(1.0 / 60.0);
    assert_kept(&meddle(folder.path(), noisy, frame, 1.0));
}

#[test]
fn at_144_frames_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let frame = Duration::from_secs_f64(1.0 / 144.0);
    assert_kept(&meddle(folder.path(), |_| {}, frame, 1.0));
}

#[test]
fn at_a_quarter_of_the_pace() {
    let folder = tempfile::tempdir().unwrap();
    let frame = Duration::from_secs_f64(1.0 / 60.0);
    assert_kept(&meddle(folder.path(), |_| {}, frame, 0.25));
}
