//! What the shipped policy can do: stand still, and what it loses without its memory.

use crate::program::tanglewalk;

#[test]
fn told_to_stand_it_stays_where_it_is_on_all_feet() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("standing.json");
    tanglewalk("evaluate --command 0,0,0 --seeds 6 --json")
        .with(&file)
        .done();
    let json = std::fs::read_to_string(&file).unwrap();
    let result: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(result["falls"], 0);
    let standing = &result["standing"];
    let drift = standing["drift"].as_f64().unwrap();
    assert!(drift < 0.01, "{drift} m");
    assert_eq!(standing["all_feet_down"], 1.0);
}

/// Falls, and RMS errors forward, lateral and yaw, over random commands of the whole range.
fn over_the_range(options: &str) -> (u64, [f64; 3]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("range.json");
    tanglewalk(&format!(
        "evaluate --random 50 --range full --seeds 1 {options} --json"
    ))
    .with(&file)
    .done();
    let json = std::fs::read_to_string(&file).unwrap();
    let result: serde_json::Value = serde_json::from_str(&json).unwrap();
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
