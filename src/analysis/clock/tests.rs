//! Clocks as they are kept: even ones that pass whatever rounds them, and faults by their rows.

use super::*;

/// T stamps at `rate` [Hz], each through `keep`.
fn clock(rows: usize, rate: f64, keep: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..rows).map(|k| keep(k as f64 / rate)).collect()
}

/// To the nearest multiple of 1 / `per_second`.
fn to(per_second: f64) -> impl Fn(f64) -> f64 {
    move |stamp| (stamp * per_second).round() / per_second
}

/// The same cut off, as counters do; what f64 lacks of a whole tick is none.
fn down_to(per_second: f64) -> impl Fn(f64) -> f64 {
    move |stamp| (stamp * per_second + 1e-9).floor() / per_second
}

/// Half to even, as NumPy rounds.
fn half_to_even(per_second: f64) -> impl Fn(f64) -> f64 {
    move |stamp| (stamp * per_second).round_ties_even() / per_second
}

fn in_float32(from: f64) -> impl Fn(f64) -> f64 {
    move |stamp| f64::from((from + stamp) as f32)
}

#[track_caller]
fn even(time: &[f64], rate: f64) -> Option<Rounding> {
    let clock = judge(time).unwrap_or_else(|fault| panic!("{fault:?}"));
    let error = clock.step * rate - 1.0;
    // Two ends rounded by half a tick each, at most.
    let rounding = clock.rounding.map_or(0.0, |rounding| rounding.step);
    let allowed = rounding / (time[time.len() - 1] - time[0]) + 1e-5;
    assert!(error.abs() <= allowed, "{clock:?}, not {rate} Hz");
    clock.rounding
}

/// Without row `row`.
fn without(mut time: Vec<f64>, row: usize) -> Vec<f64> {
    time.remove(row);
    time
}

#[track_caller]
fn uneven_in(time: &[f64], expected: usize) {
    match judge(time).unwrap_err() {
        Fault::Uneven { row, .. } => assert_eq!(row, expected),
        other => panic!("{other:?}"),
    }
}

#[test]
fn exact_clocks_are_even_whatever_their_size() {
    for rate in [0.5, 30.0, 50.0, 100.0, 120.0, 1000.0, 30_000.0] {
        for from in [0.0, -5.0, 3600.0, 1.7e9] {
            assert_eq!(even(&clock(1000, rate, |t| from + t), rate), None);
        }
    }
    let frames: Vec<f64> = (20_000_000..20_001_000).map(f64::from).collect();
    assert_eq!(even(&frames, 1.0), None);
    let nanoseconds = clock(500, 1e-7, |t| 1.7e18 + t);
    assert_eq!(even(&nanoseconds, 1e-7), None);
}

#[test]
fn a_missing_row_shows_in_every_clock() {
    let keeps: [&dyn Fn(f64) -> f64; 8] = [
        &|t| t,
        &|t| 1.7e9 + t,
        &to(1e3),
        &down_to(1e3),
        &|t| 1.7e9 + to(1e3)(t),
        &to(1e6),
        &in_float32(0.0),
        &in_float32(5000.0),
    ];
    for (at, keep) in keeps.iter().enumerate() {
        for rate in [60.0, 100.0, 120.0, 240.0] {
            let whole = clock(600, rate, keep);
            assert!(judge(&whole).is_ok(), "clock {at}, {rate} Hz");
            for row in [1, 2, 300, 598] {
                uneven_in(&without(whole.clone(), row), row);
            }
        }
    }
}

#[test]
fn a_gap_is_named_by_its_row_and_not_by_the_first() {
    // Half a second missing of two and a half: the mean step is a quarter longer than the others.
    for from in [0.0, 1.7e9] {
        let mut time = clock(2000, 1000.0, |t| from + t);
        time[1200..].iter_mut().for_each(|stamp| *stamp += 0.5);
        match judge(&time).unwrap_err() {
            Fault::Uneven {
                row, step, count, ..
            } => {
                assert_eq!((row, count), (1200, 1));
                assert!((step - 0.501).abs() < 1e-6, "{step}");
            }
            other => panic!("{other:?}"),
        }
    }
    let mut twice = clock(300, 100.0, to(1e3));
    twice[100..].iter_mut().for_each(|stamp| *stamp += 0.02);
    twice[250..].iter_mut().for_each(|stamp| *stamp += 3.0);
    let fault = judge(&twice).unwrap_err();
    assert!(
        matches!(
            fault,
            Fault::Uneven {
                row: 100,
                count: 2,
                ..
            }
        ),
        "{fault:?}"
    );
}

