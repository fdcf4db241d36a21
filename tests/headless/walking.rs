//! What the shipped policy can do: stand still, and walk only with its memory.

use tanglewalk::recording::npz::read_all;

use crate::program::tanglewalk;

/// Steps from which a run counts: 5 s.
const SETTLED: usize = 250;

#[test]
fn told_to_stand_it_stays_where_it_is_on_all_feet() {
    let folder = tempfile::tempdir().unwrap();
    for seed in ["0", "1", "2"] {
        let file = folder.path().join("run.npz");
        tanglewalk("rollout --command 0,0,0 --seconds 25 --seed")
            .with(seed)
            .with("--out")
            .with(&file)
            .done();
        let arrays = read_all(&file).unwrap();
        let position = &arrays["base_position"].data;
        assert_eq!(position.len(), 25 * 50 * 3, "seed {seed}: it fell");
        let at = |row: usize| [position[3 * row], position[3 * row + 1]];
        let [x, y] = at(SETTLED);
        let drift = (SETTLED..position.len() / 3)
            .map(|row| (at(row)[0] - x).hypot(at(row)[1] - y))
            .fold(0.0, f64::max);
        assert!(drift < 0.01, "seed {seed}: {drift} m in 20 s");
        let contact = &arrays["contact"].data[4 * SETTLED..];
        let down = contact.iter().sum::<f64>() / contact.len() as f64;
        assert!(down == 1.0, "seed {seed}: feet are down {down} of the time");
    }
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
