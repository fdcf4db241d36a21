//! `tanglewalk rollout`: one run, recorded.

use std::path::PathBuf;

use super::evaluate::LesionArg;
use super::film::{Film, FilmArgs};
use super::numbers::{explained, value};
use super::output::{self, Content};
use super::{Failure, interrupt, progress::Progress, sources::Sources};
use crate::physics::{Ground, Terrain, Vec3};
use crate::policy::Lesion;
use crate::recording::RunFile;
use crate::rollout::{Ending, GroupLesion, Run, RunOptions, StepRecord};
use crate::script::{CommandSchedule, TimedPush};
use crate::task::{ObservationNoise, Randomisation};

/// Longest run, s.
const LONGEST: f64 = 24.0 * 3600.0;

/// Rows from which saving takes a while, so that its start is told.
const MANY: usize = 500_000;

/// Arguments of `rollout`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: Sources,
    /// Command u,v,r (m/s, m/s, rad/s); repeated as TIME:u,v,r it makes a schedule
    #[arg(
        long,
        value_name = "[TIME:]u,v,r",
        allow_hyphen_values = true,
        default_value = "0.6,0,0"
    )]
    command: Vec<String>,
    /// Duration, s; at most 24 h
    #[arg(long, default_value_t = 20.0, allow_negative_numbers = true, value_parser = value::<f64, 0>)]
    seconds: f64,
    /// Draws start pose, friction and sensor noise
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Where to write the recording (.npz; "-": standard output)
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Without sensor noise
    #[arg(long)]
    no_noise: bool,
    /// What to take from the network
    #[arg(long, value_enum)]
    lesion: Option<LesionArg>,
    /// Ground: flat, slope:DEGREES, steps:METRES or rough[:METRES]
    #[arg(long, value_name = "KIND", default_value = "flat", value_parser = value::<Terrain, 0>)]
    terrain: Terrain,
    /// Push the robot: at TIME, s, its velocity changes by x,y (m/s, forward and left); repeatable
    #[arg(long, value_name = "TIME:x,y", allow_hyphen_values = true, value_parser = value::<TimedPush, 1>)]
    push: Vec<TimedPush>,
    #[command(flatten)]
    film: FilmArgs,
}

/// Walks and records.
pub(super) fn run(args: Args) -> Result<(), Failure> {
    let (lesion, schedule) = args.wanted()?;
    let (robot, policy) = args.sources.load()?;
    let rate = f64::from(robot.spec.control_rate);
    let steps = args.steps(&schedule, rate)?;
    let options = RunOptions {
        schedule,
        seed: args.seed,
        noise: (!args.no_noise).then(ObservationNoise::default),
        randomisation: Randomisation::default(),
        lesion,
        ground: Ground::new(args.terrain, 0),
    };
    let mut caption = args.command.join(" ");
    if !options.ground.is_level() {
        caption = format!("{caption} · {}", args.terrain);
    }
    let mut film = Film::new(&args.film, caption, &options.ground, steps, &robot)?;
    // an output that cannot be written is better known before the walk than after it
    output::check("--out", &args.out, Content::Npz)?;
    if let Some(film) = &film {
        output::check_apart(("--film-strip", film.file()), ("--out", &args.out))?;
    }
    interrupt::listen();
    let mut run = Run::new(&robot, &policy, &options);
    let mut file = RunFile::new(&args.out, steps);
    walk(&mut run, &args.push, (steps, rate), |frame| {
        file.push(frame)?;
        if let Some(film) = &mut film {
            film.see(frame, &robot);
        }
        Ok(())
    })?;
    let rows = file.rows();
    if rows >= MANY {
        output::note(format_args!("saving {rows} rows ..."));
    }
    file.write()?;
    let saved = format!("{rows} rows are in {}", output::name_of(&args.out));
    // asked to end while it saved the last row, it has done all that it was asked for
    if interrupt::requested() && (rows as u64) < steps && run.ending() == Ending::None {
        return Err(Failure::Interrupted(saved));
    }
    if run.ending() == Ending::Fallen {
        let after = rows as f64 / rate;
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

impl Args {
    /// What is taken from the network, and what is asked of the robot.
    fn wanted(&self) -> Result<(Lesion, CommandSchedule), Failure> {
        if !(self.seconds > 0.0 && self.seconds <= LONGEST) {
            let found = self.seconds;
            return Err(Failure::Input(format!(
                "--seconds is {found}; give a number above 0 and at most {LONGEST} (24 h)"
            )));
        }
        let GroupLesion::Each(lesion) = LesionArg::of_group(self.lesion) else {
            return Err(Failure::Input(
                "--lesion shuffle passes memory from robot to robot, and a rollout has one; use \
                 `tanglewalk evaluate --lesion shuffle`, or `--lesion recurrence` here"
                    .to_owned(),
            ));
        };
        let schedule = CommandSchedule::parse(&self.command).map_err(|error| {
            let (text, commas) = (self.command.join(" "), 2 * self.command.len());
            Failure::Input(explained(&text, &format!("--command: {error}"), commas))
        })?;
        Ok((lesion, schedule))
    }

    /// Control steps at `rate` a second. Commands and pushes must come within them.
    fn steps(&self, schedule: &CommandSchedule, rate: f64) -> Result<u64, Failure> {
        let steps = (self.seconds * rate).round() as u64;
        if steps == 0 {
            let (found, step) = (self.seconds, rate.recip());
            return Err(Failure::Input(format!(
                "--seconds is {found}, less than one control step of {step} s; record longer"
            )));
        }
        let pushes = self.push.iter().map(|push| ("--push", push.time));
        let commands = schedule.parts().iter();
        let commands = commands.map(|(time, _)| ("--command", *time));
        for (option, time) in pushes.chain(commands) {
            if (time * rate).round() >= steps as f64 {
                let end = self.seconds;
                return Err(Failure::Input(format!(
                    "{option} at {time} s comes at or after the end of the rollout at {end} s; let it come \
                     before, or give more --seconds"
                )));
            }
        }
        Ok(steps)
    }
}

/// Walks for so many control steps at so many a second, unless the robot falls or somebody calls it off, and shows each.
fn walk(
    run: &mut Run,
    pushes: &[TimedPush],
    (steps, rate): (u64, f64),
    mut show: impl FnMut(&StepRecord) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let bar = Progress::new(
        "walking",
        steps,
        "{bar:30} {percent:>3} %  {eta} left {msg}",
    );
    while run.steps() < steps {
        let due = |push: &&TimedPush| (push.time * rate).round() as u64 == run.steps();
        let pushes = pushes.iter().filter(due);
        let change: Vec3 = pushes.map(|push| push.in_world(run.state())).sum();
        if change != Vec3::ZERO {
            run.push(change);
        }
        let Some(frame) = run.advance() else { break };
        show(&frame)?;
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
