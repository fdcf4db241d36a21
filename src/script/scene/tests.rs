//! Scenes as people write them, right and wrong.

use serde_json::{Value, json};

use super::*;
use crate::task::Command;

/// The command that a segment of the scene has at a time, s.
fn command_at(scene: &Scene, time: f64) -> Command {
    let segments = scene.segments();
    let mut holding = segments.iter().filter(|segment| segment.start <= time);
    holding.next_back().expect("a segment").command
}

fn valid() -> Value {
    json!({
        "format_version": 1,
        "name": "test",
        "terrain": "flat",
        "robot": "built-in",
        "policy": "policies/mine.json",
        "camera": { "distance": 3, "azimuth_degrees": 40, "elevation_degrees": 16 },
        "commands": [
            { "at": 0, "command": [0.8, 0, 0], "caption": "forward" },
            { "at": 2.5, "command": [0, 0, -0.5] }
        ],
        "duration": 4
    })
}

fn read(value: &Value) -> Result<Scene, SceneError> {
    let text = serde_json::to_string_pretty(value).unwrap();
    Scene::from_json(&text, Path::new("my/scene.json"))
}

/// The message for a scene with one value changed; a null removes the field.
fn message(pointer: &str, value: Value) -> String {
    let mut scene = valid();
    *scene.pointer_mut(pointer).expect("a field") = value;
    read(&scene).expect_err(pointer).to_string()
}

#[test]
fn every_scene_that_ships_can_be_shown() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        if file.ends_with("experiment.json") {
            continue; // a suite of the experiment
        }
        let scene = Scene::load(&file).unwrap_or_else(|error| panic!("{error}"));
        names.push(scene.name);
    }
    names.sort();
    assert_eq!(names, ["flat", "rough", "tour"]);
}

#[test]
fn the_lab_opens_walking_and_the_tour_ends_standing() {
    let flat = Scene::built_in_flat().unwrap();
    assert_eq!(command_at(&flat, 1e6), Command::new(0.6, 0.0, 0.0));
    assert_eq!(flat.duration, None);
    let tour = Scene::built_in_tour().unwrap();
    assert_eq!(command_at(&tour, 0.0), Command::new(0.8, 0.0, 0.0));
    let segments = tour.segments();
    let last = segments.last().unwrap();
    assert!(last.command.is_standing() && last.end == tour.duration);
    assert!(segments.iter().all(|segment| segment.caption.is_some()));
}

#[test]
fn commands_hold_until_the_next_and_the_last_to_the_end() {
    let mut scene = read(&valid()).unwrap();
    assert_eq!(command_at(&scene, 2.4), Command::new(0.8, 0.0, 0.0));
    assert_eq!(command_at(&scene, 2.5), Command::new(0.0, 0.0, -0.5));
    let ends =
        |scene: &Scene| -> Vec<_> { scene.segments().iter().map(|s| (s.start, s.end)).collect() };
    assert_eq!(ends(&scene), [(0.0, Some(2.5)), (2.5, Some(4.0))]);
    scene.duration = None;
    assert_eq!(ends(&scene), [(0.0, Some(2.5)), (2.5, None)]);
}

#[test]
fn paths_are_relative_to_the_scene_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scene.json");
    let mut scene = valid();
    std::fs::write(&file, scene.to_string()).unwrap();
    let read = Scene::load(&file).unwrap();
    assert_eq!(read.robot, Source::BuiltIn);
    let beside = folder.path().join("policies/mine.json");
    assert_eq!(read.policy.path(), Some(beside.as_path()));
    scene["policy"] = json!("/elsewhere/policy.json");
    std::fs::write(&file, scene.to_string()).unwrap();
    let absolute = Scene::load(&file).unwrap().policy;
    assert_eq!(absolute.path(), Some(Path::new("/elsewhere/policy.json")));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Scene::load(Path::new("no/such/scene.json")).unwrap_err();
    assert!(error.to_string().contains("no/such/scene.json"), "{error}");
}

