//! Normalisation of units: fitted on one population `[T, N]`, applicable to any other of N units.
//!
//! Every rule is `y = (x - center) / scale`, unit by unit; the center is the unit's mean (0 for
//! `None`). A unit that is constant where the rule is fitted gets scale 0, and becomes 0 wherever the
//! rule is applied: it counts as a unit and carries nothing. Rules: z-score (population standard
//! deviation, ddof 0); range; soft range, that is range + constant (Russo et al. 2018, Neuron).

use super::{AnalysisError, Population};

/// Default constant of the soft range, as a share of the largest range of any unit of the layer.
///
/// Russo et al. add 5 spikes/s to ranges of up to about 100 spikes/s; activations have no such
/// unit, so the constant follows the layer.
pub const SOFT_RANGE_SHARE: f64 = 0.05;

/// How the units of a layer are brought to one scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Normalisation {
    /// Mean 0, standard deviation 1 (ddof 0).
    ZScore,
    /// Mean 0, maximum - minimum = 1.
    Range,
    /// Mean 0, divided by (maximum - minimum + `share` x the largest such range of the layer).
    SoftRange {
        /// Share of the largest range that is added to every range.
        share: f64,
    },
    /// As it is: center 0, scale 1, constant units too.
    None,
}

/// A fitted normalisation: `y = (x - center) / scale`, or 0 where scale is 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Normaliser {
    /// Subtracted from each unit `[N]`.
    pub center: Vec<f64>,
    /// Divides each unit `[N]`; 0 for a unit that is constant.
    pub scale: Vec<f64>,
}

impl Normaliser {
    /// Fits `normalisation` to a population of at least one sample.
    pub fn fit(
        normalisation: Normalisation,
        population: &Population,
    ) -> Result<Self, AnalysisError> {
        population.check_samples("a normalisation", 1)?;
        let ranges: Vec<f64> = population
            .extents()
            .iter()
            .map(|[lo, hi]| hi - lo)
            .collect();
        let widest = ranges.iter().copied().fold(0.0, f64::max);
        let scale: Vec<f64> = match normalisation {
            Normalisation::None => {
                let units = population.units();
                return Ok(Self {
                    center: vec![0.0; units],
                    scale: vec![1.0; units],
                });
            }
            Normalisation::ZScore => population.variances().iter().map(|v| v.sqrt()).collect(),
            Normalisation::Range => ranges.clone(),
            Normalisation::SoftRange { share } => {
                ranges.iter().map(|range| range + share * widest).collect()
            }
        };
        // The range is exactly 0 for a constant unit; its standard deviation may not be.
        let scale: Vec<f64> = scale
            .into_iter()
            .zip(&ranges)
            .map(|(scale, &range)| if range > 0.0 { scale } else { 0.0 })
            .collect();
        Ok(Self {
            center: population.means(),
            scale,
        })
    }

    /// Number of units that the rule is for.
    pub fn units(&self) -> usize {
        self.center.len()
    }

    /// Normalises one sample in place.
    pub fn apply_to_row(&self, row: &mut [f64]) {
        for ((value, center), &scale) in row.iter_mut().zip(&self.center).zip(&self.scale) {
            *value = normalised(*value, *center, scale);
        }
    }

    /// The population with every sample normalised.
    pub fn apply(&self, population: Population) -> Result<Population, AnalysisError> {
        if population.units() != self.units() {
            return Err(AnalysisError::Units {
                what: "normalisation",
                expected: self.units(),
                found: population.units(),
            });
        }
        Ok(population.map_rows(|row| self.apply_to_row(row)))
    }
}

/// A value on a unit's own scale; zero where the unit never varied.
pub fn normalised(value: f64, center: f64, scale: f64) -> f64 {
    if scale > 0.0 {
        (value - center) / scale
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Population {
        // Units: ranges 4 and 1, and a constant whose mean is not exact in binary.
        Population::new(3, 3, vec![0.0, 1.0, 0.1, 2.0, 0.0, 0.1, 4.0, 0.5, 0.1]).unwrap()
    }

    fn column(population: &Population, unit: usize) -> Vec<f64> {
        population.rows().map(|row| row[unit]).collect()
    }

    #[test]
    fn z_scores_have_mean_0_and_standard_deviation_1() {
        let normaliser = Normaliser::fit(Normalisation::ZScore, &example()).unwrap();
        let scores = normaliser.apply(example()).unwrap();
        let edge = 1.5_f64.sqrt();
        for (found, expected) in column(&scores, 0).iter().zip([-edge, 0.0, edge]) {
            assert!((found - expected).abs() < 1e-15);
        }
        assert!((scores.variances()[1] - 1.0).abs() < 1e-15);
        assert_eq!(column(&scores, 2), [0.0; 3], "a constant unit becomes 0");
    }

    #[test]
    fn range_and_soft_range_divide_by_what_they_say() {
        let range = Normaliser::fit(Normalisation::Range, &example()).unwrap();
        assert_eq!(range.scale, [4.0, 1.0, 0.0]);
        let soft = Normalisation::SoftRange { share: 0.25 };
        assert_eq!(
            Normaliser::fit(soft, &example()).unwrap().scale,
            [5.0, 2.0, 0.0]
        );
        let none = Normaliser::fit(Normalisation::None, &example()).unwrap();
        assert_eq!(none.apply(example()).unwrap(), example());
    }

    #[test]
    fn a_fitted_rule_keeps_its_scale_on_other_data() {
        let normaliser = Normaliser::fit(Normalisation::Range, &example()).unwrap();
        let other = Population::new(1, 3, vec![10.0, 0.5, 9.0]).unwrap();
        assert_eq!(normaliser.apply(other).unwrap().row(0), [2.0, 0.0, 0.0]);
        let wrong = Population::new(1, 2, vec![0.0, 0.0]).unwrap();
        assert!(matches!(
            normaliser.apply(wrong),
            Err(AnalysisError::Units { .. })
        ));
    }
}
