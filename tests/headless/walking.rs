//! What the shipped policy can do: stand still, and walk only with its memory.

use tanglewalk::recording::npz::read_all;

use crate::program::tanglewalk;

/// Steps from which a run counts: 5 s.
const SETTLED: usize = 250;

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

/// Mean forward speed from 5 s to 20 s, m/s; zero after a fall.
fn forward_speed(options: &str) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    tanglewalk(&format!(
        "rollout --command 0.8,0,0 --seconds 20 {options} --out"
    ))
    .with(&file)
    .done();
    let velocity = &read_all(&file).unwrap()["base_velocity"];
    let forward = velocity.data.iter().step_by(3).skip(SETTLED);
    forward.sum::<f64>() / (1000 - SETTLED) as f64
}

#[test]
fn without_its_memory_it_does_not_reach_half_the_speed() {
    let (whole, lesioned) = (forward_speed(""), forward_speed("--lesion recurrence"));
    assert!((0.7..0.95).contains(&whole), "{whole} m/s of 0.8 m/s");
    assert!(
        lesioned < 0.4,
        "{lesioned} m/s without hidden and cell state"
    );
}
