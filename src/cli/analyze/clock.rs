//! The clock of a recording: read, judged, and said in words where it can't be used or looks to be
//! in another unit than seconds.

use std::path::Path;

use super::fault;
use crate::analysis::clock::{self, Fault, Grid, Rounding};
use crate::cli::Failure;
use crate::recording::npz::{NpzError, NpzFile};
use crate::style::numbers;

pub(super) use crate::analysis::clock::LEAST_ROWS;

/// Name of the array that holds the clock.
pub(super) const TIME: &str = "time";
/// Step from which the clock is hardly in seconds [s].
const LONG_STEP: f64 = 0.5;
/// Step below which it is hardly in seconds [s]: 50 kHz.
const SHORT_STEP: f64 = 2e-5;
/// Units that clocks are kept in, in s, and how to make seconds of them.
const UNITS: [(&str, f64, &str); 5] = [
    ("milliseconds", 1e-3, "divide it by 1e3"),
    ("microseconds", 1e-6, "divide it by 1e6"),
    ("nanoseconds", 1e-9, "divide it by 1e9"),
    ("minutes", 60.0, "multiply it by 60"),
    (
        "days, as MATLAB's datenum",
        86_400.0,
        "multiply it by 86400",
    ),
];
/// Steps that another unit may explain [s].
const LIKELY: std::ops::RangeInclusive<f64> = 1e-4..=2.0;

/// The stamps of a recording [s].
pub(super) fn read(file: &mut NpzFile) -> Result<Vec<f64>, Failure> {
    file.read_vector(TIME).map_err(|error| match error {
        NpzError::Missing { file, present, .. } => {
            let fix = if present.contains("/time") {
                "zip the files themselves, not their folder"
            } else {
                "save the time of each row, in s, under this name"
            };
            let found = format!("missing; the file has {present}");
            fault::of_array(&file, TIME, found, fix)
        }
        error => error.into(),
    })
}

/// The step of stamps that are finite, rising and even [s]. They are those of the recording from row
/// `first` on.
pub(super) fn time_step(file: &Path, time: &[f64], first: usize) -> Result<f64, Failure> {
    match clock::judge(time) {
        Ok(clock) => Ok(clock.step),
        Err(fault) => Err(refused(file, fault, first, time.len())),
    }
}

/// The error of a fault in `rows` rows of a recording from row `first` on.
fn refused(file: &Path, fault: Fault, first: usize, rows: usize) -> Failure {
    let (row, found, fix) = match fault {
        Fault::TooFew { found } => {
            let found = format!("{found} rows, but {LEAST_ROWS} are needed");
            return fault::of_array(file, TIME, found, "record longer");
        }
        Fault::Coarse { step, rounding } => {
            let step = tidy(step);
            let found =
                format!("steps of {step} s are too short for the clock to show a missing row");
            return fault::of_array(file, TIME, found, finer(rounding));
        }
        Fault::NotFinite { row, value } => (
            row,
            format!("{value} is not finite"),
            "drop the row, or let a --condition be NaN there".to_owned(),
        ),
        Fault::Backward {
            row,
            value,
            before,
            count,
            rounding,
        } => {
            let fix = if count == rows - 1 {
                "reverse the rows of all arrays"
            } else {
                "number trials that follow one another in an array for --condition (or let it be NaN in a row between them), or unwrap a counter that overflowed"
            };
            let found = format!("{} s after {} s goes back", stamp(value), stamp(before));
            (row, found, finer_or(rounding, fix))
        }
        Fault::Repeated {
            row,
            value,
            count,
            rounding,
        } => {
            let found = format!("{} s a second time does not increase", stamp(value));
            let found = match count {
                1 => found,
                _ => format!("{found}, one of {count} such rows"),
            };
            (row, found, finer_or(rounding, "drop what was stored twice"))
        }
        Fault::OutOfPlace {
            row,
            value,
            expected,
        } => (
            row,
            format!(
                "{} s, where the rows beside it leave {} s",
                stamp(value),
                stamp(expected)
            ),
            "mend the stamp".to_owned(),
        ),
        Fault::Uneven {
            row,
            step,
            usual,
            count,
            rounding,
        } => (
            row,
            uneven(step, usual, count, rows - 1),
            finer_or(
                rounding,
                "cut the recording there, or resample it at one rate (numpy.interp)",
            ),
        ),
    };
    let row = first + row;
    fault::of_file(
        file,
        format!("array {TIME}, row {row} (from 0): {found}"),
        fix,
    )
}

/// A step that is unlike the usual one, as `count` of `steps` are.
fn uneven(step: f64, usual: f64, count: usize, steps: usize) -> String {
    let (step, usual) = (numbers::rounded(step, 3), numbers::rounded(usual, 3));
    format!("a step of {step} s where {usual} s is usual: uneven in {count} of {steps} steps")
}

