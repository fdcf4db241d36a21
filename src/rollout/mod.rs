//! One robot walking: the two halves of a control step around whatever steps the physics.
//!
//! [`Walker::decide`] (state -> observation -> policy -> targets, taps) and [`Walker::sense`]
//! (what the step led to) are all that the lab and the headless commands do with a policy; [`Run`]
//! puts them around a bare world.

mod evaluation;
mod record;
mod run;
mod walker;

pub use evaluation::{
    AxisError, CommandResult, Evaluation, EvaluationPlan, GAIT_SETTLED, GaitMeasures, GroupLesion,
    MOST_EXAMPLES, Outcome, PlanError, Push, PushError, PushSize, PushSurvival, SETTLED, Sample,
    Seeding, Standing, Stretch, Trace, Tracking, evaluate,
};
pub use record::StepRecord;
pub use run::{Ending, Run, RunOptions};
pub use walker::{Decision, Walker};
