//! Intervals of the headline figures by resampling strides.
//!
//! In: the strides of every population. In each draw the strides of each condition are drawn anew
//! with replacement, the same for all populations; cycles are averaged and tangling is measured
//! again. Out: 95 % percentile intervals. Means of redrawn strides hold more noise than the mean of
//! all, and noise raises Q: intervals of Q itself lean upward, those of ratios less.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::cycles::{CycleRule, Weights};
use super::layers::Layer;
use super::measure::{Measured, of_tangling, ratio};
use super::options::{CONFIDENCE, Options};
use super::result::{Comparison, Ratio};
use super::{ExperimentError, Reporter};
use crate::analysis::bootstrap::{Settings, intervals};
use crate::analysis::tangling::compare::quantiles;

/// The headline form and the equal-dimension form, in names of figures.
const FORMS: [&str; 2] = ["all", "equal"];

/// Interval of each headline figure by its name.
pub type Intervals = BTreeMap<String, [f64; 2]>;

/// The intervals of every headline figure; none if `options.replicates` is 0 or a condition has one
/// stride. `pairs` are compared, A against B.
pub fn headline(
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
        .filter_map(|(name, found)| found.map(|found| (name.clone(), [found.low, found.high])))
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
pub fn give_intervals(measured: &mut [Measured], intervals: &Intervals) {
    for layer in measured {
        let report = &mut layer.report;
        let forms = [&mut report.tangling, &mut report.tangling_equal_dimensions];
        for (tangling, form) in forms.into_iter().zip(FORMS) {
            let Some(tangling) = tangling else { continue };
            let of = |figure| {
                intervals
                    .get(&format!("{}_{form}_{figure}", layer.name))
                    .copied()
            };
            tangling.interval = of("median");
            tangling.p90_interval = of("p90");
            tangling.p99_interval = of("p99");
        }
    }
}

/// Writes the intervals of a pair into its comparison.
pub fn give_pair_intervals(comparison: &mut Comparison, pair: &str, intervals: &Intervals) {
    let forms = [&mut comparison.all_units, &mut comparison.equal_dimensions];
    for (ratio, form) in forms.into_iter().zip(FORMS) {
        let Some(ratio): &mut Option<Ratio> = ratio else {
            continue;
        };
        let of = |figure| intervals.get(&format!("{pair}_{form}_{figure}")).copied();
        ratio.interval = of("log10_ratio");
        ratio.share_interval = of("share_below");
    }
}
