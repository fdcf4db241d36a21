//! Percentile intervals by resampling strides.
//!
//! In: the strides of every population. In each replicate the strides of each condition are drawn
//! anew with replacement, the same draw for all populations; cycles are averaged and tangling is
//! measured again. Out: 95 % intervals of the headline figures. Means of redrawn strides hold more noise
//! than the mean of all, and noise raises Q, so the intervals of Q itself lean upward; ratios lean less.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::cycles::{CycleRule, Weights};
use super::layers::Layer;
use super::measure::{Measured, of_tangling, ratio};
use super::options::{CONFIDENCE, Options};
use super::result::{Comparison, Ratio};
use super::{ExperimentError, Reporter};
use crate::analysis::tangling::compare::quantiles;
use crate::analysis::tangling::percentile;

/// Keeps the draws of the bootstrap apart from those of the trials.
const STREAM: u64 = 1 << 32;

/// Names of headline figures with their value in every replicate.
pub type Replicates = BTreeMap<String, Vec<f64>>;

/// The figures of every replicate; empty if `options.replicates` is 0 or a condition has one
/// stride. `pairs` are compared, A against B.
pub fn replicates(
    layers: &[Layer],
    pairs: &[(&str, &str)],
    (options, rule, seed): (&Options, CycleRule, u64),
    reporter: &dyn Reporter,
) -> Result<Replicates, ExperimentError> {
    let single = |layer: &Layer| layer.strides.iter().any(|strides| strides.len() < 2);
    if layers.iter().any(single) {
        return Ok(Replicates::new());
    }
    let replicate = |index: usize| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(STREAM + index as u64);
        let weights = draw(&layers[0], &mut rng);
        let figures = figures(layers, &weights, pairs, (options, rule))?;
        if reporter.step() {
            Ok(figures)
        } else {
            Err(ExperimentError::Interrupted)
        }
    };
    let all: Result<Vec<BTreeMap<String, f64>>, _> = (0..options.replicates)
        .into_par_iter()
        .map(replicate)
        .collect();
    let mut by_name = Replicates::new();
    for (name, value) in all?.into_iter().flatten() {
        by_name.entry(name).or_default().push(value);
    }
    Ok(by_name)
}

/// How often each stride of each condition is drawn.
fn draw(layer: &Layer, rng: &mut ChaCha8Rng) -> Weights {
    let condition = |strides: usize| {
        let mut weights = vec![0; strides];
        for _ in 0..strides {
            weights[rng.random_range(0..strides)] += 1;
        }
        weights
    };
    let strides = layer.strides.iter().map(Vec::len);
    strides.map(condition).collect()
}

/// The headline figures of one draw.
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
            for (name, value) in ["median", "p90", "p99"].iter().zip(values) {
                found.insert(format!("{}_{form}_{name}", layer.name), value);
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

/// The headline form and the equal-dimension form, in names of figures.
const FORMS: [&str; 2] = ["all", "equal"];

/// Writes the intervals into the measured populations.
pub fn give_intervals(measured: &mut [Measured], replicates: &Replicates) {
    for layer in measured {
        let report = &mut layer.report;
        let forms = [&mut report.tangling, &mut report.tangling_equal_dimensions];
        for (tangling, form) in forms.into_iter().zip(FORMS) {
            let Some(tangling) = tangling else { continue };
            let of = |figure| interval(replicates, &format!("{}_{form}_{figure}", layer.name));
            tangling.interval = of("median");
            tangling.p90_interval = of("p90");
            tangling.p99_interval = of("p99");
        }
    }
}

/// Writes the intervals of a pair into its comparison.
pub fn give_pair_intervals(comparison: &mut Comparison, pair: &str, replicates: &Replicates) {
    let forms = [&mut comparison.all_units, &mut comparison.equal_dimensions];
    for (ratio, form) in forms.into_iter().zip(FORMS) {
        let Some(ratio): &mut Option<Ratio> = ratio else {
            continue;
        };
        let of = |figure| interval(replicates, &format!("{pair}_{form}_{figure}"));
        ratio.interval = of("log10_ratio");
        ratio.share_interval = of("share_below");
    }
}

fn interval(replicates: &Replicates, name: &str) -> Option<[f64; 2]> {
    let mut sorted = replicates.get(name)?.clone();
    sorted.sort_by(f64::total_cmp);
    let tail = 50.0 * (1.0 - CONFIDENCE);
    Some([percentile(&sorted, tail), percentile(&sorted, 100.0 - tail)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_percentiles_of_the_replicates() {
        let values: Vec<f64> = (0..=1000).map(f64::from).collect();
        let replicates = [("x".to_owned(), values)].into();
        let [low, high] = interval(&replicates, "x").unwrap();
        assert!((low - 25.0).abs() < 1e-9 && (high - 975.0).abs() < 1e-9);
        assert_eq!(interval(&replicates, "y"), None);
    }
}
