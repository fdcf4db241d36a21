//! `rollout`: the same bytes for a seed, the arrays of the contract, and what its options do.

use std::collections::BTreeMap;
use std::path::Path;

use tanglewalk::recording::npz::NpzArray;

use crate::policy_files::PolicyFiles;
use crate::program::tanglewalk;
use crate::recording::{DT, Recording, rollout};
use crate::training::tiny;

#[test]
fn one_seed_gives_the_same_bytes_and_another_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = |name: &str, seed: &str| {
        let file = folder.path().join(name);
        tanglewalk("rollout --command 0.6,0,0.5 --seconds 4 --seed")
            .with(seed)
            .with("--out")
            .with(&file)
            .done();
        std::fs::read(file).unwrap()
    };
    let first = bytes("first.npz", "7");
    // the clock of a zip counts in steps of two seconds
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert_eq!(first, bytes("second.npz", "7"));
    assert_ne!(first, bytes("other.npz", "8"));
}

#[test]
fn arrays_have_the_names_shapes_and_types_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    tanglewalk("rollout --command -0.5,0,0 --seconds 2 --out")
        .with(&file)
        .done();
    let run = Recording::read(&file);
    let widths = [
        ("command", 3),
        ("base_position", 3),
        ("base_orientation", 4),
        ("base_velocity", 3),
        ("base_angular_velocity", 3),
        ("joint_position", 12),
        ("joint_velocity", 12),
        ("joint_target", 12),
        ("joint_torque", 12),
        ("contact", 4),
        ("foot_position", 12),
        ("observation", 48),
        ("encoder", 128),
        ("hidden", 128),
        ("cell", 128),
        ("action", 12),
    ];
    assert_eq!(run.arrays["time"].shape, [100]);
    for (name, width) in widths {
        assert_eq!(run.arrays[name].shape, [100, width], "{name}");
    }
    assert_eq!(run.arrays.len(), widths.len() + 1);
    for row in 0..run.rows {
        assert_eq!(run.arrays["time"].data[row], row as f64 * DT);
        assert_eq!(run.row("command", row), [-0.5, 0.0, 0.0]);
        assert!(
            run.row("contact", row)
                .iter()
                .all(|c| [0.0, 1.0].contains(c))
        );
    }
    let types = dtypes(&file);
    assert_eq!(types["time"], "<f8");
    assert_eq!(types["contact"], "|u1");
    assert_eq!(types["hidden"], "<f4");
    let finite = |array: &NpzArray| array.data.iter().all(|value| value.is_finite());
    assert!(run.arrays.values().all(finite));
}

/// A run of a minute has arrays that are moved to the disk while it goes on.
#[test]
fn a_long_run_has_the_rows_of_a_short_one_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let read = |seconds: &str| {
        let file = folder.path().join(format!("{seconds}.npz"));
        tanglewalk("rollout --command 0.5,0,0 --seconds")
            .with(seconds)
            .with("--out")
            .with(&file)
            .done();
        Recording::read(&file)
    };
    let (short, long) = (read("4"), read("64"));
    assert_eq!((short.rows, long.rows), (200, 3200));
    let held = long.rows * long.width("hidden") * size_of::<f32>();
    assert!(held > 1 << 20, "{held} bytes are held in memory");
    for (name, array) in &short.arrays {
        let long = &long.arrays[name];
        assert_eq!(long.data[..array.data.len()], array.data, "{name}");
        assert_eq!(long.shape[1..], array.shape[1..], "{name}");
        assert_eq!(long.data.len(), array.data.len() * 16, "{name}");
    }
    let last = &long.arrays["time"].data[3199];
    assert_eq!(*last, 3199.0 * DT);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

/// NumPy's names of the arrays' types.
fn dtypes(file: &Path) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    (0..archive.len())
        .map(|index| {
            let entry = archive.by_index(index).unwrap();
            let name = entry.name().trim_end_matches(".npy").to_owned();
            let dtype = npyz::NpyFile::new(entry).unwrap().header().dtype().descr();
            (name, dtype.trim_matches('\'').to_owned())
        })
        .collect()
}

#[test]
fn a_schedule_changes_the_command_at_its_times() {
    let run = rollout("--command 2:0,0,0.5 --command 0.5:0.4,0,0 --seconds 3");
    for row in 0..run.rows {
        let expected = match row {
            0..25 => [0.0, 0.0, 0.0],
            25..100 => [f64::from(0.4_f32), 0.0, 0.0],
            _ => [0.0, 0.0, 0.5],
        };
        assert_eq!(run.row("command", row), expected, "row {row}");
    }
}

