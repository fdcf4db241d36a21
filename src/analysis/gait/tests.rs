//! Made-up contacts with known strides, phases and duty factors.

use super::*;

/// Ten seconds at 50 Hz of 2 Hz strides: each leg touches down at its phase and stays for `duty`.
fn stepping(phase: [f64; LEGS], duty: f64) -> Vec<[bool; LEGS]> {
    let period = 25;
    let down = |k: usize, leg: usize| {
        let since = (k as f64 / period as f64 - phase[leg] + 1e-9).rem_euclid(1.0);
        since < duty
    };
    (0..500)
        .map(|k| std::array::from_fn(|leg| down(k + 10, leg)))
        .collect()
}

fn name(phase: [f64; LEGS], duty: f64) -> GaitName {
    describe(&stepping(phase, duty), 0.02).name
}

#[test]
fn a_trot_is_measured() {
    let gait = describe(&stepping([0.0, 0.48, 0.52, 0.04], 0.6), 0.02);
    // Touch-downs of LF at 0.3 s, 0.8 s, ... 9.8 s.
    assert_eq!(gait.strides, 19);
    assert!((gait.frequency.unwrap() - 2.0).abs() < 1e-12);
    assert!(gait.period_cv.unwrap() < 1e-12);
    for (leg, expected) in [0.0, 0.48, 0.52, 0.04].into_iter().enumerate() {
        assert!((gait.duty[leg] - 0.6).abs() < 1e-9, "{gait:?}");
        assert!(
            distance(gait.phase[leg].unwrap(), expected) < 1e-9,
            "{gait:?}"
        );
    }
    assert_eq!(gait.name, GaitName::Trot);
}

#[test]
fn names_follow_phases_and_duty() {
    assert_eq!(name([0.0, 0.0, 0.5, 0.5], 0.6), GaitName::Pace);
    assert_eq!(name([0.0, 0.5, 0.0, 0.5], 0.4), GaitName::Bound);
    assert_eq!(name([0.0, 0.76, 0.48, 0.24], 0.72), GaitName::Walk);
    assert_eq!(name([0.0, 0.24, 0.48, 0.76], 0.72), GaitName::Walk);
    assert_eq!(
        name([0.0, 0.76, 0.48, 0.24], 0.4),
        GaitName::Other,
        "a flight phase"
    );
    assert_eq!(name([0.0, 0.0, 0.0, 0.0], 0.4), GaitName::Other, "a pronk");
    assert_eq!(
        name([0.0, 0.5, 0.5, 0.2], 0.6),
        GaitName::Other,
        "RH is too late for a trot"
    );
    // A phase just below a whole cycle is near 0.
    assert_eq!(name([0.0, 0.48, 0.52, 0.96], 0.6), GaitName::Trot);
}

#[test]
fn standing_and_hanging_have_no_strides() {
    let standing = describe(&[[true; LEGS]; 100], 0.02);
    assert_eq!((standing.strides, standing.frequency), (0, None));
    assert_eq!(
        (standing.name, standing.duty),
        (GaitName::Stand, [1.0; LEGS])
    );
    let hanging = describe(&[[false; LEGS]; 100], 0.02);
    assert_eq!(
        (hanging.name, hanging.phase),
        (GaitName::Other, [None; LEGS])
    );
    let nothing = describe(&[], 0.02);
    assert_eq!((nothing.name, nothing.duty), (GaitName::Other, [0.0; LEGS]));
}

#[test]
fn flickers_begin_no_stride() {
    let clean = stepping([0.0, 0.48, 0.52, 0.0], 0.6);
    let mut flickering = clean.clone();
    // LF is down for the first five samples: a lift of one sample, a touch of one in the swing.
    assert!(flickering[2][0] && flickering[3][0] && !flickering[9][0] && !flickering[11][0]);
    flickering[3][0] = false;
    flickering[10][0] = true;
    assert_eq!(describe(&flickering, 0.02), describe(&clean, 0.02));
    // A touch of two samples is a flicker where three are asked for.
    flickering[9][0] = true;
    assert_eq!(debounced(&flickering, 3), clean);
    assert_ne!(debounced(&flickering, 2), clean);
}

#[test]
fn uneven_strides_have_a_coefficient_of_variation() {
    // Periods of 20 and 30 samples in turn: mean 25, deviation 5.
    let mut contact = vec![[true, false, false, false]; 3];
    for stride in 0..6 {
        let period = if stride % 2 == 0 { 20 } else { 30 };
        contact.extend((0..period).map(|k| [k >= period - 10, false, false, false]));
    }
    contact.push([false; LEGS]);
    let gait = describe(&contact, 0.02);
    assert_eq!(gait.strides, 5);
    let periods = [30.0, 20.0, 30.0, 20.0, 30.0_f64];
    let mean = periods.iter().sum::<f64>() / 5.0;
    let deviation = (periods.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / 5.0).sqrt();
    assert!((gait.period_cv.unwrap() - deviation / mean).abs() < 1e-12);
    assert!((gait.frequency.unwrap() - 1.0 / (mean * 0.02)).abs() < 1e-12);
}

#[test]
fn angles_are_averaged_round_the_cycle() {
    let mean = circular_mean(&[0.9, 0.1]).unwrap();
    assert!(distance(mean, 0.0) < 1e-12);
    assert!((0.0..1.0).contains(&mean));
    assert_eq!(
        circular_mean(&[0.0, 0.5]),
        None,
        "opposite angles have no mean"
    );
    assert_eq!(circular_mean(&[]), None);
}
