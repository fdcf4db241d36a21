//! What is left out before a speed axis is sought: the plane in which the cycles run.
//!
//! In: scores of all bins on principal components `[C][B, K]`. Out: up to two orthonormal directions
//! `[K]`, and the share of the variance along a direction that lies between conditions, that is, in
//! their means: 1 where a direction only tells conditions apart, 0 where all conditions have one mean.
//!
//! Where speed moves the means further than the cycles are wide, speed itself is among the first two
//! components. Left out as "the plane of the ellipse", it is lost, and what is found beside it is
//! whatever else differs.

use nalgebra::DMatrix;

use super::super::cycles::CycleStack;
use super::super::pca::{RANK_TOLERANCE, eigen_by_falling_value};
use super::dot;

/// What of the kept components is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plane {
    /// Nothing.
    None,
    /// PC1 and PC2 of all bins, as arXiv 2305.11107 does, among conditions that differ little: the plane
    /// of the ellipse as long as the conditions' means lie closer together than the ellipse is wide.
    Leading,
    /// The first two principal components of the cycles, each less the mean of its own condition: the
    /// plane in which they run, wherever their means lie.
    Cycles,
}

/// Share from which on a direction varies mostly between conditions.
const MOSTLY: f64 = 0.5;

/// A direction that was left out.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// In normalised units `[N]`, of length 1.
    pub direction: Vec<f64>,
    /// Share of the variance along it that lies between conditions, 0 to 1.
    pub between: f64,
}

/// Whether a direction with this share of its variance between conditions tells them apart more than
/// it does anything else.
pub fn is_mostly_between(share: f64) -> bool {
    share > MOSTLY
}

/// The directions of a plane `[K]`, orthonormal; fewer where the scores do not fill it.
pub(super) fn directions(scores: &CycleStack, plane: Plane) -> Vec<Vec<f64>> {
    let components = scores.units();
    match plane {
        Plane::None => Vec::new(),
        Plane::Leading => {
            let component = |k: usize| (0..components).map(move |at| f64::from(u8::from(at == k)));
            (0..components.min(2))
                .map(|k| component(k).collect())
                .collect()
        }
        Plane::Cycles => {
            let (within, total) = (within(scores), total(scores));
            let (values, vectors) = eigen_by_falling_value(within);
            let varies = |(value, vector): (f64, Vec<f64>)| {
                (value > RANK_TOLERANCE * total).then_some(vector)
            };
            values
                .into_iter()
                .zip(vectors)
                .take(2)
                .filter_map(varies)
                .collect()
        }
    }
}

/// Covariance of all bins, each less the mean of its own condition `[K, K]`.
fn within(scores: &CycleStack) -> DMatrix<f64> {
    let components = scores.units();
    let mut covariance = DMatrix::zeros(components, components);
    let means = scores.condition_means();
    for (cycle, mean) in scores.cycles().iter().zip(means.rows()) {
        for row in cycle.data().rows() {
            let less: Vec<f64> = row.iter().zip(mean).map(|(x, mean)| x - mean).collect();
            for a in 0..components {
                for b in 0..components {
                    covariance[(a, b)] += less[a] * less[b];
                }
            }
        }
    }
    covariance / scores.samples() as f64
}

/// Variance of all bins.
fn total(scores: &CycleStack) -> f64 {
    scores.pooled().variances().iter().sum()
}

/// Share of the variance of all bins along a direction `[K]` that lies in the conditions' means, each
/// counted by its bins. Scores have mean 0 over all bins.
pub(super) fn between(scores: &CycleStack, direction: &[f64]) -> f64 {
    let means = scores.condition_means();
    let (mut of_means, mut of_all) = (0.0, 0.0);
    for (cycle, mean) in scores.cycles().iter().zip(means.rows()) {
        of_means += cycle.bins() as f64 * dot(mean, direction).powi(2);
        let squares = cycle.data().rows().map(|row| dot(row, direction).powi(2));
        of_all += squares.sum::<f64>();
    }
    if of_all > 0.0 {
        (of_means / of_all).min(1.0)
    } else {
        0.0
    }
}
