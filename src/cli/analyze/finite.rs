//! Values that cannot be measured: NaN, infinite or huge, in the rows that are measured.

use std::ops::Range;
use std::path::Path;

use super::fault;
use crate::analysis::population::MAX_MAGNITUDE;
use crate::cli::Failure;

/// An error that names the first value of `[T, N]` that is not finite within `stretches` of rows,
/// and how many there are.
pub(super) fn check(
    file: &Path,
    array: &str,
    (units, data): (usize, &[f64]),
    stretches: impl Iterator<Item = Range<usize>> + Clone,
) -> Result<(), Failure> {
    let unusable = |&index: &usize| {
        let usable = data[index].abs() <= MAX_MAGNITUDE;
        !usable
    };
    let measured = || {
        stretches
            .clone()
            .flat_map(|rows| rows.start * units..rows.end * units)
    };
    let Some(first) = measured().find(unusable) else {
        return Ok(());
    };
    let (count, last) = measured()
        .filter(unusable)
        .fold((0, first), |(count, _), index| (count + 1, index));
    let (row, unit) = (first / units, first % units);
    let rows: usize = stretches.clone().map(|rows| rows.len()).sum();
    let whole_unit = measured()
        .skip(unit)
        .step_by(units)
        .filter(unusable)
        .count()
        == rows;
    let value = data[first];
    let found = match count {
        1 => format!("row {row}, unit {unit} (both from 0) is {value}"),
        _ => format!(
            "row {row}, unit {unit} (both from 0) is {value}, the first of {count} such values up to row {}",
            last / units
        ),
    };
    let fix = if whole_unit {
        "the unit has no other value: drop its column"
    } else {
        "interpolate them, name other layers with --layers, or let a --condition be NaN in those rows"
    };
    let fix = format!("every value must be finite and within 1e100: {fix}");
    Err(fault::of_array(file, array, found, fix))
}

#[cfg(test)]
mod tests {
    use std::iter::once;

    use super::*;

    fn message<I>(data: &[f64], stretches: I) -> Option<String>
    where
        I: IntoIterator<Item = Range<usize>, IntoIter: Clone>,
    {
        let stretches = stretches.into_iter();
        let checked = check(Path::new("run.npz"), "rates", (2, data), stretches);
        checked.err().map(|error| error.to_string())
    }

    #[test]
    fn only_rows_that_are_measured_need_to_be_finite() {
        let gap = [1.0, 2.0, f64::NAN, 2.0, 1.0, f64::INFINITY, 1.0, 2.0];
        assert_eq!(message(&gap, [0..1, 3..4]), None);
        let all = message(&gap, once(0..4)).unwrap();
        assert!(
            all.contains("array rates: row 1, unit 0 (both from 0) is NaN, the first of 2 such values up to row 2"),
            "{all}"
        );
        assert!(
            all.contains("--layers") && all.contains("--condition"),
            "{all}"
        );
        let second = message(&gap, [0..1, 2..4]).unwrap();
        assert!(
            second.contains("row 2, unit 1 (both from 0) is inf;"),
            "{second}"
        );
    }

    #[test]
    fn a_dead_unit_is_told_from_a_gap() {
        let dead = [1.0, f64::NAN, 2.0, f64::NAN, 3.0, f64::NAN];
        let text = message(&dead, once(0..3)).unwrap();
        assert!(
            text.contains("unit 1") && text.contains("drop its column"),
            "{text}"
        );
        let partly = [1.0, f64::NAN, 2.0, 0.5, 3.0, f64::NAN];
        let text = message(&partly, [0..1, 2..3]).unwrap();
        assert!(
            text.contains("drop its column"),
            "none of the rows measured: {text}"
        );
        assert!(!message(&partly, once(0..3)).unwrap().contains("drop"));
        let huge = message(&[0.0, -1e101], once(0..1)).unwrap();
        assert!(huge.contains("is -1000"), "{huge}");
    }
}
