//! One policy walked and measured.
//!
//! In: what an experiment is made of, and a network. Out: a [`Study`]: every condition, the populations of
//! those that count, their measures.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::axes::Axis;
use super::collect::{Walked, collect};
use super::layers::{Layer, driven};
use super::measure::{Measured, measure, noise_share};
use super::options::{Depth, Options};
use super::strides::Stride;
use super::suite::{Condition, Suite};
use super::{ExperimentError, Reporter, need};
use crate::analysis::cycles::average::CycleRule;
use crate::policy::{Family, Lesion, Policy};
use crate::robot::Robot;

/// What an experiment is made of.
#[derive(Clone, Copy)]
pub(crate) struct Inputs<'a> {
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

/// One policy's walk, measured.
pub(super) struct Study {
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

impl Study {
    /// Walks and measures one policy.
    pub(super) fn of(
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
    pub(super) fn find(&self, name: &str) -> Option<&Measured> {
        self.measured.iter().find(|measured| measured.name == name)
    }

    /// Kept conditions with their strides, in the order of the arrays.
    pub(super) fn kept(&self) -> impl Iterator<Item = (&Condition, &[Stride])> {
        self.walked.iter().filter_map(|walked| {
            let strides = walked.strides.as_ref().ok()?;
            Some((&walked.condition, strides.as_slice()))
        })
    }

    /// Spread of every population `[C, B, N]`; the share of noise goes into its report.
    pub(super) fn spreads(&mut self) -> Result<Vec<Vec<f64>>, ExperimentError> {
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
pub(super) fn measure_all(
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
pub(super) fn nothing_kept(walked: &[Walked]) -> ExperimentError {
    let first = walked.first();
    let why = first.and_then(|walked| walked.strides.as_ref().err());
    ExperimentError::NothingKept {
        run: walked.len(),
        command: first.map_or_else(String::new, |walked| walked.condition.command.to_string()),
        why: why.map_or_else(String::new, ToString::to_string),
    }
}
