//! All measures of one population.
//!
//! In: mean cycles `[C][B, N]`. Out: a [`LayerReport`], and the arrays behind it.

use std::collections::BTreeMap;

use super::ExperimentError;
use super::axes::{self, Axis};
use super::cycles::{all_strides, half_of_strides};
use super::layers::Layer;
use super::options::{Depth, Options, derivative_name, epsilon_name};
use super::result::{Comparison, LayerReport, Ratio, TanglingReport};
use super::structure;
use crate::analysis::cycles::CycleStack;
use crate::analysis::cycles::average::{CycleRule, split_half_error};
use crate::analysis::cycles::space::Space;
use crate::analysis::demixed::{Demixed, demix};
use crate::analysis::normalise::Normalisation;
use crate::analysis::tangling::compare::{log_ratios, quantiles, share_below};
use crate::analysis::tangling::stack::{self, Settings};
use crate::analysis::tangling::{self, percentile};
use crate::analysis::{AnalysisError, Population};

/// Principal components whose share of the variance is reported.
pub(super) const REPORTED_COMPONENTS: usize = 12;

/// A population, measured.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    /// Its name.
    pub name: String,
    /// Mean cycles, before any normalisation.
    pub cycles: CycleStack,
    /// Q over all conditions in the headline form `[C B]`; `None` if nothing varies.
    pub q: Option<Vec<f64>>,
    /// Q on equally many principal components `[C B]`.
    pub q_equal: Option<Vec<f64>>,
    /// The direction of each speed axis `[N]`, in normalised units.
    pub axes: BTreeMap<String, Vec<f64>>,
    /// Separation of conditions `[C, C]`; `None` in controls.
    pub apart: Option<Vec<f64>>,
    /// The numbers.
    pub report: LayerReport,
}

/// Measures a population by its strides. Spread and split halves are of these strides.
pub(super) fn measure(
    layer: &Layer,
    axes: &[Axis],
    options: &Options,
    rule: CycleRule,
    depth: Depth,
) -> Result<Measured, ExperimentError> {
    let cycles = layer.cycles(&all_strides(layer), rule)?;
    let mut measured = of_cycles(&layer.name, cycles, axes, (options, depth))
        .map_err(|source| layer.error(source))?;
    measured.report.split_half_error = halves(layer, rule)?;
    Ok(measured)
}

/// Measures a population by its mean cycles alone.
pub(super) fn of_cycles(
    name: &str,
    cycles: CycleStack,
    axes: &[Axis],
    (options, depth): (&Options, Depth),
) -> Result<Measured, AnalysisError> {
    let stack = centred(cycles.clone(), options)?;
    let space = Space::fit(&stack, Normalisation::ZScore)?;
    let all = stack::tangling(&stack, &options.tangling)?;
    let equal = stack::tangling(&stack, &options.equal_dimensions())?;
    let settings = &options.tangling;
    let summary = |q: &[f64], epsilon, settings: &Settings| summarise(q, epsilon, settings);
    let over_all = all.as_ref().map(stack::StackTangling::over_all);
    let over_equal = equal.as_ref().map(stack::StackTangling::over_all);
    let found = axes::measure(&stack, axes, depth)?;
    let (directions, speed_axis) = found.into_iter().fold(
        (BTreeMap::new(), BTreeMap::new()),
        |(mut directions, mut reports), (name, found)| {
            reports.insert(
                name.clone(),
                found.as_ref().map(|found| found.report.clone()),
            );
            directions.extend(found.map(|found| (name, found.direction)));
            (directions, reports)
        },
    );
    let variance_ratio = space.as_ref().map_or(Vec::new(), |space| {
        let mut ratio = space.pca.variance_ratio();
        ratio.truncate(REPORTED_COMPONENTS);
        ratio
    });
    let scores = structure::scores(&stack)?;
    let (ellipse, rotation) = match &scores {
        Some(scores) => (structure::ellipses(scores)?, structure::rotation(scores)?),
        None => (None, None),
    };
    let (mut separation, mut apart, mut alignment) = (None, None, BTreeMap::new());
    if let (Depth::Full, Some(scores)) = (depth, &scores) {
        (separation, apart) = structure::separated(scores)?.unzip();
        alignment = structure::alignments(&stack, axes)?;
    }
    let report = LayerReport {
        units: stack.units(),
        constant_units: constant_units(&stack.pooled()),
        tangling: all
            .as_ref()
            .zip(over_all.as_ref())
            .and_then(|(all, q)| summary(q, all.epsilon, settings)),
        tangling_within: all
            .as_ref()
            .and_then(|all| summary(&all.within, all.epsilon, settings)),
        tangling_between: all
            .as_ref()
            .and_then(|all| summary(all.between.as_deref()?, all.epsilon, settings)),
        tangling_equal_dimensions: equal
            .as_ref()
            .zip(over_equal.as_ref())
            .and_then(|(equal, q)| summary(q, equal.epsilon, &options.equal_dimensions())),
        variance_ratio,
        participation_ratio: space
            .as_ref()
            .and_then(|space| space.pca.participation_ratio()),
        demixed: demixed_of(&stack, space.as_ref())?,
        noise_share: None,
        split_half_error: None,
        speed_axis,
        ellipse_r2: ellipse.as_ref().map(|ellipse| ellipse.r2),
        ellipse,
        rotation,
        separation,
        alignment,
    };
    Ok(Measured {
        name: name.to_owned(),
        cycles,
        q: over_all,
        q_equal: over_equal,
        axes: directions,
        apart,
        report,
    })
}

