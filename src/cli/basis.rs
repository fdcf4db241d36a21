//! `tanglewalk basis`: the fixed z-scores and components of a policy's layers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::output::{self, Content};
use super::{Failure, interrupt, sources::Sources};
use crate::analysis::basis::{Basis, Sweep};
use crate::analysis::{AnalysisError, Population};
use crate::files::write_bytes;
use crate::physics::Ground;
use crate::policy::{Layer, Lesion, Policy, Taps};
use crate::robot::Robot;
use crate::rollout::{Ending, Run, RunOptions, SETTLED};
use crate::script::CommandSchedule;
use crate::task::{Command, CommandRange, ObservationNoise, Randomisation};

/// Components kept for each layer.
const COMPONENTS: usize = 12;
/// Duration of each run, s; the part from [`SETTLED`] on counts.
const SECONDS: f64 = 10.0;
/// Runs of each command.
const SEEDS: u64 = 2;
/// Time between two changes of the command, s.
const CHANGE_SECONDS: f64 = 1.5;
/// Orders in which all corners of the command range follow each other: each takes every n-th, n prime to 27.
const ORDERS: [usize; 8] = [1, 2, 4, 5, 7, 8, 10, 11];
/// The start of a run, from which the bounds are not told, s.
const START_SECONDS: f64 = 1.0;
/// The end of a run that ends in a fall, which is no walking, s.
const FALL_SECONDS: f64 = 1.0;

/// Arguments of `basis`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    sources: Sources,
    /// Where to write it [default: beside the policy, as NAME.basis.json]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Sweeps commands, walks to the ends of their range, and writes the basis.
