//! Suites as people write them, right and wrong.

use serde_json::{Value, json};

use super::*;

fn valid() -> Value {
    json!({
        "format_version": 1, "name": "test",
        "settle_seconds": 1, "trials": 2, "strides": 4, "longest_trial_seconds": 10,
        "bins": 40, "seed": 3, "cut": { "foot": "LF", "event": "touch-down" },
        "sweeps": [
            { "name": "ahead", "speed_axis": "forward", "varies": "forward", "base": [0, 0, 0],
              "speeds": [0.5, 1] },
            { "name": "turn", "speed_axis": "yaw", "varies": "yaw", "base": [0.5, 0, 0],
              "speeds": [-1] }
        ],
        "mixed": [[0.5, 0.2, 0]]
    })
}

fn read(value: &Value) -> Result<Suite, SceneError> {
    Suite::from_json(&value.to_string(), Path::new("my/suite.json"))
}

/// The message for a suite with one value changed.
fn message(pointer: &str, value: Value) -> String {
    let mut suite = valid();
    *suite.pointer_mut(pointer).expect("a field") = value;
    read(&suite).expect_err(pointer).to_string()
}

#[test]
fn the_built_in_suite_is_wide_enough() {
    let suite = Suite::built_in().unwrap();
    assert!(suite.conditions().len() >= 42 && suite.strides >= 50);
    assert_eq!(suite.bins, 100);
    for axis in suite.speed_axes() {
        let conditions = suite.conditions();
        let along = conditions.iter().filter_map(|c| suite.speed_along(axis, c));
        assert!(along.count() >= 8, "{axis}");
    }
    for axis in ["forward", "lateral", "yaw"] {
        assert!(suite.speed_axes().contains(&axis));
    }
}

#[test]
fn conditions_come_sweep_by_sweep() {
    let suite = read(&valid()).unwrap();
    let conditions = suite.conditions();
    let commands: Vec<[f32; 3]> = conditions.iter().map(|c| c.command.into()).collect();
    let expected = [
        [0.5, 0.0, 0.0],
        [1.0, 0.0, 0.0],
        [0.5, 0.0, -1.0],
        [0.5, 0.2, 0.0],
    ];
    assert_eq!(commands, expected);
    assert_eq!(suite.speed_along("yaw", &conditions[2]), Some(-1.0));
    assert_eq!(suite.speed_along("yaw", &conditions[1]), None);
    assert_eq!(suite.speed_along("yaw", &conditions[3]), None);
    assert_eq!((suite.cut.foot.leg(), Foot::RightFront.leg()), (0, 2));
}

#[test]
fn what_is_not_a_suite_is_found_by_line_or_field() {
    let broken = Suite::from_json("{\n  \"name\": ,\n}", Path::new("my/suite.json"));
    let said = broken.unwrap_err().to_string();
    assert_eq!(said, "my/suite.json, line 2, column 11: expected value");
    for (pointer, value, says) in [
        ("/format_version", json!(2), "format_version is 2;"),
        ("/name", json!(" "), "name is empty;"),
        ("/trials", json!(0), "trials is 0; give 1 to 1000"),
        ("/strides", json!(0), "strides is 0;"),
        ("/bins", json!(4), "bins is 4; give 8 to"),
        ("/settle_seconds", json!(10), "settle_seconds is 10;"),
        (
            "/longest_trial_seconds",
            json!(-1),
            "longest_trial_seconds is -1;",
        ),
        ("/seed", json!(1_u64 << 40), "seed is 1099511627776;"),
        ("/sweeps/0/name", json!("A b"), "sweeps[0].name is \"A b\";"),
        (
            "/sweeps/1/name",
            json!("ahead"),
            "sweeps[1].name is \"ahead\" again;",
        ),
        (
            "/sweeps/1/speed_axis",
            json!("forward"),
            "sweeps[1].speed_axis is",
        ),
        ("/sweeps/0/speeds", json!([]), "sweeps[0].speeds is empty;"),
        (
            "/sweeps/0/speeds/1",
            json!(11),
            "sweeps[0].speeds[1] is 11;",
        ),
        (
            "/sweeps/0/base",
            json!([0, 1e300, 0]),
            "sweeps[0].base[1] is inf;",
        ),
        ("/mixed/0", json!([0, 0, -20]), "mixed[0][2] is -20;"),
        (
            "/cut/foot",
            json!("XX"),
            "cut.foot is `XX`; give one of `LF`",
        ),
        (
            "/cut/event",
            json!("jump"),
            "cut.event is `jump`; give `touch-down` or `lift-off`",
        ),
    ] {
        let message = message(pointer, value);
        assert!(message.contains(says), "{message}");
        assert!(message.starts_with("my/suite.json"), "{message}");
    }
}
