//! The clock of a recording: even, or refused.

use std::path::Path;

use super::AnalyzeError;

/// Fewest rows that have a derivative which differs between two of them.
pub(super) const LEAST_ROWS: usize = 3;
/// Most that a step of `time` may differ from the mean step, as a share of it; the rounding of a
/// clock kept in float32 is allowed on top.
const STEP_TOLERANCE: f64 = 0.01;

/// The mean step of a clock that is finite, increasing and evenly spaced [s]. Its rows are those of
/// the recording from `first` on.
pub(super) fn time_step(file: &Path, time: &[f64], first: usize) -> Result<f64, AnalyzeError> {
    let at = |row, found| {
        Err(AnalyzeError::Time {
            file: file.to_owned(),
            row: first + row,
            found,
        })
    };
    if let Some(row) = time.iter().position(|t| !t.is_finite()) {
        return at(row, format!("{} is not finite", time[row]));
    }
    if time.len() < LEAST_ROWS {
        return Err(AnalyzeError::TooFewRows {
            file: file.to_owned(),
            found: time.len(),
        });
    }
    let steps = || time.windows(2).map(|pair| pair[1] - pair[0]);
    if let Some(row) = steps().position(|step| step <= 0.0) {
        let found = format!(
            "{} s after {} s does not increase",
            time[row + 1],
            time[row]
        );
        return at(row + 1, found);
    }
    let last = time.len() - 1;
    let mean = (time[last] - time[0]) / last as f64;
    let rounding = f64::from(f32::EPSILON) * time[0].abs().max(time[last].abs());
    let allowed = STEP_TOLERANCE * mean + rounding;
    match steps().position(|step| (step - mean).abs() > allowed) {
        Some(row) => {
            let step = time[row + 1] - time[row];
            at(
                row + 1,
                format!("a step of {step} s where the mean is {mean} s: uneven"),
            )
        }
        None => Ok(mean),
    }
}
