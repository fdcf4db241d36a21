//! Strides averaged: their mean cycle, its spread, split halves.
//!
//! In: S strides of one condition, each `[L, N]`. Out: the mean over strides `[B, N]` and the
//! standard deviation over strides (ddof 1) `[B, N]`. Two ways to the mean: every stride resampled
//! to B bins of phase ([`resampled`], our default), or, as in arXiv 2305.11107, only the strides of
//! the most common length, sample by sample ([`of_modal_length`]).

use super::super::{AnalysisError, Population};
use super::spline::resample;

/// The mean of some strides.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialAverage {
    /// Mean over strides `[B, N]`.
    pub mean: Population,
    /// Standard deviation over strides (ddof 1) `[B, N]`; `None` for one stride.
    pub deviation: Option<Population>,
    /// S, the strides in it.
    pub strides: usize,
}

/// Each stride resampled to `bins` phases `[S][B, N]`.
pub fn resampled(strides: &[Population], bins: usize) -> Result<Vec<Population>, AnalysisError> {
    strides
        .iter()
        .map(|stride| resample(stride, bins))
        .collect()
}

/// The most common length of the strides, the shortest of equals; `None` without a stride.
pub fn modal_length(strides: &[Population]) -> Option<usize> {
    let mut lengths: Vec<usize> = strides.iter().map(Population::samples).collect();
    lengths.sort_unstable();
    let runs = lengths.chunk_by(|a, b| a == b);
    // the first of the longest runs
    let longest = runs.fold([].as_slice(), |best: &[usize], run| {
        if run.len() > best.len() { run } else { best }
    });
    longest.first().copied()
}

/// The strides of the most common length, as they are.
pub fn of_modal_length(strides: &[Population]) -> Vec<Population> {
    let length = modal_length(strides);
    let fits = |stride: &&Population| Some(stride.samples()) == length;
    strides.iter().filter(fits).cloned().collect()
}

/// The mean of at least one stride, all of equal shape.
pub fn average(strides: &[Population]) -> Result<TrialAverage, AnalysisError> {
    let Some(first) = strides.first() else {
        return Err(AnalysisError::TooFewStrides {
            measure: "an average over strides",
            needed: 1,
            found: 0,
        });
    };
    let (bins, units) = (first.samples(), first.units());
    for stride in strides {
        stride.check_finite()?;
        if stride.units() != units {
            return Err(AnalysisError::Units {
                what: "average over strides",
                expected: units,
                found: stride.units(),
            });
        }
        if stride.samples() != bins {
            return Err(AnalysisError::UnequalBins {
                measure: "an average over strides",
                first: bins,
                other: stride.samples(),
            });
        }
    }
    let count = strides.len() as f64;
    let mut mean = vec![0.0; bins * units];
    for stride in strides {
        for (mean, value) in mean.iter_mut().zip(stride.data()) {
            *mean += value / count;
        }
    }
    let deviation = (strides.len() > 1).then(|| {
        let mut squares = vec![0.0; bins * units];
        for stride in strides {
            for ((square, value), mean) in squares.iter_mut().zip(stride.data()).zip(&mean) {
                *square += (value - mean) * (value - mean);
            }
        }
        squares
            .iter()
            .map(|sum| (sum / (count - 1.0)).sqrt())
            .collect()
    });
    let population = |data| Population::new(bins, units, data);
    Ok(TrialAverage {
        mean: population(mean)?,
        deviation: deviation.map(population).transpose()?,
        strides: strides.len(),
    })
}

/// Averages of the first, third, ... stride and of the second, fourth, ...
pub fn halves(strides: &[Population]) -> Result<[TrialAverage; 2], AnalysisError> {
    if strides.len() < 2 {
        return Err(AnalysisError::TooFewStrides {
            measure: "split halves",
            needed: 2,
            found: strides.len(),
        });
    }
    let half = |skip: usize| {
        let half: Vec<Population> = strides.iter().skip(skip).step_by(2).cloned().collect();
        average(&half)
    };
    Ok([half(0)?, half(1)?])
}

