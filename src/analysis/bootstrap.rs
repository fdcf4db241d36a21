//! Confidence intervals by the percentile bootstrap over strides (Efron & Tibshirani 1993).
//!
//! In: the number of strides of each condition and any statistics of a choice of strides. Strides
//! are drawn with replacement within each condition, so that every condition keeps its weight. Out:
//! for each statistic its value on the strides as they are, and the percentiles of its values on
//! the draws. Each draw has its own stream of one ChaCha generator: the result depends on the seed
//! and on nothing else, the number of threads included.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

use super::AnalysisError;
use super::tangling::percentile;

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Draws.
    pub draws: usize,
    /// Share of the draws within the interval, 0 to 1.
    pub confidence: f64,
    /// Of the generator.
    pub seed: u64,
}

impl Default for Settings {
    /// 1,000 draws, 95 %.
    fn default() -> Self {
        Self {
            draws: 1000,
            confidence: 0.95,
            seed: 0,
        }
    }
}

/// A statistic with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// On the strides as they are.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Median of the draws; less the estimate it is the bias that drawing anew adds.
    pub median: f64,
    /// Draws on which the statistic was defined.
    pub draws: usize,
}

/// Intervals of the statistics that `statistics` gives of a choice of strides: for each condition
/// the indices of its strides, some of them several times. A statistic without a value on the
/// strides as they are, or on any draw, has no interval.
///
/// `strides`: of each condition `[C]`, two at least.
pub fn intervals(
    strides: &[usize],
    settings: &Settings,
    statistics: impl Fn(&[Vec<usize>]) -> Vec<Option<f64>> + Sync,
) -> Result<Vec<Option<Interval>>, AnalysisError> {
    check(strides, settings)?;
    let whole: Vec<Vec<usize>> = strides.iter().map(|&count| (0..count).collect()).collect();
    let estimates = statistics(&whole);
    let draws: Vec<Vec<Option<f64>>> = (0..settings.draws)
        .into_par_iter()
        .map(|index| statistics(&draw(strides, settings.seed, index as u64)))
        .collect();
    let interval = |(which, estimate): (usize, &Option<f64>)| {
        let defined = draws
            .iter()
            .filter_map(|draw| draw.get(which).copied().flatten());
        let mut values: Vec<f64> = defined.filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let tail = 50.0 * (1.0 - settings.confidence);
        match estimate {
            Some(estimate) if !values.is_empty() => Some(Interval {
                estimate: *estimate,
                low: percentile(&values, tail),
                high: percentile(&values, 100.0 - tail),
                median: percentile(&values, 50.0),
                draws: values.len(),
            }),
            _ => None,
        }
    };
    Ok(estimates.iter().enumerate().map(interval).collect())
}

/// Strides drawn with replacement within each condition.
fn draw(strides: &[usize], seed: u64, index: u64) -> Vec<Vec<usize>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(index);
    let mut of_condition =
        |&count: &usize| (0..count).map(|_| rng.random_range(0..count)).collect();
    strides.iter().map(&mut of_condition).collect()
}

fn check(strides: &[usize], settings: &Settings) -> Result<(), AnalysisError> {
    if strides.is_empty() {
        return Err(AnalysisError::TooFewConditions {
            measure: "a bootstrap over strides",
            needed: 1,
            found: 0,
        });
    }
    if let Some(&found) = strides.iter().find(|&&count| count < 2) {
        return Err(AnalysisError::TooFewStrides {
            measure: "a bootstrap over strides",
            needed: 2,
            found,
        });
    }
    let (setting, value, range) = if settings.draws == 0 {
        ("the number of draws", 0.0, "1 or more")
    } else if !(settings.confidence > 0.0 && settings.confidence < 1.0) {
        ("the confidence", settings.confidence, "between 0 and 1")
    } else {
        return Ok(());
    };
    Err(AnalysisError::Setting {
        setting,
        value,
        range,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 100] = {
        let mut values = [0.0; 100];
        let mut k = 0;
        while k < 100 {
            values[k] = ((k * 37) % 100) as f64;
            k += 1;
        }
        values
    };

    fn mean(choice: &[Vec<usize>]) -> Vec<Option<f64>> {
        let sum: f64 = choice[0].iter().map(|&stride| VALUES[stride]).sum();
        vec![Some(sum / choice[0].len() as f64), None]
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_theory() {
        let settings = Settings {
            draws: 4000,
            ..Settings::default()
        };
        let found = intervals(&[100], &settings, mean).unwrap();
        assert_eq!(found[1], None, "a statistic without a value");
        let found = found[0].unwrap();
        assert_eq!((found.estimate, found.draws), (49.5, 4000));
        // standard error of the mean of 0..99: 28.87 / 10
        let half = 1.96 * 2.887;
        assert!((found.low - (49.5 - half)).abs() < 0.3, "{found:?}");
        assert!((found.high - (49.5 + half)).abs() < 0.3, "{found:?}");
    }

    #[test]
    fn the_seed_decides() {
        let by = |seed| {
            let settings = Settings {
                draws: 50,
                seed,
                ..Settings::default()
            };
            intervals(&[100, 3], &settings, mean).unwrap()
        };
        assert_eq!(by(1), by(1));
        assert_ne!(by(1), by(2));
    }

    #[test]
    fn conditions_keep_their_strides() {
        for index in 0..20 {
            let choice = draw(&[5, 2], 3, index);
            assert_eq!((choice[0].len(), choice[1].len()), (5, 2));
            assert!(choice[0].iter().all(|&k| k < 5) && choice[1].iter().all(|&k| k < 2));
        }
        assert_ne!(draw(&[50], 3, 0), draw(&[50], 3, 1));
    }

    #[test]
    fn one_stride_cannot_be_drawn_from() {
        let refused = |strides: &[usize], settings: Settings| {
            intervals(strides, &settings, mean).unwrap_err().to_string()
        };
        assert!(refused(&[9, 1], Settings::default()).contains("1 strides"));
        refused(&[], Settings::default());
        let none = Settings {
            draws: 0,
            ..Settings::default()
        };
        assert!(refused(&[9], none).contains("draws"));
        let sure = Settings {
            confidence: 1.0,
            ..Settings::default()
        };
        assert!(refused(&[9], sure).contains("confidence"));
    }
}