pub(super) fn run(args: Args) -> Result<(), Failure> {
    let out = args.sources.beside(args.out.as_deref(), "basis.json")?;
    let (robot, policy) = args.sources.load()?;
    output::check("--out", &out, Content::Json)?;
    interrupt::end_at_once();
    let range = &policy.manifest.command_range;
    let commands = sweep(range);
    let jobs: Vec<(Command, u64)> = commands
        .iter()
        .flat_map(|&command| (0..SEEDS).map(move |seed| (command, seed)))
        .collect();
    let runs: Vec<Vec<Taps>> = jobs
        .into_par_iter()
        .map(|(command, seed)| walk(&robot, &policy, command, seed))
        .collect();
    let fallen = runs.iter().filter(|taps| taps.is_empty()).count();
    let reach: Vec<Vec<Taps>> = reach(range)
        .into_par_iter()
        .map(|schedule| walk_far(&robot, &policy, schedule))
        .collect();
    let basis = fit(&policy, &commands, &runs, &reach)
        .map_err(|error| Failure::Machine(format!("the layers cannot be fitted: {error}")))?;
    let json = basis
        .to_json()
        .map_err(|error| Failure::Machine(error.to_string()))?;
    write_bytes(&out, json.as_bytes())?;
    let total = runs.len();
    let line = format!(
        "{} layers from {total} runs ({fallen} fell and were left out) are in {}",
        basis.layers.len(),
        output::name_of(&out)
    );
    output::say_of(&out, line)
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

/// Every combination of lowest, zero and highest command, each kept and then each after another: what
/// scores reach at the ends of the range, and while the command changes.
fn reach(range: &CommandRange) -> Vec<CommandSchedule> {
    let [forward, lateral, yaw] =
        [range.forward, range.lateral, range.yaw].map(|[low, high]| [low, 0.0, high]);
    let mut corners = Vec::new();
    for u in forward {
        for v in lateral {
            corners.extend(yaw.map(|r| Command::new(u, v, r)));
        }
    }
    let kept = corners
        .iter()
        .map(|&corner| CommandSchedule::constant(corner));
    let changing = ORDERS.into_iter().map(|order| {
        let turn = (0..corners.len()).map(|k| corners[order * k % corners.len()]);
        CommandSchedule::in_turn(&turn.collect::<Vec<_>>(), CHANGE_SECONDS)
    });
    kept.chain(changing).collect()
}

fn options(schedule: CommandSchedule, seed: u64) -> RunOptions {
    RunOptions {
        schedule,
        seed,
        noise: Some(ObservationNoise::default()),
        randomisation: Randomisation::default(),
        lesion: Lesion::None,
        ground: Ground::Level,
    }
}

/// The taps of a run to the ends of the range, without its start and, where the robot fell, without
/// the fall.
fn walk_far(robot: &Arc<Robot>, policy: &Policy, schedule: CommandSchedule) -> Vec<Taps> {
    let rate = f64::from(robot.spec.control_rate);
    let last = schedule.parts().last().map_or(0.0, |(from, _)| *from);
    let steps = ((last + CHANGE_SECONDS).max(SECONDS) * rate) as u64;
    let mut run = Run::new(robot, policy, &options(schedule, 0));
    let mut taps = Vec::new();
    while run.steps() < steps {
        match run.advance() {
            Some(frame) if frame.time >= START_SECONDS => taps.push(frame.decision.taps),
            Some(_) => {}
            None => break,
        }
    }
    if run.ending() == Ending::Fallen {
        taps.truncate(taps.len().saturating_sub((FALL_SECONDS * rate) as usize));
    }
    taps
}

/// The taps of a run from [`SETTLED`] on; none if the robot fell.
fn walk(robot: &Arc<Robot>, policy: &Policy, command: Command, seed: u64) -> Vec<Taps> {
    let rate = f64::from(robot.spec.control_rate);
    let mut run = Run::new(
        robot,
        policy,
        &options(CommandSchedule::constant(command), seed),
    );
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

fn fit(
    policy: &Policy,
    commands: &[Command],
    runs: &[Vec<Taps>],
    reach: &[Vec<Taps>],
) -> Result<Basis, AnalysisError> {
    let wide = |command: &Command| <[f32; 3]>::from(*command).map(f64::from);
    let mut basis = Basis::new(
        policy.manifest.sha256.clone(),
        Sweep {
            commands: commands.iter().map(wide).collect(),
            seconds: SECONDS - SETTLED,
            seeds: (0..SEEDS).collect(),
        },
    );
    for (layer, population) in layers(runs)? {
        basis.fit(&layer.name(), &population, COMPONENTS)?;
    }
    for (layer, population) in layers(reach)? {
        basis.reach(&layer.name(), population)?;
    }
    Ok(basis)
}

/// The activity of each layer over all runs.
fn layers(runs: &[Vec<Taps>]) -> Result<BTreeMap<Layer, Population>, AnalysisError> {
    let mut rows: BTreeMap<Layer, Vec<&[f32]>> = BTreeMap::new();
    for (layer, values) in runs.iter().flatten().flat_map(Taps::iter) {
        rows.entry(layer).or_default().push(values);
    }
    let population = |(layer, rows): (_, Vec<&[f32]>)| {
        let units = rows.first().map_or(0, |row| row.len());
        Ok((layer, Population::from_rows(units, rows)?))
    };
    rows.into_iter().map(population).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_is_walked_far_holds_every_corner_and_many_changes_between_them() {
        let range = Policy::built_in(&Robot::built_in().expect("a robot"))
            .expect("a policy")
            .manifest
            .command_range;
        let bits = |command: &Command| <[f32; 3]>::from(*command).map(f32::to_bits);
        let (mut kept, mut changes) = (BTreeSet::new(), BTreeSet::new());
        for schedule in reach(&range) {
            let parts = schedule.parts();
            if let [(_, command)] = parts {
                kept.insert(bits(command));
            }
            for pair in parts.windows(2) {
                assert_eq!(pair[1].0 - pair[0].0, CHANGE_SECONDS);
                changes.insert((bits(&pair[0].1), bits(&pair[1].1)));
            }
        }
        assert_eq!(kept.len(), 27);
        assert_eq!(changes.len(), ORDERS.len() * 26, "no change twice");
    }
}
