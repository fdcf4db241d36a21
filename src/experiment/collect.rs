//! Walking all conditions of a suite, on all cores, and judging which count.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::ExperimentError;
use super::partial::Partial;
use super::strides::{self, LeftOut, Stride};
use super::suite::{Condition, Suite};
use super::trial::{self, Trial};
use crate::policy::{Lesion, Policy};
use crate::robot::Robot;

/// One condition, walked.
#[derive(Clone, Debug)]
pub(super) struct Walked {
    /// What was asked.
    pub condition: Condition,
    /// All of its trials; none if the command was never walked.
    pub trials: Vec<Trial>,
    /// Its strides, or why it does not count.
    pub strides: Result<Vec<Stride>, LeftOut>,
}

/// Walks every condition that `policy` was trained for; keeps the trials below `out`. `done` is
/// called after each condition; the work ends early where it returns false.
pub(super) fn collect(
    out: &Path,
    robot: &Arc<Robot>,
    (policy, lesion): (&Policy, Lesion),
    suite: &Suite,
    done: &(impl Fn() -> bool + Sync),
) -> Result<Vec<Walked>, ExperimentError> {
    let partial = Partial::open(out, robot, (policy, lesion), suite)?;
    let settle = trial::control_steps(robot, suite.settle_seconds);
    let dt = f64::from(robot.spec.control_rate).recip();
    let range = &policy.manifest.command_range;
    let conditions = suite.conditions();
    let walk = |(index, condition): (usize, &Condition)| -> Result<Walked, ExperimentError> {
        let trials = match partial.load(index, suite.trials) {
            Some(trials) => trials,
            None => {
                let numbers = 0..suite.trials;
                let trials: Vec<Trial> = numbers
                    .map(|number| {
                        trial::walk(robot, (policy, lesion), suite, (index, condition), number)
                    })
                    .collect();
                partial.save(index, &trials)?;
                trials
            }
        };
        Ok(Walked {
            condition: *condition,
            strides: strides::judge(&trials, settle, suite, dt),
            trials,
        })
    };
    let leave_out = |condition: &Condition| Walked {
        condition: *condition,
        trials: Vec::new(),
        strides: Err(LeftOut::OutsideTraining),
    };
    conditions
        .par_iter()
        .enumerate()
        .map(|(index, condition)| {
            let walked = if strides::is_trained(condition, range) {
                walk((index, condition))?
            } else {
                leave_out(condition)
            };
            if done() {
                Ok(walked)
            } else {
                Err(ExperimentError::Interrupted)
            }
        })
        .collect()
}