#[test]
fn what_is_not_a_scene_is_found_by_line_and_column() {
    let error = Scene::from_json("{\n  \"name\": ,\n}", Path::new("my/scene.json")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "my/scene.json, line 2, column 11: expected value"
    );
    let terrain = message("/terrain", json!("hills"));
    assert!(
        terrain.contains(", line ") && terrain.contains(", column "),
        "{terrain}"
    );
    assert!(
        terrain.contains("`hills`") && terrain.contains("`flat`"),
        "{terrain}"
    );
    let steep = message("/terrain", json!("slope:80"));
    assert!(steep.contains("its number is out of range"), "{steep}");
    for (pointer, value) in [
        ("/camera", json!({ "distance": 3, "roll": 0 })),
        (
            "/commands/0",
            json!({ "at": 0, "command": [0, 0, 0], "speed": 1 }),
        ),
        ("/commands/0/command", json!([1, 0])),
        ("/duration", json!("long")),
    ] {
        let message = message(pointer, value);
        assert!(message.starts_with("my/scene.json, line "), "{message}");
    }
    let mut extra = valid();
    extra["weather"] = json!("rain");
    let message = read(&extra).unwrap_err().to_string();
    assert!(
        message.contains("unknown field `weather`; leave it out"),
        "{message}"
    );
}

#[test]
fn values_that_make_no_sense_are_found_by_field() {
    for (pointer, value, field) in [
        ("/format_version", json!(3), "format_version is 3;"),
        ("/name", json!(" "), "name is empty;"),
        ("/robot", json!(""), "robot is empty;"),
        ("/camera/distance", json!(0.4), "camera.distance is 0.4;"),
        ("/camera/distance", json!(51), "camera.distance is 51;"),
        (
            "/camera/elevation_degrees",
            json!(-5),
            "camera.elevation_degrees is -5;",
        ),
        (
            "/camera/azimuth_degrees",
            json!(1e300),
            "camera.azimuth_degrees is inf;",
        ),
        ("/commands", json!([]), "commands is empty;"),
        ("/commands/0/at", json!(1), "commands[0].at is 1;"),
        ("/commands/1/at", json!(0), "commands[1].at is 0;"),
        ("/commands/1/at", json!(-1), "commands[1].at is -1;"),
        (
            "/commands/1/command",
            json!([0, 10.5, 0]),
            "commands[1].command[1] is 10.5;",
        ),
        (
            "/commands/0/command",
            json!([0, 0, -1e300]),
            "commands[0].command[2] is -inf;",
        ),
        ("/duration", json!(2.5), "duration is 2.5;"),
    ] {
        let message = message(pointer, value);
        assert!(
            message.starts_with(&format!("my/scene.json: {field}")),
            "{message}"
        );
    }
}

pub(crate) fn version_2() -> Value {
    json!({
        "format_version": 2,
        "name": "test",
        "robot": "built-in",
        "policy": "rough",
        "terrain": { "terrain": "rough:0.1", "seed": 3 },
        "camera": { "distance": 3, "azimuth_degrees": 40, "elevation_degrees": 16 },
        "start": "drawn",
        "noise": true,
        "seed": 5,
        "friction": 0.6,
        "payload": 5,
        "latency": 1,
        "duration": 8,
        "events": [
            { "at": 0, "command": [0.8, 0, 0] },
            { "at": 0, "caption": "forward" },
            { "at": 2, "push": { "velocity": [0, 1, 0] } },
            { "at": 4, "policy": "policies/mine.json" },
            { "at": 4, "command": [0, 0, 0.5], "over": 1 },
            { "at": 6, "caption": "" }
        ]
    })
}

