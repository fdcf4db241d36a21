//! Principal components of a population `[T, N]` by the eigenvalues of its covariance (ddof 0).
//!
//! Out: components `[K, N]` by falling variance, K the rank; variances; participation ratio
//! `(sum l)^2 / sum l^2`; scores `[T, K]`. Sign rule: the entry of largest absolute value of each
//! component is positive (ties: the first of them). The same data gives the same bits.

use nalgebra::{DMatrix, DMatrixView, SymmetricEigen};

use super::{AnalysisError, Population};

/// Directions with less than this share of the largest variance are rounding, not components.
pub(super) const RANK_TOLERANCE: f64 = 1e-12;

/// Principal components of a population.
#[derive(Debug, Clone, PartialEq)]
pub struct Pca {
    /// Mean of each unit, subtracted before projecting `[N]`.
    pub center: Vec<f64>,
    /// Orthonormal directions by falling variance `[K][N]`, K the rank of the data.
    pub components: Vec<Vec<f64>>,
    /// Variance along each direction, falling; zeros beyond the rank `[min(N, T)]`.
    pub variances: Vec<f64>,
}

impl Pca {
    /// Fits to at least two samples of finite values.
    pub fn fit(population: &Population) -> Result<Self, AnalysisError> {
        population.check_samples("PCA", 2)?;
        population.check_finite()?;
        let center = population.means();
        let centred = centred(population, &center);
        let (units, samples) = (population.units(), population.samples());
        // Each column is a sample. The smaller of the two products is decomposed; the left factor
        // is never the strided one, see `left_factor` of the tangling kernel.
        let by_sample = DMatrixView::from_slice(&centred, units, samples);
        let weight = 1.0 / samples as f64;
        let (variances, components) = if units <= samples {
            let by_unit = DMatrixView::from_slice_with_strides(&centred, samples, units, units, 1);
            let mut covariance = DMatrix::zeros(units, units);
            covariance.gemm(weight, &by_sample, &by_unit, 0.0);
            eigen_by_falling_value(covariance)
        } else {
            let by_unit = DMatrix::from_row_slice(samples, units, &centred);
            let mut gram = DMatrix::zeros(samples, samples);
            gram.gemm(weight, &by_unit, &by_sample, 0.0);
            let (variances, weights) = eigen_by_falling_value(gram);
            let components = weights
                .iter()
                .map(|w| combine(&centred, units, w))
                .collect();
            (variances, components)
        };
        Ok(Self {
            center,
            components,
            variances,
        })
    }

    /// Share of the total variance along each direction `[min(N, T)]`; zeros if nothing varies.
    pub fn variance_ratio(&self) -> Vec<f64> {
        let total: f64 = self.variances.iter().sum();
        let share = |variance: &f64| if total > 0.0 { variance / total } else { 0.0 };
        self.variances.iter().map(share).collect()
    }

    /// `(sum l)^2 / sum l^2`, from 1 (a line) to N (a ball); `None` if nothing varies.
    pub fn participation_ratio(&self) -> Option<f64> {
        let squares: f64 = self
            .variance_ratio()
            .iter()
            .map(|ratio| ratio * ratio)
            .sum();
        (squares > 0.0).then(|| 1.0 / squares)
    }

    /// Scores of the population on the first `count` components, or on all if there are fewer.
    pub fn project(
        &self,
        population: &Population,
        count: usize,
    ) -> Result<Population, AnalysisError> {
        if population.units() != self.center.len() {
            return Err(AnalysisError::Units {
                what: "PCA",
                expected: self.center.len(),
                found: population.units(),
            });
        }
        let components = &self.components[..count.min(self.components.len())];
        let scores = population
            .rows()
            .flat_map(|row| scores(row, &self.center, components));
        Population::new(population.samples(), components.len(), scores.collect())
    }
}

/// Scores of one sample `[N]` on components `[K][N]`, after subtracting `center` `[N]`.
pub fn scores<'a>(
    row: &'a [f64],
    center: &'a [f64],
    components: &'a [Vec<f64>],
) -> impl Iterator<Item = f64> + 'a {
    components.iter().map(move |component| {
        row.iter()
            .zip(center)
            .zip(component)
            .map(|((x, mean), weight)| (x - mean) * weight)
            .sum()
    })
}

/// Turns a component so that its entry of largest absolute value (the first of equals) is positive.
pub fn apply_sign_rule(component: &mut [f64]) {
    let mut largest = 0.0_f64;
    for &entry in component.iter() {
        if entry.abs() > largest.abs() {
            largest = entry;
        }
    }
    if largest < 0.0 {
        component.iter_mut().for_each(|entry| *entry = -*entry);
    }
}

/// The data less each unit's mean, row-major.
fn centred(population: &Population, center: &[f64]) -> Vec<f64> {
    population
        .rows()
        .flat_map(|row| row.iter().zip(center).map(|(x, mean)| x - mean))
        .collect()
}