#[test]
fn rounded_clocks_are_even_at_any_rate_that_they_resolve() {
    for rate in [
        29.97, 60.0, 90.0, 119.88, 120.0, 148.0, 240.0, 300.0, 360.0, 400.0, 480.0,
    ] {
        let roundings = [
            clock(600, rate, to(1e3)),
            clock(600, rate, down_to(1e3)),
            clock(600, rate, half_to_even(1e3)),
            clock(600, rate, |t| 1.7e9 + to(1e3)(t)),
            clock(600, rate, to(1e4)),
        ];
        for (at, time) in roundings.iter().enumerate() {
            let found = even(time, rate);
            let step = found.map_or(0.0, |rounding| rounding.step);
            assert!(step < 1.0001e-3, "{at}: {rate} Hz, {found:?}");
        }
    }
    // Microseconds at the rate of spikes and of sound; the ticks of a 90 kHz counter.
    for rate in [30_000.0, 44_100.0] {
        even(&clock(5000, rate, to(1e6)), rate);
    }
    even(&clock(600, 120.0, to(1000.0 / 3.0)), 120.0);
    even(&clock(600, 4400.0, to(90_000.0)), 4400.0);
    // In milliseconds, whole ones.
    let ms = clock(600, 0.12, f64::round);
    let rounding = even(&ms, 0.12).unwrap();
    assert_eq!((rounding.step, rounding.grid), (1.0, Grid::Ticks));
}

#[test]
fn what_is_left_of_a_tick_is_no_even_clock() {
    // One stamp a tick late, and stamps that shake by a tick: no line rounds to either.
    let late = [0.0, 0.1, 0.2, 0.31, 0.4];
    let fault = judge(&late).unwrap_err();
    assert!(
        matches!(fault, Fault::OutOfPlace { row: 3, expected, .. } if (expected - 0.3).abs() < 1e-9),
        "{fault:?}"
    );
    let shaken: Vec<f64> = (0..200)
        .map(|k| f64::from(10 * k + k * k % 3) / 1000.0)
        .collect();
    let fault = judge(&shaken).unwrap_err();
    assert!(
        matches!(fault, Fault::Uneven { count: 100.., rounding: Some(found), .. }
            if (found.step - 1e-3).abs() < 1e-9),
        "{fault:?}"
    );
    let noisy: Vec<f64> = (0..200)
        .map(|k| f64::from(k) * 0.01 + 3e-4 * f64::from(k * 7 % 11).sin())
        .collect();
    let fault = judge(&noisy).unwrap_err();
    assert!(
        matches!(fault, Fault::Uneven { rounding: None, .. }),
        "{fault:?}"
    );
}

#[test]
fn a_clock_too_coarse_for_its_rate_is_told_from_a_gap() {
    let coarse = |time: &[f64]| match judge(time).unwrap_err() {
        Fault::Coarse { step, rounding } => (step, rounding),
        other => panic!("{other:?}"),
    };
    let (step, rounding) = coarse(&clock(600, 600.0, to(1e3)));
    assert!((step * 600.0 - 1.0).abs() < 1e-3);
    assert_eq!(rounding.grid, Grid::Ticks);
    assert!((rounding.step - 1e-3).abs() < 1e-9);
    // A day in float32: stamps 1/128 s apart.
    let (_, rounding) = coarse(&clock(600, 100.0, in_float32(86_400.0)));
    assert_eq!((rounding.grid, rounding.step), (Grid::Float32, 1.0 / 128.0));
    let (_, rounding) = coarse(&clock(500, 2e6, |t| 1.7e9 + t));
    assert_eq!(rounding.grid, Grid::Float64);
    // Since 1970 in float32, all stamps are one.
    match judge(&clock(600, 100.0, in_float32(1.7e9))).unwrap_err() {
        Fault::Repeated {
            row: 1,
            count: 599,
            rounding: Some(found),
            ..
        } => assert_eq!((found.grid, found.step), (Grid::Float32, 128.0)),
        other => panic!("{other:?}"),
    }
    match judge(&clock(600, 1200.0, to(1e3))).unwrap_err() {
        Fault::Repeated {
            rounding: Some(found),
            ..
        } => assert!((found.step - 1e-3).abs() < 1e-9),
        other => panic!("{other:?}"),
    }
}

