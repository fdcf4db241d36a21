//! The whole experiment, from a policy and a suite to a result.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::axes::Axis;
use super::bootstrap::{self, Intervals};
use super::collect::{Walked, collect};
use super::cycles::CycleRule;
use super::layers::{Layer, driven};
use super::measure::{Measured, compare, measure, noise_share, ratio};
use super::options::{Depth, Options};
use super::result::*;
use super::strides::{Stride, mean_rows, period_cv};
use super::{
    ExperimentError, Reporter, arrays, claims, contacts, control_arrays, controls, held, need,
};
use crate::analysis::tangling::compare::quantiles;
use crate::policy::{Family, Lesion, Policy};
use crate::robot::Robot;
use crate::scene::suite::{Condition, Suite};

/// What an experiment is made of.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// Who walks.
    pub robot: &'a Arc<Robot>,
    /// What controls it.
    pub policy: &'a Policy,
    /// What it is asked to do.
    pub suite: &'a Suite,
    /// How it is measured.
    pub options: &'a Options,
    /// The experiment's folder: trials are kept below it.
    pub out: &'a Path,
    /// Further policies for the controls.
    pub family: Option<&'a Family>,
}

/// Populations against populations: A is compared with B at every time point.
pub const PAIRS: [(&str, &str); 8] = [
    ("hidden", "action"),
    ("cell", "action"),
    ("hidden", "torque"),
    ("cell", "torque"),
    ("hidden", "observation"),
    ("cell", "observation"),
    ("hidden", "body"),
    ("cell", "body"),
];

/// One policy's walk, measured.
pub struct Study {
    /// Every condition.
    pub walked: Vec<Walked>,
    /// Populations of the kept conditions; none if none is kept.
    pub layers: Vec<Layer>,
    /// The same, measured.
    pub measured: Vec<Measured>,
    /// Speed axes over the kept conditions.
    pub axes: Vec<Axis>,
    /// How strides became cycles.
    pub rule: CycleRule,
}

/// Runs everything. `reporter` hears how far it is and may end it.
pub fn run(inputs: &Inputs, reporter: &dyn Reporter) -> Result<ExperimentResult, ExperimentError> {
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

impl Study {
    /// Walks and measures one policy.
    pub fn of(
        inputs: &Inputs,
        (policy, lesion): (&Policy, Lesion),
        (name, depth): (&str, Depth),
        reporter: &dyn Reporter,
    ) -> Result<Self, ExperimentError> {
        let Inputs {
            robot,
            suite,
            options,
            out,
            ..
        } = *inputs;
        need::check(suite, policy, robot)?;
        reporter.stage(name, suite.conditions().len());
        let walked = collect(out, robot, (policy, lesion), suite, &|| reporter.step())?;
        let layers = driven(&walked, policy, lesion);
        let mut study = Self {
            axes: axes(suite, &walked),
            walked,
            layers,
            measured: Vec::new(),
            rule: CycleRule {
                averaging: options.averaging,
                bins: suite.bins,
                dt: f64::from(robot.spec.control_rate).recip(),
            },
        };
        reporter.stage(&format!("{name}: measures"), study.layers.len());
        let layers: Vec<&Layer> = study.layers.iter().collect();
        study.measured = measure_all(&layers, &study.axes, (options, study.rule, depth), reporter)?;
        Ok(study)
    }

    /// A measured population by name.
    pub fn find(&self, name: &str) -> Option<&Measured> {
        self.measured.iter().find(|measured| measured.name == name)
    }

    /// Kept conditions with their strides, in the order of the arrays.
    pub fn kept(&self) -> impl Iterator<Item = (&Condition, &[Stride])> {
        self.walked.iter().filter_map(|walked| {
            let strides = walked.strides.as_ref().ok()?;
            Some((&walked.condition, strides.as_slice()))
        })
    }

    /// Spread of every population `[C, B, N]`; the share of noise goes into its report.
    fn spreads(&mut self) -> Result<Vec<Vec<f64>>, ExperimentError> {
        let counts: Vec<usize> = self.kept().map(|(_, strides)| strides.len()).collect();
        let bins = self.rule.bins;
        let spreads: Result<Vec<Vec<f64>>, _> = self
            .layers
            .par_iter()
            .map(|layer| layer.spread(bins))
            .collect();
        let spreads = spreads?;
        for (measured, spread) in self.measured.iter_mut().zip(&spreads) {
            measured.report.noise_share = noise_share(&measured.cycles, spread, &counts);
        }
        Ok(spreads)
    }
}

/// Measures populations, on all cores.
pub fn measure_all(
    layers: &[&Layer],
    axes: &[Axis],
    (options, rule, depth): (&Options, CycleRule, Depth),
    reporter: &dyn Reporter,
) -> Result<Vec<Measured>, ExperimentError> {
    let one = |layer: &&Layer| {
        let measured = measure(layer, axes, options, rule, depth)?;
        if reporter.step() {
            Ok(measured)
        } else {
            Err(ExperimentError::Interrupted)
        }
    };
    layers.par_iter().map(one).collect()
}

/// The suite's speed axes, over kept conditions.
fn axes(suite: &Suite, walked: &[Walked]) -> Vec<Axis> {
    let kept: Vec<&Condition> = walked
        .iter()
        .filter(|walked| walked.strides.is_ok())
        .map(|walked| &walked.condition)
        .collect();
    let axis = |name: String, is_sweep, speed: &dyn Fn(&Condition) -> Option<f32>| {
        let along = kept.iter().enumerate().filter_map(|(index, condition)| {
            let speed = speed(condition)?;
            Some((index, f64::from(speed)))
        });
        let (conditions, speeds) = along.unzip();
        Axis {
            name,
            conditions,
            speeds,
            is_sweep,
        }
    };
    let whole = suite.speed_axes().into_iter();
    let whole = whole.map(|name| {
        let speed = |condition: &Condition| suite.speed_along(name, condition);
        axis(name.to_owned(), false, &speed)
    });
    let sweeps = suite.sweeps.iter().enumerate().map(|(index, sweep)| {
        let speed = |condition: &Condition| {
            let own = condition.sweep == Some(index);
            own.then(|| <[f32; 3]>::from(condition.command)[sweep.varies as usize])
        };
        axis(format!("sweep_{}", sweep.name), true, &speed)
    });
    whole.chain(sweeps).collect()
}

/// The error where no condition counts.
pub fn nothing_kept(walked: &[Walked]) -> ExperimentError {
    let first = walked.first();
    let why = first.and_then(|walked| walked.strides.as_ref().err());
    ExperimentError::NothingKept {
        run: walked.len(),
        command: first.map_or_else(String::new, |walked| walked.condition.command.to_string()),
        why: why.map_or_else(String::new, ToString::to_string),
    }
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
