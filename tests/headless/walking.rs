//! What the shipped policy can do: stand still, and what it loses without its memory.

use crate::program::tanglewalk;

#[test]
fn told_to_stand_it_stays_where_it_is_on_all_feet() {
    let result = evaluated("--command 0,0,0 --seeds 6");
    assert_eq!(result["falls"], 0);
    let standing = &result["standing"];
    let drift = standing["drift"].as_f64().unwrap();
    assert!(drift < 0.01, "{drift} m");
    assert_eq!(standing["all_feet_down"], 1.0);
}

/// What `evaluate` writes.
fn evaluated(options: &str) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("result.json");
    tanglewalk(&format!("evaluate {options} --json"))
        .with(&file)
        .done();
    let json = std::fs::read_to_string(&file).unwrap();
    serde_json::from_str(&json).unwrap()
}

/// Falls, and RMS errors forward, lateral and yaw, over random commands of the whole range.
fn over_the_range(options: &str) -> (u64, [f64; 3]) {
    let result = evaluated(&format!("--random 50 --range full --seeds 1 {options}"));
    let error = |axis: &str| result["tracking"][axis]["rms_error"].as_f64().unwrap();
    (
        result["falls"].as_u64().unwrap(),
        ["forward", "lateral", "yaw"].map(error),
    )
}

#[test]
fn without_its_memory_it_falls_and_follows_commands_far_worse() {
    let (falls, errors) = over_the_range("");
    assert_eq!(falls, 0);
    let (lesioned_falls, lesioned) = over_the_range("--lesion recurrence");
    assert!(lesioned_falls >= 3, "{lesioned_falls} of 50 fell");
    for (axis, (with, without)) in errors.iter().zip(&lesioned).enumerate() {
        assert!(
            *without > 2.0 * with,
            "axis {axis}: {without} without hidden and cell state, {with} with them"
        );
    }
}

#[test]
fn without_its_memory_it_lags_far_behind_straight_ahead() {
    let speed = |options: &str| {
        let result = evaluated(&format!("--command 0.8,0,0 --seeds 20 {options}"));
        0.8 + result["tracking"]["forward"]["bias"].as_f64().unwrap()
    };
    let (intact, lesioned) = (speed(""), speed("--lesion recurrence"));
    assert!((intact - 0.8).abs() < 0.08, "{intact} m/s");
    assert!(lesioned < 0.75 * intact, "{lesioned} m/s of {intact}");
}