/// How to keep a clock that was rounded, or else another way out.
fn finer_or(rounding: Option<Rounding>, fix: &str) -> String {
    rounding.map_or_else(|| fix.to_owned(), finer)
}

/// How to keep a clock that was rounded.
fn finer(rounding: Rounding) -> String {
    let step = tidy(rounding.step);
    match rounding.grid {
        Grid::Ticks => format!(
            "the clock looks rounded to {step} s: store more digits, or the row's number / the rate"
        ),
        Grid::Float16 => format!(
            "float16 holds such times to {step} s only: store float64, or the row's number / the rate"
        ),
        Grid::Float32 => format!(
            "float32 holds such times to {step} s only: store float64, or the row's number / the rate"
        ),
        Grid::Float64 => {
            format!("float64 holds such times to {step} s only: subtract the first, as integers")
        }
    }
}

/// Four significant digits.
pub(super) fn tidy(seconds: f64) -> f64 {
    numbers::rounded(seconds, 4)
}

/// A time stamp, without what f64 adds to its decimals.
fn stamp(seconds: f64) -> f64 {
    numbers::rounded(seconds, 15)
}

/// A warning, where a step is so long or so short that `time` is hardly in seconds.
pub(super) fn unit_warning(file: &Path, step: f64) -> Option<String> {
    if (SHORT_STEP..LONG_STEP).contains(&step) {
        return None;
    }
    let mut guesses: Vec<String> = UNITS
        .iter()
        .filter(|(_, seconds, _)| LIKELY.contains(&(step * seconds)))
        .map(|(unit, seconds, fix)| format!("in {unit} ({} s), {fix}", tidy(step * seconds)))
        .collect();
    if step.fract() == 0.0 && step < 1e3 {
        guesses.push("in frames, divide it by their rate".to_owned());
    }
    let guess = match guesses.as_slice() {
        [] => "check its unit".to_owned(),
        some => format!("if it is {}", some.join("; if it is ")),
    };
    Some(format!(
        "{}: time is taken to be in seconds, so rows are {} s apart; {guess} (Q goes with 1 / step^2)",
        file.display(),
        tidy(step)
    ))
}

/// A warning, where recordings are sampled at different rates: the least and the largest step [s],
/// each with its file.
pub(super) fn rates_warning(least: (&Path, f64), largest: (&Path, f64)) -> Option<String> {
    let ratio = largest.1 / least.1;
    // Each may be off by the tolerance.
    if ratio <= 1.0 + 2.0 * clock::STEP_TOLERANCE {
        return None;
    }
    let unit = if ratio > 100.0 {
        "; are both in seconds?"
    } else {
        "; resample them to one"
    };
    Some(format!(
        "rows are {} s apart in {} but {} s in {}: Q depends on the sampling rate{unit}",
        tidy(least.1),
        least.0.display(),
        tidy(largest.1),
        largest.0.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_is_hardly_seconds_is_told_with_what_it_may_be() {
        let warning = |step: f64| unit_warning(Path::new("run.npz"), step);
        for step in [1.0 / 30_000.0, 1e-3, 1.0 / 60.0, 0.1, 0.4] {
            assert_eq!(warning(step), None, "{step} s");
        }
        let says = |step: f64, quotes: &[&str]| {
            let text = warning(step).unwrap();
            for quote in quotes {
                assert!(text.contains(quote), "{text}: no {quote}");
            }
            text
        };
        says(
            10.0,
            &[
                "run.npz: ",
                "10 s apart",
                "milliseconds (0.01 s), divide it by 1e3",
            ],
        );
        says(1e7, &["nanoseconds (0.01 s), divide it by 1e9"]);
        says(1e4, &["microseconds (0.01 s)"]);
        says(1.0, &["milliseconds (0.001 s)", "frames"]);
        let days = says(
            0.01 / 86_400.0,
            &["0.0000001157 s apart", "days, as MATLAB's datenum (0.01 s)"],
        );
        assert!(!days.contains("milliseconds"), "{days}");
        says(1.0 / 86_400.0, &["days, as MATLAB's datenum (1 s)"]);
        says(8.333, &["milliseconds (0.008333 s)"]);
        says(1e15, &["check its unit"]);
    }

    #[test]
    fn rates_that_differ_are_told_with_their_files() {
        let (a, b) = (Path::new("a.npz"), Path::new("b.npz"));
        assert_eq!(rates_warning((a, 0.01), (b, 0.0101)), None);
        let twice = rates_warning((a, 0.01), (b, 0.02)).unwrap();
        assert!(
            twice.contains("0.01 s apart in a.npz but 0.02 s in b.npz"),
            "{twice}"
        );
        assert!(twice.contains("resample"), "{twice}");
        let units = rates_warning((a, 0.01), (b, 10.0)).unwrap();
        assert!(units.contains("are both in seconds?"), "{units}");
    }
}
