//! A kept run seen again: dropped on the window, until it ends or a hand takes over; and copied as a command.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use bevy::prelude::*;
use bevy::window::FileDragAndDrop;
use tanglewalk::lab::keep::Keeper;
use tanglewalk::lab::notice::Notices;
use tanglewalk::lab::playback::Playback;
use tanglewalk::lab::session::LabOptions;
use tanglewalk::lab::simulation::Simulation;
use tanglewalk::lab::subject::Subject;
use tanglewalk::policy::Lesion;
use tanglewalk::recording::run::{Existing, RunFile, RunWriter, compare};
use tanglewalk::rollout::StepRecord;
use tanglewalk::script::event::Push;
use tanglewalk::script::{Event, Source, TimedEvent};
use tanglewalk::task::Command as Speeds;

use crate::apps::{STEP, ask, bare_app, options, pass, told, walking, whole_app};

/// Walks 6 s with a reset after 1.2 s and a fall, from which it gets up, and keeps them; returns the file and what
/// was told.
fn kept(folder: &Path) -> (PathBuf, Vec<StepRecord>) {
    let options = LabOptions {
        runs: folder.join("runs"),
        ..options(walking(0.5, 0.0, 0.0))
    };
    let mut app = bare_app(&options);
    let mut steps = Vec::new();
    let velocity = [0.3, -0.4, 0.0];
    let turn_over = Push::Force {
        force: [0.0, 0.0, 2500.0],
        seconds: 0.1,
        link: "base".to_owned(),
        point: Some([0.0, 0.3, 0.0]),
    };
    let acts = [
        (30, Event::Push(Push::Velocity { velocity })),
        (60, Event::Reset),
        (90, Event::command(Speeds::new(0.2, 0.1, -0.3))),
        (120, Event::Lesion(Lesion::Recurrence)),
        (121, Event::Lesion(Lesion::None)),
        (130, Event::Push(turn_over)),
    ];
    for step in 0..300 {
        for (_, event) in acts.iter().filter(|(at, _)| *at == step) {
            ask(&mut app, event.clone());
        }
        pass(&mut app, STEP, 1);
        steps.extend(told(&mut app).steps);
    }
    app.world_mut().resource_mut::<Keeper>().keep_last_minute = true;
    pass(&mut app, Duration::ZERO, 1);
    let file = folder.join("runs/run-0001.twrun");
    let run = RunFile::open(&file).unwrap();
    let is_reset = |timed: &&TimedEvent| timed.event == Event::Reset;
    assert_eq!(run.events().iter().filter(is_reset).count(), 2);
    (file, steps)
}

fn drop_file(app: &mut App, file: &Path) {
    app.world_mut().write_message(FileDragAndDrop::DroppedFile {
        window: Entity::PLACEHOLDER,
        path_buf: file.to_owned(),
    });
    pass(app, Duration::ZERO, 2);
    told(app);
}

fn notice(app: &App) -> String {
    let notices = app.world().resource::<Notices>();
    notices
        .shown()
        .map_or_else(String::new, |notice| notice.text.to_owned())
}

#[test]
fn a_dropped_run_is_walked_again_and_stops_at_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let (file, recorded) = kept(folder.path());
    let mut app = whole_app(&options(walking(0.9, 0.0, 0.0)));
    pass(&mut app, STEP, 33);
    drop_file(&mut app, &file);
    assert_eq!(app.world().resource::<Simulation>().step(), 0);
    assert_eq!(app.world().resource::<Subject>().scene, "run-0001.twrun");
    pass(&mut app, STEP, 360);
    let steps = told(&mut app).steps;
    assert_eq!(steps.len(), 300);
    for (step, recorded) in steps.iter().zip(&recorded) {
        assert_eq!(compare(recorded, step), None, "step {}", step.step);
    }
    assert!(
        notice(&app).contains("run-0001.twrun ends here"),
        "{}",
        notice(&app)
    );
    assert!(app.world().resource::<Playback>().paused);
}

#[test]
fn a_hand_takes_over() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = kept(folder.path());
    let mut app = whole_app(&options(walking(0.9, 0.0, 0.0)));
    drop_file(&mut app, &file);
    pass(&mut app, STEP, 50);
    told(&mut app);
    ask(&mut app, Event::command(Speeds::new(0.0, 0.0, 0.6)));
    pass(&mut app, STEP, 200);
    assert!(
        notice(&app).contains("the run is yours"),
        "{}",
        notice(&app)
    );
    let told = told(&mut app);
    assert_eq!(
        (told.steps.len(), told.resets),
        (200, 0),
        "the file's events come no more"
    );
    assert!(told.steps.iter().all(|step| step.command.yaw == 0.6));
}

