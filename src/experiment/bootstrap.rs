//! Intervals of the headline figures by resampling strides.
//!
//! In: the strides of every population. In each draw the strides of each condition are drawn anew
//! with replacement, the same for all populations; cycles are averaged and tangling is measured
//! again. Out: 95 % intervals.
//!
//! A mean of redrawn strides holds about twice the noise of the mean of all, and noise raises Q: the
//! draws lie beside the estimate, by a bias that is about as large as the one that noise gives the
//! estimate itself. The interval is that of the draws' percentiles less this bias (their median less
//! the estimate), so that it says how far the choice of strides moves the figure; the bias stands
//! beside it, and the percentiles are the two together.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::cycles::Weights;
use super::layers::Layer;
use super::measure::{Measured, of_tangling, ratio};
use super::options::{CONFIDENCE, Options};
use super::result::{Comparison, Ratio};
use super::{ExperimentError, Reporter};
use crate::analysis::bootstrap::{Interval, Settings, intervals};
use crate::analysis::cycles::average::CycleRule;
use crate::analysis::tangling::compare::quantiles;

/// The headline form and the equal-dimension form, in names of figures.
const FORMS: [&str; 2] = ["all", "equal"];

/// The interval of a headline figure, and the bias that was taken out of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    /// Lower and upper end.
    pub interval: [f64; 2],
    /// Median of the draws less the estimate.
    pub bias: f64,
}

impl From<Interval> for Spread {
    fn from(found: Interval) -> Self {
        let bias = found.median - found.estimate;
        Self {
            interval: [found.low - bias, found.high - bias],
            bias,
        }
    }
}

/// Of each headline figure by its name.
pub(super) type Intervals = BTreeMap<String, Spread>;

/// The intervals of every headline figure; none if `options.replicates` is 0 or a condition has one
/// stride. `pairs` are compared, A against B.
pub(super) fn headline(
    layers: &[Layer],
    pairs: &[(&str, &str)],
    (options, rule, seed): (&Options, CycleRule, u64),
    reporter: &dyn Reporter,
) -> Result<Intervals, ExperimentError> {
    let Some(first) = layers.first().filter(|_| options.replicates > 0) else {
        return Ok(Intervals::new());
    };
    let strides: Vec<usize> = first.strides.iter().map(Vec::len).collect();
    if strides.iter().any(|&count| count < 2) {
        return Ok(Intervals::new());
    }
    let names = names(layers, pairs);
    let interrupted = AtomicBool::new(false);
    let statistics = |choice: &[Vec<usize>]| -> Vec<Option<f64>> {
        let found = if interrupted.load(Ordering::Relaxed) {
            BTreeMap::new()
        } else {
            figures(layers, &weights(choice), pairs, (options, rule)).unwrap_or_default()
        };
        if !reporter.step() {
            interrupted.store(true, Ordering::Relaxed);
        }
        names.iter().map(|name| found.get(name).copied()).collect()
    };
    let settings = Settings {
        draws: options.replicates,
        confidence: CONFIDENCE,
        seed,
    };
    let found = intervals(&strides, &settings, statistics).map_err(|error| first.error(error))?;
    if interrupted.load(Ordering::Relaxed) {
        return Err(ExperimentError::Interrupted);
    }
    let named = names.iter().zip(found);
    Ok(named
        .filter_map(|(name, found)| found.map(|found| (name.clone(), found.into())))
        .collect())
}

/// How often each stride is in a choice.
fn weights(choice: &[Vec<usize>]) -> Weights {
    let condition = |strides: &Vec<usize>| {
        let mut weights = vec![0; strides.len()];
        strides.iter().for_each(|&stride| weights[stride] += 1);
        weights
    };
    choice.iter().map(condition).collect()
}

