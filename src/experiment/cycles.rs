//! Mean cycles of a population, one a condition.
//!
//! In: strides as rows at the control rate `[len, N]`, and how often each counts. Out: a
//! [`CycleStack`] of C conditions. Resampling by a spline is linear, so strides of equal length are
//! summed first and resampled once: a bootstrap replicate costs a sum.

use std::collections::BTreeMap;

use super::ExperimentError;
use super::layers::Layer;
use super::options::Averaging;
use super::trial::Rows;
use crate::analysis::cycles::spline::resample;
use crate::analysis::cycles::{Cycle, CycleStack};
use crate::analysis::{AnalysisError, Population};

/// How often each stride of each condition counts.
pub type Weights = Vec<Vec<u32>>;

/// How strides become cycles.
#[derive(Clone, Copy, Debug)]
pub struct CycleRule {
    /// Which strides, resampled or not.
    pub averaging: Averaging,
    /// Phase bins of a resampled stride.
    pub bins: usize,
    /// Control step, s.
    pub dt: f64,
}

/// Every stride once.
pub fn all_strides(layer: &Layer) -> Weights {
    let ones = |strides: &Vec<Rows>| vec![1; strides.len()];
    layer.strides.iter().map(ones).collect()
}

/// Every second stride, from stride 0 or 1 on; `None` where a condition has one stride alone.
pub fn half_of_strides(layer: &Layer, first: usize) -> Option<Weights> {
    let half = |strides: &Vec<Rows>| -> Option<Vec<u32>> {
        let weight = |index: usize| u32::from(index % 2 == first);
        (strides.len() > 1).then(|| (0..strides.len()).map(weight).collect())
    };
    layer.strides.iter().map(half).collect()
}

impl Layer {
    /// The mean cycles of all conditions.
    pub fn cycles(
        &self,
        weights: &Weights,
        rule: CycleRule,
    ) -> Result<CycleStack, ExperimentError> {
        let cycles = self
            .strides
            .iter()
            .zip(weights)
            .map(|(strides, weights)| mean_cycle(strides, weights, rule));
        cycles
            .collect::<Result<Vec<_>, _>>()
            .and_then(CycleStack::new)
            .map_err(|source| self.error(source))
    }

    /// Standard deviation over strides (ddof 1) at every bin and unit `[C, B, N]`, of strides
    /// resampled by phase; NaN for a condition with one stride.
    pub fn spread(&self, bins: usize) -> Result<Vec<f64>, ExperimentError> {
        let mut out = Vec::with_capacity(self.strides.len() * bins * self.units);
        for strides in &self.strides {
            let deviation = deviation(strides, bins).map_err(|source| self.error(source))?;
            out.extend(deviation);
        }
        Ok(out)
    }

    /// An error of a measure, with the layer's name.
    pub fn error(&self, source: AnalysisError) -> ExperimentError {
        ExperimentError::Measure {
            layer: self.name.clone(),
            source,
        }
    }
}

/// Strides of one length, weighted and summed `[len, N]`.
struct Sum {
    count: u32,
    values: Vec<f64>,
}

