//! A recorded run against what its arrays promise.
//!
//! Row k is the state at k x 0.02 s. Positions are integrated in four steps of 5 ms, of which a
//! row's velocity is the last one's, so a difference of two rows is compared with the mean of
//! their velocities, one by one within a wide tolerance and on average within a narrow one.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use tanglewalk::physics::{Quat, Vec3, World};
use tanglewalk::recording::npz::{NpzArray, read_all};
use tanglewalk::robot::Robot;
use tanglewalk::task::{Randomisation, draw_conditions, draw_start};

use crate::policy_files::PolicyFiles;
use crate::program::tanglewalk;
use crate::training::tiny;

/// Control step, s.
const DT: f64 = 0.02;

/// Runs `rollout` with the given options and reads what it wrote.
fn rollout(options: &str) -> Recording {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    tanglewalk(&format!("rollout {options} --out"))
        .with(&file)
        .done();
    Recording::read(&file)
}

struct Recording {
    rows: usize,
    arrays: BTreeMap<String, NpzArray>,
}

impl Recording {
    fn read(file: &Path) -> Self {
        let arrays = read_all(file).unwrap();
        let rows = arrays["time"].shape[0];
        Self { rows, arrays }
    }

    fn width(&self, name: &str) -> usize {
        self.arrays[name].shape[1]
    }

    fn row(&self, name: &str, row: usize) -> &[f64] {
        let width = self.width(name);
        &self.arrays[name].data[row * width..][..width]
    }

    fn vector(&self, name: &str, row: usize) -> Vec3 {
        let values: Vec<f32> = self.row(name, row).iter().map(|&x| x as f32).collect();
        Vec3::from_slice(&values)
    }

    fn world_from_base(&self, row: usize) -> Quat {
        let q = self.row("base_orientation", row);
        Quat::from_xyzw(q[0] as f32, q[1] as f32, q[2] as f32, q[3] as f32)
    }
}

/// A curve, walked for 20 s.
fn curve() -> Recording {
    rollout("--command 0.6,0,0.5 --seconds 20 --seed 3")
}

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
fn base_moves_as_its_velocity_says() {
    let run = curve();
    assert_eq!(run.rows, 1000);
    let world_velocity = |row| run.world_from_base(row) * run.vector("base_velocity", row);
    let mut mean_in_base = Vec3::ZERO;
    for row in 1..run.rows {
        let moved = run.vector("base_position", row) - run.vector("base_position", row - 1);
        let said = (world_velocity(row) + world_velocity(row - 1)) / 2.0;
        let error = moved / DT as f32 - said;
        assert!(error.length() < 0.1, "row {row}: {error} m/s beside {said}");
        mean_in_base += run.world_from_base(row).inverse() * error / (run.rows - 1) as f32;
    }
    // 2.5 mm/s: the centre of mass, 50 mm above the origin, would differ by more in a curve
    assert!(mean_in_base.length() < 2.5e-3, "{mean_in_base}");
    let walked = run.vector("base_velocity", 500);
    assert!(walked.length() > 0.2, "it walks: {walked}");
}

#[test]
fn base_turns_as_its_angular_velocity_says() {
    let run = curve();
    let mut mean = Vec3::ZERO;
    let mut turned = 0.0;
    for row in 1..run.rows {
        let turn = run.world_from_base(row - 1).inverse() * run.world_from_base(row);
        let said =
            run.vector("base_angular_velocity", row) + run.vector("base_angular_velocity", row - 1);
        let error = turn.to_scaled_axis() / DT as f32 - said / 2.0;
        assert!(error.length() < 1.0, "row {row}: {error} rad/s");
        mean += error / (run.rows - 1) as f32;
        turned += said.z / 2.0 * DT as f32;
        let length = run.world_from_base(row).length();
        assert!((length - 1.0).abs() < 1e-5, "row {row}: {length}");
    }
    assert!(mean.length() < 0.02, "{mean} rad/s");
    assert!(
        (6.0..14.0).contains(&turned),
        "0.5 rad/s for 20 s: {turned} rad"
    );
}

/// Correlation of two series.
fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let product = |x: &[f64], mean_x: f64, y: &[f64], mean_y: f64| -> f64 {
        x.iter()
            .zip(y)
            .map(|(x, y)| (x - mean_x) * (y - mean_y))
            .sum()
    };
    product(a, mean_a, b, mean_b)
        / (product(a, mean_a, a, mean_a) * product(b, mean_b, b, mean_b)).sqrt()
}

