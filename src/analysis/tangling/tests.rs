//! Q against closed forms, against its definition, and its invariances.

use std::f64::consts::TAU;

use super::*;
use crate::analysis::layer::{self, TanglingReport};

/// A plain reading of the definition, pair by pair.
fn by_definition(x: &Population, dt: f64, derivative: Derivative, epsilon: f64) -> Vec<f64> {
    let samples = x.samples();
    let slope = |k: usize, n: usize| {
        let (now, before) = match (k, derivative) {
            (0, Derivative::Open) => (1, 0),
            (0, Derivative::Wrapped) => (0, samples - 1),
            _ => (k, k - 1),
        };
        (x.row(now)[n] - x.row(before)[n]) / dt
    };
    let square = |value: f64| value * value;
    let ratio = |t: usize, other: usize| {
        let units = 0..x.units();
        let above: f64 = units
            .clone()
            .map(|n| square(slope(t, n) - slope(other, n)))
            .sum();
        let below: f64 = units.map(|n| square(x.row(t)[n] - x.row(other)[n])).sum();
        above / (below + epsilon)
    };
    (0..samples)
        .map(|t| {
            (0..samples)
                .map(|other| ratio(t, other))
                .fold(0.0, f64::max)
        })
        .collect()
}

/// Noise without a generator: the fractional part of a fast-growing product.
fn rough(samples: usize, units: usize) -> Population {
    let value = |i: usize| ((i as f64 + 1.0) * 12.9898).sin() * 43_758.545_3 % 1.0;
    Population::new(samples, units, (0..samples * units).map(value).collect()).unwrap()
}

fn circle(samples: usize, radius: f64) -> Population {
    let point = |k: usize| {
        let phase = TAU * k as f64 / samples as f64;
        [radius * phase.cos() + 4.0, radius * phase.sin() - 9.0]
    };
    Population::new(samples, 2, (0..samples).flat_map(point).collect()).unwrap()
}

/// Tangling as `analyze` takes it.
fn tangling(
    population: Population,
    dt: f64,
    form: Form,
    derivative: Derivative,
) -> Result<Option<TanglingReport>, AnalysisError> {
    let settings = layer::Settings {
        dt,
        form,
        derivative,
    };
    Ok(layer::measure(population, &settings)?.tangling)
}

fn q(population: Population, dt: f64, form: Form, derivative: Derivative) -> Vec<f64> {
    tangling(population, dt, form, derivative)
        .unwrap()
        .unwrap()
        .q
}

fn assert_close(found: &[f64], expected: &[f64], relative: f64) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} against {b}");
    }
}

#[test]
fn blocks_agree_with_the_definition() {
    // Sizes on both sides of one and of two blocks.
    for (samples, units) in [(3, 1), (127, 5), (128, 3), (129, 9), (300, 17)] {
        for derivative in [Derivative::Open, Derivative::Wrapped] {
            let x = rough(samples, units);
            let found = tangling_of(x.clone(), 0.02, derivative, 0.05)
                .unwrap()
                .unwrap();
            assert_close(&found.q, &by_definition(&x, 0.02, derivative, 0.05), 1e-10);
        }
    }
}

#[test]
fn an_offset_costs_no_digits() {
    let x = rough(200, 6);
    let shifted = x
        .clone()
        .map_rows(|row| row.iter_mut().for_each(|value| *value += 1024.0));
    let here = tangling_of(x, 0.02, Derivative::Open, 0.05)
        .unwrap()
        .unwrap();
    let there = tangling_of(shifted, 0.02, Derivative::Open, 0.05)
        .unwrap()
        .unwrap();
    assert_close(&there.q, &here.q, 1e-8);
}

#[test]
fn a_circle_of_period_p_gives_its_angular_speed_squared() {
    // Opposite points: |x' - x''|^2 = (2 w r)^2 c^2, |x - x''|^2 = (2 r)^2; z-scoring makes
    // r^2 = 2 and epsilon 0.1. c is the chord of a first difference over its arc.
    let (samples, dt) = (100, 0.01);
    let speed = TAU / (samples as f64 * dt);
    let chord = (0.5 * speed * dt).sin() / (0.5 * speed * dt);
    let expected = (speed * chord).powi(2) * 8.0 / 8.1;
    let found = q(circle(samples, 3.0), dt, Form::ZScore, Derivative::Wrapped);
    assert_close(&found, &[expected; 100], 1e-9);
}