#[test]
fn without_noise_the_sensors_are_exact() {
    let noisy = rollout("--seconds 1 --seed 5");
    let exact = rollout("--seconds 1 --seed 5 --no-noise");
    assert_eq!(
        noisy.row("base_position", 0),
        exact.row("base_position", 0),
        "the start is the seed's, with noise or without"
    );
    assert_ne!(noisy.arrays["observation"], exact.arrays["observation"]);
    for row in 0..exact.rows {
        let seen = exact.row("observation", row);
        let velocity = exact.row("base_velocity", row);
        for axis in 0..3 {
            assert!((seen[axis] - 2.0 * velocity[axis]).abs() < 1e-5);
        }
        let farthest = (0..3)
            .map(|axis| {
                (noisy.row("observation", row)[axis] - 2.0 * noisy.row("base_velocity", row)[axis])
                    .abs()
            })
            .fold(0.0, f64::max);
        assert!(
            farthest <= 0.2 + 1e-5,
            "noise keeps to its bounds: {farthest}"
        );
    }
}

#[test]
fn a_lesion_forgets_what_the_network_remembers() {
    let whole = rollout("--seconds 0.1 --seed 2 --no-noise");
    let lesioned = rollout("--seconds 0.1 --seed 2 --no-noise --lesion recurrence");
    assert_eq!(
        whole.row("hidden", 0),
        lesioned.row("hidden", 0),
        "nothing to forget yet"
    );
    assert_ne!(whole.row("hidden", 1), lesioned.row("hidden", 1));
    // without memory the cell is the product of two gates
    assert!(lesioned.arrays["cell"].data.iter().all(|c| c.abs() < 1.0));
}

#[test]
fn a_fall_ends_the_recording_and_is_told() {
    // thighs swing up and the trunk drops
    let policy = PolicyFiles::shipped().reweigh(|tensors| {
        let (_, _, bytes) = tensors.get_mut("action.bias").unwrap();
        for (joint, value) in bytes.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let push: f32 = if joint % 3 == 1 { 8.0 } else { 0.0 };
            *value = push.to_le_bytes();
        }
    });
    let file = policy.folder().join("run.npz");
    let said = tanglewalk("rollout --command 0,0,0 --seconds 10 --policy")
        .with(policy.manifest())
        .with("--out")
        .with(&file)
        .done();
    let run = Recording::read(&file);
    assert!((1..500).contains(&run.rows), "{} rows", run.rows);
    let after = run.rows as f64 * DT;
    assert!(
        said.contains(&format!("The robot fell after {after:.2} s")),
        "{said}"
    );
    assert!(
        said.contains(&format!("{} rows are in", run.rows)),
        "{said}"
    );
    assert!(run.arrays.values().all(|array| array.shape[0] == run.rows));
}

#[test]
fn layers_beyond_the_papers_are_recorded_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = tiny();
    config["network"]["encoder"] = serde_json::json!([16, 8]);
    config["network"]["decoder"] = serde_json::json!([10]);
    std::fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
    tanglewalk("train --config config.json --out run --steps 0")
        .within(folder.path())
        .done();
    tanglewalk("rollout --seconds 0.2 --policy run/checkpoints/latest.json --out run.npz")
        .within(folder.path())
        .done();
    let run = Recording::read(&folder.path().join("run.npz"));
    let widths =
        ["encoder", "encoder_2", "hidden", "decoder", "action"].map(|name| run.width(name));
    assert_eq!(widths, [16, 8, 16, 10, 12]);
}

#[test]
fn a_push_changes_the_velocity_at_its_time_and_a_film_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    let (calm, pushed) = (
        folder.path().join("calm.npz"),
        folder.path().join("pushed.npz"),
    );
    let film = folder.path().join("film.svg");
    tanglewalk("rollout --command 0,0,0 --seconds 2 --no-noise --out")
        .with(&calm)
        .done();
    let said = tanglewalk("rollout --command 0,0,0 --seconds 2 --no-noise --push 1:0,0.8")
        .with("--film")
        .with("0.9:1.9")
        .with("--film-strip")
        .with(&film)
        .with("--out")
        .with(&pushed)
        .done();
    assert!(said.contains("film.svg"), "{said}");
    let (calm, pushed) = (Recording::read(&calm), Recording::read(&pushed));
    let velocity = |run: &Recording, row: usize| {
        let data = &run.arrays["base_velocity"].data;
        [data[3 * row], data[3 * row + 1]]
    };
    let differs = |row: usize| {
        let (a, b) = (velocity(&calm, row), velocity(&pushed, row));
        (b[0] - a[0]).hypot(b[1] - a[1])
    };
    assert_eq!(differs(50), 0.0, "row 50 is the state before the push");
    assert!(differs(51) > 0.4, "{}", differs(51));
    let svg = std::fs::read_to_string(film).unwrap();
    for time in ["0.90 s", "1.90 s"] {
        assert!(svg.contains(time), "{time}");
    }
}
