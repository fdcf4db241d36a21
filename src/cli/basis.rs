//! `tanglewalk basis`: the fixed z-scores and components of a policy's layers.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::{Failure, output, sources::Sources};
use crate::analysis::basis::{Basis, Sweep};
use crate::analysis::{AnalysisError, Population};
use crate::files::{check_writable, write_bytes};
use crate::physics::Ground;
use crate::policy::{Lesion, Policy, Taps};
use crate::robot::Robot;
use crate::rollout::{CommandSchedule, Ending, Run, RunOptions, SETTLED};
use crate::task::{Command, CommandRange, ObservationNoise, Randomisation};

/// Components kept for each layer.
const COMPONENTS: usize = 12;
/// Duration of each run, s; the part from [`SETTLED`] on counts.
const SECONDS: f64 = 10.0;
/// Runs of each command.
const SEEDS: u64 = 2;

/// Arguments of `basis`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    sources: Sources,
    /// Where to write it [default: beside the policy, as NAME.basis.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Sweeps commands and writes the basis.
pub fn run(args: Args) -> Result<(), Failure> {
    let out = match (&args.out, &args.sources.policy) {
        (Some(out), _) => out.clone(),
        (None, Some(policy)) => policy.with_extension("basis.json"),
        (None, None) => {
            return Err(Failure::Input(
                "name a policy with --policy, or a file with --out".to_owned(),
            ));
        }
    };
    let (robot, policy) = args.sources.load()?;
    check_writable(&out)?;
    let commands = sweep(&policy.manifest.command_range);
    let jobs: Vec<(Command, u64)> = commands
        .iter()
        .flat_map(|&command| (0..SEEDS).map(move |seed| (command, seed)))
        .collect();
    let runs: Vec<Vec<Taps>> = jobs
        .into_par_iter()
        .map(|(command, seed)| walk(&robot, &policy, command, seed))
        .collect();
    let fallen = runs.iter().filter(|taps| taps.is_empty()).count();
    let basis = fit(&policy, &commands, &runs)
        .map_err(|error| Failure::Machine(format!("the layers cannot be fitted: {error}")))?;
    let json = basis
        .to_json()
        .map_err(|error| Failure::Machine(error.to_string()))?;
    write_bytes(&out, json.as_bytes())?;
    let total = runs.len();
    output::print_line(format_args!(
        "{} layers from {total} runs ({fallen} fell and were left out) are in {}",
        basis.layers.len(),
        out.display()
    ))
}

/// Five speeds on each axis, and the mixes of the halves.
fn sweep(range: &CommandRange) -> Vec<Command> {
    let mut commands = Vec::new();
    let axes = [range.forward, range.lateral, range.yaw];
    for (axis, [low, high]) in axes.into_iter().enumerate() {
        for share in [1.0, 0.75, 0.5, 0.25] {
            for end in [low, high] {
                let mut command = [0.0; 3];
                command[axis] = share * end;
                commands.push(command.into());
            }
        }
    }
    for forward in range.forward {
        for lateral in range.lateral {
            for yaw in range.yaw {
                commands.push(Command::new(0.5 * forward, 0.5 * lateral, 0.5 * yaw));
            }
        }
    }
    commands
}

/// The taps of a run from [`SETTLED`] on; none if the robot fell.
fn walk(robot: &std::sync::Arc<Robot>, policy: &Policy, command: Command, seed: u64) -> Vec<Taps> {
    let options = RunOptions {
        schedule: CommandSchedule::constant(command),
        seed,
        noise: Some(ObservationNoise::default()),
        randomisation: Randomisation::default(),
        lesion: Lesion::None,
        ground: Ground::Level,
    };
    let rate = f64::from(robot.spec.control_rate);
    let mut run = Run::new(robot, policy, &options);
    let mut taps = Vec::new();
    while run.steps() < (SECONDS * rate) as u64 {
        match run.advance() {
            Some(frame) if frame.time >= SETTLED => taps.push(frame.decision.taps),
            Some(_) => {}
            None => break,
        }
    }
    if run.ending() == Ending::Fallen {
        taps.clear();
    }
    taps
}

fn fit(policy: &Policy, commands: &[Command], runs: &[Vec<Taps>]) -> Result<Basis, AnalysisError> {
    let wide = |command: &Command| <[f32; 3]>::from(*command).map(f64::from);
    let mut basis = Basis::new(
        policy.manifest.sha256.clone(),
        Sweep {
            commands: commands.iter().map(wide).collect(),
            seconds: SECONDS - SETTLED,
            seeds: (0..SEEDS).collect(),
        },
    );
    let mut layers: BTreeMap<&str, Vec<&[f32]>> = BTreeMap::new();
    for layer in runs.iter().flatten().flat_map(|taps| &taps.layers) {
        layers.entry(&layer.name).or_default().push(&layer.values);
    }
    for (name, rows) in layers {
        let units = rows.first().map_or(0, |row| row.len());
        basis.fit(name, &Population::from_rows(units, rows)?, COMPONENTS)?;
    }
    Ok(basis)
}
