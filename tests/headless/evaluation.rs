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
    assert_keys(value, &["mean_absolute_error", "rms_error", "bias", "unit"]);
    assert_eq!(value["unit"], unit);
    let number = |name: &str| value[name].as_f64().unwrap();
    assert!(number("bias").abs() <= number("mean_absolute_error") + 1e-9);
    assert!(number("mean_absolute_error") <= number("rms_error") + 1e-9);
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
            "tracking",
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
    assert_keys(&result["standing"], &["drift", "sway", "all_feet_down"]);
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
    for row in rows {
        assert_keys(
            row,
            &["command", "runs", "falls", "forward", "lateral", "yaw"],
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
