//! How far the trajectories of two conditions keep apart: the smallest distance between any two of
//! their bins, over their mean radius (the root mean square distance of a cycle's bins from its
//! centre, averaged over the two). 0: they touch; 1: nowhere nearer than a radius. Low tangling at
//! different speeds needs separation (Saxena et al. 2022, eLife).
//!
//! In: cycles `[C][B, N]`, normalised as a rule. Out: `[C, C]`, symmetric, 0 on the diagonal.

use rayon::prelude::*;

use super::super::cycles::{Cycle, CycleStack};
use super::super::{AnalysisError, Population};

/// Separation of every pair of at least two conditions `[C][C]`; `None` for a pair of which neither
/// moves.
pub fn matrix(stack: &CycleStack) -> Result<Vec<Vec<Option<f64>>>, AnalysisError> {
    stack.check_conditions("separation", 2)?;
    let cycles = stack.cycles();
    let radii: Vec<f64> = cycles.iter().map(radius).collect();
    let above: Vec<Vec<Option<f64>>> = (0..cycles.len())
        .into_par_iter()
        .map(|a| {
            let pair = |b: usize| {
                let mean_radius = 0.5 * (radii[a] + radii[b]);
                let apart = || smallest_distance(cycles[a].data(), cycles[b].data());
                (mean_radius > 0.0).then(|| apart() / mean_radius)
            };
            (a + 1..cycles.len()).map(pair).collect()
        })
        .collect();
    let entry = |a: usize, b: usize| match a.cmp(&b) {
        std::cmp::Ordering::Less => above[a][b - a - 1],
        std::cmp::Ordering::Equal => Some(0.0),
        std::cmp::Ordering::Greater => above[b][a - b - 1],
    };
    let row = |a| (0..cycles.len()).map(|b| entry(a, b)).collect();
    Ok((0..cycles.len()).map(row).collect())
}

/// Root mean square distance of the bins from their mean.
fn radius(cycle: &Cycle) -> f64 {
    cycle.data().variances().iter().sum::<f64>().sqrt()
}

fn smallest_distance(a: &Population, b: &Population) -> f64 {
    let distance =
        |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum() };
    let nearest = |x: &[f64]| {
        b.rows()
            .map(|y| distance(x, y))
            .fold(f64::INFINITY, f64::min)
    };
    a.rows().map(nearest).fold(f64::INFINITY, f64::min).sqrt()
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    fn circles(heights: &[f64]) -> CycleStack {
        let row = |height: f64, k: usize| {
            let (sine, cosine) = (TAU * k as f64 / 30.0).sin_cos();
            [2.0 * cosine, 2.0 * sine, height]
        };
        let rows = |&height: &f64| {
            (0..30)
                .flat_map(move |k| row(height, k))
                .collect::<Vec<_>>()
        };
        let data: Vec<f64> = heights.iter().flat_map(rows).collect();
        CycleStack::from_array(30, 3, &data, &vec![1.0; heights.len()]).unwrap()
    }

    #[test]
    fn stacked_circles_are_as_far_as_their_heights() {
        let found = matrix(&circles(&[0.0, 1.0, 5.0])).unwrap();
        let expected = [[0.0, 0.5, 2.5], [0.5, 0.0, 2.0], [2.5, 2.0, 0.0]];
        for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
            assert!((found.unwrap() - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn one_condition_is_too_few_and_points_have_no_radius() {
        assert!(matrix(&circles(&[0.0])).is_err());
        let still = CycleStack::from_array(3, 1, &[1.0; 6], &[1.0; 2]).unwrap();
        assert_eq!(matrix(&still).unwrap()[0][1], None);
    }
}
