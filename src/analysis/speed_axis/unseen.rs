//! Speeds decoded by an axis that has not seen them.

use super::super::AnalysisError;
use super::super::cycles::CycleStack;
use super::{Settings, check_speeds, fit};

/// Error of speeds decoded without having seen them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DecodingError {
    /// Root mean square [unit of speed].
    pub rms: f64,
    /// The same for a decoder that always says the mean of the speeds it has seen.
    pub rms_of_mean: f64,
    /// Conditions decoded.
    pub conditions: usize,
}

/// Decodes each speed by an axis fitted, normalisation and components included, to the conditions
/// of all other speeds. `None` unless an axis could be fitted each time; three speeds at least.
pub fn leave_one_speed_out(
    stack: &CycleStack,
    speeds: &[f64],
    settings: &Settings,
) -> Result<Option<DecodingError>, AnalysisError> {
    check_speeds(stack, speeds)?;
    let mut distinct = speeds.to_vec();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    if distinct.len() < 3 {
        return Err(AnalysisError::TooFewConditions {
            measure: "decoding of a speed left out",
            needed: 3,
            found: distinct.len(),
        });
    }
    let (mut squares, mut squares_of_mean) = (0.0, 0.0);
    for &speed in &distinct {
        let (held, kept): (Vec<usize>, Vec<usize>) =
            (0..speeds.len()).partition(|&c| speeds[c] == speed);
        let seen: Vec<f64> = kept.iter().map(|&c| speeds[c]).collect();
        let Some(axis) = fit(&stack.subset(&kept)?, &seen, settings)? else {
            return Ok(None);
        };
        let mean = seen.iter().sum::<f64>() / seen.len() as f64;
        for decoded in axis.decode(&stack.subset(&held)?)? {
            squares += (decoded - speed).powi(2);
            squares_of_mean += (mean - speed).powi(2);
        }
    }
    let conditions = speeds.len();
    let rms = |sum: f64| (sum / conditions as f64).sqrt();
    Ok(Some(DecodingError {
        rms: rms(squares),
        rms_of_mean: rms(squares_of_mean),
        conditions,
    }))
}
