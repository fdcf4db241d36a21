//! Mean cycles of a population, one a condition.
//!
//! In: strides as rows at the control rate `[len, N]`, and how often each counts. Out: a
//! [`CycleStack`] of C conditions, by [`average`].

use super::ExperimentError;
use super::layers::Layer;
use super::trial::Rows;
use crate::analysis::AnalysisError;
use crate::analysis::cycles::CycleStack;
use crate::analysis::cycles::average::{self, CycleRule};

/// How often each stride of each condition counts.
pub(super) type Weights = Vec<Vec<u32>>;

/// Every stride once.
pub(super) fn all_strides(layer: &Layer) -> Weights {
    let ones = |strides: &Vec<Rows>| vec![1; strides.len()];
    layer.strides.iter().map(ones).collect()
}

/// Every second stride, from stride 0 or 1 on; `None` where a condition has one stride alone.
pub(super) fn half_of_strides(layer: &Layer, first: usize) -> Option<Weights> {
    let half = |strides: &Vec<Rows>| {
        let count = strides.len();
        (count > 1).then(|| average::half(count, first))
    };
    layer.strides.iter().map(half).collect()
}

impl Layer {
    /// The mean cycles of all conditions.
    pub(super) fn cycles(
        &self,
        weights: &Weights,
        rule: CycleRule,
    ) -> Result<CycleStack, ExperimentError> {
        let conditions = self.strides.iter().zip(weights);
        let cycles = conditions.map(|(strides, weights)| {
            let values = strides.iter().map(|stride| stride.values.as_slice());
            let weighted = values.zip(weights.iter().copied());
            average::mean_cycle(self.units, weighted, rule)
        });
        cycles
            .collect::<Result<Vec<_>, _>>()
            .and_then(CycleStack::new)
            .map_err(|source| self.error(source))
    }

    /// Standard deviation over strides `[C, B, N]`: [`average::deviation`] of each condition.
    pub(super) fn spread(&self, bins: usize) -> Result<Vec<f64>, ExperimentError> {
        let mut out = Vec::with_capacity(self.strides.len() * bins * self.units);
        for strides in &self.strides {
            let values = strides.iter().map(|stride| stride.values.as_slice());
            let deviation = average::deviation(self.units, values, bins);
            out.extend(deviation.map_err(|source| self.error(source))?);
        }
        Ok(out)
    }

    /// An error of a measure, with the layer's name.
    pub(super) fn error(&self, source: AnalysisError) -> ExperimentError {
        ExperimentError::Measure {
            layer: self.name.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::cycles::average::Averaging;

    /// One unit that keeps a value over a stride.
    fn flat(value: f32) -> Rows {
        Rows {
            width: 1,
            values: vec![value; 12],
        }
    }

    fn layer() -> Layer {
        Layer {
            name: "layer".to_owned(),
            units: 1,
            strides: vec![vec![flat(1.0), flat(2.0), flat(6.0)], vec![flat(5.0); 2]],
        }
    }

    #[test]
    fn conditions_are_averaged_each_by_its_own_weights() {
        let rule = CycleRule {
            averaging: Averaging::Phase,
            bins: 20,
            dt: 0.02,
        };
        let layer = layer();
        let means = |weights: &Weights| {
            let means = layer.cycles(weights, rule).unwrap().condition_means();
            means.into_data()
        };
        let near = |found: Vec<f64>, expected: [f64; 2]| {
            assert_eq!(found.len(), 2);
            for (found, expected) in found.iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{found} {expected}");
            }
        };
        near(means(&all_strides(&layer)), [3.0, 5.0]);
        near(means(&half_of_strides(&layer, 0).unwrap()), [3.5, 5.0]);
        near(means(&half_of_strides(&layer, 1).unwrap()), [2.0, 5.0]);
        let spread = layer.spread(20).unwrap();
        assert_eq!(spread.len(), 2 * 20);
        near(vec![spread[0], spread[39]], [7.0_f64.sqrt(), 0.0]);
    }

    #[test]
    fn one_stride_has_no_halves() {
        let mut layer = layer();
        layer.strides[1].truncate(1);
        assert!(half_of_strides(&layer, 0).is_none());
    }
}
