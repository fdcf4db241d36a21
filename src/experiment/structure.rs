//! The shape of a population's trajectories: ellipses, rotations, separation, shared subspaces.
//!
//! In: mean cycles. All is measured on the first [`DIMENSIONS`] principal components of the z-scored
//! units over all conditions. `None` where nothing varies or conditions are too few.

use std::collections::BTreeMap;

use super::axes::Axis;
use super::result::{EllipseReport, RotationReport, SeparationReport};
use crate::analysis::AnalysisError;
use crate::analysis::cycles::CycleStack;
use crate::analysis::cycles::space::Space;
use crate::analysis::normalise::Normalisation;
use crate::analysis::pca::Pca;
use crate::analysis::rotation::alignment::{self, alignment_index};
use crate::analysis::rotation::{divergence, ellipse, jpca, separation};
use crate::analysis::tangling::{Softening, percentile};

/// Principal components that shapes are measured on (Saxena et al. 2022 keep 12).
pub(super) const DIMENSIONS: usize = 12;

/// Scores of the z-scored units on the first components; `None` if nothing varies.
pub(super) fn scores(stack: &CycleStack) -> Result<Option<CycleStack>, AnalysisError> {
    let Some(space) = Space::fit(stack, Normalisation::ZScore)? else {
        return Ok(None);
    };
    space.scores(stack, DIMENSIONS).map(Some)
}

/// Ellipses of the conditions.
pub(super) fn ellipses(scores: &CycleStack) -> Result<Option<EllipseReport>, AnalysisError> {
    let (mut plane, mut all, mut eccentricity) = (Vec::new(), Vec::new(), Vec::new());
    for cycle in scores.cycles() {
        let own = Pca::fit(cycle.data())?;
        if own.components.len() < 2 {
            continue;
        }
        let flat = own.project(cycle.data(), 2)?;
        if let (Some(flat), Some(whole)) = (ellipse::fit(&flat), ellipse::fit(cycle.data())) {
            plane.push(flat.r2);
            eccentricity.push(flat.eccentricity());
            all.push(whole.r2);
        }
    }
    Ok(median(plane)
        .zip(median(all))
        .zip(median(eccentricity))
        .map(|((r2, r2_all_components), eccentricity)| EllipseReport {
            r2,
            r2_all_components,
            eccentricity,
        }))
}

/// jPCA of all conditions.
pub(super) fn rotation(scores: &CycleStack) -> Result<Option<RotationReport>, AnalysisError> {
    let count = jpca::DEFAULT_DIMENSIONS.min(scores.units());
    if count < 2 {
        return Ok(None);
    }
    let first = |row: &[f64]| row[..count].to_vec();
    let kept = scores.map(|data| {
        let rows: Vec<f64> = data.rows().flat_map(first).collect();
        crate::analysis::Population::new(data.samples(), count, rows)
    })?;
    let found = jpca::fit(&kept)?;
    Ok(found.and_then(|found| {
        let fastest = found.planes.first()?;
        Some(RotationReport {
            dimensions: count,
            skew_r2: found.skew_r2,
            free_r2: found.free_r2,
            frequency: fastest.angular_speed / std::f64::consts::TAU,
            plane_variance_share: fastest.variance_share,
        })
    }))
}

/// How far conditions keep apart: the matrix `[C, C]`, and the medians.
pub(super) fn separated(
    scores: &CycleStack,
) -> Result<Option<(SeparationReport, Vec<f64>)>, AnalysisError> {
    if scores.conditions() < 2 {
        return Ok(None);
    }
    let matrix = separation::matrix(scores)?;
    let nearest = matrix.iter().enumerate().filter_map(|(a, row)| {
        let others = row.iter().enumerate().filter(|(b, _)| *b != a);
        others
            .filter_map(|(_, distance)| *distance)
            .reduce(f64::min)
    });
    let nearest = median(nearest.collect());
    let flat = matrix
        .iter()
        .flatten()
        .map(|entry| entry.unwrap_or(f64::NAN));
    let flat = flat.collect();
    let divergence = median_divergence(scores)?;
    Ok(nearest.map(|nearest| {
        let report = SeparationReport {
            nearest_condition: nearest,
            divergence,
        };
        (report, flat)
    }))
}

/// Median trajectory divergence, a whole stride ahead; `None` for cycles of unequal length.
fn median_divergence(scores: &CycleStack) -> Result<Option<f64>, AnalysisError> {
    let Ok(bins) = scores.equal_bins("trajectory divergence") else {
        return Ok(None);
    };
    let alpha = Softening::Entries.epsilon(&scores.pooled());
    Ok(divergence::divergence(scores, bins - 1, alpha)?.and_then(median))
}

/// Alignment of the subspace of one speed axis's conditions with that of another's, `A_B`.
pub(super) fn alignments(
    stack: &CycleStack,
    axes: &[Axis],
) -> Result<BTreeMap<String, f64>, AnalysisError> {
    let mut found = BTreeMap::new();
    let Some(space) = Space::fit(stack, Normalisation::ZScore)? else {
        return Ok(found);
    };
    let z = space.normalised(stack)?;
    let mut populations = Vec::new();
    let whole = |axis: &&Axis| !axis.is_sweep && !axis.conditions.is_empty();
    for axis in axes.iter().filter(whole) {
        populations.push((&axis.name, z.subset(&axis.conditions)?.pooled()));
    }
    for (a, of) in &populations {
        for (b, other) in populations.iter().filter(|(b, _)| b != a) {
            let index = alignment_index(of, other, alignment::DEFAULT_DIMENSIONS)?;
            found.extend(index.map(|index| (format!("{a}_{b}"), index)));
        }
    }
    Ok(found)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    (!values.is_empty()).then(|| percentile(&values, 50.0))
}
