//! Ellipses stacked by speed whose lift, the distance between their means, is smaller and larger than
//! they are wide: which plane is left out decides whether the stack is found.
//!
//! A layer: four latent coordinates (an ellipse in two, the lift, and a bend that follows the size of
//! the speed) and a second harmonic, seen by 32 units, each with signs of its own (the columns of a
//! Hadamard matrix), so that latent directions stay at right angles when units are z-scored.

use std::f64::consts::TAU;

use super::*;
use crate::analysis::cycles::Cycle;

const UNITS: usize = 32;
const BINS: usize = 40;
const MAJOR: f64 = 2.0;
const MINOR: f64 = 0.6;
const BOTH_WAYS: [f64; 8] = [-1.0, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1.0];
const ONE_WAY: [f64; 6] = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// What unit `unit` sees of the latent coordinates.
fn mixed(latent: [f64; 5], unit: usize) -> f64 {
    let sign = |at: usize| if unit >> at & 1 == 0 { 1.0 } else { -1.0 };
    let parts = latent.iter().enumerate().map(|(at, x)| sign(at) * x);
    parts.sum()
}

/// Latent coordinates of an ellipse with its mean at `mean` in its plane, lift and bend.
fn ellipse(phase: f64, mean: [f64; 2], lift: f64, bend: f64) -> [f64; 5] {
    let (sin, cos) = phase.sin_cos();
    let harmonic = 0.1 * (2.0 * phase).cos();
    [
        MAJOR * cos + mean[0],
        MINOR * sin + mean[1],
        lift,
        bend,
        harmonic,
    ]
}

/// Cycles of `bins(condition)` bins by latent coordinates of phase and speed.
fn layer(
    speeds: &[f64],
    bins: impl Fn(usize) -> usize,
    latent: impl Fn(f64, f64) -> [f64; 5],
) -> CycleStack {
    let cycle = |(condition, &speed): (usize, &f64)| {
        let bins = bins(condition);
        let row = |bin: usize| {
            let seen = latent(TAU * bin as f64 / bins as f64, speed);
            (0..UNITS).map(move |unit| mixed(seen, unit))
        };
        let rows: Vec<f64> = (0..bins).flat_map(row).collect();
        Cycle::new(Population::new(bins, UNITS, rows).unwrap(), 1.0).unwrap()
    };
    CycleStack::new(speeds.iter().enumerate().map(cycle).collect()).unwrap()
}

/// Ellipses whose outermost means lie `lift` apart, and which bend with the size of the speed.
fn stack(speeds: &[f64], lift: f64) -> CycleStack {
    let middle = speeds.iter().sum::<f64>() / speeds.len() as f64;
    let reach = (speeds[speeds.len() - 1] - speeds[0]) / 2.0;
    let height = move |speed: f64| (speed - middle) / reach;
    layer(
        speeds,
        |_| BINS,
        |phase, speed| {
            let height = height(speed);
            let bend = 0.05 * (3.0 * height).cos();
            ellipse(phase, [0.0; 2], 0.5 * lift * height, bend)
        },
    )
}

fn found(stack: &CycleStack, speeds: &[f64], settings: &Settings) -> (SpeedAxis, f64) {
    let axis = fit(stack, speeds, settings).unwrap().unwrap();
    let quality = axis.quality(stack, speeds).unwrap().unwrap();
    (axis, quality.rank_correlation.unwrap())
}

fn largest_between(axis: &SpeedAxis) -> f64 {
    let between = axis.left_out.iter().map(|left_out| left_out.between);
    between.fold(0.0, f64::max)
}

#[test]
fn a_lift_smaller_than_the_ellipse_is_held_by_both_planes() {
    for speeds in [&BOTH_WAYS[..], &ONE_WAY] {
        let cycles = stack(speeds, 0.8 * MINOR);
        let (leading, by_leading) = found(&cycles, speeds, &Settings::largest_mean());
        let (beside, by_cycles) = found(&cycles, speeds, &Settings::beside_cycles());
        assert!((by_leading - 1.0).abs() < 1e-12, "{by_leading}");
        assert!((by_cycles - 1.0).abs() < 1e-12, "{by_cycles}");
        assert!(angle(&leading, &beside).unwrap() < 0.1);
        assert!(largest_between(&leading) < 0.1 && largest_between(&beside) < 0.1);
    }
}

#[test]
fn a_lift_larger_than_the_ellipse_is_lost_with_the_components_and_held_beside_the_cycles() {
    // between the minor and the major axis it is PC2, beyond both PC1
    for (times, component) in [(5.0, 1), (20.0, 0)] {
        for speeds in [&BOTH_WAYS[..], &ONE_WAY] {
            let cycles = stack(speeds, times * MINOR);
            let (leading, by_leading) = found(&cycles, speeds, &Settings::largest_mean());
            let (beside, by_cycles) = found(&cycles, speeds, &Settings::beside_cycles());
            assert!(by_leading.abs() < 0.9, "{times}: {by_leading}");
            assert!(is_mostly_between(leading.left_out[component].between));
            assert!(!is_mostly_between(leading.left_out[1 - component].between));
            assert!((by_cycles - 1.0).abs() < 1e-12, "{times}: {by_cycles}");
            assert!(
                largest_between(&beside) < 0.05,
                "{:?}",
                largest_between(&beside)
            );
        }
    }
}

