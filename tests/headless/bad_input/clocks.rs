//! Clocks of recordings as people have them: what is read, what is warned of, and which row is named.

use std::path::Path;

use serde_json::Value;

use crate::npz_files::{Npz, clock};
use crate::program::{Ended, tanglewalk};

fn analyze(file: &Path, options: &str) -> Ended {
    tanglewalk(&format!("analyze {options}")).with(file).run()
}

#[track_caller]
fn refused(time: &[f64], quotes: &[&str]) {
    let (_folder, file) = Npz::default().with_rates(time).file();
    tanglewalk("analyze").with(&file).refused(quotes);
}

/// The step that is taken, and standard error.
#[track_caller]
fn step(npz: &Npz) -> (f64, String) {
    let (_folder, file) = npz.file();
    let ended = analyze(&file, "--json -");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let json: Value = serde_json::from_str(&ended.out).unwrap();
    (json["time_step"].as_f64().unwrap(), ended.err)
}

#[test]
fn a_gap_is_named_by_its_row_at_any_size_of_the_stamps() {
    for from in [0.0, 86_400.0, 1.7e9] {
        let mut time = clock(200, 1000.0, |t| from + t);
        time[120..].iter_mut().for_each(|stamp| *stamp += 0.5);
        refused(
            &time,
            &[
                "array time, row 120 (from 0)",
                "0.501 s where 0.001 s",
                "1 of 199 steps",
                "numpy.interp",
            ],
        );
    }
}

#[test]
fn a_gap_behind_a_condition_is_named_by_its_row_in_the_file() {
    let mut time = clock(60, 100.0, |t| t);
    time[45..].iter_mut().for_each(|stamp| *stamp += 0.04);
    let trial: Vec<f64> = (0..60).map(|row| f64::from(row / 20)).collect();
    let (_folder, file) = Npz::default()
        .with_rates(&time)
        .floats("trial", "(60,)", &trial)
        .file();
    tanglewalk("analyze --condition trial")
        .with(&file)
        .refused(&["array time, row 45 (from 0): a step of 0.05 s"]);
}

#[test]
fn clocks_that_were_rounded_are_taken_at_their_rate() {
    for rate in [60.0, 120.0, 240.0, 333.0] {
        let rounded = clock(400, rate, |t| (t * 1e3).round() / 1e3);
        let (found, err) = step(&Npz::default().with_rates(&rounded));
        assert!((found * rate - 1.0).abs() < 1e-3, "{rate} Hz: {found} s");
        assert_eq!(err, "");
    }
    let coarse = clock(400, 600.0, |t| (t * 1e3).round() / 1e3);
    refused(
        &coarse,
        &[
            "array time:",
            "looks rounded to 0.001 s",
            "store more digits",
        ],
    );
    let day = clock(400, 100.0, |t| f64::from((86_400.0 + t) as f32));
    refused(
        &day,
        &[
            "float32 holds such times to 0.007812 s only",
            "store float64",
        ],
    );
    let epoch = clock(400, 100.0, |t| f64::from((1.7e9 + t) as f32));
    refused(
        &epoch,
        &["time, row 1 (from 0)", "399 such rows", "to 128 s only"],
    );
}

#[test]
fn other_units_than_seconds_are_warned_of() {
    let integers = |step: u64, from: u64| -> Vec<u8> {
        (0..100)
            .flat_map(|k| (from + step * k).to_le_bytes())
            .collect()
    };
    let rates: Vec<f64> = (0..100).map(|k| f64::from(k).sin()).collect();
    let cases = [
        (10, 0, 10.0, "milliseconds (0.01 s), divide it by 1e3"),
        (
            10_000_000,
            1_700_000_000_000_000_000,
            1e7,
            "nanoseconds (0.01 s)",
        ),
        (20_000, 5, 2e4, "microseconds (0.02 s)"),
        (1, 1, 1.0, "in frames, divide it by their rate"),
    ];
    for (each, from, expected, quote) in cases {
        let npz = Npz::default()
            .array("time", "<i8", "(100,)", &integers(each, from))
            .floats("rates", "(100, 1)", &rates);
        let (found, err) = step(&npz);
        assert!((found / expected - 1.0).abs() < 1e-4, "{found}");
        assert!(err.starts_with("warning: ") && err.contains(quote), "{err}");
        assert_eq!(err.lines().count(), 1, "{err}");
    }
    let datenum = clock(100, 100.0, |t| 739_000.0 + t / 86_400.0);
    let (_, err) = step(&Npz::default().with_rates(&datenum));
    assert!(
        err.contains("datenum (0.01 s), multiply it by 86400"),
        "{err}"
    );
    let (_, err) = step(&Npz::default().with_rates(&clock(100, 30_000.0, |t| t)));
    assert_eq!(err, "", "30 kHz are seconds");
}

