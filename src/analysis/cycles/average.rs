//! Strides averaged: their mean cycle, the spread about it, how far its halves differ.
//!
//! In: S strides of one condition as rows at the control rate, each `[L, N]` row-major, and how often each
//! counts. Out: the mean as a closed [`Cycle`] `[B, N]`, the standard deviation over strides `[B, N]`. Two
//! ways to the mean ([`Averaging`]): every stride resampled to B bins of phase, our default, or, as in
//! arXiv 2305.11107, only the strides of the most common length, sample by sample. Resampling by a spline
//! is linear, so strides of equal length are summed first and resampled once: a bootstrap replicate costs
//! a sum.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::{AnalysisError, Population};
use super::Cycle;
use super::spline::resample;

/// How strides become a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Averaging {
    /// Every stride, resampled to the same phase bins by a periodic cubic spline.
    Phase,
    /// Strides of the most common length, the shortest of equals, sample by sample at the control rate:
    /// the paper's way.
    ModalLength,
}

/// How strides become cycles.
#[derive(Clone, Copy, Debug)]
pub struct CycleRule {
    /// Which strides, resampled or not.
    pub averaging: Averaging,
    /// Phase bins of a resampled stride.
    pub bins: usize,
    /// Control step [s].
    pub dt: f64,
}

/// Strides of one length, weighted and summed `[L, N]`.
struct Sum {
    count: u32,
    values: Vec<f64>,
}

