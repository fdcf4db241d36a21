//! `analyze --condition` on ellipses stacked by their condition, closer together and farther apart than
//! they are wide.

use std::f64::consts::TAU;

use serde_json::Value;

use super::tests::Recording;
use crate::recording::npz::{Entry, Values};

const ROWS: usize = 40;
const UNITS: usize = 16;

/// Ellipses of half axes 2 and 0.6 at each speed, their means `lift x speed` apart along a third
/// direction, and a bend by the size of the speed along a fourth, in units with signs of their own.
fn stacked(speeds: &[f64], lift: f64) -> Recording {
    let rows = ROWS * speeds.len();
    let time: Vec<f64> = (0..rows).map(|row| 0.01 * row as f64).collect();
    let speed: Vec<f64> = speeds.iter().flat_map(|&one| [one; ROWS]).collect();
    let seen = |row: usize, unit: usize| {
        let (sin, cos) = (TAU * row as f64 / ROWS as f64).sin_cos();
        let one = speed[row];
        let latent = [2.0 * cos, 0.6 * sin, lift * one, 0.1 * one * one];
        let sign = |at: usize| if unit >> at & 1 == 0 { 1.0 } else { -1.0 };
        let parts = latent.iter().enumerate().map(|(at, x)| sign(at) * x);
        parts.sum::<f64>()
    };
    let rates: Vec<f64> = (0..rows)
        .flat_map(|row| (0..UNITS).map(move |unit| (row, unit)))
        .map(|(row, unit)| seen(row, unit))
        .collect();
    let entry = |name, values| Entry {
        name,
        shape: &[],
        values: Values::F64(values),
    };
    Recording::of(&[
        Entry {
            shape: &[rows],
            ..entry("time", &time)
        },
        Entry {
            shape: &[rows],
            ..entry("speed", &speed)
        },
        Entry {
            shape: &[rows, UNITS],
            ..entry("rates", &rates)
        },
    ])
}

fn layer(recording: &Recording) -> Value {
    let json = recording.json(&["--condition", "speed"]);
    json["layers"]["rates"].clone()
}

#[test]
fn a_stack_is_found_whether_its_lift_is_smaller_or_larger_than_the_ellipses() {
    for speeds in [&[-1.0, -0.5, 0.4, 0.8, 1.2][..], &[0.5, 1.0, 1.5, 2.0]] {
        for lift in [0.3, 1.0, 9.0] {
            let layer = layer(&stacked(speeds, lift));
            let axis = &layer["axis"];
            assert_eq!(axis["rank_correlation"], 1.0, "{lift}: {axis}");
            let shares = layer["left_out_between"].as_array().unwrap();
            assert!(shares.iter().all(|share| share.as_f64().unwrap() < 0.1));
        }
    }
}

#[test]
fn a_component_that_tells_conditions_apart_is_warned_of() {
    let speeds = [-1.0, -0.5, 0.4, 0.8, 1.2];
    let warned = |lift| {
        let recording = stacked(&speeds, lift);
        recording.analyze(&["--condition", "speed"]).unwrap().1
    };
    assert_eq!(warned(0.3), "");
    let near = warned(1.0);
    assert!(
        near.contains("warning: layer rates: ") && near.contains("% of the variance of PC2 lies"),
        "{near}"
    );
    assert!(!near.contains("of PC1 lies"), "{near}");
    let far = warned(9.0);
    assert!(far.contains("of PC1 lies between trajectories"), "{far}");
    assert!(far.trim_end().ends_with("of this 1.00"), "{far}");
    let lost = layer(&stacked(&speeds, 9.0))["axis"]["components"].clone();
    assert!(
        lost["rank_correlation"].as_f64().unwrap().abs() < 0.9,
        "{lost}"
    );
}

#[test]
fn trajectories_that_part_within_their_plane_are_warned_of() {
    let speeds = [0.5, 1.0, 2.0];
    let rows = ROWS * speeds.len();
    let time: Vec<f64> = (0..rows).map(|row| 0.01 * row as f64).collect();
    let speed: Vec<f64> = speeds.iter().flat_map(|&one| [one; ROWS]).collect();
    let rates: Vec<f64> = (0..rows)
        .flat_map(|row| {
            let (sin, cos) = (TAU * row as f64 / ROWS as f64).sin_cos();
            [cos + 5.0 * speed[row], sin, cos + sin + 5.0 * speed[row]]
        })
        .collect();
    let recording = Recording::of(&[
        Entry {
            name: "time",
            shape: &[rows],
            values: Values::F64(&time),
        },
        Entry {
            name: "speed",
            shape: &[rows],
            values: Values::F64(&speed),
        },
        Entry {
            name: "rates",
            shape: &[rows, 3],
            values: Values::F64(&rates),
        },
    ]);
    let (table, notes) = recording.analyze(&["--condition", "speed"]).unwrap();
    assert!(
        notes.contains("within the plane that the speed axis leaves out"),
        "{notes}"
    );
    assert!(table.contains("rates has no speed axis"), "{table}");
    assert_eq!(layer(&recording)["axis"], Value::Null);
}
