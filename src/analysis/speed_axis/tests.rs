//! Ellipses stacked by hand along a known axis.

use std::f64::consts::{FRAC_PI_2, TAU};

use super::*;

const SPEEDS: [f64; 5] = [0.2, 0.4, 0.6, 0.8, 1.0];
const BINS: usize = 40;

/// Circles in units 0 to 5 (each of their components in three, so that they are PC1 and PC2),
/// lifted along `lift(speed)` in units 6 and 7.
fn stacked(lift: impl Fn(f64) -> [f64; 2]) -> CycleStack {
    let row = |speed: f64, k: usize| {
        let phase = TAU * k as f64 / BINS as f64;
        let (sine, cosine) = phase.sin_cos();
        let [a, b] = lift(speed);
        [cosine, sine, -sine, cosine, sine, cosine, a, b]
    };
    let rows = |&speed: &f64| {
        (0..BINS)
            .flat_map(move |k| row(speed, k))
            .collect::<Vec<_>>()
    };
    let data: Vec<f64> = SPEEDS.iter().flat_map(rows).collect();
    CycleStack::from_array(BINS, 8, &data, &[1.0; 5]).unwrap()
}

/// A rise by half the speed in unit 7 and a fall by a quarter of it in unit 6, both z-scored to one size.
fn rising() -> CycleStack {
    stacked(|speed| [3.0 - 0.25 * speed, 0.5 * speed])
}

#[test]
fn the_axis_of_stacked_ellipses_is_theirs() {
    for settings in [Settings::largest_mean(), Settings::decoding()] {
        let axis = fit(&rising(), &SPEEDS, &settings).unwrap().unwrap();
        // z-scores: both units equal; soft range: the smaller unit counts less
        for unit in 0..6 {
            assert!(axis.direction[unit].abs() < 1e-9, "{:?}", axis.direction);
        }
        assert!(axis.direction[7] > 0.0 && axis.direction[6] < 0.0);
        if settings == Settings::largest_mean() {
            let half = 0.5_f64.sqrt();
            assert!((axis.direction[7] - half).abs() < 1e-9);
            assert!((axis.direction[6] + half).abs() < 1e-9);
        }
        let quality = axis.quality(&rising(), &SPEEDS).unwrap().unwrap();
        assert!((quality.linearity - 1.0).abs() < 1e-9);
        assert_eq!(quality.rank_correlation, Some(1.0));
    }
    let axis = fit(&rising(), &SPEEDS, &Settings::largest_mean());
    let quality = axis.unwrap().unwrap().quality(&rising(), &SPEEDS);
    // 8 units of variance 1; the axis carries the two lifted ones
    assert!((quality.unwrap().unwrap().variance_share - 2.0 / 8.0).abs() < 1e-9);
}

#[test]
fn centred_or_not_is_the_same_for_equally_long_conditions() {
    let plain = fit(&rising(), &SPEEDS, &Settings::largest_mean());
    let settings = Settings {
        rule: Rule::LargestMean { centred: true },
        ..Settings::largest_mean()
    };
    let centred = fit(&rising(), &SPEEDS, &settings).unwrap().unwrap();
    for (a, b) in plain
        .unwrap()
        .unwrap()
        .direction
        .iter()
        .zip(&centred.direction)
    {
        assert!((a - b).abs() < 1e-9);
    }
}

#[test]
fn the_axis_rises_with_speed_whichever_way_it_is_counted() {
    let backwards: Vec<f64> = SPEEDS.iter().map(|speed| -speed).collect();
    for settings in [Settings::largest_mean(), Settings::decoding()] {
        let up = fit(&rising(), &SPEEDS, &settings).unwrap().unwrap();
        let down = fit(&rising(), &backwards, &settings).unwrap().unwrap();
        assert!((angle(&up, &down).unwrap() - 2.0 * FRAC_PI_2).abs() < 1e-6);
        assert!(angle(&up, &up).unwrap() < 1e-6);
    }
}

#[test]
fn a_speed_left_out_is_decoded() {
    for settings in [
        Settings::largest_mean(),
        Settings {
            rule: Rule::Decoding { ridge: 0.0 },
            ..Settings::decoding()
        },
    ] {
        let error = leave_one_speed_out(&rising(), &SPEEDS, &settings);
        let error = error.unwrap().unwrap();
        assert!(error.rms < 1e-6, "{error:?}");
        assert!(error.rms_of_mean > 0.3);
        assert_eq!(error.conditions, 5);
    }
    // a ridge shrinks towards the mean
    let shrunk = leave_one_speed_out(&rising(), &SPEEDS, &Settings::decoding());
    let shrunk = shrunk.unwrap().unwrap().rms;
    assert!(shrunk > 1e-4 && shrunk < 0.1, "{shrunk}");
}

#[test]
fn a_bend_costs_linearity_but_no_rank() {
    let bent = stacked(|speed| [3.0, speed.powi(6)]);
    let axis = fit(&bent, &SPEEDS, &Settings::largest_mean());
    let quality = axis.unwrap().unwrap().quality(&bent, &SPEEDS);
    let quality = quality.unwrap().unwrap();
    assert!(quality.linearity < 0.8);
    assert_eq!(quality.rank_correlation, Some(1.0));
}

#[test]
fn two_conditions_have_an_axis_but_no_decoding_error() {
    let two = rising().subset(&[0, 4]).unwrap();
    let speeds = [0.2, 1.0];
    for settings in [Settings::largest_mean(), Settings::decoding()] {
        let axis = fit(&two, &speeds, &settings).unwrap().unwrap();
        assert!(axis.direction[7] > 0.0);
        assert!(matches!(
            leave_one_speed_out(&two, &speeds, &settings),
            Err(AnalysisError::TooFewConditions { found: 2, .. })
        ));
    }
    let one = rising().subset(&[0]).unwrap();
    assert!(fit(&one, &[0.2], &Settings::largest_mean()).is_err());
}

#[test]
fn where_nothing_rises_there_is_no_axis() {
    let flat = stacked(|_| [3.0, 1.0]);
    for settings in [Settings::largest_mean(), Settings::decoding()] {
        assert_eq!(fit(&flat, &SPEEDS, &settings).unwrap(), None);
        assert_eq!(fit(&rising(), &[0.5; 5], &settings).unwrap(), None);
        let still = CycleStack::from_array(3, 1, &[2.0; 6], &[1.0; 2]).unwrap();
        assert_eq!(fit(&still, &[0.0, 1.0], &settings).unwrap(), None);
    }
    assert!(fit(&rising(), &[0.5; 4], &Settings::decoding()).is_err());
    assert!(fit(&rising(), &[f64::NAN; 5], &Settings::decoding()).is_err());
    let settings = Settings {
        rule: Rule::Decoding { ridge: -1.0 },
        ..Settings::decoding()
    };
    assert!(fit(&rising(), &SPEEDS, &settings).is_err());
}
