//! The whole experiment, from a policy and a suite to a result.
//!
//! In: [`Inputs`]. Out: an [`ExperimentResult`]: the study of the policy, its controls, the claims held
//! against both, and the arrays behind them.

use std::collections::BTreeMap;

use super::bootstrap::{self, Intervals};
use super::measure::{Measured, compare, ratio};
use super::options::Depth;
use super::result::*;
use super::strides::{mean_rows, period_cv};
use super::study::{Inputs, Study, nothing_kept};
use super::suite::{Condition, Suite};
use super::{ExperimentError, Reporter, arrays, claims, contacts, control_arrays, controls, held};
use crate::analysis::tangling::compare::quantiles;
use crate::policy::Lesion;

/// Populations against populations: A is compared with B at every time point.
pub(super) const PAIRS: [(&str, &str); 8] = [
    ("hidden", "action"),
    ("cell", "action"),
    ("hidden", "torque"),
    ("cell", "torque"),
    ("hidden", "observation"),
    ("cell", "observation"),
    ("hidden", "body"),
    ("cell", "body"),
];

/// Runs everything. `reporter` hears how far it is and may end it.
pub(crate) fn run(
    inputs: &Inputs,
    reporter: &dyn Reporter,
) -> Result<ExperimentResult, ExperimentError> {
    let mut study = Study::of(
        inputs,
        (inputs.policy, Lesion::None),
        ("walking", Depth::Full),
        reporter,
    )?;
    if study.layers.is_empty() {
        return Err(nothing_kept(&study.walked));
    }
    let spreads = study.spreads()?;
    reporter.stage("bootstrap", inputs.options.replicates + 1);
    let settings = (inputs.options, study.rule, inputs.suite.seed);
    let intervals = bootstrap::headline(&study.layers, &PAIRS, settings, reporter)?;
    bootstrap::give_intervals(&mut study.measured, &intervals);
    let held = held::run(inputs, &study, reporter)?;
    let controls = if inputs.options.controls {
        controls::run(inputs, &study, reporter)?
    } else {
        controls::Found::default()
    };
    let mut arrays = arrays::of_study(inputs.suite, &study, &spreads);
    arrays.push(contacts::contacts(&study.walked, inputs.suite.bins));
    arrays.extend(held.arrays);
    arrays.extend(controls.arrays);
    let mut report = report(inputs, &study, &intervals);
    report.fixed_points = held.reports;
    report.controls = controls.controls;
    arrays.extend(control_arrays::of_controls(&report));
    report.claims = claims::judge(&report);
    Ok(ExperimentResult { report, arrays })
}

/// Everything but controls and claims.
fn report(inputs: &Inputs, study: &Study, intervals: &Intervals) -> Report {
    let Inputs {
        robot,
        policy,
        suite,
        options,
        ..
    } = *inputs;
    let comparisons = PAIRS.iter().filter_map(|(a, b)| {
        let mut found = compare(study.find(a)?, study.find(b)?);
        let name = format!("{a}_{b}");
        bootstrap::give_pair_intervals(&mut found, &name, intervals);
        Some((name, found))
    });
    let comparisons: BTreeMap<String, Comparison> = comparisons.collect();
    let share = |pair: &str| Some(comparisons.get(pair)?.all_units?.share_below);
    Report {
        format_version: FORMAT_VERSION,
        policy: PolicyReport {
            name: policy.manifest.name.clone(),
            sha256: policy.manifest.sha256.clone(),
            steps: policy.manifest.steps,
            robot: robot.name.clone(),
        },
        options: options.report(suite),
        conditions: conditions(suite, study),
        layers: study
            .measured
            .iter()
            .map(|measured| (measured.name.clone(), measured.report.clone()))
            .collect(),
        share_hidden_below_action: share("hidden_action"),
        share_cell_below_action: share("cell_action"),
        comparisons,
        sweeps: sweeps(suite, study),
        fixed_points: Vec::new(),
        controls: Default::default(),
        claims: Vec::new(),
    }
}

fn conditions(suite: &Suite, study: &Study) -> ConditionsReport {
    let sweep = |condition: &Condition| Some(suite.sweeps[condition.sweep?].name.clone());
    let kept_conditions: Vec<KeptCondition> = study
        .kept()
        .map(|(condition, strides)| KeptCondition {
            command: condition.command.into(),
            sweep: sweep(condition),
            strides: strides.len(),
            period: mean_rows(strides) * study.rule.dt,
            period_cv: period_cv(strides),
        })
        .collect();
    let left_out = study.walked.iter().filter_map(|walked| {
        let why = walked.strides.as_ref().err()?;
        Some(LeftOutCondition {
            command: walked.condition.command.into(),
            sweep: sweep(&walked.condition),
            why: why.to_string(),
        })
    });
    ConditionsReport {
        run: study.walked.len(),
        kept: kept_conditions.len(),
        left_out: left_out.collect(),
        kept_conditions,
    }
}

/// Each sweep's time points of the pooled tangling.
fn sweeps(suite: &Suite, study: &Study) -> BTreeMap<String, SweepReport> {
    let of_sweep = |index: usize| -> SweepReport {
        let kept: Vec<bool> = study
            .kept()
            .map(|(condition, _)| condition.sweep == Some(index))
            .collect();
        let points = |name: &str| -> Option<Vec<f64>> {
            let measured = study.find(name)?;
            let by_condition = measured.by_condition(measured.q.as_ref()?);
            let within = by_condition
                .into_iter()
                .zip(&kept)
                .filter(|(_, kept)| **kept);
            Some(within.flat_map(|(q, _)| q).copied().collect())
        };
        let median = |measured: &Measured| {
            let q = points(&measured.name)?;
            Some(quantiles(&q)?.median)
        };
        let share = |name: &str| Some(ratio(&points(name)?, &points("action")?)?.share_below);
        SweepReport {
            conditions: kept.iter().filter(|kept| **kept).count(),
            median_tangling: study
                .measured
                .iter()
                .map(|measured| (measured.name.clone(), median(measured)))
                .collect(),
            share_hidden_below_action: share("hidden"),
            share_cell_below_action: share("cell"),
        }
    };
    let sweeps = suite.sweeps.iter().enumerate();
    sweeps
        .map(|(index, sweep)| (sweep.name.clone(), of_sweep(index)))
        .collect()
}