/// Q over all conditions `[C B]` in the headline form and on equally many principal components.
pub(super) fn of_tangling(
    cycles: CycleStack,
    options: &Options,
) -> Result<[Option<Vec<f64>>; 2], AnalysisError> {
    let stack = centred(cycles, options)?;
    let over_all = |settings: &Settings| -> Result<Option<Vec<f64>>, AnalysisError> {
        let found = stack::tangling(&stack, settings)?;
        Ok(found.map(|found| found.over_all()))
    };
    Ok([
        over_all(&options.tangling)?,
        over_all(&options.equal_dimensions())?,
    ])
}

/// See [`LayerReport::demixed`].
fn demixed_of(stack: &CycleStack, space: Option<&Space>) -> Result<Option<Demixed>, AnalysisError> {
    let equal = stack.equal_bins("demixed variance").is_ok();
    match space.filter(|_| equal) {
        Some(space) => demix(&space.normalised(stack)?),
        None => Ok(None),
    }
}

fn centred(cycles: CycleStack, options: &Options) -> Result<CycleStack, AnalysisError> {
    if options.centring {
        cycles.centred_across_conditions()
    } else {
        Ok(cycles)
    }
}

/// The distribution of Q; no interval yet.
fn summarise(q: &[f64], epsilon: f64, settings: &Settings) -> Option<TanglingReport> {
    let found = quantiles(q)?;
    Some(TanglingReport {
        form: settings.form.name(),
        dimensions: settings.form.dimensions(),
        derivative: derivative_name(settings.derivative),
        epsilon_rule: epsilon_name(settings.softening),
        epsilon,
        unit: tangling::UNIT,
        n: q.len(),
        median: found.median,
        p90: found.p90,
        p99: found.p99,
        interval: None,
        bootstrap_bias: None,
        p90_interval: None,
        p99_interval: None,
    })
}

fn constant_units(pooled: &Population) -> usize {
    pooled
        .extents()
        .iter()
        .filter(|[low, high]| low == high)
        .count()
}

/// See [`LayerReport::split_half_error`].
fn halves(layer: &Layer, rule: CycleRule) -> Result<Option<f64>, ExperimentError> {
    let (Some(odd), Some(even)) = (half_of_strides(layer, 0), half_of_strides(layer, 1)) else {
        return Ok(None);
    };
    let (odd, even) = (layer.cycles(&odd, rule)?, layer.cycles(&even, rule)?);
    let error = || -> Result<Option<f64>, AnalysisError> {
        let Some(space) = Space::fit(&odd, Normalisation::ZScore)? else {
            return Ok(None);
        };
        let [a, b] =
            [space.normalised(&odd)?, space.normalised(&even)?].map(|stack| stack.pooled());
        if a.samples() != b.samples() {
            return Ok(None); // halves of other modal lengths
        }
        split_half_error(&a, &b)
    };
    error().map_err(|source| layer.error(source))
}

/// Share of the variance of mean cycles that is noise of averaging: the mean over bins and units
/// of (spread^2 / strides) / the unit's variance over all bins. `spread` is `[C, B, N]`.
pub(super) fn noise_share(cycles: &CycleStack, spread: &[f64], strides: &[usize]) -> Option<f64> {
    let variances = cycles.pooled().variances();
    let units = cycles.units();
    let rows = spread.len() / units;
    let bins = rows / strides.len();
    let varies = |unit: &usize| variances[*unit] > 0.0;
    let varying: Vec<usize> = (0..units).filter(varies).collect();
    if varying.is_empty() || spread.iter().any(|s| s.is_nan()) {
        return None;
    }
    let share = |row: usize, unit: usize| {
        let spread = spread[row * units + unit];
        spread * spread / strides[row / bins] as f64 / variances[unit]
    };
    let sum: f64 = (0..rows)
        .map(|row| varying.iter().map(|&unit| share(row, unit)).sum::<f64>())
        .sum();
    Some(sum / (rows * varying.len()) as f64)
}

/// A against B at the same time points, in both forms; no intervals yet.
pub(super) fn compare(a: &Measured, b: &Measured) -> Comparison {
    let pair = |a: &Option<Vec<f64>>, b: &Option<Vec<f64>>| ratio(a.as_ref()?, b.as_ref()?);
    Comparison {
        all_units: pair(&a.q, &b.q),
        equal_dimensions: pair(&a.q_equal, &b.q_equal),
    }
}

/// Q of A against Q of B; `None` where they cannot be compared.
pub(super) fn ratio(a: &[f64], b: &[f64]) -> Option<Ratio> {
    let share_below = share_below(a, b).ok()?;
    let mut logs = log_ratios(a, b).ok()?;
    logs.sort_by(f64::total_cmp);
    (!logs.is_empty()).then(|| Ratio {
        n: a.len(),
        share_below,
        median_log10_ratio: percentile(&logs, 50.0),
        interval: None,
        bootstrap_bias: None,
        share_interval: None,
    })
}
