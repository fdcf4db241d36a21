//! `tanglewalk replay`: what a run file holds, and whether it walks the same again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::sources::load_robot;
use super::{Failure, interrupt, output, progress::Progress};
use crate::recording::run::{Difference, Missing, RunFile, compare};
use crate::robot::Robot;
use crate::rollout::Run;

/// Most events that are listed.
const LISTED: usize = 40;

/// Arguments of `replay`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Run (.twrun)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Walk it again and compare every step, bit for bit; 1 if one differs
    #[arg(long)]
    check: bool,
    /// The robot that walked (JSON beside its URDF), instead of the built-in one
    #[arg(long, value_name = "FILE")]
    robot: Option<PathBuf>,
}

/// Says what is in the file, or compares.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let file = RunFile::open(&args.file)?;
    if args.check {
        let robot = Arc::new(load_robot(args.robot.as_deref())?);
        check(&file, &robot)
    } else {
        output::print(|out| write!(out, "{}", summary(&file)))
    }
}

/// The run at its start.
pub(super) fn begin(file: &RunFile, robot: &Arc<Robot>) -> Result<Run, Failure> {
    let policies = file.policies(robot)?;
    let run = Run::begin(robot, policies, &file.header().start, file.cues());
    run.ok_or_else(|| Failure::Machine("no policy to begin with".to_owned()))
}

fn check(file: &RunFile, robot: &Arc<Robot>) -> Result<(), Failure> {
    interrupt::listen();
    let mut run = begin(file, robot)?;
    let end = file.steps().map_or(0, |steps| steps.end);
    let bar = Progress::new("walking", end, "{bar:30} {percent:>3} %  {eta} left {msg}");
    let mut hashes = file.hashes().iter().peekable();
    let mut count = 0;
    for recorded in file.records()? {
        let recorded = recorded?;
        while run.steps() <= recorded.step {
            if run.steps().is_multiple_of(500) {
                bar.set_position(run.steps());
                if interrupt::requested() {
                    let text = format!("the first {count} recorded steps are the same");
                    return Err(Failure::Interrupted(text));
                }
            }
            while let Some((_, hash)) = hashes.next_if(|(step, _)| *step <= run.steps()) {
                compare_hash(file.path(), run.steps(), *hash, &run)?;
            }
            let Some(found) = run.advance() else { break };
            if found.step == recorded.step
                && let Some(difference) = compare(&recorded, &found)
            {
                bar.clear();
                return Err(differs(
                    file.path(),
                    recorded.time,
                    recorded.step,
                    &difference,
                ));
            }
        }
        count += 1;
    }
    if let Some((_, hash)) = hashes.find(|(step, _)| *step == run.steps()) {
        compare_hash(file.path(), run.steps(), *hash, &run)?;
    }
    bar.clear();
    warn(file);
    if let Some(Missing::Damaged { .. }) = file.missing() {
        return Err(Failure::Machine(format!(
            "{}: only the {count} steps before the damage are there, and the same",
            file.path().display()
        )));
    }
    output::print_line(format_args!("the same {count} steps"))
}

/// Of a hash that was kept before the events of its step.
fn compare_hash(file: &Path, step: u64, hash: u64, run: &Run) -> Result<(), Failure> {
    if run.hash() == hash {
        return Ok(());
    }
    Err(Failure::Machine(format!(
        "{}: step {step} differs: what is remembered before it (hidden and cell state, episode, noise) is not \
         what it was; another build or processor walks otherwise",
        file.display()
    )))
}

fn differs(file: &Path, time: f64, step: u64, difference: &Difference) -> Failure {
    Failure::Machine(format!(
        "{}: step {step} ({time:.2} s) differs: {difference}; another build or processor walks otherwise",
        file.display()
    ))
}

/// Says what is missing of a run, on standard error.
pub(super) fn warn(file: &RunFile) {
    if let Some(missing) = file.missing() {
        output::note(format_args!("{}: {missing}", file.path().display()));
    }
}

/// A few lines for people.
fn summary(file: &RunFile) -> String {
    let header = file.header();
    let rate = f64::from(header.control_rate);
    let mut lines = vec![
        format!("{}", file.path().display()),
        format!(
            "recorded by tanglewalk {} on {}",
            header.versions.tanglewalk, header.versions.processor
        ),
        format!("robot {}", header.robot.name),
    ];
    for policy in file.policy_entries() {
        let place = if policy.embedded {
            " (in the file)"
        } else {
            ""
        };
        lines.push(format!("policy {}{place}", policy.source));
    }
    if !header.scene.is_empty() {
        lines.push(format!("scene {}", header.scene));
    }
    lines.push(match file.steps() {
        Some(steps) => format!(
            "{} steps, {:.2} to {:.2} s after the start",
            file.row_count(),
            steps.start as f64 / rate,
            steps.end as f64 / rate
        ),
        None => "no steps".to_owned(),
    });
    let start = serde_json::to_string(&header.start).unwrap_or_default();
    lines.push(format!("start {start}"));
    let count = file.events().len();
    lines.push(format!(
        "{count} {}",
        if count == 1 { "event" } else { "events" }
    ));
    for timed in file.events().iter().take(LISTED) {
        let event = serde_json::to_string(timed).unwrap_or_default();
        lines.push(format!("  {event}"));
    }
    if count > LISTED {
        lines.push(format!(
            "  and {} more (`export` has them all)",
            count - LISTED
        ));
    }
    if let Some(missing) = file.missing() {
        lines.push(missing.to_string());
    }
    lines.join("\n") + "\n"
}