#[test]
fn joints_turn_as_their_velocities_say() {
    let run = curve();
    let turned = |joint: usize| -> Vec<f64> {
        let at = |row| run.row("joint_position", row)[joint];
        (1..run.rows)
            .map(|row| (at(row) - at(row - 1)) / DT)
            .collect()
    };
    let said = |joint: usize| -> Vec<f64> {
        let at = |row| run.row("joint_velocity", row)[joint];
        (1..run.rows)
            .map(|row| (at(row) + at(row - 1)) / 2.0)
            .collect()
    };
    // a drive answers a new target within one control step, of which rows show the ends alone
    for joint in 0..12 {
        let own = correlation(&turned(joint), &said(joint));
        assert!(own > 0.7, "joint {joint}: correlation {own}");
        for other in (0..12).filter(|&other| other != joint) {
            let foreign = correlation(&turned(joint), &said(other));
            assert!(foreign < own, "joint {joint} turns as joint {other} should");
        }
    }
}

#[test]
fn joints_turn_exactly_so_at_every_physics_step() {
    let robot = Robot::built_in().unwrap();
    let (rate, substeps) = (robot.spec.control_rate, robot.spec.substeps);
    let run = rollout("--command 0.6,0,0.5 --seconds 6 --seed 3 --no-noise");
    let mut fine = robot.clone();
    (fine.spec.control_rate, fine.spec.substeps) = (rate * substeps, 1);
    let step = fine.spec.physics_step();
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let conditions = draw_conditions(&mut rng, &Randomisation::default());
    let start = draw_start(&mut rng, &robot, &Randomisation::default());
    let mut world = World::new(Arc::new(fine), &start, &conditions);
    let mut state = world.initial_state();
    for row in 0..run.rows {
        for joint in 0..12 {
            let recorded = run.row("joint_position", row)[joint] as f32;
            assert_eq!(
                state.joint_position[joint], recorded,
                "row {row}, joint {joint}"
            );
        }
        let targets: Vec<f32> = run
            .row("joint_target", row)
            .iter()
            .map(|&t| t as f32)
            .collect();
        for _ in 0..substeps {
            let after = world.control_step(targets.as_slice().try_into().unwrap());
            for joint in 0..12 {
                let turned = (after.joint_position[joint] - state.joint_position[joint]) / step;
                let error = (turned - after.joint_velocity[joint]).abs();
                // an impact changes the velocity within the step
                let swings = !after.foot_contact[joint / 3] && !state.foot_contact[joint / 3];
                assert!(
                    !swings || error < 1.0,
                    "row {row}, joint {joint}: {error} rad/s"
                );
            }
            state = after;
        }
    }
}

#[test]
fn contacts_agree_with_the_height_of_the_feet() {
    let run = curve();
    let height = |row: usize, leg: usize| run.row("foot_position", row)[3 * leg + 2];
    let mut touching = [0_usize; 4];
    for row in 1..run.rows - 1 {
        for leg in 0..4 {
            let contact = |row| run.row("contact", row)[leg] == 1.0;
            touching[leg] += usize::from(contact(row));
            // the foot is a sphere of 30 mm on soft ground
            if contact(row - 1) && contact(row) && contact(row + 1) {
                let z = height(row, leg);
                assert!(
                    (0.01..0.035).contains(&z),
                    "row {row}, leg {leg} stands at {z} m"
                );
            }
            if !contact(row) {
                let z = height(row, leg);
                assert!(z > 0.025, "row {row}, leg {leg} hangs at {z} m");
            }
            if height(row, leg) > 0.1 {
                assert!(!contact(row), "row {row}, leg {leg} touches from on high");
            }
        }
    }
    for (leg, rows) in touching.into_iter().enumerate() {
        let share = rows as f64 / run.rows as f64;
        assert!(
            (0.2..0.9).contains(&share),
            "leg {leg} is down {share} of the time"
        );
    }
}

#[test]
fn layers_actions_and_targets_belong_together() {
    let run = curve();
    let robot = Robot::built_in().unwrap();
    for row in 0..run.rows {
        assert!(run.row("hidden", row).iter().all(|h| h.abs() < 1.0));
        for joint in 0..12 {
            let action = run.row("action", row)[joint].clamp(-8.0, 8.0);
            let target = f64::from(robot.spec.default_joint_position[joint])
                + f64::from(robot.spec.action_scale) * action;
            assert!((run.row("joint_target", row)[joint] - target).abs() < 1e-5);
            let torque = run.row("joint_torque", row)[joint].abs();
            assert!(torque <= f64::from(robot.joints[joint].effort) + 1e-3);
            if row > 0 {
                let seen = run.row("observation", row)[36 + joint];
                let before = run.row("action", row - 1)[joint].clamp(-8.0, 8.0);
                assert!((seen - before).abs() < 1e-6, "the last action is seen");
            }
        }
    }
    let cells = &run.arrays["cell"].data;
    assert!(
        cells.iter().any(|c| c.abs() > 1.0),
        "cells are not squashed"
    );
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