#[test]
fn every_form_but_russo_softens_by_the_variance_of_its_entries() {
    let x = rough(50, 4);
    let raw = tangling(x.clone(), 0.1, Form::None, Derivative::Open)
        .unwrap()
        .unwrap();
    assert!((raw.epsilon - 0.1 * x.variance_of_entries()).abs() < 1e-15);
    let z = tangling(x.clone(), 0.1, Form::ZScore, Derivative::Open)
        .unwrap()
        .unwrap();
    assert!((z.epsilon - 0.1).abs() < 1e-12);
    // All four components: the distances of the z-scores, so the same Q.
    let pcs = Form::Pcs { dimensions: 8 };
    assert_close(&q(x.clone(), 0.1, pcs, Derivative::Open), &z.q, 1e-9);
    let russo = tangling(x.clone(), 0.1, Form::Russo, Derivative::Open)
        .unwrap()
        .unwrap();
    let soft = tangling(x, 0.1, Form::SoftRange, Derivative::Open)
        .unwrap()
        .unwrap();
    assert!(
        (russo.epsilon - 4.0 * soft.epsilon).abs() < 1e-12,
        "4 units: 4 times the mean"
    );
}

#[test]
fn q_is_the_same_for_a_layer_in_other_units() {
    let x = rough(80, 5);
    let scaled = x
        .clone()
        .map_rows(|row| row.iter_mut().for_each(|value| *value *= 1e3));
    for form in [
        Form::ZScore,
        Form::Range,
        Form::SoftRange,
        Form::None,
        Form::Russo,
    ] {
        let here = q(x.clone(), 0.02, form, Derivative::Open);
        assert_close(
            &q(scaled.clone(), 0.02, form, Derivative::Open),
            &here,
            1e-9,
        );
    }
    // Half the step is twice the speed: four times Q.
    let slow = q(x.clone(), 0.02, Form::ZScore, Derivative::Open);
    let fast = q(x, 0.01, Form::ZScore, Derivative::Open);
    assert_close(
        &fast,
        &slow.iter().map(|q| 4.0 * q).collect::<Vec<_>>(),
        1e-12,
    );
}

#[test]
fn what_does_not_vary_has_no_tangling() {
    let still = Population::new(10, 2, [0.1, -7.0].repeat(10)).unwrap();
    for form in [
        Form::ZScore,
        Form::None,
        Form::Pcs { dimensions: 8 },
        Form::Russo,
    ] {
        assert_eq!(
            tangling(still.clone(), 0.02, form, Derivative::Open).unwrap(),
            None
        );
    }
    assert_eq!(
        tangling_of(still.clone(), 0.02, Derivative::Open, 0.0).unwrap(),
        None
    );
    assert!(
        !varies(&still),
        "an offset between units is not variance over time"
    );
    let wave = |rms: f64| {
        let value = |k: usize| [rms, -rms][k % 2];
        Population::new(20, 1, (0..20).map(value).collect()).unwrap()
    };
    assert!(varies(&wave(0.11)));
    assert!(!varies(&wave(0.09)));
}

#[test]
fn what_cannot_be_analysed_is_refused() {
    let refused = |x, dt| tangling(x, dt, Form::ZScore, Derivative::Open).unwrap_err();
    assert!(matches!(
        refused(rough(2, 2), 0.02),
        AnalysisError::TooFewSamples { found: 2, .. }
    ));
    assert!(matches!(
        refused(rough(9, 2), 0.0),
        AnalysisError::TimeStep { .. }
    ));
    let broken = Population::new(3, 1, vec![0.0, f64::NAN, 1.0]).unwrap();
    assert!(matches!(
        refused(broken, 0.02),
        AnalysisError::NotFinite { row: 1, .. }
    ));
}

#[test]
fn percentiles_are_linear_between_neighbours() {
    let sorted = [1.0, 2.0, 4.0, 8.0];
    assert_eq!(percentile(&sorted, 50.0), 3.0);
    assert!((percentile(&sorted, 90.0) - 6.8).abs() < 1e-12);
    assert_eq!(percentile(&sorted, 100.0), 8.0);
    assert_eq!(percentile(&[5.0], 90.0), 5.0);
    assert!(percentile(&[], 50.0).is_nan());
}