/// The mean of strides of `units` units, each with how often it counts; its period is the mean of theirs.
pub fn mean_cycle<'a, V: Copy + Into<f64> + 'a>(
    units: usize,
    strides: impl IntoIterator<Item = (&'a [V], u32)>,
    rule: CycleRule,
) -> Result<Cycle, AnalysisError> {
    if units == 0 {
        return Err(AnalysisError::NoUnits);
    }
    let mut by_length = summed(units, strides);
    if rule.averaging == Averaging::ModalLength {
        // the most common length, the shortest of equals
        let most = by_length.values().map(|sum| sum.count).max();
        let modal = by_length.iter().find(|(_, sum)| Some(sum.count) == most);
        let modal = modal.map(|(&length, _)| length);
        by_length.retain(|&length, _| Some(length) == modal);
    }
    if by_length.is_empty() {
        return Err(AnalysisError::TooFewStrides {
            measure: "a mean cycle",
            needed: 1,
            found: 0,
        });
    }
    let bins = match rule.averaging {
        Averaging::Phase => rule.bins,
        Averaging::ModalLength => by_length.keys().next().copied().unwrap_or(0),
    };
    let (mut count, mut rows) = (0, 0);
    let mut mean = vec![0.0; bins * units];
    for (length, sum) in by_length {
        count += sum.count as usize;
        rows += sum.count as usize * length;
        let cycle = Population::new(length, units, sum.values)?;
        let cycle = match rule.averaging {
            Averaging::Phase => resample(&cycle, bins)?,
            Averaging::ModalLength => cycle,
        };
        mean.iter_mut()
            .zip(cycle.data())
            .for_each(|(mean, value)| *mean += value);
    }
    mean.iter_mut().for_each(|mean| *mean /= count as f64);
    let period = rows as f64 / count as f64 * rule.dt;
    Cycle::new(Population::new(bins, units, mean)?, period)
}

/// Strides that count, summed by length.
fn summed<'a, V: Copy + Into<f64> + 'a>(
    units: usize,
    strides: impl IntoIterator<Item = (&'a [V], u32)>,
) -> BTreeMap<usize, Sum> {
    let mut by_length: BTreeMap<usize, Sum> = BTreeMap::new();
    let counting = strides.into_iter().filter(|(_, weight)| *weight > 0);
    for (stride, weight) in counting {
        let sum = by_length
            .entry(stride.len() / units)
            .or_insert_with(|| Sum {
                count: 0,
                values: vec![0.0; stride.len()],
            });
        sum.count += weight;
        for (sum, &value) in sum.values.iter_mut().zip(stride) {
            *sum += f64::from(weight) * value.into();
        }
    }
    by_length
}

/// Standard deviation over strides (ddof 1) at every bin and unit `[B, N]`, of strides resampled by phase;
/// NaN for one stride.
pub fn deviation<'a, V: Copy + Into<f64> + 'a>(
    units: usize,
    strides: impl IntoIterator<Item = &'a [V]>,
    bins: usize,
) -> Result<Vec<f64>, AnalysisError> {
    if units == 0 {
        return Err(AnalysisError::NoUnits);
    }
    let (mut sum, mut squares) = (vec![0.0; bins * units], vec![0.0; bins * units]);
    let mut shift: Option<Vec<f64>> = None;
    let mut count = 0.0;
    for stride in strides {
        let values: Vec<f64> = stride.iter().map(|&value| value.into()).collect();
        let stride = Population::new(values.len() / units, units, values)?;
        let stride = resample(&stride, bins)?;
        // sums of squares about the first stride keep their digits
        let shift = shift.get_or_insert_with(|| stride.data().to_vec());
        for (k, (value, shift)) in stride.data().iter().zip(shift.iter()).enumerate() {
            sum[k] += value - shift;
            squares[k] += (value - shift) * (value - shift);
        }
        count += 1.0;
    }
    let deviation = |(sum, squares): (&f64, &f64)| {
        ((squares - sum * sum / count).max(0.0) / (count - 1.0)).sqrt()
    };
    Ok(sum.iter().zip(&squares).map(deviation).collect())
}

/// Every second of `count` strides once, from stride `first` (0 or 1) on: how often each counts in one
/// half.
pub fn half(count: usize, first: usize) -> Vec<u32> {
    (0..count)
        .map(|index| u32::from(index % 2 == first))
        .collect()
}

/// How far chance carries a mean cycle, as a share of its modulation: half the root mean square
/// difference of the means `[B, N]` of two halves of the strides over the root mean square of their mean
/// round its own mean over bins. `None` if that mean is constant.
pub fn split_half_error(odd: &Population, even: &Population) -> Result<Option<f64>, AnalysisError> {
    if (odd.samples(), odd.units()) != (even.samples(), even.units()) {
        return Err(AnalysisError::UnequalBins {
            measure: "split halves",
            first: odd.samples(),
            other: even.samples(),
        });
    }
    let pairs = || odd.data().iter().zip(even.data());
    let whole = pairs().map(|(a, b)| a / 2.0 + b / 2.0).collect();
    let whole = Population::new(odd.samples(), odd.units(), whole)?;
    let noise: f64 = pairs().map(|(a, b)| 0.25 * (a - b) * (a - b)).sum();
    let modulation: f64 = whole.variances().iter().sum::<f64>() * whole.samples() as f64;
    Ok((!whole.is_constant()).then(|| (noise / modulation).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One unit: a wave of the given length about `offset`.
    fn wave(length: usize, offset: f32) -> Vec<f32> {
        let value = |k: usize| (std::f32::consts::TAU * k as f32 / length as f32).sin() + offset;
        (0..length).map(value).collect()
    }

    fn strides() -> [Vec<f32>; 3] {
        [wave(24, 0.0), wave(24, 2.0), wave(30, 4.0)]
    }

    fn rule(averaging: Averaging) -> CycleRule {
        CycleRule {
            averaging,
            bins: 60,
            dt: 0.02,
        }
    }

    fn mean(strides: &[Vec<f32>], weights: &[u32], averaging: Averaging) -> Cycle {
        let weighted = strides.iter().map(Vec::as_slice);
        let weighted = weighted.zip(weights.iter().copied());
        mean_cycle(1, weighted, rule(averaging)).unwrap()
    }

    #[test]
    fn sums_by_length_are_the_mean_of_resampled_strides() {
        let cycle = mean(&strides(), &[1, 2, 1], Averaging::Phase);
        assert!((cycle.period() - (24.0 * 3.0 + 30.0) / 4.0 * 0.02).abs() < 1e-12);
        let resampled = strides().map(|stride| {
            let values: Vec<f64> = stride.iter().map(|&value| value.into()).collect();
            let stride = Population::new(values.len(), 1, values).unwrap();
            resample(&stride, 60).unwrap().into_data()
        });
        for (bin, found) in cycle.data().data().iter().enumerate() {
            let [a, b, c] = resampled.each_ref().map(|stride| stride[bin]);
            assert!((found - (a + 2.0 * b + c) / 4.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_modal_length_is_averaged_sample_by_sample() {
        let cycle = mean(&strides(), &[1, 1, 1], Averaging::ModalLength);
        assert_eq!(cycle.bins(), 24);
        assert!((cycle.period() - 0.48).abs() < 1e-12);
        assert!((cycle.data().row(0)[0] - 1.0).abs() < 1e-6);
        let longer = mean(&strides(), &[1, 0, 2], Averaging::ModalLength);
        assert_eq!(longer.bins(), 30, "weights count");
        let equal = mean(&strides(), &[1, 0, 1], Averaging::ModalLength);
        assert_eq!(equal.bins(), 24, "the shortest of equals");
    }

    #[test]
    fn the_spread_is_over_strides_and_takes_two() {
        let strides = strides();
        let all = strides.iter().map(Vec::as_slice);
        let spread = deviation(1, all.clone(), 60).unwrap();
        let offsets = |spread: &f64| (spread - 2.0).abs() < 1e-2;
        assert!(spread.iter().all(offsets), "offsets 0, 2, 4");
        let one = deviation(1, all.take(1), 60).unwrap();
        assert!(one.len() == 60 && one.iter().all(|spread| spread.is_nan()));
    }

    #[test]
    fn halves_take_strides_in_turn_and_their_difference_is_chance() {
        assert_eq!(half(5, 0), [1, 0, 1, 0, 1]);
        assert_eq!(half(5, 1), [0, 1, 0, 1, 0]);
        let cycle = |values: &[f64]| Population::new(values.len(), 1, values.to_vec()).unwrap();
        let error = |a: &[f64], b: &[f64]| split_half_error(&cycle(a), &cycle(b));
        assert_eq!(error(&[1.0, 3.0], &[1.0, 3.0]).unwrap(), Some(0.0));
        // half the difference is 1, the modulation of [1, 3] is 1
        assert_eq!(error(&[0.0, 2.0], &[2.0, 4.0]).unwrap(), Some(1.0));
        assert_eq!(error(&[1.0, 1.0], &[1.0, 1.0]).unwrap(), None);
        assert!(error(&[1.0, 2.0], &[1.0]).is_err());
    }

    #[test]
    fn what_has_no_mean_is_refused() {
        let of = |strides: &[(&[f64], u32)], averaging| {
            mean_cycle(1, strides.iter().copied(), rule(averaging))
        };
        for averaging in [Averaging::Phase, Averaging::ModalLength] {
            assert!(matches!(
                of(&[(&[1.0, 2.0, 3.0], 0)], averaging),
                Err(AnalysisError::TooFewStrides { found: 0, .. })
            ));
            assert!(of(&[(&[1.0, 2.0], 1)], averaging).is_err(), "too short");
            assert!(of(&[(&[1.0, f64::NAN, 2.0], 1)], averaging).is_err());
            let none: [(&[f64], u32); 1] = [(&[], 1)];
            assert!(mean_cycle(0, none, rule(averaging)).is_err(), "no units");
        }
    }
}
