//! A recorded walk against mechanics: positions move as velocities say, feet touch where they
//! stand, targets come from actions.
//!
//! Row k is the state at k x 0.02 s. Positions are integrated in four steps of 5 ms, of which a
//! row's velocity is the last one's, so a difference of two rows is compared with the mean of
//! their velocities, one by one within a wide tolerance and on average within a narrow one.

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use tanglewalk::physics::{Ground, Vec3, World};
use tanglewalk::robot::Robot;
use tanglewalk::task::{Randomisation, draw_conditions, draw_start};

use crate::recording::{DT, Recording, rollout};

/// A curve, walked for 20 s.
fn curve() -> Recording {
    rollout("--command 0.6,0,0.5 --seconds 20 --seed 3")
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
        assert!(own > 0.5, "joint {joint}: correlation {own}");
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
    let start = draw_start(&mut rng, &robot, &Ground::Level, &Randomisation::default());
    let mut world = World::new(Arc::new(fine), &start, &conditions);
    let mut state = world.initial_state();
    let mut errors = Vec::new();
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
                if !after.foot_contact[joint / 3] && !state.foot_contact[joint / 3] {
                    errors.push(error);
                }
            }
            state = after;
        }
    }
    // what is left is the solver's push against the joints' gaps, which no velocity holds
    errors.sort_by(f32::total_cmp);
    let at = |share: f64| errors[(share * (errors.len() - 1) as f64) as usize];
    assert!(at(0.5) < 0.08, "median {} rad/s", at(0.5));
    assert!(at(0.99) < 0.6, "99th percentile {} rad/s", at(0.99));
}

#[test]
fn contacts_agree_with_the_height_of_the_feet() {
    let run = curve();
    let height = |row: usize, leg: usize| run.row("foot_position", row)[3 * leg + 2];
    let (mut touching, mut standing, mut high) = ([0_usize; 4], 0, 0);
    for row in 1..run.rows - 1 {
        for (leg, touching) in touching.iter_mut().enumerate() {
            let contact = |row| run.row("contact", row)[leg] == 1.0;
            *touching += usize::from(contact(row));
            // the foot is a sphere of 30 mm on soft ground
            if contact(row - 1) && contact(row) && contact(row + 1) {
                standing += 1;
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
                high += 1;
                assert!(!contact(row), "row {row}, leg {leg} touches from on high");
            }
        }
    }
    assert!(
        standing > 0 && high > 0,
        "{standing} rows stand, {high} swing"
    );
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