/// How far chance carries a mean cycle, as a share of its modulation: half the root mean square
/// difference of the two halves over the root mean square of their mean round its own mean over
/// bins. `None` if that mean is constant.
pub fn split_half_error(halves: &[TrialAverage; 2]) -> Result<Option<f64>, AnalysisError> {
    let [odd, even] = halves;
    let whole = average(&[odd.mean.clone(), even.mean.clone()])?.mean;
    let apart = odd.mean.data().iter().zip(even.mean.data());
    let noise: f64 = apart.map(|(a, b)| 0.25 * (a - b) * (a - b)).sum();
    let modulation: f64 = whole.variances().iter().sum::<f64>() * whole.samples() as f64;
    Ok((!whole.is_constant()).then(|| (noise / modulation).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stride(values: &[f64]) -> Population {
        Population::new(values.len(), 1, values.to_vec()).unwrap()
    }

    #[test]
    fn mean_and_spread_are_over_strides() {
        let strides = [
            stride(&[1.0, 0.0, 2.0]),
            stride(&[3.0, 0.0, 2.0]),
            stride(&[5.0, 0.0, 5.0]),
        ];
        let found = average(&strides).unwrap();
        assert_eq!(found.strides, 3);
        for (found, expected) in found.mean.data().iter().zip([3.0, 0.0, 3.0]) {
            assert!((found - expected).abs() < 1e-15);
        }
        let deviation = found.deviation.unwrap();
        for (found, expected) in deviation.data().iter().zip([2.0, 0.0, 3.0_f64.sqrt()]) {
            assert!((found - expected).abs() < 1e-15);
        }
    }

    #[test]
    fn halves_take_strides_in_turn() {
        let strides = [
            stride(&[0.0, 2.0]),
            stride(&[1.0, 3.0]),
            stride(&[2.0, 4.0]),
        ];
        let halves = halves(&strides).unwrap();
        assert_eq!(halves[0].mean.data(), [1.0, 3.0]);
        assert_eq!(halves[1].mean.data(), [1.0, 3.0]);
        assert_eq!(split_half_error(&halves).unwrap(), Some(0.0));
        let apart = super::halves(&[stride(&[0.0, 2.0]), stride(&[2.0, 4.0])]).unwrap();
        // half the difference is 1, the modulation of [1, 3] is 1
        assert_eq!(split_half_error(&apart).unwrap(), Some(1.0));
        let still = super::halves(&[stride(&[1.0, 1.0]), stride(&[1.0, 1.0])]).unwrap();
        assert_eq!(split_half_error(&still).unwrap(), None);
    }

    #[test]
    fn the_modal_length_is_the_most_common_then_the_shortest() {
        let lengths = |lengths: &[usize]| -> Vec<Population> {
            let one = |&length: &usize| stride(&vec![0.0; length]);
            lengths.iter().map(one).collect()
        };
        assert_eq!(modal_length(&lengths(&[4, 5, 5, 3])), Some(5));
        assert_eq!(modal_length(&lengths(&[5, 4, 5, 4, 3])), Some(4));
        assert_eq!(modal_length(&[]), None);
        assert_eq!(of_modal_length(&lengths(&[4, 5, 5, 3])).len(), 2);
    }

    #[test]
    fn one_stride_has_a_mean_but_no_spread() {
        let one = [stride(&[1.0, 2.0])];
        assert_eq!(average(&one).unwrap().deviation, None);
        assert!(matches!(
            halves(&one),
            Err(AnalysisError::TooFewStrides { found: 1, .. })
        ));
        assert!(average(&[]).is_err());
        assert!(average(&[stride(&[1.0, 2.0]), stride(&[1.0])]).is_err());
        assert!(average(&[stride(&[1.0, f64::NAN])]).is_err());
    }
}
