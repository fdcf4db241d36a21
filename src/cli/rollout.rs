//! `tanglewalk rollout`: one run, recorded.

mod script;
mod sink;

use std::path::PathBuf;

use self::script::ScriptArgs;
pub(super) use self::script::event;
use self::sink::Sink;
use super::evaluate::LesionArg;
use super::film::{Film, FilmArgs};
use super::output;
use super::{Failure, interrupt, progress::Progress, sources::Sources};
use crate::rollout::{Ending, Run, StepRecord};

/// Rows from which saving takes a while, so that its start is told.
const MANY: u64 = 500_000;

/// Arguments of `rollout`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    script: ScriptArgs,
    /// Where to write the recording: arrays (.npz; "-": standard output) or a run to replay (.twrun)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Replace a .twrun that is there already
    #[arg(long)]
    overwrite: bool,
    /// What to take from the network
    #[arg(long, value_enum)]
    lesion: Option<LesionArg>,
    #[command(flatten)]
    film: FilmArgs,
}

/// Walks and records.
pub(super) fn run(args: Args) -> Result<(), Failure> {
    let lesion = LesionArg::of_one(args.lesion)?;
    let plan = args.script.plan(&args.sources, lesion)?;
    let (robot, steps) = (&plan.robot, plan.steps);
    let mut film = Film::new(
        &args.film,
        plan.caption.clone(),
        &plan.start.ground.build(),
        steps,
        robot,
    )?;
    // an output that cannot be written is better known before the walk than after it
    sink::check(&args.out, args.overwrite)?;
    if let Some(film) = &film {
        output::check_apart(("--film-strip", film.file()), ("--out", &args.out))?;
    }
    interrupt::listen();
    let mut run = plan.run()?;
    let mut sink = Sink::new(&args.out, args.overwrite, &plan)?;
    walk(&mut run, steps, |run, frame| {
        sink.push(run, frame)?;
        if let Some(film) = &mut film {
            film.see(frame, robot, run.ground());
        }
        Ok(())
    })?;
    let rows = run.steps();
    if rows >= MANY {
        output::note(format_args!("saving {rows} rows ..."));
    }
    sink.finish()?;
    let saved = format!("{rows} rows are in {}", output::name_of(&args.out));
    // asked to end while it saved the last row, it has done all that it was asked for
    if interrupt::requested() && rows < steps && run.ending() == Ending::None {
        return Err(Failure::Interrupted(saved));
    }
    if run.ending() == Ending::Fallen {
        let after = rows as f64 / f64::from(robot.spec.control_rate);
        let line = format!("The robot fell after {after:.2} s; the recording ends there.");
        output::say_of(&args.out, line)?;
    }
    output::say_of(&args.out, saved)?;
    match &film {
        Some(film) => {
            let picture = film.write()?;
            let line = format!("film strip: {}", picture.file().display());
            output::say_of(&args.out, line)
        }
        None => Ok(()),
    }
}

/// Walks for so many control steps, unless the robot falls or somebody calls it off, and shows each.
fn walk(
    run: &mut Run,
    steps: u64,
    mut show: impl FnMut(&Run, &StepRecord) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let bar = Progress::new(
        "walking",
        steps,
        "{bar:30} {percent:>3} %  {eta} left {msg}",
    );
    while run.steps() < steps {
        let Some(frame) = run.advance() else { break };
        show(run, &frame)?;
        if frame.step.is_multiple_of(500) {
            bar.set_position(frame.step);
        }
        // asked after the step: even the quickest interruption leaves a row to read
        if interrupt::requested() {
            break;
        }
    }
    bar.clear();
    Ok(())
}