/// Every figure there can be.
fn names(layers: &[Layer], pairs: &[(&str, &str)]) -> Vec<String> {
    let mut names = Vec::new();
    for form in FORMS {
        for layer in layers {
            let quantiles = ["median", "p90", "p99"];
            names.extend(quantiles.map(|figure| format!("{}_{form}_{figure}", layer.name)));
        }
        for (a, b) in pairs {
            let figures = ["log10_ratio", "share_below"];
            names.extend(figures.map(|figure| format!("{a}_{b}_{form}_{figure}")));
        }
    }
    names
}

/// The headline figures of one choice of strides.
fn figures(
    layers: &[Layer],
    weights: &Weights,
    pairs: &[(&str, &str)],
    (options, rule): (&Options, CycleRule),
) -> Result<BTreeMap<String, f64>, ExperimentError> {
    let mut found = BTreeMap::new();
    let mut all: BTreeMap<&str, [Option<Vec<f64>>; 2]> = BTreeMap::new();
    for layer in layers {
        let cycles = layer.cycles(weights, rule)?;
        let both = of_tangling(cycles, options).map_err(|source| layer.error(source))?;
        for (q, form) in both.iter().zip(FORMS) {
            let Some(quantiles) = q.as_deref().and_then(quantiles) else {
                continue;
            };
            let values = [quantiles.median, quantiles.p90, quantiles.p99];
            for (figure, value) in ["median", "p90", "p99"].iter().zip(values) {
                found.insert(format!("{}_{form}_{figure}", layer.name), value);
            }
        }
        all.insert(&layer.name, both);
    }
    for (a, b) in pairs {
        let (Some(qa), Some(qb)) = (all.get(a), all.get(b)) else {
            continue;
        };
        for ((qa, qb), form) in qa.iter().zip(qb).zip(FORMS) {
            let (Some(qa), Some(qb)) = (qa, qb) else {
                continue;
            };
            if let Some(ratio) = ratio(qa, qb) {
                let name = |figure: &str| format!("{a}_{b}_{form}_{figure}");
                found.insert(name("log10_ratio"), ratio.median_log10_ratio);
                found.insert(name("share_below"), ratio.share_below);
            }
        }
    }
    Ok(found)
}

/// Writes the intervals into the measured populations.
pub(super) fn give_intervals(measured: &mut [Measured], intervals: &Intervals) {
    for layer in measured {
        let report = &mut layer.report;
        let forms = [&mut report.tangling, &mut report.tangling_equal_dimensions];
        for (tangling, form) in forms.into_iter().zip(FORMS) {
            let Some(tangling) = tangling else { continue };
            let of = |figure| intervals.get(&format!("{}_{form}_{figure}", layer.name));
            tangling.interval = of("median").map(|found| found.interval);
            tangling.bootstrap_bias = of("median").map(|found| found.bias);
            tangling.p90_interval = of("p90").map(|found| found.interval);
            tangling.p99_interval = of("p99").map(|found| found.interval);
        }
    }
}

/// Writes the intervals of a pair into its comparison.
pub(super) fn give_pair_intervals(comparison: &mut Comparison, pair: &str, intervals: &Intervals) {
    let forms = [&mut comparison.all_units, &mut comparison.equal_dimensions];
    for (ratio, form) in forms.into_iter().zip(FORMS) {
        let Some(ratio): &mut Option<Ratio> = ratio else {
            continue;
        };
        let of = |figure| intervals.get(&format!("{pair}_{form}_{figure}"));
        ratio.interval = of("log10_ratio").map(|found| found.interval);
        ratio.bootstrap_bias = of("log10_ratio").map(|found| found.bias);
        ratio.share_interval = of("share_below").map(|found| found.interval);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_lies_about_the_estimate_and_the_bias_beside_it() {
        let found = Spread::from(Interval {
            estimate: 1.0,
            low: 1.8,
            high: 2.3,
            median: 2.0,
            draws: 100,
        });
        assert_eq!(found.bias, 1.0);
        assert!((found.interval[0] - 0.8).abs() < 1e-12 && (found.interval[1] - 1.3).abs() < 1e-12);
    }
}
