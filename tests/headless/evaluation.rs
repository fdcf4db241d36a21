//! `evaluate --json`: the keys and types that its readers count on.

use serde_json::Value;

use crate::policy_files::in_package;
use crate::program::tanglewalk;

fn evaluate(options: &str) -> Value {
    let said = tanglewalk(&format!("evaluate {options} --json -")).done();
    serde_json::from_str(&said).unwrap()
}

/// The object has exactly these keys, in any order.
fn assert_keys(value: &Value, expected: &[&str]) {
    let mut found: Vec<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let mut expected = expected.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

fn assert_axis(value: &Value, unit: &str) {
    let keys = [
        "mean_absolute_error",
        "rms_error",
        "bias",
        "stride_bias",
        "unit",
    ];
    assert_keys(value, &keys);
    assert_eq!(value["unit"], unit);
    let number = |name: &str| value[name].as_f64().unwrap();
    assert!(number("bias").abs() <= number("mean_absolute_error") + 1e-9);
    assert!(number("mean_absolute_error") <= number("rms_error") + 1e-9);
    assert!(number("stride_bias") >= 0.0);
}

fn assert_gait(gait: &Value) {
    let numbers = [
        "stride_frequency",
        "stride_period_cv",
        "stride_period_cv_sampled",
        "slip",
        "cost_of_transport",
        "asymmetry",
        "torque_rms",
        "torque_max",
        "action_rate",
    ];
    let legs = ["duty_factor", "phase_offset", "phase_spread", "clearance"];
    assert_keys(gait, &[&numbers[..], &legs].concat());
    for name in numbers {
        assert!(gait[name].as_f64().unwrap() > 0.0, "{name}: {gait}");
    }
    for name in legs {
        let values = gait[name].as_array().unwrap();
        assert_eq!(values.len(), 4, "{name}");
        assert!(values.iter().all(|value| value.as_f64().unwrap() >= 0.0));
    }
    assert_eq!(gait["phase_offset"][0], 0.0, "LF begins the stride");
}

#[test]
fn json_has_the_keys_of_the_contract() {
    let result = evaluate("--seeds 1 --command 0.5,0,0 --command 0,0,0");
    assert_keys(
        &result,
        &[
            "policy",
            "runs",
            "falls",
            "mean_episode_seconds",
            "settling",
            "tracking",
            "gait",
            "pushes",
            "standing",
            "commands",
        ],
    );
    assert_keys(&result["policy"], &["name", "sha256", "steps"]);
    let manifest = std::fs::read_to_string(in_package("assets/policies/walk.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    for field in ["name", "sha256", "steps"] {
        assert_eq!(result["policy"][field], manifest[field]);
    }
    assert_eq!(result["runs"], 2);
    assert!(result["falls"].is_u64());
    let seconds = result["mean_episode_seconds"].as_f64().unwrap();
    assert!((0.0..=20.0).contains(&seconds));
    let standing = [
        "drift",
        "sway",
        "turn",
        "all_feet_down",
        "steps_after_first_second",
    ];
    assert_keys(&result["standing"], &standing);
    let down = result["standing"]["all_feet_down"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&down) && result["standing"]["drift"].is_number());
    let axes = [("forward", "m/s"), ("lateral", "m/s"), ("yaw", "rad/s")];
    assert_keys(&result["tracking"], &["forward", "lateral", "yaw"]);
    let rows = result["commands"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["command"], serde_json::json!([0.5, 0.0, 0.0]));
    assert_eq!(rows[1]["command"], serde_json::json!([0.0, 0.0, 0.0]));
    for (axis, unit) in axes {
        assert_axis(&result["tracking"][axis], unit);
    }
    assert_eq!(result["settling"], 5.0);
    assert!(result["pushes"].is_null() && rows[0]["pushes"].is_null());
    assert_gait(&rows[0]["gait"]);
    assert_gait(&result["gait"]);
    let standing = &rows[1]["gait"];
    for name in ["stride_frequency", "stride_period_cv", "cost_of_transport"] {
        assert!(standing[name].is_null(), "{name}: nothing strides");
    }
    assert_eq!(
        standing["duty_factor"],
        serde_json::json!([null, null, null, null])
    );
    assert!(standing["torque_rms"].is_number() && standing["slip"].is_number());
    for row in rows {
        assert_keys(
            row,
            &[
                "command", "runs", "falls", "forward", "lateral", "yaw", "gait", "pushes",
            ],
        );
        assert_eq!(row["runs"], 1);
        for (axis, unit) in axes {
            assert_axis(&row[axis], unit);
        }
    }
}

#[test]
fn the_whole_is_the_mean_of_its_commands() {
    let result = evaluate("--seeds 2 --command 0.5,0,0 --command 0,0.3,0");
    let error = |value: &Value| value["forward"]["mean_absolute_error"].as_f64().unwrap();
    let rows = result["commands"].as_array().unwrap();
    let mean = (error(&rows[0]) + error(&rows[1])) / 2.0;
    assert!((error(&result["tracking"]) - mean).abs() < 1e-9);
    assert!(result["standing"].is_null(), "nothing stood");
    assert_eq!(result["runs"], 4);
    assert_eq!(
        result,
        evaluate("--seeds 2 --command 0.5,0,0 --command 0,0.3,0")
    );
}

#[test]
fn a_table_is_printed_and_a_file_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("evaluation.json");
    let said = tanglewalk("evaluate --seeds 1 --command=-0.5,0,0 --json")
        .with(&file)
        .done();
    for quote in [
        "1 runs",
        "|error| forward",
        "-0.50  0.00  0.00",
        "from 5 s on",
    ] {
        assert!(said.contains(quote), "no {quote} in\n{said}");
    }
    let result: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(result["commands"][0]["command"][0], -0.5);
}

