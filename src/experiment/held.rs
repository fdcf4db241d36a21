//! Fixed points of the recurrent layer under held inputs.
//!
//! In: the study. Of each sweep the condition in the middle of those that count gives the input, its
//! mean observation, and the starts, states at evenly spaced bins of its mean cycle. Out: the points
//! with q and stability, and their states for `data.npz`.

use super::arrays::vector;
use super::held_input::HeldInput;
use super::result::{FixedPointReport, FixedPointsReport, NamedArray};
use super::study::{Inputs, Study};
use super::{ExperimentError, Reporter};
use crate::analysis::cycles::Cycle;
use crate::analysis::fixed_points::{FixedPoints, Settings, find};
use crate::task::OBSERVATION;

/// Starts of each search.
const STARTS: usize = 8;

/// What was found, and the arrays behind it.
#[derive(Default)]
pub(super) struct Found {
    /// One for each sweep with a condition that counts; empty for a network without memory.
    pub reports: Vec<FixedPointsReport>,
    /// States, eigenvalues and held conditions.
    pub arrays: Vec<NamedArray>,
}

/// Searches under one held input of each sweep.
pub(super) fn run(
    inputs: &Inputs,
    study: &Study,
    reporter: &dyn Reporter,
) -> Result<Found, ExperimentError> {
    let held = middles(inputs, study);
    reporter.stage("fixed points", held.len());
    let mut found = Found::default();
    let (mut conditions, mut speeds) = (Vec::new(), Vec::new());
    let (mut states, mut eigenvalues) = (Vec::new(), Vec::new());
    for (sweep, condition) in held {
        let Some((input, starts)) = input_and_starts(inputs, study, condition) else {
            continue;
        };
        let points = find(&input, &starts, &Settings::default()).map_err(|source| {
            ExperimentError::Measure {
                layer: "hidden and cell".to_owned(),
                source,
            }
        })?;
        for point in &points.points {
            conditions.push(condition as f64);
            speeds.push(point.q);
            states.extend(&point.state);
            let missing = vec![[f64::NAN; 2]; point.state.len()];
            let values = point.eigenvalues.as_ref().map_or(missing, |values| {
                values.iter().map(|value| [value.re, value.im]).collect()
            });
            eigenvalues.extend(values.into_iter().flatten());
        }
        found
            .reports
            .push(report(inputs, study, (sweep, condition), &points));
        if !reporter.step() {
            return Err(ExperimentError::Interrupted);
        }
    }
    let points = conditions.len();
    if let Some(units) = states.len().checked_div(points) {
        found.arrays = vec![
            vector("fixed_point_condition", conditions),
            vector("fixed_point_q", speeds),
            NamedArray {
                name: "fixed_point_state".to_owned(),
                shape: vec![points, units],
                values: states,
            },
            NamedArray {
                name: "fixed_point_eigenvalues".to_owned(),
                shape: vec![points, units, 2],
                values: eigenvalues,
            },
        ];
    }
    Ok(found)
}

/// Of each sweep the index of the kept condition in its middle.
fn middles(inputs: &Inputs, study: &Study) -> Vec<(usize, usize)> {
    let of_sweep = |sweep: usize| {
        let kept = study.kept().enumerate();
        let own = kept.filter(|(_, (condition, _))| condition.sweep == Some(sweep));
        let own: Vec<usize> = own.map(|(index, _)| index).collect();
        own.get(own.len() / 2).map(|&index| (sweep, index))
    };
    (0..inputs.suite.sweeps.len())
        .filter_map(of_sweep)
        .collect()
}

/// The mean observation of a kept condition held, and states of its mean cycle; `None` for a network
/// without memory.
fn input_and_starts(
    inputs: &Inputs,
    study: &Study,
    condition: usize,
) -> Option<(HeldInput, Vec<Vec<f64>>)> {
    let cycle = |name: &str| -> Option<&Cycle> { study.find(name)?.cycles.cycles().get(condition) };
    let means = cycle("observation")?.data().means();
    let mut observation = [0.0; OBSERVATION];
    for (entry, mean) in observation.iter_mut().zip(means) {
        *entry = mean as f32;
    }
    let input = HeldInput::of_policy(inputs.policy, &observation)?;
    let (hidden, cell) = (cycle("hidden")?.data(), cycle("cell")?.data());
    let start = |index: usize| {
        let bin = index * hidden.samples() / STARTS;
        [hidden.row(bin), cell.row(bin)].concat()
    };
    Some((input, (0..STARTS).map(start).collect()))
}

fn report(
    inputs: &Inputs,
    study: &Study,
    (sweep, condition): (usize, usize),
    found: &FixedPoints,
) -> FixedPointsReport {
    let rate = study.rule.dt.recip();
    let points = found.points.iter().map(|point| {
        let leading = point.eigenvalues.as_ref().and_then(|values| values.first());
        FixedPointReport {
            q: point.q,
            is_fixed: point.is_fixed,
            unstable_modes: point.unstable_modes(),
            largest_modulus: leading.map(|value| value.modulus()),
            leading_frequency: leading
                .map(|value| value.im.atan2(value.re).abs() / std::f64::consts::TAU * rate),
            starts: point.starts,
        }
    });
    let command = study.kept().nth(condition).map(|(kept, _)| kept.command);
    FixedPointsReport {
        sweep: inputs.suite.sweeps[sweep].name.clone(),
        command: command.unwrap_or_default().into(),
        points: points.collect(),
        given_up: found.given_up,
    }
}
