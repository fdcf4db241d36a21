//! Q of stacks against closed forms, against its definition, and its invariances.

use std::f64::consts::TAU;

use super::super::super::{Population, layer};
use super::*;

/// Two units over one cycle of `bins`, by phase.
fn cycle(bins: usize, period: f64, point: impl Fn(f64) -> [f64; 2]) -> Cycle {
    let rows = (0..bins).flat_map(|k| point(TAU * k as f64 / bins as f64));
    Cycle::new(Population::new(bins, 2, rows.collect()).unwrap(), period).unwrap()
}

fn circle(bins: usize, period: f64, radius: f64, center: f64) -> Cycle {
    cycle(bins, period, |phase| {
        [center + radius * phase.cos(), radius * phase.sin()]
    })
}

/// Noise without a generator, in cycles of different lengths and periods.
fn rough() -> CycleStack {
    let value = |i: usize| ((i as f64 + 1.0) * 12.9898).sin() * 43_758.545_3 % 1.0;
    let cycle = |c: usize, bins: usize| {
        let data = (0..bins * 5).map(|i| value(i + 1000 * c)).collect();
        Cycle::new(
            Population::new(bins, 5, data).unwrap(),
            0.5 + 0.1 * c as f64,
        )
        .unwrap()
    };
    CycleStack::new(vec![cycle(0, 20), cycle(1, 150), cycle(2, 33)]).unwrap()
}

/// A plain reading of the definition: within and between.
fn by_definition(x: &CycleStack, epsilon: f64) -> [Vec<f64>; 2] {
    let mut points = Vec::new();
    for (c, cycle) in x.cycles().iter().enumerate() {
        for k in 0..cycle.bins() {
            let before = (k + cycle.bins() - 1) % cycle.bins();
            let rows = cycle.data().row(k).iter().zip(cycle.data().row(before));
            let slope: Vec<f64> = rows.map(|(a, b)| (a - b) / cycle.dt()).collect();
            points.push((c, cycle.data().row(k), slope));
        }
    }
    let distance =
        |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum() };
    [true, false].map(|same| {
        let of = |(c, x, slope): &(usize, &[f64], Vec<f64>)| {
            let others = points.iter().filter(|other| (other.0 == *c) == same);
            others
                .map(|(_, y, other)| distance(slope, other) / (distance(x, y) + epsilon))
                .fold(0.0, f64::max)
        };
        points.iter().map(of).collect()
    })
}

fn assert_close(found: &[f64], expected: &[f64], relative: f64) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} against {b}");
    }
}

#[test]
fn cycles_of_unequal_length_agree_with_the_definition() {
    let x = rough();
    let found = tangling_of(&x, Derivative::Wrapped, 0.05).unwrap();
    let [within, between] = by_definition(&x, 0.05);
    assert_close(&found.within, &within, 1e-10);
    assert_close(found.between.as_ref().unwrap(), &between, 1e-10);
    let larger = found.within.iter().zip(found.between.as_ref().unwrap());
    let larger: Vec<f64> = larger.map(|(a, &b)| a.max(b)).collect();
    assert_eq!(found.over_all(), larger);
}

#[test]
fn one_condition_is_the_tangling_of_its_cycle() {
    let one = CycleStack::new(vec![circle(100, 0.8, 2.0, 7.0)]).unwrap();
    let found = tangling(&one, &Settings::default()).unwrap().unwrap();
    assert_eq!(found.between, None);
    let settings = layer::Settings {
        dt: 0.008,
        form: Form::ZScore,
        derivative: Derivative::Wrapped,
    };
    let plain = layer::measure(one.pooled(), &settings).unwrap();
    assert_close(&found.over_all(), &plain.tangling.unwrap().q, 1e-12);
}

#[test]
fn a_circle_by_hand() {
    // farthest points: |x' - x''| = 2 w r c, |x - x''| = 2 r; z-scores have r^2 = 2, epsilon 0.1;
    // c is the chord of a first difference over its arc
    let (bins, period) = (100, 0.8);
    let one = CycleStack::new(vec![circle(bins, period, 3.0, 1.0)]).unwrap();
    let half = 0.5 * TAU / bins as f64;
    let speed = TAU / period * half.sin() / half;
    let expected = speed * speed * 8.0 / 8.1;
    let found = tangling(&one, &Settings::default()).unwrap().unwrap();
    assert_close(&found.within, &vec![expected; bins], 1e-9);
}