#[test]
fn however_far_the_means_lie_apart_the_stack_is_held() {
    for lift in [0.05, 0.5, 1.1, 1.3, 2.0, 4.5, 30.0] {
        let cycles = stack(&BOTH_WAYS, lift);
        let (axis, rank) = found(&cycles, &BOTH_WAYS, &Settings::beside_cycles());
        // below the bend, the bend is the direction of largest variance
        let expected = lift > 0.2;
        assert_eq!(rank > 0.999, expected, "{lift}: {rank}");
        for left_out in &axis.left_out {
            assert!(dot(&left_out.direction, &axis.direction).abs() < 1e-9);
            assert!((length(&left_out.direction) - 1.0).abs() < 1e-9);
        }
    }
}

#[test]
fn a_speed_left_out_is_decoded_beside_the_cycles_alone() {
    let cycles = stack(&BOTH_WAYS, 5.0 * MINOR);
    let error = |settings: &Settings| {
        let error = leave_one_speed_out(&cycles, &BOTH_WAYS, settings);
        let error = error.unwrap().unwrap();
        error.rms / error.rms_of_mean
    };
    assert!(error(&Settings::beside_cycles()) < 0.05);
    assert!(error(&Settings::largest_mean()) > 0.5);
}

#[test]
fn cycles_of_unequal_length_are_stacked_alike() {
    let bins = |condition: usize| 30 + 5 * condition;
    let cycles = layer(&BOTH_WAYS, bins, |phase, speed| {
        ellipse(phase, [0.0; 2], 2.0 * speed, 0.05 * (3.0 * speed).cos())
    });
    let (axis, rank) = found(&cycles, &BOTH_WAYS, &Settings::beside_cycles());
    assert!((rank - 1.0).abs() < 1e-12, "{rank}");
    assert!(largest_between(&axis) < 0.05);
    let (axis, rank) = found(&cycles, &BOTH_WAYS, &Settings::largest_mean());
    assert!(rank < 0.9 && largest_between(&axis) > 0.5, "{rank}");
}

#[test]
fn conditions_that_part_within_the_plane_of_their_cycles_are_told_of() {
    let cycles = layer(
        &BOTH_WAYS,
        |_| BINS,
        |phase, speed| ellipse(phase, [0.0, 3.0 * speed], 0.0, 0.25 * speed * speed),
    );
    let (axis, rank) = found(&cycles, &BOTH_WAYS, &Settings::beside_cycles());
    assert!(rank.abs() < 0.9, "{rank}");
    let mut left_out = axis.left_out.iter();
    assert!(left_out.any(|one| is_mostly_between(one.between)));
}

#[test]
fn a_plane_that_cycles_do_not_fill_leaves_more_to_the_axis() {
    // conditions that keep still, and conditions that run along a line
    for (swing, directions) in [(0.0, 0), (1.0, 1)] {
        let cycles = layer(
            &BOTH_WAYS,
            |_| BINS,
            |phase, speed| [swing * phase.cos(), 0.0, speed, 0.0, 0.0],
        );
        let (axis, rank) = found(&cycles, &BOTH_WAYS, &Settings::beside_cycles());
        assert_eq!(axis.left_out.len(), directions);
        assert!((rank - 1.0).abs() < 1e-12);
    }
    // and ellipses that differ in nothing
    let alike = layer(
        &BOTH_WAYS,
        |_| BINS,
        |phase, _| ellipse(phase, [0.0; 2], 0.0, 0.0),
    );
    let settings = Settings::beside_cycles();
    assert_eq!(fit(&alike, &BOTH_WAYS, &settings).unwrap(), None);
}

#[test]
fn the_share_between_conditions_is_that_of_the_means() {
    let cycles = stack(&BOTH_WAYS, 5.0 * MINOR);
    let (axis, _) = found(&cycles, &BOTH_WAYS, &Settings::largest_mean());
    for left_out in &axis.left_out {
        let z = axis.normaliser.apply(cycles.pooled()).unwrap();
        let means = axis.normaliser.apply(cycles.condition_means()).unwrap();
        let variance = |rows: &Population| {
            let along: Vec<f64> = rows
                .rows()
                .map(|row| dot(row, &left_out.direction))
                .collect();
            Population::from_parts(along.len(), 1, along).variances()[0]
        };
        assert!((left_out.between - variance(&means) / variance(&z)).abs() < 1e-9);
    }
}
