//! How well a policy follows commands, and how it walks: many runs, summed up.
//!
//! Mean action, sensor noise on. A fall is trunk contact or a tilt over 66 degrees and ends the
//! run. [`evaluate`] runs a [`EvaluationPlan`] (what to run); each run leaves a [`Trace`], which is
//! judged by `tracking`, `gait`, `standing` and `pushes` and summed up in an [`Evaluation`].

mod gait;
mod lockstep;
mod plan;
mod push;
mod pushes;
mod result;
mod standing;
mod trace;
mod tracking;
mod trial;

use std::sync::Arc;

use rayon::prelude::*;

pub use gait::GaitMeasures;
pub use plan::{EvaluationPlan, GAIT_SETTLED, GroupLesion, PlanError, SETTLED, Seeding};
pub use push::{Push, PushError, PushSize};
pub use pushes::PushSurvival;
pub use result::{CommandResult, Evaluation};
pub use standing::Standing;
pub use trace::{Sample, Stretch, Trace};
pub use tracking::{AxisError, Tracking};

use crate::policy::Policy;
use crate::robot::Robot;
use result::RunResult;
use trial::Trial;

/// Of plans with at most so many commands the first run of each is kept.
pub const MOST_EXAMPLES: usize = 8;

/// What an evaluation gives.
pub struct Outcome {
    pub evaluation: Evaluation,
    /// The first run of each command, if there are at most [`MOST_EXAMPLES`] commands.
    pub examples: Vec<Trace>,
}

/// Runs everything on all cores. `progress` is told how many runs have ended since it was last
/// called, and says whether to go on; none if it did not.
pub fn evaluate(
    robot: &Arc<Robot>,
    policy: &Policy,
    plan: &EvaluationPlan,
    progress: impl Fn(u64) -> bool + Sync,
) -> Option<Outcome> {
    let judged = match plan.lesion {
        GroupLesion::Shuffle => lockstep::run_all(robot, policy, plan, &progress)?,
        GroupLesion::Each(_) => run_each(robot, policy, plan, &progress)?,
    };
    let (results, examples): (Vec<RunResult>, Vec<Option<Trace>>) = judged.into_iter().unzip();
    Some(Outcome {
        evaluation: result::sum_up(policy, plan, &results),
        examples: examples.into_iter().flatten().collect(),
    })
}

/// A run's result, and its trace if it is an example.
type Judged = (RunResult, Option<Trace>);

/// Every run by itself.
fn run_each(
    robot: &Arc<Robot>,
    policy: &Policy,
    plan: &EvaluationPlan,
    progress: &(impl Fn(u64) -> bool + Sync),
) -> Option<Vec<Judged>> {
    let jobs = plan.jobs();
    jobs.par_iter()
        .map(|&job| {
            let mut trial = Trial::new(robot, policy, plan, job);
            while trial.step() {}
            let judged = judge(plan, trial);
            progress(1).then_some(judged)
        })
        .collect()
}

/// Judges a run that has ended.
fn judge(plan: &EvaluationPlan, trial: Trial) -> Judged {
    let is_example = trial.job.repeat == 0 && plan.schedules.len() <= MOST_EXAMPLES;
    let trace = trial.into_trace();
    let result = RunResult::of(&trace, plan);
    (result, is_example.then_some(trace))
}
