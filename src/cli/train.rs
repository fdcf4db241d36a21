//! `tanglewalk train`: from a configuration to a policy, with a live line.

use std::path::PathBuf;
use std::sync::Arc;

use super::progress::Progress as Bar;
use super::{Failure, interrupt, learning_curve, output};
use crate::robot::Robot;
use crate::training::{Progress, Trainer, TrainingConfig};

/// Arguments of `train`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Training configuration (JSON), such as assets/training/walk.json
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Folder for checkpoints and metrics
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Go on with the run in the folder
    #[arg(long)]
    resume: bool,
    /// Seed, instead of the configuration's
    #[arg(long)]
    seed: Option<u64>,
    /// Control steps in all, instead of the configuration's
    #[arg(long, value_name = "STEPS")]
    steps: Option<u64>,
    /// Robot (JSON beside its URDF), instead of the built-in one
    #[arg(long, value_name = "FILE")]
    robot: Option<PathBuf>,
}

/// Trains until done or interrupted.
pub(super) fn run(args: Args) -> Result<(), Failure> {
    output::check_folder_name("--out", &args.out)?;
    let mut config = TrainingConfig::load(&args.config)?;
    config.seed = args.seed.unwrap_or(config.seed);
    config.total_steps = args.steps.unwrap_or(config.total_steps);
    let robot = Arc::new(match &args.robot {
        Some(path) => Robot::load(path)?,
        None => Robot::built_in()?,
    });
    config.check_robot(&args.config.display().to_string(), &robot)?;
    let (name, seed) = (config.name.clone(), config.seed);
    let mut trainer = if args.resume {
        Trainer::resume(config, robot, &args.out)?
    } else {
        Trainer::start(config, robot, &args.out)?
    };
    interrupt::listen();
    let total = trainer.total_steps();
    let bar = Bar::new("training", total, "{bar:30} {percent:>3} %  {msg}");
    trainer.run(interrupt::requested, |progress| show(&bar, &progress))?;
    bar.finish();
    let latest = args.out.join("checkpoints").join("latest.json");
    learning_curve::draw(&args.out, &name, seed)?;
    let saved = format!(
        "{} steps are saved, policy {}",
        trainer.step(),
        latest.display()
    );
    if interrupt::requested() {
        return Err(Failure::Interrupted(format!(
            "{saved}; go on with --resume"
        )));
    }
    output::print_line(saved)?;
    match trainer.average()? {
        Some(file) => output::print_line(format!(
            "the mean of its late checkpoints is the policy {}",
            file.display()
        )),
        None => Ok(()),
    }
}

fn show(bar: &Bar, progress: &Progress) {
    let m = progress.metrics;
    let left = (progress.total_steps.saturating_sub(m.step)) as f64 / m.steps_per_second;
    bar.set_message(format!(
        "{:.2} M steps  {:.1} k/s  reward {:.4}  error {:.2} m/s {:.2} rad/s  falls {}  \
         episode {:.1} s  left {:.0}:{:02.0}",
        m.step as f64 / 1e6,
        m.steps_per_second / 1e3,
        m.reward,
        m.velocity_error,
        m.yaw_error,
        m.falls,
        m.episode_seconds,
        (left / 60.0).floor(),
        left % 60.0,
    ));
    bar.set_position(m.step);
    if let Some(checkpoint) = progress.checkpoint {
        tracing::info!(step = m.step, file = %checkpoint.display(), "checkpoint");
    }
}