#[test]
fn random_commands_are_seeded_and_keep_to_their_range() {
    let options = "--random 6 --seeds 1 --range full";
    let result = evaluate(options);
    assert_eq!(result, evaluate(options));
    assert_eq!(result["settling"], 2.0);
    let rows = result["commands"].as_array().unwrap();
    assert_eq!(rows.len(), 6);
    let bounds = [(-1.0, 1.5), (-0.8, 0.8), (-1.2, 1.2)];
    for row in rows {
        for (axis, (low, high)) in bounds.into_iter().enumerate() {
            let speed = row["command"][axis].as_f64().unwrap();
            assert!((low - 1e-6..=high + 1e-6).contains(&speed), "{row}");
        }
    }
    assert_ne!(rows[0]["command"], rows[1]["command"]);
    assert_ne!(
        rows[0]["command"],
        evaluate("--random 1 --seeds 1 --range policy")["commands"][0]["command"],
        "the policy's own range is another"
    );
}

#[test]
fn of_many_random_commands_the_worst_are_shown() {
    let said = tanglewalk("evaluate --random 21 --seeds 1").done();
    assert!(said.contains("the worst 5 of 21 commands"), "{said}");
    let said = tanglewalk("evaluate --random 2 --seeds 1 --change-every 10").done();
    assert!(!said.contains("the worst"), "{said}");
    assert!(said.contains("from 2 s after each change on"), "{said}");
}

#[test]
fn commands_change_within_a_run() {
    let result = evaluate("--random 2 --seeds 1 --change-every 5");
    for row in result["commands"].as_array().unwrap() {
        let sequence = row["sequence"].as_array().unwrap();
        assert_eq!(sequence.len(), 4);
        assert_eq!(row["command"], sequence[0]);
        assert_ne!(sequence[0], sequence[1]);
    }
}

#[test]
fn a_push_of_nothing_is_survived_and_changes_nothing() {
    let command = "--command 0.5,0,0 --seeds 2";
    let mut pushed = evaluate(&format!("{command} --push 0"));
    let none = serde_json::json!({ "count": 8, "survived": 8, "share": 1.0 });
    assert_eq!(pushed["pushes"], none);
    assert_eq!(pushed["commands"][0]["pushes"].take(), none);
    pushed["pushes"].take();
    assert_eq!(pushed, evaluate(command));
}

#[test]
fn a_push_is_felt_however_it_is_given() {
    let command = "--command 0.5,0,0 --seeds 1";
    let error = |options: &str| {
        let result = evaluate(&format!("{command} {options}"));
        result["tracking"]["lateral"]["rms_error"].as_f64().unwrap()
    };
    let calm = error("");
    assert!(error("--push 0.8") > 1.2 * calm);
    assert!(error("--push 0.8:100") > 1.2 * calm);
    assert!(error("--push-force 360x0.1") > 1.2 * calm);
    let thrown = evaluate(&format!("{command} --push 10:100"));
    let pushes = &thrown["pushes"];
    assert_eq!(thrown["falls"], 1);
    assert_eq!(
        (&pushes["count"], &pushes["survived"]),
        (&1.into(), &0.into())
    );
    assert_eq!(pushes["share"], 0.0);
    assert!(
        thrown["gait"]["slip"].is_null(),
        "no stretch was walked to its end"
    );
}

#[test]
fn conditions_are_those_asked_for() {
    let of = |options: &str| {
        let result = evaluate(&format!("--command 0.6,0,0 --seeds 1 {options}"));
        result["gait"]["torque_rms"].as_f64().unwrap()
    };
    let usual = of("");
    assert_eq!(usual, of("--payload 0"), "what the runs have anyway");
    assert_eq!(usual, of("--latency 0"));
    assert_ne!(usual, of("--latency 1"));
    assert_ne!(of("--friction 0.4"), of("--friction 1.2"));
    assert!(of("--payload 10") > usual);
    assert!(of("--payload -5") < usual);
}

#[test]
fn shuffled_memory_raises_the_errors() {
    let error = |options: &str| {
        let result = evaluate(&format!("--random 12 --seeds 1 {options}"));
        let axis = |axis: &str| result["tracking"][axis]["rms_error"].as_f64().unwrap();
        axis("forward") + axis("lateral") + axis("yaw")
    };
    assert!(error("--lesion shuffle") > 1.25 * error(""));
}

#[test]
fn gait_diagrams_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let svg = folder.path().join("gait.svg");
    tanglewalk("evaluate --seeds 1 --command 0.5,0,0 --command 0,0,-1 --gait-diagram")
        .with(&svg)
        .done();
    let text = std::fs::read_to_string(&svg).unwrap();
    for quote in ["u* 0.50 m/s", "r* −1.00 rad/s", "trot", "yaw, rad/s"] {
        assert!(text.contains(quote), "no {quote}");
    }
    let png = folder.path().join("gait.png");
    tanglewalk("evaluate --seeds 1 --random 1 --change-every 10 --gait-diagram")
        .with(&png)
        .done();
    assert!(std::fs::read(png).unwrap().starts_with(b"\x89PNG"));
}