#[test]
fn the_table_says_the_step_to_four_digits() {
    for (rate, says) in [
        (50.0, "one every 0.02 s"),
        (120.0, "one every 0.008333 s"),
        (24_000.0, "one every 0.00004167 s"),
        (0.1, "one every 10 s"),
    ] {
        let (_folder, file) = Npz::default().with_rates(&clock(50, rate, |t| t)).file();
        let table = tanglewalk("analyze").with(&file).done();
        assert!(table.contains(says), "{table}");
    }
}

#[test]
fn stamps_that_are_wrong() {
    let even = || clock(50, 100.0, |t| t);
    let mut late = even();
    late[20] = 9.0;
    refused(&late, &["array time, row 20 (from 0): 9 s", "0.2 s"]);
    let trials = [even(), even()].concat();
    refused(
        &trials,
        &[
            "array time, row 50 (from 0): 0 s after 0.49 s",
            "--condition",
        ],
    );
    let falling: Vec<f64> = even().into_iter().rev().collect();
    refused(&falling, &["time, row 1 (from 0)", "reverse the rows"]);
    let mut twice = even();
    twice.insert(31, twice[30]);
    refused(&twice, &["array time, row 31 (from 0): 0.3 s", "drop"]);
    let mut lost = even();
    lost[7] = f64::NAN;
    refused(
        &lost,
        &[
            "array time, row 7 (from 0): NaN is not finite",
            "--condition",
        ],
    );
}

#[test]
fn stamps_of_rows_that_the_condition_leaves_out_may_be_anything() {
    let mut time = [clock(50, 100.0, |t| t), clock(50, 100.0, |t| t)].concat();
    let mut trial = [vec![1.0; 50], vec![2.0; 50]].concat();
    for row in 20..25 {
        (time[row], trial[row]) = (f64::NAN, f64::NAN);
    }
    let (_folder, file) = Npz::default()
        .with_rates(&time)
        .floats("trial", "(100,)", &trial)
        .file();
    let table = tanglewalk("analyze --condition trial").with(&file).done();
    assert!(table.starts_with("3 trajectories, 95 samples"), "{table}");
}

#[test]
fn recordings_at_different_rates_are_warned_of_once() {
    let folder = tempfile::tempdir().unwrap();
    let save = |name: &str, time: &[f64]| {
        let path = folder.path().join(name);
        Npz::default().with_rates(time).save(&path);
        path
    };
    let slow = save("slow.npz", &clock(60, 100.0, |t| t));
    let same = save("same.npz", &clock(90, 100.0, |t| 1.7e9 + t));
    let fast = save("fast.npz", &clock(60, 1000.0, |t| t));
    let ms = save("ms.npz", &clock(60, 100.0, |t| 1e3 * t));
    let alike = tanglewalk("analyze").with(&slow).with(&same).run();
    assert_eq!((alike.code, alike.err.as_str()), (Some(0), ""));
    let unlike = tanglewalk("analyze")
        .with(&slow)
        .with(&fast)
        .with(&same)
        .run();
    assert_eq!(unlike.code, Some(0));
    assert_eq!(unlike.err.lines().count(), 1, "{}", unlike.err);
    assert!(
        unlike.err.starts_with("warning: rows are 0.001 s apart in"),
        "{}",
        unlike.err
    );
    assert!(
        unlike.err.contains("fast.npz but 0.01 s in"),
        "{}",
        unlike.err
    );
    let units = tanglewalk("analyze").with(&slow).with(&ms).run();
    assert!(
        units.err.contains("ms.npz: time is taken to be in seconds"),
        "{}",
        units.err
    );
    assert!(units.err.contains("are both in seconds?"), "{}", units.err);
}
