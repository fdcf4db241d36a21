//! Made-up contacts with known strides, phases and duty factors.

use super::name::distance;
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

#[test]
fn the_spread_of_phases_is_that_of_the_strides() {
    assert_eq!(circular_deviation(&[]), None);
    assert!(circular_deviation(&[0.3; 5]).unwrap() < 1e-7);
    // Small deviations from a mean near 0: the circular deviation is the usual one.
    let near = circular_deviation(&[0.99, 0.01, 0.99, 0.01]).unwrap();
    assert!((near - 0.01).abs() < 1e-4, "{near}");
    let gait = describe(&stepping([0.0, 0.48, 0.52, 0.04], 0.6), 0.02);
    assert!(gait.spread.iter().all(|spread| spread.unwrap() < 1e-7));
}

/// Equal strides whose period is not a whole number of samples, sampled as the physics does: a foot
/// is down in a sample if it was down in any quarter of the step before it.
fn between_samples(period: f64, duty: f64) -> (Vec<[bool; LEGS]>, Vec<[f64; LEGS]>) {
    let phase = [0.0, 0.5, 0.5, 0.0];
    let down = |at: f64, leg: usize| (at / period - phase[leg] + 1e-9).rem_euclid(1.0) < duty;
    let quarters = |k: usize, leg: usize| {
        let of = (0..4).filter(|quarter| down(k as f64 - 1.0 + f64::from(*quarter) / 4.0, leg));
        of.count() as f64 / 4.0
    };
    let share: Vec<[f64; LEGS]> = (10..1000)
        .map(|k| std::array::from_fn(|leg| quarters(k, leg)))
        .collect();
    let contact = share.iter().map(|feet| feet.map(|share| share > 0.0));
    (contact.collect(), share)
}

#[test]
fn shares_of_steps_time_touch_downs_between_samples() {
    let period = 25.37;
    let (contact, share) = between_samples(period, 0.55);
    let coarse = describe(&contact, 0.02);
    let fine = describe_within_steps(&contact, &share, 0.02);
    // Equal strides: what is left is the sampling, `1 / (sqrt(6) period)` in samples, or a quarter.
    let sampling = 1.0 / (6.0_f64.sqrt() * period);
    let [coarse_cv, fine_cv] = [&coarse, &fine].map(|gait| gait.period_cv.unwrap());
    assert!((coarse_cv / sampling - 1.0).abs() < 0.4, "{coarse_cv}");
    assert!((fine_cv / (sampling / 4.0) - 1.0).abs() < 0.4, "{fine_cv}");
    assert!(fine.spread[1].unwrap() < 0.4 * coarse.spread[1].unwrap());
    // A step that is partly down counts as a whole one in the contacts alone.
    assert!((fine.duty[0] - 0.55).abs() < 0.012, "{:?}", fine.duty);
    assert!(coarse.duty[0] > 0.57, "{:?}", coarse.duty);
    assert!((fine.frequency.unwrap() * period * 0.02 - 1.0).abs() < 1e-3);
}
