//! `tanglewalk evaluate`: how well a policy follows commands, and how it walks.

mod diagram;
mod plan;
mod table;

use std::path::PathBuf;

use super::output::{self, Content};
use super::{Failure, interrupt, progress::Progress, sources::Sources};
use crate::files::is_standard_output;
use crate::policy::Lesion;
use crate::rollout::{GroupLesion, evaluate};

/// Arguments of `evaluate`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    plan: plan::Args,
    /// Write the result as JSON ("-": standard output)
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Draw the gait of the first run of each command, at most 8 (.png or .svg)
    #[arg(long, value_name = "FILE")]
    gait_diagram: Option<PathBuf>,
}

/// Lesions by name.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum LesionArg {
    /// Hold hidden and cell state at zero
    Recurrence,
    /// Pass hidden and cell state on to another robot at every step
    Shuffle,
}

impl LesionArg {
    /// What it does to a group of robots.
    pub(super) fn of_group(arg: Option<Self>) -> GroupLesion {
        match arg {
            Some(Self::Recurrence) => GroupLesion::Each(Lesion::Recurrence),
            Some(Self::Shuffle) => GroupLesion::Shuffle,
            None => GroupLesion::Each(Lesion::None),
        }
    }

    /// What it does to one robot.
    pub(super) fn of_one(arg: Option<Self>) -> Result<Lesion, Failure> {
        match Self::of_group(arg) {
            GroupLesion::Each(lesion) => Ok(lesion),
            GroupLesion::Shuffle => Err(Failure::Input(
                "--lesion shuffle passes memory from robot to robot, and a rollout has one; use \
                 `tanglewalk evaluate --lesion shuffle`, or `--lesion recurrence` here"
                    .to_owned(),
            )),
        }
    }
}

/// Evaluates and prints a table.
pub(super) fn run(args: Args) -> Result<(), Failure> {
    let (robot, policy) = args.sources.load()?;
    let plan = args.plan.plan(&robot, &policy)?;
    let rows = args.plan.rows();
    if let Some(file) = &args.json {
        output::check("--json", file, Content::Json)?;
    }
    let picture = args.gait_diagram.as_deref();
    if let (Some(json), Some(picture)) = (&args.json, picture) {
        output::check_apart(("--gait-diagram", picture), ("--json", json))?;
    }
    let picture = picture
        .map(|file| diagram::picture(file, &plan))
        .transpose()?;
    interrupt::listen();
    let runs = plan.schedules.len() as u64 * plan.seeds;
    let bar = Progress::new("evaluation", runs, "{bar:30} {pos}/{len} runs  {eta} left");
    let outcome = evaluate(&robot, &policy, &plan, |ended| {
        bar.inc(ended);
        !interrupt::requested()
    });
    bar.clear();
    let Some(outcome) = outcome else {
        return Err(Failure::Interrupted("nothing was written".to_owned()));
    };
    if !args.json.as_deref().is_some_and(is_standard_output) {
        output::print(|out| table::print(out, &outcome.evaluation, rows))?;
    }
    if let Some(file) = &args.json {
        output::write_json(file, &outcome.evaluation)?;
    }
    picture.map_or(Ok(()), |picture| {
        picture.write(&diagram::sheet(&outcome.examples))
    })
}
