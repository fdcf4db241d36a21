//! The alignment index of Elsayed et al. 2016 (Nature Communications): how much of one data set's
//! variance the leading components of another hold.
//!
//! `A = tr(D' C D) / sum of the k largest eigenvalues of C`, D the first k principal components of
//! the first set `[N, k]`, C the covariance of the second: 1 if they share a subspace, 0 if the
//! subspaces are orthogonal. It is not symmetric. In: two populations of the same N units,
//! normalised alike.

use super::super::pca::Pca;
use super::super::{AnalysisError, Population};

/// Components that Elsayed et al. compare.
pub const DEFAULT_DIMENSIONS: usize = 10;

/// Alignment of `other` with the first `dimensions` components of `subspace_of` (or all, if there
/// are fewer); `None` if either does not vary.
pub fn alignment_index(
    subspace_of: &Population,
    other: &Population,
    dimensions: usize,
) -> Result<Option<f64>, AnalysisError> {
    if other.units() != subspace_of.units() {
        return Err(AnalysisError::Units {
            what: "subspace",
            expected: subspace_of.units(),
            found: other.units(),
        });
    }
    if dimensions == 0 {
        return Err(AnalysisError::Setting {
            setting: "the subspace's dimensions",
            value: 0.0,
            range: "1 or more",
        });
    }
    let (subspace, own) = (Pca::fit(subspace_of)?, Pca::fit(other)?);
    let kept = dimensions.min(subspace.components.len());
    let most: f64 = own.variances.iter().take(kept).sum();
    if kept == 0 || most <= 0.0 {
        return Ok(None);
    }
    let held: f64 = subspace.project(other, kept)?.variances().iter().sum();
    Ok(Some(held / most))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Variance by unit, uncorrelated.
    fn cloud(scales: [f64; 3]) -> Population {
        let rows = (0..8).flat_map(|k: usize| {
            let sign = |bit: usize| if k >> bit & 1 == 1 { 1.0 } else { -1.0 };
            [0, 1, 2].map(|unit| sign(unit) * scales[unit])
        });
        Population::new(8, 3, rows.collect()).unwrap()
    }

    #[test]
    fn subspaces_by_hand() {
        let index = |a: [f64; 3], b: [f64; 3], k| {
            alignment_index(&cloud(a), &cloud(b), k).unwrap().unwrap()
        };
        assert!((index([3.0, 2.0, 0.0], [1.0, 2.0, 0.0], 2) - 1.0).abs() < 1e-12);
        assert!(index([1.0, 0.0, 0.0], [0.0, 1.0, 2.0], 1).abs() < 1e-12);
        // the first component of a is unit 0, which holds 1 of b's largest 4
        assert!((index([3.0, 2.0, 1.0], [1.0, 2.0, 0.5], 1) - 0.25).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_subspace_has_no_index() {
        let index = |a, b| alignment_index(&cloud(a), &cloud(b), 2).unwrap();
        assert_eq!(index([0.0; 3], [1.0; 3]), None);
        assert_eq!(index([1.0; 3], [0.0; 3]), None);
        let two = Population::new(2, 2, vec![0.0, 1.0, 2.0, 3.0]).unwrap();
        assert!(alignment_index(&two, &cloud([1.0; 3]), 1).is_err());
        assert!(alignment_index(&cloud([1.0; 3]), &cloud([1.0; 3]), 0).is_err());
    }
}
