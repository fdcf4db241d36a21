//! Distributions of Q and two layers side by side, time point by time point.
//!
//! In: Q of one layer, or of two at the same time points `[T]` [1/s^2]. As in Russo et al. 2018
//! (Neuron), where most points of motor cortex against muscle lie below the unity line.

use serde::Serialize;

use super::super::AnalysisError;
use super::percentile;

/// The middle and the tail of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quantiles {
    /// 50th percentile.
    pub median: f64,
    /// 90th percentile.
    pub p90: f64,
    /// 99th percentile.
    pub p99: f64,
}

/// 50th, 90th and 99th percentile, linear between neighbours; `None` without values.
pub fn quantiles(values: &[f64]) -> Option<Quantiles> {
    let sorted = sorted(values);
    (!sorted.is_empty()).then(|| Quantiles {
        median: percentile(&sorted, 50.0),
        p90: percentile(&sorted, 90.0),
        p99: percentile(&sorted, 99.0),
    })
}

/// Share of time points at which `q` is below `other`, 0 to 1; ties count half.
pub fn share_below(q: &[f64], other: &[f64]) -> Result<f64, AnalysisError> {
    check_pairs(q, other)?;
    let score = |(a, b): (&f64, &f64)| match a.total_cmp(b) {
        std::cmp::Ordering::Less => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Greater => 0.0,
    };
    Ok(q.iter().zip(other).map(score).sum::<f64>() / q.len() as f64)
}

/// log10 of `q` over `other` at each time point where both are positive.
pub fn log_ratios(q: &[f64], other: &[f64]) -> Result<Vec<f64>, AnalysisError> {
    check_pairs(q, other)?;
    let pairs = q.iter().zip(other).filter(|(a, b)| **a > 0.0 && **b > 0.0);
    Ok(pairs.map(|(a, b)| (a / b).log10()).collect())
}

/// Points of the cumulative distribution: each value, rising, with the share of values up to it.
pub fn cumulative(values: &[f64]) -> Vec<(f64, f64)> {
    let sorted = sorted(values);
    let count = sorted.len() as f64;
    let point = |(index, value)| (value, (index + 1) as f64 / count);
    sorted.into_iter().enumerate().map(point).collect()
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn check_pairs(q: &[f64], other: &[f64]) -> Result<(), AnalysisError> {
    if q.len() != other.len() {
        return Err(AnalysisError::Count {
            what: "time points of the other layer",
            expected: q.len(),
            found: other.len(),
        });
    }
    if q.is_empty() {
        return Err(AnalysisError::TooFewSamples {
            measure: "a comparison",
            needed: 1,
            found: 0,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_ratios_and_quantiles_by_hand() {
        let (q, other) = ([1.0, 2.0, 30.0, 4.0], [10.0, 2.0, 3.0, 40.0]);
        assert_eq!(share_below(&q, &other).unwrap(), 2.5 / 4.0);
        let ratios = log_ratios(&q, &other).unwrap();
        for (found, expected) in ratios.iter().zip([-1.0, 0.0, 1.0, -1.0]) {
            assert!((found - expected).abs() < 1e-12);
        }
        let hundred: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        let found = quantiles(&hundred).unwrap();
        assert_eq!((found.median, found.p90, found.p99), (50.0, 90.0, 99.0));
        assert_eq!(cumulative(&[3.0, 1.0]), [(1.0, 0.5), (3.0, 1.0)]);
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        assert!(share_below(&[1.0], &[1.0, 2.0]).is_err());
        assert!(log_ratios(&[], &[]).is_err());
        assert_eq!(quantiles(&[]), None);
        assert_eq!(log_ratios(&[0.0, 1.0], &[1.0, 1.0]).unwrap(), [0.0]);
    }
}
