//! One robot walking: the two halves of a control step around whatever steps the physics.
//!
//! [`Walker::decide`] (state -> observation -> policy -> targets, taps) and [`Walker::sense`]
//! (what the step led to) are all that is done with a policy; a [`Participant`] puts them around the physics
//! and lets events act, in the lab's sets as in the bare ones of a [`Run`].

mod digest;
mod evaluation;
mod participant;
mod placing;
mod policies;
mod record;
mod run;
mod walker;

pub use evaluation::{
    AxisError, CommandResult, Evaluation, EvaluationPlan, GAIT_SETTLED, GaitMeasures, GroupLesion,
    MOST_EXAMPLES, Outcome, PlanError, Push, PushError, PushSize, PushSurvival, SETTLED, Sample,
    Seeding, Standing, Stretch, Trace, Tracking, evaluate,
};
pub use participant::Participant;
pub use placing::{SensorNoise, start_of};
pub use policies::Policies;
pub use record::StepRecord;
pub use run::{Ending, Run, RunOptions};
pub use walker::{Decision, Walker};
