//! `tanglewalk bench`: what this machine does in a second.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::numbers::value;
use super::output::{self, Content};
use super::progress::Progress as Bar;
use super::{Failure, interrupt};
use crate::bench::{Part, Progress, Report, Walk, measure};
use crate::files::is_standard_output;
use crate::policy::Policy;
use crate::robot::Robot;
use crate::training::TrainingConfig;

/// Longest time for each figure, s.
const LONGEST: f64 = 3600.0;
/// Ticks of the progress bar for each part.
const TICKS: u64 = 100;

/// Arguments of `bench`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Time for each measurement after its warm-up, s; at most 3600
    #[arg(long, default_value_t = 3.0, allow_negative_numbers = true, value_parser = value::<f64, 0>)]
    seconds: f64,
    /// Write the figures as JSON ("-": standard output)
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Measures and prints a table.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let seconds = args.seconds;
    if !(seconds > 0.0 && seconds <= LONGEST) {
        return Err(Failure::Input(format!(
            "--seconds is {seconds}; give a number above 0 and at most {LONGEST}"
        )));
    }
    if let Some(file) = &args.json {
        output::check("--json", file, Content::Json)?;
    }
    let robot = Arc::new(Robot::built_in()?);
    let policy = Policy::built_in(&robot)?;
    let config = TrainingConfig::built_in()?;
    interrupt::listen();
    let ticks = Part::ALL.len() as u64 * TICKS;
    let bar = Bar::new("bench", ticks, "{bar:30} {percent:>3} %  {msg}");
    let walk = Walk::new(robot, policy);
    let report = measure(&walk, &config, seconds, |progress| {
        show(&bar, progress);
        !interrupt::requested()
    })?;
    bar.clear();
    let Some(report) = report else {
        return Err(Failure::Interrupted("nothing was written".to_owned()));
    };
    if !args.json.as_deref().is_some_and(is_standard_output) {
        output::print(|out| print(out, &report))?;
    }
    args.json
        .as_deref()
        .map_or(Ok(()), |file| output::write_json(file, &report))
}

fn show(bar: &Bar, progress: Progress) {
    let done = Part::ALL.iter().take_while(|part| **part != progress.part);
    let within = (progress.share * TICKS as f64) as u64;
    bar.set_message(progress.part.label().to_owned());
    bar.set_position(done.count() as u64 * TICKS + within);
}

fn print(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let rows = [
        (
            "physics, one core",
            report.physics.control_steps_per_second_per_core,
            "control steps/s",
        ),
        (
            "physics, all cores",
            report.physics.control_steps_per_second_all_cores,
            "control steps/s",
        ),
        ("inference, batch 1", report.inference.batch_1, "samples/s"),
        (
            "inference, batch 512",
            report.inference.batch_512,
            "samples/s",
        ),
        (
            "learner, each epoch",
            report.learner.samples_per_second_per_epoch,
            "samples/s",
        ),
        (
            "training, end to end",
            report.training.control_steps_per_second,
            "control steps/s",
        ),
    ];
    for (what, rate, unit) in rows {
        writeln!(out, "{what:<22} {rate:>9.0} {unit}")?;
    }
    writeln!(out, "{} cores", report.machine.cores)
}
