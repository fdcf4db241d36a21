//! The two rules by which a direction is found among the conditions' means.
//!
//! In: mean scores `[C, K]`, less what is left out. Out: weights of the components `[K]`.

use nalgebra::DMatrix;

use super::super::cycles::CycleStack;
use super::super::pca::eigen_by_falling_value;
use super::{dot, length};

/// How the axis is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Largest norm, or variance if `centred`, of the conditions' mean activity.
    LargestMean {
        /// Whether the mean over conditions is subtracted first.
        centred: bool,
    },
    /// Best decode of speed from the conditions' mean activity.
    Decoding {
        /// Penalty on the weights, as a share of the mean variance of the means.
        ridge: f64,
    },
}

/// Mean scores of the conditions `[C, K]`, less their part along orthonormal directions `[K]`.
pub(super) fn means_beside(scores: &CycleStack, left_out: &[Vec<f64>]) -> DMatrix<f64> {
    let means = scores.condition_means();
    let mut beside = DMatrix::from_row_slice(means.samples(), means.units(), means.data());
    for direction in left_out {
        for (c, mean) in means.rows().enumerate() {
            let along = dot(mean, direction);
            for (k, entry) in direction.iter().enumerate() {
                beside[(c, k)] -= along * entry;
            }
        }
    }
    beside
}

/// Less the mean of each column.
fn centred(mut means: DMatrix<f64>) -> DMatrix<f64> {
    for mut column in means.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
    }
    means
}

/// First right singular vector `[K]`; `None` if the means are all 0, but for rounding.
pub(super) fn largest_mean(means: &DMatrix<f64>, subtract: bool) -> Option<Vec<f64>> {
    let means = if subtract {
        centred(means.clone())
    } else {
        means.clone()
    };
    let (values, vectors) = eigen_by_falling_value(means.tr_mul(&means));
    let differ = values.first().is_some_and(|&largest| largest > MEANS_FLOOR);
    differ.then(|| vectors.into_iter().next()).flatten()
}

/// Squared means below this are rounding: normalised units have variances near 1.
const MEANS_FLOOR: f64 = 1e-20;

/// Weights `[K]` of the ridge regression of speeds on means; `None` if the means are all one.
pub(super) fn decoding(means: &DMatrix<f64>, speeds: &[f64], ridge: f64) -> Option<Vec<f64>> {
    let means = centred(means.clone());
    let mean_speed = speeds.iter().sum::<f64>() / speeds.len() as f64;
    let (values, vectors) = eigen_by_falling_value(means.tr_mul(&means));
    let lambda = ridge * values.iter().sum::<f64>() / values.len() as f64;
    if values.first().is_none_or(|&largest| largest <= MEANS_FLOOR) {
        return None;
    }
    let mut weights = vec![0.0; means.ncols()];
    for (value, vector) in values.iter().zip(&vectors) {
        let along =
            |c: usize| -> f64 { (0..vector.len()).map(|k| means[(c, k)] * vector[k]).sum() };
        let products = (0..speeds.len()).map(|c| along(c) * (speeds[c] - mean_speed));
        let weight = products.sum::<f64>() / (value + lambda);
        for (entry, loading) in weights.iter_mut().zip(vector) {
            *entry += weight * loading;
        }
    }
    (length(&weights) > 0.0).then_some(weights)
}