#[test]
fn a_scene_of_events_is_read_whole_and_needs_little() {
    let scene = read(&version_2()).unwrap();
    assert_eq!(
        (scene.seed, scene.noise, scene.start),
        (5, true, Posture::Drawn)
    );
    assert_eq!(scene.terrain.seed, 3);
    assert_eq!(
        (scene.friction, scene.payload, scene.latency),
        (Some(0.6), Some(5.0), Some(1))
    );
    assert_eq!(scene.events.len(), 6);
    let segments = scene.segments();
    let shown: Vec<_> = segments
        .iter()
        .map(|s| (s.start, s.end, s.caption))
        .collect();
    assert_eq!(
        shown,
        [
            (0.0, Some(4.0), Some("forward")),
            (4.0, Some(8.0), Some("forward"))
        ]
    );
    let least = read(&json!({ "format_version": 2, "name": "least" })).unwrap();
    assert_eq!(least, Scene::empty("least"));
    assert_eq!(least.segments()[0].command, Command::ZERO);
}

#[test]
fn captions_of_version_1_end_with_their_command() {
    let scene = read(&valid()).unwrap();
    let captions: Vec<(f64, &str)> = scene
        .events
        .iter()
        .filter_map(|timed| match &timed.event {
            Event::Caption(text) => Some((timed.at, text.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(captions, [(0.0, "forward"), (2.5, "")]);
    assert_eq!(scene.start, Posture::Standing);
    assert!(!scene.noise && scene.seed == 0 && scene.friction.is_none());
}

#[test]
fn policies_that_ship_keep_their_name_and_others_lie_beside_the_scene() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scene.json");
    std::fs::write(&file, version_2().to_string()).unwrap();
    let scene = Scene::load(&file).unwrap();
    let found: Vec<_> = scene
        .policies()
        .map(|source| source.path().unwrap().to_owned())
        .collect();
    assert_eq!(found[0], Path::new("rough"));
    assert_eq!(found[1], folder.path().join("policies/mine.json"));
}

#[test]
fn faults_of_version_2_have_their_field() {
    let message = |pointer: &str, value: Value| {
        let mut scene = version_2();
        *scene.pointer_mut(pointer).expect("a field") = value;
        let scene = read(&scene)
            .and_then(|scene| scene.check_robot(&Robot::built_in().unwrap(), "my/scene.json"));
        scene.expect_err(pointer).to_string()
    };
    for (pointer, value, expected) in [
        ("/start", json!("lying"), "start is `lying`"),
        ("/noise", json!(1), "noise is 1; give true or false"),
        ("/seed", json!(-1), "seed is -1"),
        ("/friction", json!(9), "friction is 9; give 0 to 3"),
        ("/payload", json!(500), "payload is 500; give"),
        ("/latency", json!(6), "latency is 6; give 0 to 5"),
        (
            "/duration",
            json!(6),
            "duration is 6; let the scene end after 6 s",
        ),
        ("/name", json!(""), "name is empty"),
        ("/robot", json!(""), "robot is empty"),
        ("/terrain", json!("slope:99"), "its number is out of range"),
        ("/terrain/terrain", json!("hills"), "there is no such kind"),
        ("/events/0/command", json!([1, 0]), "events[0]"),
        (
            "/events/0/command",
            json!([99, 0, 0]),
            "events[0].command[0] is 99",
        ),
        (
            "/events/2",
            json!({ "at": 2 }),
            "events[2]: an event needs a kind",
        ),
        (
            "/events/2/push",
            json!({ "velocity": [0, 99, 0] }),
            "events[2].push.velocity[1] is 99",
        ),
        (
            "/events/2/push",
            json!({ "force": [0, 0, 1], "seconds": 1, "link": "tail" }),
            "events[2].push.link is `tail`; give one of base",
        ),
        ("/events/2/at", json!(-2), "events[2].at is -2"),
        ("/events/4/over", json!(-1), "events[4].over is -1"),
        (
            "/events/5",
            json!({ "at": 6, "caption": "", "pace": 1 }),
            "events[5]: an event has one kind",
        ),
        (
            "/events/5",
            json!({ "at": 6, "payload": -900 }),
            "events[5].payload is -900",
        ),
        ("/events", json!({}), "events is an object; give a list"),
    ] {
        let message = message(pointer, value);
        assert!(message.starts_with("my/scene.json"), "{message}");
        assert!(message.contains(expected), "{expected}: {message}");
    }
}
