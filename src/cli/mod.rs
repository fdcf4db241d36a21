//! The command line: one file a subcommand. The only room that prints and draws bars.

mod analyze;
mod atlas;
mod basis;
mod bench;
mod evaluate;
mod experiment;
mod export;
mod failure;
mod film;
mod interrupt;
#[cfg(feature = "lab")]
mod lab;
mod learning_curve;
mod numbers;
mod output;
mod picture;
mod policies;
mod progress;
mod replay;
mod rollout;
mod sources;
mod stage_bar;
mod suite;
pub mod tour;
mod train;

use clap::{Parser, Subcommand};

pub use failure::Failure;

/// Why the bare command opens no window.
#[cfg(not(feature = "lab"))]
const NO_WINDOW: &str = "this build has none";

/// Steer a walking robot and watch, live, what its recurrent network is doing.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    #[cfg(feature = "lab")]
    #[command(flatten)]
    bare: lab::Args,
    #[cfg(not(feature = "lab"))]
    #[command(flatten)]
    bare: tour::Args,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the lab (what the bare command does where there is a display)
    #[cfg(feature = "lab")]
    Lab(lab::Args),
    /// Take the tour (this build has no window)
    #[cfg(not(feature = "lab"))]
    Lab(tour::Args),
    /// Train a policy from nothing (recurrent PPO)
    Train(train::Args),
    /// Measure how well a policy follows commands
    Evaluate(evaluate::Args),
    /// Let the robot walk and record everything to an NPZ file
    Rollout(rollout::Args),
    /// Say what is in a run file, or walk it again and compare
    Replay(replay::Args),
    /// Write a run file as arrays or a table for other programs
    Export(export::Args),
    /// List the policies that ship with the program
    Policies,
    /// Make the fixed z-scores and principal components of a policy's layers
    Basis(basis::Args),
    /// Make the mean cycles that the lab draws behind its portraits
    Atlas(atlas::Args),
    /// Run the paper's study on a policy: gaits, layers, tangling, controls
    Experiment(experiment::Args),
    /// Measure the layers of a recording: variance, dimension, tangling
    Analyze(analyze::AnalyzeArgs),
    /// Measure what this machine does in a second: physics, inference, learning, training
    Bench(bench::Args),
}

/// Runs the command line.
pub fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        #[cfg(feature = "lab")]
        Some(Command::Lab(args)) => lab::run(&args),
        #[cfg(not(feature = "lab"))]
        Some(Command::Lab(args)) => tour_without_window(&args),
        Some(Command::Train(args)) => train::run(args),
        Some(Command::Evaluate(args)) => evaluate::run(args),
        Some(Command::Rollout(args)) => rollout::run(args),
        Some(Command::Replay(args)) => replay::run(&args),
        Some(Command::Export(args)) => export::run(&args),
        Some(Command::Policies) => policies::run(),
        Some(Command::Basis(args)) => basis::run(args),
        Some(Command::Atlas(args)) => atlas::run(&args),
        Some(Command::Experiment(args)) => experiment::run(&args),
        Some(Command::Analyze(args)) => analyze::run(&args),
        Some(Command::Bench(args)) => bench::run(&args),
        #[cfg(feature = "lab")]
        None => lab::run(&cli.bare),
        #[cfg(not(feature = "lab"))]
        None => tour_without_window(&cli.bare),
    }
}

#[cfg(not(feature = "lab"))]
fn tour_without_window(args: &tour::Args) -> Result<(), Failure> {
    let basis = args.sources.load_basis().and_then(Result::ok);
    tour::run(args, basis.as_ref(), NO_WINDOW, None)
}