/// Eigenvalues by falling size (never negative), and the vectors of those within the rank.
pub(super) fn eigen_by_falling_value(symmetric: DMatrix<f64>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let eigen = SymmetricEigen::new(symmetric);
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    let floor = RANK_TOLERANCE
        * order
            .first()
            .map_or(0.0, |&i| eigen.eigenvalues[i].max(0.0));
    let value = |i: usize| {
        if eigen.eigenvalues[i] > floor {
            eigen.eigenvalues[i]
        } else {
            0.0
        }
    };
    let values: Vec<f64> = order.iter().map(|&i| value(i)).collect();
    let vectors = order
        .iter()
        .filter(|&&i| value(i) > 0.0)
        .map(|&i| {
            let mut vector: Vec<f64> = eigen.eigenvectors.column(i).iter().copied().collect();
            apply_sign_rule(&mut vector);
            vector
        })
        .collect();
    (values, vectors)
}

/// The component `[N]` that weights the centred samples by `weights` `[T]`, of length 1.
fn combine(centred: &[f64], units: usize, weights: &[f64]) -> Vec<f64> {
    let mut component = vec![0.0; units];
    for (row, weight) in centred.chunks_exact(units).zip(weights) {
        for (entry, value) in component.iter_mut().zip(row) {
            *entry += weight * value;
        }
    }
    let norm = component
        .iter()
        .map(|entry| entry * entry)
        .sum::<f64>()
        .sqrt();
    component.iter_mut().for_each(|entry| *entry /= norm);
    apply_sign_rule(&mut component);
    component
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    /// An ellipse of half axes 3 and 1 in a plane of 3 units, off the origin; unit 1 is still.
    fn ellipse() -> Population {
        let rows = (0..100).flat_map(|k| {
            let phase = TAU * k as f64 / 100.0;
            let (major, minor) = (3.0 * phase.cos(), phase.sin());
            [
                5.0 - 0.6 * major + 0.8 * minor,
                7.0,
                0.8 * major + 0.6 * minor,
            ]
        });
        Population::new(100, 3, rows.collect()).unwrap()
    }

    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-12, "{found:?} against {expected:?}");
        }
    }

    #[test]
    fn an_ellipse_has_its_axes_as_components() {
        let pca = Pca::fit(&ellipse()).unwrap();
        assert_eq!(pca.components.len(), 2, "the rank of an ellipse");
        assert_close(&pca.components[0], &[-0.6, 0.0, 0.8]);
        assert_close(&pca.components[1], &[0.8, 0.0, 0.6]);
        assert_close(&pca.variances, &[4.5, 0.5, 0.0]);
        assert_close(&pca.variance_ratio(), &[0.9, 0.1, 0.0]);
        assert!((pca.participation_ratio().unwrap() - 25.0 / 20.5).abs() < 1e-12);
        let scores = pca.project(&ellipse(), 8).unwrap();
        assert_eq!(scores.units(), 2);
        assert_close(scores.row(0), &[3.0, 0.0]);
    }

    #[test]
    fn fewer_samples_than_units_give_the_same_components_as_the_covariance() {
        // Five samples of eight units, and the same with every sample twice: the same covariance.
        let value = |t: usize, n: usize| ((3 * t * t + 5 * n + t * n) % 11) as f64;
        let rows = |times: usize| (0..times).flat_map(|t| (0..8).map(move |n| value(t % 5, n)));
        let short = Pca::fit(&Population::new(5, 8, rows(5).collect()).unwrap()).unwrap();
        let long = Pca::fit(&Population::new(10, 8, rows(10).collect()).unwrap()).unwrap();
        assert_eq!(
            short.components.len(),
            4,
            "five centred samples span four directions"
        );
        assert_eq!(long.components.len(), 4);
        for (a, b) in short.components.iter().zip(&long.components) {
            for (x, y) in a.iter().zip(b) {
                assert!((x - y).abs() < 1e-9);
            }
        }
        assert_close(&short.variances[..4], &long.variances[..4]);
    }

    #[test]
    fn the_sign_rule_takes_the_first_of_equals() {
        let mut tie = [-0.5, 0.5, 0.1];
        apply_sign_rule(&mut tie);
        assert_eq!(tie, [0.5, -0.5, -0.1]);
        let mut fine = [0.1, -0.2, 0.7];
        apply_sign_rule(&mut fine);
        assert_eq!(fine, [0.1, -0.2, 0.7]);
    }

    #[test]
    fn what_does_not_vary_has_no_components() {
        let still = Pca::fit(&Population::new(4, 3, vec![0.1; 12]).unwrap()).unwrap();
        assert_eq!(still.variance_ratio(), [0.0; 3]);
        assert_eq!(still.participation_ratio(), None);
        let broken = Population::new(2, 2, vec![0.0, 1.0, f64::NAN, 2.0]).unwrap();
        assert!(matches!(
            Pca::fit(&broken),
            Err(AnalysisError::NotFinite { row: 1, .. })
        ));
    }
}
