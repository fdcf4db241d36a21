//! Events as people write them, right and wrong.

use serde_json::{Value, json};

use super::*;
use crate::files::from_json_value;
use crate::robot::Robot;

fn read(value: &Value) -> Result<TimedEvent, String> {
    let timed: TimedEvent = from_json_value(value)?;
    timed.check().map_err(|fault| fault.to_string())?;
    Ok(timed)
}

/// Every kind, as it is written.
fn all_kinds() -> Vec<Value> {
    vec![
        json!({ "at": 0.0, "command": [0.5, 0.0, -0.25] }),
        json!({ "at": 1.5, "command": [0.5, 0.0, -0.25], "over": 2.0 }),
        json!({ "at": 2.0, "push": { "velocity": [0.0, 1.0, 0.5] } }),
        json!({ "at": 2.0, "push": { "force": [10.0, 0.0, 0.0], "seconds": 0.5, "link": "base" } }),
        json!({ "at": 2.0, "push": { "force": [10.0, 0.0, 0.0], "seconds": 0.5, "link": "base",
            "point": [0.25, 0.0, 0.0] } }),
        json!({ "at": 3.0, "ground": "slope:10" }),
        json!({ "at": 3.0, "ground": { "terrain": "rough:0.1", "seed": 4 } }),
        json!({ "at": 4.0, "friction": 0.25 }),
        json!({ "at": 4.0, "payload": -5.0 }),
        json!({ "at": 5.0, "policy": "built-in", "robot": 1 }),
        json!({ "at": 5.0, "policy": "rough" }),
        json!({ "at": 6.0, "lesion": "recurrence" }),
        json!({ "at": 6.0, "lesion": "none" }),
        json!({ "at": 7.0, "reset": {} }),
        json!({ "at": 8.0, "camera": { "distance": 3.0, "azimuth_degrees": 90.0, "elevation_degrees": 10.0 },
            "over": 1.0 }),
        json!({ "at": 8.0, "caption": "look" }),
        json!({ "at": 8.0, "caption": "" }),
        json!({ "at": 8.0, "layout": "robot" }),
        json!({ "at": 8.0, "pace": 0.25 }),
    ]
}

#[test]
fn every_kind_is_read_and_written_alike() {
    for value in all_kinds() {
        let timed = read(&value).unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(serde_json::to_value(&timed).unwrap(), value);
    }
}

#[test]
fn any_speed_comes_back_to_the_last_bit() {
    let mut bits = 0x3eab_cdef_u32;
    for _ in 0..200_000 {
        bits = bits.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let speed = f32::from_bits(bits);
        if !speed.is_finite() {
            continue;
        }
        let text = serde_json::to_string(&Event::Payload(speed).at(0.0)).unwrap();
        let back: TimedEvent = serde_json::from_str(&text).unwrap();
        let Event::Payload(found) = back.event else {
            panic!("{text}");
        };
        assert_eq!(found.to_bits(), bits, "{text}");
    }
}

#[test]
fn what_is_no_event_says_why() {
    for (value, expected) in [
        (json!({ "at": 1 }), "an event needs a kind"),
        (json!({ "command": [0, 0, 0] }), "missing field `at`"),
        (json!({ "at": 1, "pace": 1, "friction": 1 }), "has one kind"),
        (
            json!({ "at": 1, "friction": 1, "over": 2 }),
            "`over` belongs to",
        ),
        (
            json!({ "at": 1, "frictoin": 1 }),
            "did you mean `friction`?",
        ),
        (json!({ "at": -1, "friction": 1 }), "at is -1; give 0 to"),
        (
            json!({ "at": 1, "robot": 2, "friction": 1 }),
            "robot is 2; there is one robot",
        ),
        (
            json!({ "at": 1, "robot": 3, "friction": 1 }),
            "robot is 3; give 1",
        ),
        (
            json!({ "at": 1, "friction": 3.5 }),
            "friction is 3.5; give 0 to 3",
        ),
        (
            json!({ "at": 1, "payload": 101 }),
            "payload is 101; give -1000 to 100 kg",
        ),
        (
            json!({ "at": 1, "command": [0, 11, 0] }),
            "command[1] is 11; give -10 to 10 m/s",
        ),
        (
            json!({ "at": 1, "command": [0, 0, 0], "over": -1 }),
            "over is -1; give",
        ),
    ] {
        let error = read(&value).expect_err(&value.to_string());
        assert!(error.contains(expected), "{value}: {error}");
    }
}

