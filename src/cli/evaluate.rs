//! `tanglewalk evaluate`: how well a policy follows commands.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, interrupt, output, sources::Sources};
use crate::files::check_writable;
use crate::physics::{Ground, Terrain};
use crate::policy::Lesion;
use crate::rollout::{Evaluation, EvaluationPlan, evaluate};
use crate::task::Command;

/// Arguments of `evaluate`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    sources: Sources,
    /// Runs of each command, each with its own start, friction and noise
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    seeds: u64,
    /// A command u,v,r instead of the grid of 45; may be repeated
    #[arg(long, value_name = "u,v,r", allow_hyphen_values = true)]
    command: Vec<Command>,
    /// Without sensor noise
    #[arg(long)]
    no_noise: bool,
    /// What to take from the network
    #[arg(long, value_enum)]
    lesion: Option<LesionArg>,
    /// Ground: flat, slope:DEGREES, steps:METRES or rough[:METRES]
    #[arg(long, value_name = "KIND", default_value = "flat")]
    terrain: Terrain,
    /// Write the result as JSON ("-": standard output)
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Lesions by name.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum LesionArg {
    /// Hold hidden and cell state at zero
    Recurrence,
}

impl From<Option<LesionArg>> for Lesion {
    fn from(arg: Option<LesionArg>) -> Self {
        match arg {
            Some(LesionArg::Recurrence) => Self::Recurrence,
            None => Self::None,
        }
    }
}

/// Evaluates and prints a table.
pub fn run(args: Args) -> Result<(), Failure> {
    let (robot, policy) = args.sources.load()?;
    let mut plan = EvaluationPlan::grid(args.seeds);
    if !args.command.is_empty() {
        plan.commands = args.command;
    }
    if args.no_noise {
        plan.noise = None;
    }
    plan.lesion = args.lesion.into();
    plan.ground = Ground::new(args.terrain, 0);
    let to_file = args.json.as_deref().filter(|file| *file != Path::new("-"));
    to_file.map_or(Ok(()), check_writable)?;
    interrupt::listen();
    let bar = ProgressBar::new(plan.commands.len() as u64 * plan.seeds);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} runs  {eta} left") {
        bar.set_style(style);
    }
    let result = evaluate(&robot, &policy, &plan, || {
        bar.inc(1);
        !interrupt::requested()
    });
    bar.finish_and_clear();
    let Some(evaluation) = result else {
        return Err(Failure::Interrupted("nothing was written".to_owned()));
    };
    if args.json.is_none() || to_file.is_some() {
        output::print(|out| print(out, &evaluation))?;
    }
    args.json
        .as_deref()
        .map_or(Ok(()), |file| output::write_json(file, &evaluation))
}

fn print(out: &mut dyn Write, evaluation: &Evaluation) -> io::Result<()> {
    writeln!(
        out,
        "{} ({} steps): {} runs, {} falls, mean episode {:.1} s",
        evaluation.policy.name,
        evaluation.policy.steps,
        evaluation.runs,
        evaluation.falls,
        evaluation.mean_episode_seconds
    )?;
    writeln!(
        out,
        "\n  u*    v*    r*   falls   |error| forward  lateral   yaw     bias forward  lateral   yaw"
    )?;
    for row in &evaluation.commands {
        let [u, v, r] = row.command;
        print_row(
            out,
            &format!("{u:>5.2} {v:>5.2} {r:>5.2} {:>5}", row.falls),
            &row.tracking,
        )?;
    }
    print_row(out, &format!("{:<23}", "all"), &evaluation.tracking)?;
    writeln!(out, "units: m/s, m/s, rad/s; from 5 s on")?;
    if let Some(standing) = evaluation.standing {
        writeln!(
            out,
            "standing: drift {:.1} mm, sway {:.1} mm, all feet down {:.1} % of the time",
            1e3 * standing.drift,
            1e3 * standing.sway,
            100.0 * standing.all_feet_down
        )?;
    }
    Ok(())
}

fn print_row(
    out: &mut dyn Write,
    label: &str,
    tracking: &crate::rollout::Tracking,
) -> io::Result<()> {
    let axes = [tracking.forward, tracking.lateral, tracking.yaw];
    let [a, b, c] = axes.map(|axis| axis.mean_absolute_error);
    let [d, e, f] = axes.map(|axis| axis.bias);
    writeln!(
        out,
        "{label}   {a:>14.3}  {b:>7.3}  {c:>6.3}    {d:>10.3}  {e:>7.3}  {f:>6.3}"
    )
}
