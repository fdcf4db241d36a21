//! The whole result, as it is written to JSON.

use serde::Serialize;

use super::gait::GaitMeasures;
use super::plan::{EvaluationPlan, GAIT_SETTLED};
use super::pushes::PushSurvival;
use super::standing::Standing;
use super::trace::Trace;
use super::tracking::{Tracking, TrackingSums};
use crate::policy::Policy;

/// One command's runs.
#[derive(Clone, Debug, Serialize)]
pub struct CommandResult {
    /// The first, where commands change.
    pub command: [f32; 3],
    /// All commands in turn, where they change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Vec<[f32; 3]>>,
    pub runs: usize,
    pub falls: usize,
    #[serde(flatten)]
    pub tracking: Tracking,
    pub gait: GaitMeasures,
    /// None without pushes.
    pub pushes: Option<PushSurvival>,
}

/// Which policy was judged.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyName {
    pub name: String,
    pub sha256: String,
    pub steps: u64,
}

/// The whole result.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    pub policy: PolicyName,
    pub runs: usize,
    pub falls: usize,
    pub mean_episode_seconds: f64,
    /// Tracking errors count from so long after each change of command, s.
    pub settling: f64,
    pub tracking: Tracking,
    pub gait: GaitMeasures,
    /// None without pushes.
    pub pushes: Option<PushSurvival>,
    /// None without a zero command among the commands.
    pub standing: Option<Standing>,
    pub commands: Vec<CommandResult>,
}

/// What one run leaves.
pub(super) struct RunResult {
    tracking: TrackingSums,
    /// Of each stretch.
    gaits: Vec<GaitMeasures>,
    /// None if it was told to walk.
    standing: Option<Standing>,
    pushes: PushSurvival,
    seconds: f64,
    fallen: bool,
}

impl RunResult {
    pub(super) fn of(trace: &Trace, plan: &EvaluationPlan) -> Self {
        let stretches = trace.stretches(GAIT_SETTLED);
        let mut commands = trace.schedule.parts().iter().map(|(_, command)| command);
        let stands = commands.all(|command| command.is_standing());
        Self {
            tracking: TrackingSums::of(trace, plan.settling),
            gaits: stretches
                .iter()
                .map(|stretch| GaitMeasures::of(trace, stretch))
                .collect(),
            standing: stands.then(|| Standing::of(trace, plan.settling)),
            pushes: PushSurvival::of(trace),
            seconds: trace.samples.len() as f64 * trace.dt,
            fallen: trace.fallen,
        }
    }
}

/// What is reported of some runs, be they of one command or all.
struct Summary {
    runs: usize,
    falls: usize,
    tracking: Tracking,
    gait: GaitMeasures,
    pushes: Option<PushSurvival>,
}

impl Summary {
    fn of(runs: &[RunResult], plan: &EvaluationPlan) -> Self {
        let gaits: Vec<GaitMeasures> = runs.iter().flat_map(|run| &run.gaits).copied().collect();
        let pushes = || PushSurvival::merge(runs.iter().map(|run| run.pushes));
        Self {
            runs: runs.len(),
            falls: runs.iter().filter(|run| run.fallen).count(),
            tracking: TrackingSums::merge(runs.iter().map(|run| &run.tracking)).tracking(),
            gait: GaitMeasures::mean(&gaits),
            pushes: plan.push.map(|_| pushes()),
        }
    }
}

/// Sums up all runs, which are in the order of the plan's jobs.
pub(super) fn sum_up(policy: &Policy, plan: &EvaluationPlan, results: &[RunResult]) -> Evaluation {
    let per_schedule = results.chunks(plan.seeds.max(1) as usize);
    let commands = plan
        .schedules
        .iter()
        .zip(per_schedule)
        .map(|(schedule, runs)| {
            let sequence: Vec<[f32; 3]> =
                schedule.parts().iter().map(|part| part.1.into()).collect();
            let summary = Summary::of(runs, plan);
            CommandResult {
                command: sequence[0],
                sequence: (sequence.len() > 1).then_some(sequence),
                runs: summary.runs,
                falls: summary.falls,
                tracking: summary.tracking,
                gait: summary.gait,
                pushes: summary.pushes,
            }
        });
    let standing: Vec<Standing> = results.iter().filter_map(|run| run.standing).collect();
    let all = Summary::of(results, plan);
    Evaluation {
        policy: PolicyName {
            name: policy.manifest.name.clone(),
            sha256: policy.manifest.sha256.clone(),
            steps: policy.manifest.steps,
        },
        runs: all.runs,
        falls: all.falls,
        mean_episode_seconds: results.iter().map(|run| run.seconds).sum::<f64>()
            / results.len().max(1) as f64,
        settling: plan.settling,
        tracking: all.tracking,
        gait: all.gait,
        pushes: all.pushes,
        standing: Standing::worst(&standing),
        commands: commands.collect(),
    }
}