#[test]
fn float32_and_float16_clocks_are_even_while_they_resolve_the_rate() {
    let at = |from: f64| even(&clock(1000, 50.0, in_float32(from)), 50.0);
    assert_eq!(at(0.0), None);
    assert_eq!(at(3600.0).unwrap().step, 1.0 / 4096.0);
    assert_eq!(at(40_000.0).unwrap().grid, Grid::Float32);
    // Summed in float32 for an hour.
    let mut stamp = 3600.0_f32;
    let summed: Vec<f64> = (0..500)
        .map(|_| {
            stamp += 0.02;
            f64::from(stamp)
        })
        .collect();
    assert!(judge(&summed).is_ok());
    // float16 has eleven bits: from 2 to 4 s in steps of 1/512 s.
    let half = |t: f64| to((10.0 - t.max(1e-3).log2().floor()).exp2())(t);
    let rounding = even(&clock(400, 100.0, half), 100.0).unwrap();
    assert_eq!((rounding.grid, rounding.step), (Grid::Float16, 1.0 / 512.0));
}

#[test]
fn the_stamp_that_is_wrong_is_named() {
    let mut time = clock(50, 100.0, |t| t);
    time[20] = 5.0;
    let row = |time: &[f64]| match judge(time).unwrap_err() {
        Fault::OutOfPlace { row, .. } => row,
        other => panic!("{other:?}"),
    };
    assert_eq!(row(&time), 20, "the stamp too late, not the one after it");
    time[20] = 0.0;
    assert_eq!(row(&time), 20, "too early");
    time[20] = time[19];
    assert_eq!(row(&time), 20, "repeated in place of its own");
    time[20] = 0.2;
    time[0] = 5.0;
    assert_eq!(row(&time), 0, "the first");
}

#[test]
fn time_that_stops_or_goes_back() {
    let mut trials = clock(100, 100.0, |t| t);
    trials.extend(clock(100, 100.0, |t| t));
    let fault = judge(&trials).unwrap_err();
    assert!(
        matches!(fault, Fault::Backward { row: 100, value, count: 1, .. } if value == 0.0),
        "{fault:?}"
    );
    let fault = judge(&[0.0, 0.1, 0.1, 0.2]).unwrap_err();
    assert!(
        matches!(
            fault,
            Fault::Repeated {
                row: 2,
                count: 1,
                rounding: None,
                ..
            }
        ),
        "{fault:?}"
    );
    let falling = judge(&[0.3, 0.2, 0.1, 0.0]).unwrap_err();
    assert!(
        matches!(
            falling,
            Fault::Backward {
                row: 1,
                count: 3,
                ..
            }
        ),
        "{falling:?}"
    );
    let still = judge(&[4.0; 5]).unwrap_err();
    assert!(
        matches!(still, Fault::Repeated { count: 4, .. }),
        "{still:?}"
    );
}

#[test]
fn what_no_clock_holds() {
    let infinite = judge(&[0.0, 0.1, f64::INFINITY, f64::NAN]).unwrap_err();
    assert!(
        matches!(infinite, Fault::NotFinite { row: 2, .. }),
        "{infinite:?}"
    );
    assert_eq!(judge(&[0.0, 0.1]), Err(Fault::TooFew { found: 2 }));
    assert_eq!(judge(&[]), Err(Fault::TooFew { found: 0 }));
}