fn mean_cycle(strides: &[Rows], weights: &[u32], rule: CycleRule) -> Result<Cycle, AnalysisError> {
    let mut by_length: BTreeMap<usize, Sum> = BTreeMap::new();
    for (stride, &weight) in strides
        .iter()
        .zip(weights)
        .filter(|(_, weight)| **weight > 0)
    {
        let sum = by_length.entry(stride.len()).or_insert_with(|| Sum {
            count: 0,
            values: vec![0.0; stride.values.len()],
        });
        sum.count += weight;
        for (sum, &value) in sum.values.iter_mut().zip(&stride.values) {
            *sum += f64::from(weight) * f64::from(value);
        }
    }
    if rule.averaging == Averaging::ModalLength {
        // the most common length, the shortest of equals
        let most = by_length.values().map(|sum| sum.count).max();
        let modal = by_length.iter().find(|(_, sum)| Some(sum.count) == most);
        let modal = modal.map(|(&length, _)| length);
        by_length.retain(|&length, _| Some(length) == modal);
    }
    let units = strides.first().map_or(1, |stride| stride.width);
    let bins = match rule.averaging {
        Averaging::Phase => rule.bins,
        Averaging::ModalLength => by_length.keys().next().copied().unwrap_or(0),
    };
    let (mut count, mut rows) = (0, 0);
    let mut mean = vec![0.0; bins * units];
    for (&length, sum) in &by_length {
        count += sum.count as usize;
        rows += sum.count as usize * length;
        let cycle = Population::new(length, units, sum.values.clone())?;
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

/// Standard deviation over the strides of one condition `[B, N]`.
fn deviation(strides: &[Rows], bins: usize) -> Result<Vec<f64>, AnalysisError> {
    let units = strides.first().map_or(1, |stride| stride.width);
    let (mut sum, mut squares) = (vec![0.0; bins * units], vec![0.0; bins * units]);
    let mut shift: Option<Vec<f64>> = None;
    for stride in strides {
        let stride = Population::from_rows(units, stride.values.chunks_exact(units))?;
        let stride = resample(&stride, bins)?;
        // sums of squares about the first stride keep their digits
        let shift = shift.get_or_insert_with(|| stride.data().to_vec());
        for (k, (value, shift)) in stride.data().iter().zip(shift.iter()).enumerate() {
            sum[k] += value - shift;
            squares[k] += (value - shift) * (value - shift);
        }
    }
    let count = strides.len() as f64;
    let deviation = |(sum, squares): (&f64, &f64)| {
        ((squares - sum * sum / count).max(0.0) / (count - 1.0)).sqrt()
    };
    Ok(sum.iter().zip(&squares).map(deviation).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One unit: a wave of the given length about `offset`.
    fn wave(length: usize, offset: f32) -> Rows {
        let value = |k: usize| (std::f32::consts::TAU * k as f32 / length as f32).sin() + offset;
        Rows {
            width: 1,
            values: (0..length).map(value).collect(),
        }
    }

    fn layer() -> Layer {
        Layer {
            name: "layer".to_owned(),
            units: 1,
            strides: vec![vec![wave(24, 0.0), wave(24, 2.0), wave(30, 4.0)]],
        }
    }

    const RULE: CycleRule = CycleRule {
        averaging: Averaging::Phase,
        bins: 60,
        dt: 0.02,
    };

    #[test]
    fn sums_by_length_are_the_mean_of_resampled_strides() {
        let layer = layer();
        let cycles = layer.cycles(&vec![vec![1, 2, 1]], RULE).unwrap();
        let cycle = &cycles.cycles()[0];
        assert!((cycle.period() - (24.0 * 3.0 + 30.0) / 4.0 * 0.02).abs() < 1e-12);
        let resampled: Vec<Vec<f64>> = layer.strides[0]
            .iter()
            .map(|stride| {
                let rows = stride.values.chunks_exact(1);
                let stride = Population::from_rows(1, rows).unwrap();
                resample(&stride, 60).unwrap().into_data()
            })
            .collect();
        for (bin, found) in cycle.data().data().iter().enumerate() {
            let [a, b, c] = [0, 1, 2].map(|stride: usize| resampled[stride][bin]);
            assert!((found - (a + 2.0 * b + c) / 4.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_modal_length_is_averaged_sample_by_sample() {
        let rule = CycleRule {
            averaging: Averaging::ModalLength,
            ..RULE
        };
        let layer = layer();
        let cycles = layer.cycles(&all_strides(&layer), rule).unwrap();
        let cycle = &cycles.cycles()[0];
        assert_eq!(cycle.bins(), 24);
        assert!((cycle.period() - 0.48).abs() < 1e-12);
        assert!((cycle.data().row(0)[0] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn spread_and_halves_need_two_strides() {
        let mut layer = layer();
        let spread = layer.spread(60).unwrap();
        assert!(
            spread.iter().all(|s| (s - 2.0).abs() < 1e-2),
            "offsets 0, 2, 4"
        );
        assert_eq!(half_of_strides(&layer, 1).unwrap(), [[0, 1, 0]]);
        layer.strides[0].truncate(1);
        assert!(layer.spread(60).unwrap()[0].is_nan());
        assert!(half_of_strides(&layer, 0).is_none());
    }
}