#[test]
fn a_run_that_walks_otherwise_is_told_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = kept(folder.path());
    let run = RunFile::open(&file).unwrap();
    let subject = walking(0.5, 0.0, 0.0);
    let policies = run.policies(&subject.robot).unwrap();
    let other = folder.path().join("other.twrun");
    let mut writer = RunWriter::create(&other, Existing::Keep, run.header(), &policies).unwrap();
    for record in run.records().unwrap() {
        writer.record(&record.unwrap());
    }
    writer.finish().unwrap();
    let mut app = whole_app(&options(subject));
    drop_file(&mut app, &other);
    pass(&mut app, STEP, 100);
    assert!(
        notice(&app).contains("this is not what other.twrun recorded"),
        "{}",
        notice(&app)
    );
    assert_eq!(told(&mut app).steps.len(), 100);
}

#[test]
fn what_is_no_run_is_told_and_the_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.twrun");
    std::fs::write(&broken, "nothing").unwrap();
    let mut app = whole_app(&options(walking(0.5, 0.0, 0.0)));
    pass(&mut app, STEP, 20);
    for (file, said) in [
        (broken, "it is not a run file"),
        (folder.path().join("gone.twrun"), "gone.twrun"),
        (
            folder.path().join("picture.png"),
            "is no run: drop a .twrun file",
        ),
    ] {
        drop_file(&mut app, &file);
        assert!(notice(&app).contains(said), "{}", notice(&app));
    }
    pass(&mut app, STEP, 20);
    assert_eq!(app.world().resource::<Simulation>().step(), 40);
}

#[test]
fn the_copied_command_walks_the_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut subject = walking(0.5, 0.0, 0.0);
    subject.start.noise = true;
    let mut app = bare_app(&options(subject));
    let force = Push::Force {
        force: [0.0, -150.0, 20.0],
        seconds: 0.25,
        link: "base".to_owned(),
        point: None,
    };
    let over = 0.8;
    let acts = [
        (20, Event::Push(force)),
        (35, Event::Policy(Source::File("rough".into()))),
        (
            40,
            Event::Command {
                to: Speeds::new(0.7, 0.1, 0.0),
                over,
            },
        ),
        (70, Event::Caption("it's slippery".to_owned())),
        (70, Event::Friction(0.33)),
    ];
    let mut steps = Vec::new();
    for step in 0..120 {
        for (_, event) in acts.iter().filter(|(at, _)| *at == step) {
            if let Event::Policy(source) = event {
                let robot = app.world().resource::<Subject>().robot.clone();
                let mut simulation = app.world_mut().resource_mut::<Simulation>();
                simulation.policies.load([source], &robot).unwrap();
            }
            ask(&mut app, event.clone());
        }
        pass(&mut app, STEP, 1);
        steps.extend(told(&mut app).steps);
    }
    app.world_mut().resource_mut::<Keeper>().copy_command = true;
    pass(&mut app, Duration::ZERO, 1);
    let line = app.world_mut().resource_mut::<Keeper>().copied.take();
    let line = line.unwrap_or_else(|| panic!("{}", notice(&app)));
    let program = format!("'{}'", env!("CARGO_BIN_EXE_tanglewalk"));
    let output = Command::new("sh")
        .args(["-c", &line.replacen("tanglewalk", &program, 1)])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}\n{said}");
    let run = RunFile::open(&folder.path().join("run.twrun")).unwrap();
    let records: Vec<StepRecord> = run.records().unwrap().map(Result::unwrap).collect();
    assert_eq!(records.len(), steps.len(), "{line}");
    for (found, told) in records.iter().zip(&steps) {
        assert_eq!(compare(told, found), None, "step {}\n{line}", told.step);
    }
}

#[test]
fn a_recording_that_cannot_be_written_is_told_and_the_lab_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let runs = folder.path().join("runs");
    let options = LabOptions {
        runs: runs.clone(),
        ..options(walking(0.5, 0.0, 0.0))
    };
    let mut app = bare_app(&options);
    pass(&mut app, STEP, 10);
    app.world_mut().resource_mut::<Keeper>().toggle = true;
    pass(&mut app, STEP, 80);
    assert!(app.world().resource::<Keeper>().file().is_some());
    std::fs::remove_dir_all(&runs).unwrap();
    pass(&mut app, STEP, 60);
    assert!(
        notice(&app).contains("The recording stopped"),
        "{}",
        notice(&app)
    );
    assert_eq!(app.world().resource::<Keeper>().file(), None);
    std::fs::write(&runs, "in the way").unwrap();
    app.world_mut().resource_mut::<Keeper>().toggle = true;
    pass(&mut app, STEP, 5);
    assert!(
        notice(&app).contains("can't be recorded"),
        "{}",
        notice(&app)
    );
    assert_eq!(told(&mut app).steps.len(), 155, "all the while it walked");
    std::fs::remove_file(&runs).unwrap();
    app.world_mut().resource_mut::<Keeper>().keep_last_minute = true;
    pass(&mut app, STEP, 1);
    let file = RunFile::open(&runs.join("run-0001.twrun")).unwrap();
    assert_eq!(file.steps(), Some(0..156), "and nothing of it is lost");
}
