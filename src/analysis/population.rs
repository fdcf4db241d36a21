//! The activity of a population of units over time: `[T, N]`, row-major, f64.
//!
//! In: rows of samples, in order of time. Out: [`Population`], the type of all measures.

use super::AnalysisError;

/// Largest size of a value: its square, summed over a long recording, still fits an f64.
pub const MAX_MAGNITUDE: f64 = 1e100;

/// T samples of N units, row-major: sample `t` of unit `n` is `data[t * N + n]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    units: usize,
    samples: usize,
    data: Vec<f64>,
}

impl Population {
    /// From row-major data `[samples, units]`.
    pub fn new(samples: usize, units: usize, data: Vec<f64>) -> Result<Self, AnalysisError> {
        if units == 0 {
            return Err(AnalysisError::NoUnits);
        }
        if samples.checked_mul(units) != Some(data.len()) {
            return Err(AnalysisError::Shape {
                samples,
                units,
                found: data.len(),
            });
        }
        Ok(Self {
            units,
            samples,
            data,
        })
    }

    /// From data that is known to fill `samples` rows of at least one unit.
    pub(crate) fn from_parts(samples: usize, units: usize, data: Vec<f64>) -> Self {
        debug_assert!(units > 0 && samples * units == data.len());
        Self {
            units,
            samples,
            data,
        }
    }

    /// From single-precision rows, each of `units` values.
    pub fn from_rows<'a>(
        units: usize,
        rows: impl IntoIterator<Item = &'a [f32]>,
    ) -> Result<Self, AnalysisError> {
        let mut data = Vec::new();
        let mut samples = 0;
        for row in rows {
            if row.len() != units {
                return Err(AnalysisError::Shape {
                    samples: 1,
                    units,
                    found: row.len(),
                });
            }
            data.extend(row.iter().map(|&value| f64::from(value)));
            samples += 1;
        }
        Self::new(samples, units, data)
    }

    /// N, the number of units.
    pub fn units(&self) -> usize {
        self.units
    }

    /// T, the number of samples.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// All values, row-major `[T, N]`.
    pub fn data(&self) -> &[f64] {
        &self.data
    }

    /// The values, row-major `[T, N]`, without a copy.
    pub fn into_data(self) -> Vec<f64> {
        self.data
    }

    /// Sample `t`: the N units at that time.
    pub fn row(&self, t: usize) -> &[f64] {
        &self.data[t * self.units..(t + 1) * self.units]
    }

    /// The samples in order of time.
    pub fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.data.chunks_exact(self.units)
    }

    /// Changes every row in place.
    pub(crate) fn map_rows(mut self, change: impl Fn(&mut [f64])) -> Self {
        self.data.chunks_exact_mut(self.units).for_each(change);
        self
    }

    /// The first value that is NaN, infinite or beyond [`MAX_MAGNITUDE`], as an error that names
    /// its row and unit.
    pub fn check_finite(&self) -> Result<(), AnalysisError> {
        let usable = |value: &f64| value.abs() <= MAX_MAGNITUDE;
        match self.data.iter().position(|value| !usable(value)) {
            None => Ok(()),
            Some(index) => Err(AnalysisError::NotFinite {
                row: index / self.units,
                unit: index % self.units,
                value: self.data[index],
            }),
        }
    }

    /// An error unless there are at least `needed` samples for `measure`.
    pub(crate) fn check_samples(
        &self,
        measure: &'static str,
        needed: usize,
    ) -> Result<(), AnalysisError> {
        if self.samples < needed {
            return Err(AnalysisError::TooFewSamples {
                measure,
                needed,
                found: self.samples,
            });
        }
        Ok(())
    }

    /// Mean of each unit over the samples `[N]`.
    pub fn means(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.units];
        for row in self.rows() {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += value;
            }
        }
        sums.iter().map(|sum| sum / self.samples as f64).collect()
    }

    /// Population variance (ddof 0) of each unit over the samples `[N]`.
    pub fn variances(&self) -> Vec<f64> {
        let means = self.means();
        let mut sums = vec![0.0; self.units];
        for row in self.rows() {
            for ((sum, value), mean) in sums.iter_mut().zip(row).zip(&means) {
                *sum += (value - mean) * (value - mean);
            }
        }
        sums.iter().map(|sum| sum / self.samples as f64).collect()
    }

    /// Smallest and largest value of each unit `[N]`.
    pub fn extents(&self) -> Vec<[f64; 2]> {
        let mut extents = vec![[f64::INFINITY, f64::NEG_INFINITY]; self.units];
        for row in self.rows() {
            for (extent, &value) in extents.iter_mut().zip(row) {
                *extent = [extent[0].min(value), extent[1].max(value)];
            }
        }
        extents
    }

    /// Whether no unit varies: every one keeps one value.
    pub fn is_constant(&self) -> bool {
        self.rows().all(|row| row == self.row(0))
    }

    /// Population variance of all entries taken together, whatever their unit.
    pub fn variance_of_entries(&self) -> f64 {
        let count = self.data.len() as f64;
        let mean = self.data.iter().sum::<f64>() / count;
        self.data
            .iter()
            .map(|value| (value - mean) * (value - mean))
            .sum::<f64>()
            / count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_moments_are_by_unit() {
        let population = Population::new(2, 3, vec![1.0, 2.0, 3.0, 3.0, 2.0, 7.0]).unwrap();
        assert_eq!(population.row(1), [3.0, 2.0, 7.0]);
        assert_eq!(population.means(), [2.0, 2.0, 5.0]);
        assert_eq!(population.variances(), [1.0, 0.0, 4.0]);
        assert_eq!(population.extents(), [[1.0, 3.0], [2.0, 2.0], [3.0, 7.0]]);
        // all six entries: mean 3, squares 4 1 0 0 1 16
        assert!((population.variance_of_entries() - 22.0 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn a_shape_that_does_not_fit_is_refused() {
        assert!(matches!(
            Population::new(2, 3, vec![0.0; 5]),
            Err(AnalysisError::Shape {
                samples: 2,
                units: 3,
                found: 5
            })
        ));
        assert!(matches!(
            Population::new(usize::MAX, 2, vec![0.0; 4]),
            Err(AnalysisError::Shape { .. })
        ));
        assert!(matches!(
            Population::new(3, 0, Vec::new()),
            Err(AnalysisError::NoUnits)
        ));
        let rows: [&[f32]; 2] = [&[1.0, 2.0], &[3.0]];
        assert!(Population::from_rows(2, rows).is_err());
    }

    #[test]
    fn the_first_value_that_is_not_finite_is_named() {
        let data = vec![0.0, 1.0, 2.0, f64::NAN, f64::INFINITY, 5.0];
        let error = Population::new(3, 2, data)
            .unwrap()
            .check_finite()
            .unwrap_err();
        assert!(
            matches!(
                error,
                AnalysisError::NotFinite {
                    row: 1,
                    unit: 1,
                    ..
                }
            ),
            "{error}"
        );
        let huge = Population::new(1, 2, vec![0.0, -1e101]).unwrap();
        assert!(matches!(
            huge.check_finite(),
            Err(AnalysisError::NotFinite { unit: 1, .. })
        ));
        assert!(
            Population::new(1, 2, vec![0.0, -1.0])
                .unwrap()
                .check_finite()
                .is_ok()
        );
    }
}