#[test]
fn what_is_no_push_ground_or_view_says_why() {
    for (value, expected) in [
        (
            json!({ "at": 1, "push": {} }),
            "`push` takes either `velocity` alone",
        ),
        (
            json!({ "at": 1, "push": { "velocity": [0, 0, 1], "seconds": 1 } }),
            "`push` takes either",
        ),
        (
            json!({ "at": 1, "push": { "velocity": [0, 0, 11] } }),
            "push.velocity[2] is 11",
        ),
        (
            json!({ "at": 1, "push": { "force": [0, 0, 1e5], "seconds": 1, "link": "base" } }),
            "push.force[2] is 100000; give -10000 to 10000 N",
        ),
        (
            json!({ "at": 1, "push": { "force": [0, 0, 1], "seconds": 0, "link": "base" } }),
            "push.seconds is 0;",
        ),
        (
            json!({ "at": 1, "ground": "slope:80" }),
            "its number is out of range",
        ),
        (
            json!({ "at": 1, "ground": { "terrain": "hills" } }),
            "there is no such kind",
        ),
        (
            json!({ "at": 1, "ground": { "terain": "flat" } }),
            "did you mean `terrain`?",
        ),
        (
            json!({ "at": 1, "ground": 3 }),
            "ground is 3; give a terrain such as",
        ),
        (
            json!({ "at": 1, "lesion": "shuffle" }),
            "lesion is `shuffle`",
        ),
        (
            json!({ "at": 1, "reset": { "now": true } }),
            "unknown field `reset.now`",
        ),
        (json!({ "at": 1, "layout": "cinema" }), "layout is `cinema`"),
        (json!({ "at": 1, "pace": 40 }), "pace is 40; give 0.1 to 4"),
        (json!({ "at": 1, "policy": "" }), "policy is empty"),
        (
            json!({ "at": 1, "caption": "x".repeat(501) }),
            "caption is 501 characters long",
        ),
        (
            json!({ "at": 1, "camera": { "distance": 99, "azimuth_degrees": 0, "elevation_degrees": 0 } }),
            "camera.distance is 99; give 0.5 to 50 m",
        ),
    ] {
        let error = read(&value).expect_err(&value.to_string());
        assert!(error.contains(expected), "{value}: {error}");
    }
}

#[test]
fn the_command_line_gives_an_event_its_time() {
    let timed = from_text(r#"3:{"push":{"velocity":[0,1,0]}}"#).unwrap();
    assert_eq!(timed.at, 3.0);
    assert!(matches!(timed.event, Event::Push(Push::Velocity { .. })));
    for (text, expected) in [
        ("reset", "no time before a colon"),
        (r#"soon:{"reset":{}}"#, "`soon` is not a time"),
        ("3:reset", "is not JSON"),
        ("3:[1]", "is not an object"),
        (r#"3:{"at":4,"reset":{}}"#, "before the colon alone"),
        (r#"3:{"pace":9}"#, "pace is 9"),
        (r#"NaN:{"reset":{}}"#, "at"),
    ] {
        let error = from_text(text).expect_err(text).to_string();
        assert!(error.contains(expected), "{text}: {error}");
        assert!(error.contains("TIME:EVENT"), "{error}");
    }
}

#[test]
fn links_and_payloads_must_be_the_robots() {
    let robot = Robot::built_in().unwrap();
    let push = |link: &str| {
        let push = Push::Force {
            force: [0.0; 3],
            seconds: 1.0,
            link: link.to_owned(),
            point: None,
        };
        Event::Push(push).at(0.0)
    };
    let last = &robot.links[12].name;
    assert!(push("base").check_robot(&robot).is_ok() && push(last).check_robot(&robot).is_ok());
    let error = push("tail").check_robot(&robot).unwrap_err().to_string();
    assert!(
        error.starts_with("push.link is `tail`; give one of base"),
        "{error}"
    );
    assert!(Event::Payload(50.0).at(0.0).check_robot(&robot).is_ok());
    let light = Event::Payload(-900.0).at(0.0).check_robot(&robot);
    assert!(light.unwrap_err().to_string().contains("must keep 1 kg"));
}

#[test]
fn times_become_steps_and_events_of_one_step_keep_their_order() {
    let named = |name: &str, at: f64| Event::Caption(name.to_owned()).at(at);
    let events = [
        named("c", 1.0),
        named("a", 0.009),
        named("b", 0.011),
        named("d", 0.995),
    ];
    let mut cues = Cues::new(events, 50.0);
    let mut due = |step: u64| -> Vec<String> {
        std::iter::from_fn(|| cues.due(step))
            .map(|event| match event {
                Event::Caption(name) => name,
                other => panic!("{other:?}"),
            })
            .collect()
    };
    assert_eq!(due(0), ["a"]);
    assert_eq!(due(1), ["b"]);
    assert!(due(49).is_empty());
    assert_eq!(due(50), ["c", "d"], "0.995 s rounds to step 50");
}

#[test]
fn a_command_moves_evenly_and_a_new_one_leaves_from_where_it_is() {
    let mut ramp = Ramp::constant(Command::ZERO);
    ramp.turn(Command::new(1.0, 0.0, -0.5), 100, 50);
    assert_eq!(ramp.at(99), Command::ZERO);
    assert_eq!(ramp.at(100), Command::ZERO);
    assert_eq!(ramp.at(125), Command::new(0.5, 0.0, -0.25));
    ramp.turn(Command::ZERO, 125, 10);
    assert_eq!(ramp.at(130), Command::new(0.25, 0.0, -0.125));
    assert_eq!((ramp.at(135), ramp.end()), (Command::ZERO, 135));
    ramp.turn(Command::new(0.3, 0.0, 0.0), 200, 0);
    assert_eq!(ramp.at(200), Command::new(0.3, 0.0, 0.0));
}

#[test]
fn a_camera_turns_the_shorter_way_and_comes_to_rest() {
    let camera = |azimuth_degrees: f32| Camera {
        azimuth_degrees,
        ..Camera::default()
    };
    let ramp = RampedCamera {
        from: camera(350.0),
        to: camera(10.0),
        begin: 0,
        steps: 100,
    };
    let azimuth = |step: u64| ramp.at(step as f64).0.azimuth_degrees;
    assert_eq!(azimuth(50), 360.0);
    assert!(azimuth(1) - azimuth(0) < 0.1 && azimuth(51) - azimuth(50) > 0.25);
    assert_eq!(ramp.at(100.0), (camera(10.0), true));
}