#[test]
fn a_figure_of_eight_is_tangled_where_it_crosses() {
    // x = (sin p, sin 2p): at p = 0 and pi the same place, velocities (1, 2) w and (-1, 2) w.
    // Unnormalised: variance of all entries 1/2, epsilon 0.05, Q at the crossing (2 w)^2 / 0.05.
    // Bins shifted by half a bin, so that backward differences straddle the crossing alike.
    let (bins, period) = (400, 1.0);
    let shift = 0.5 * TAU / bins as f64;
    let eight = cycle(bins, period, |p| {
        [(p + shift).sin(), (2.0 * (p + shift)).sin()]
    });
    let stack = CycleStack::new(vec![eight]).unwrap();
    let settings = Settings::wrapped(Form::None);
    let found = tangling(&stack, &settings).unwrap().unwrap();
    assert!((found.epsilon - 0.05).abs() < 1e-12);
    let at_crossing = (2.0 * TAU / period).powi(2) / 0.05;
    for k in [0, bins / 2] {
        let q = found.within[k];
        assert!((q / at_crossing - 1.0).abs() < 0.02, "{q} {at_crossing}");
    }
    // at p = pi / 2 the worst partner is near the crossing: (2 w)^2 + w^2 and more over 1.05
    let aside = found.within[bins / 4];
    assert!(aside < 0.25 * at_crossing, "{aside}");
    let largest = found.within.iter().copied().fold(0.0, f64::max);
    assert!(largest < 1.02 * at_crossing, "{largest}");
}

#[test]
fn circles_one_upon_the_other_tangle_unless_they_are_stacked() {
    let same = |center| {
        let fast = circle(100, 0.5, 1.0, center);
        CycleStack::new(vec![circle(100, 1.0, 1.0, 0.0), fast]).unwrap()
    };
    let settings = Settings::wrapped(Form::None);
    let q = |stack: &CycleStack| tangling(stack, &settings).unwrap().unwrap();
    // in one place: speeds of 2 pi and 4 pi and no distance
    let found = q(&same(0.0));
    let between = found.between.clone().unwrap();
    assert!(between[0] > TAU * TAU / found.epsilon * 0.99);
    assert!(q(&same(50.0)).between.unwrap()[0] < 1.0);
    // within, the faster has twice the speed: four times Q
    assert!((found.within[150] / found.within[50] - 4.0).abs() < 1e-9);
}

#[test]
fn turning_shifting_and_scaling_change_nothing() {
    let x = rough();
    let (sine, cosine) = 0.7_f64.sin_cos();
    let turned = x
        .map(|data| {
            Ok(data.clone().map_rows(|row| {
                let (a, b) = (row[0], row[3]);
                row[0] = cosine * a - sine * b;
                row[3] = sine * a + cosine * b;
                row.iter_mut()
                    .for_each(|value| *value = 50.0 * *value + 3.0);
            }))
        })
        .unwrap();
    for softening in [Softening::Entries, Softening::Total] {
        let settings = |form| Settings {
            form,
            derivative: Derivative::Wrapped,
            softening,
        };
        let q = |x: &CycleStack, form| tangling(x, &settings(form)).unwrap().unwrap().over_all();
        // epsilon by entries sees the units' means differ, so compare centred
        let centre = |x: &CycleStack| {
            let means = x.pooled().means();
            x.map(|data| {
                Ok(data.clone().map_rows(|row| {
                    let pairs = row.iter_mut().zip(&means);
                    pairs.for_each(|(value, mean)| *value -= mean);
                }))
            })
            .unwrap()
        };
        assert_close(
            &q(&centre(&turned), Form::None),
            &q(&centre(&x), Form::None),
            1e-8,
        );
        let scaled = x
            .map(|data| {
                Ok(data
                    .clone()
                    .map_rows(|row| row.iter_mut().for_each(|v| *v = 9.0 * *v - 1.0)))
            })
            .unwrap();
        for form in [
            Form::ZScore,
            Form::Range,
            Form::Pcs { dimensions: 3 },
            Form::Russo,
        ] {
            assert_close(&q(&scaled, form), &q(&x, form), 1e-8);
        }
    }
}

#[test]
fn the_total_softens_by_as_many_units_more() {
    let x = rough();
    let by = |softening| {
        let settings = Settings {
            softening,
            ..Settings::default()
        };
        tangling(&x, &settings).unwrap().unwrap().epsilon
    };
    assert!((by(Softening::Entries) - 0.1).abs() < 1e-12);
    assert!((by(Softening::Total) - 0.5).abs() < 1e-12);
}

#[test]
fn what_does_not_vary_has_no_tangling() {
    let still = CycleStack::from_array(4, 2, &[0.3; 16], &[1.0, 1.0]).unwrap();
    assert_eq!(tangling(&still, &Settings::default()).unwrap(), None);
    assert_eq!(tangling_of(&still, Derivative::Wrapped, 0.0), None);
}
