//! `tanglewalk rollout`: one run, recorded.

use std::path::PathBuf;

use super::evaluate::LesionArg;
use super::film::{Film, FilmArgs};
use super::numbers::{explained, value};
use super::output::{self, Content};
use super::{Failure, interrupt, progress::Progress, sources::Sources};
use crate::physics::{Ground, Terrain, Vec3};
use crate::recording::RunFile;
use crate::rollout::{CommandSchedule, Ending, GroupLesion, Run, RunOptions, TimedPush};
use crate::task::{ObservationNoise, Randomisation};

/// Longest run, s.
const LONGEST: f64 = 24.0 * 3600.0;

/// Rows from which saving takes a while, so that its start is told.
const MANY: usize = 500_000;

/// Arguments of `rollout`.
#[derive(Debug, clap::Args)]
pub struct Args {
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
pub fn run(args: Args) -> Result<(), Failure> {
    if !(args.seconds > 0.0 && args.seconds <= LONGEST) {
        let found = args.seconds;
        return Err(Failure::Input(format!(
            "--seconds is {found}; give a number above 0 and at most {LONGEST} (24 h)"
        )));
    }
    let GroupLesion::Each(lesion) = LesionArg::of_group(args.lesion) else {
        return Err(Failure::Input(
            "--lesion shuffle passes memory from robot to robot, and a rollout has one; use \
             `tanglewalk evaluate --lesion shuffle`, or `--lesion recurrence` here"
                .to_owned(),
        ));
    };
    let schedule = CommandSchedule::parse(&args.command).map_err(|error| {
        let error = format!("--command: {error}");
        Failure::Input(explained(
            &args.command.join(" "),
            &error,
            2 * args.command.len(),
        ))
    })?;
    let (robot, policy) = args.sources.load()?;
    let rate = f64::from(robot.spec.control_rate);
    let steps = (args.seconds * rate).round() as u64;
    if steps == 0 {
        let (found, step) = (args.seconds, rate.recip());
        return Err(Failure::Input(format!(
            "--seconds is {found}, less than one control step of {step} s; record longer"
        )));
    }
    let pushes = args.push.iter().map(|push| ("--push", push.time));
    let commands = schedule
        .parts()
        .iter()
        .map(|(time, _)| ("--command", *time));
    for (option, time) in pushes.chain(commands) {
        if (time * rate).round() >= steps as f64 {
            let end = args.seconds;
            return Err(Failure::Input(format!(
                "{option} at {time} s comes at or after the end of the rollout at {end} s; let it come \
                 before, or give more --seconds"
            )));
        }
    }
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
    let bar = Progress::new(
        "walking",
        steps,
        "{bar:30} {percent:>3} %  {eta} left {msg}",
    );
    let mut run = Run::new(&robot, &policy, &options);
    let mut file = RunFile::new(&args.out, steps);
    while run.steps() < steps {
        let due = |push: &&TimedPush| (push.time * rate).round() as u64 == run.steps();
        let pushes = args.push.iter().filter(due);
        let change: Vec3 = pushes.map(|push| push.in_world(run.state())).sum();
        if change != Vec3::ZERO {
            run.push(change);
        }
        let Some(frame) = run.advance() else { break };
        file.push(&frame)?;
        if let Some(film) = &mut film {
            film.see(&frame, &robot);
        }
        if frame.step.is_multiple_of(500) {
            bar.set_position(frame.step);
        }
        // asked after the step: even the quickest interruption leaves a row to read
        if interrupt::requested() {
            break;
        }
    }
    bar.clear();
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
