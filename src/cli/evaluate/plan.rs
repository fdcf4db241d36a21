//! What `evaluate` is to run, from its options.

use super::LesionArg;
use super::table::Rows;
use crate::cli::Failure;
use crate::cli::numbers::{explained, value};
use crate::cli::rollout::event;
use crate::physics::{Ground, Terrain};
use crate::policy::Policy;
use crate::robot::Robot;
use crate::rollout::{EvaluationPlan, Push};
use crate::script::event::{EventFault, check_friction, check_payload};
use crate::script::{Event, TimedEvent};
use crate::task::{Command, CommandRange};

/// Of more random commands only the worst are shown.
const MOST_RANDOM_ROWS: u32 = 20;
/// So many are shown of them.
const WORST_ROWS: usize = 5;

/// Commands, conditions and lesions.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Runs of each command, each with its own start, friction and noise
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    seeds: u64,
    /// A command u,v,r instead of the grid of 45; may be repeated
    #[arg(long, value_name = "u,v,r", allow_hyphen_values = true, value_parser = value::<Command, 2>)]
    command: Vec<Command>,
    /// So many random commands instead of the grid, the same at every call
    #[arg(long, value_name = "N", conflicts_with = "command", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    random: Option<u32>,
    /// From which range random commands come
    #[arg(
        long,
        value_enum,
        requires = "random",
        conflicts_with = "command",
        default_value = "policy"
    )]
    range: RangeArg,
    /// Change each run's command to a new random one after every so many seconds
    #[arg(
        long,
        value_name = "SECONDS",
        requires = "random",
        conflicts_with = "command",
        allow_negative_numbers = true,
        value_parser = value::<f64, 0>
    )]
    change_every: Option<f64>,
    /// Push every 4 s by so much velocity (m/s) within so many milliseconds (20 if not given)
    #[arg(long, value_name = "SPEED[:MS]", value_parser = push_of_velocity, allow_hyphen_values = true)]
    push: Option<Push>,
    /// Push every 4 s with a force (N) for so many seconds, such as 540x0.1
    #[arg(long, value_name = "FORCExSECONDS", value_parser = push_of_force, allow_hyphen_values = true, conflicts_with = "push")]
    push_force: Option<Push>,
    /// Let something happen at TIME, s, in each run (the kinds: docs/formats.md); repeatable
    #[arg(long, value_name = "TIME:JSON", value_parser = event)]
    event: Vec<TimedEvent>,
    /// Mass added to the base, kg (negative: taken away)
    #[arg(long, value_name = "KG", allow_negative_numbers = true, value_parser = value::<f32, 0>)]
    payload: Option<f32>,
    /// Friction of the feet, instead of 0.5 to 1.25 at random
    #[arg(long, value_name = "F", allow_negative_numbers = true, value_parser = value::<f32, 0>)]
    friction: Option<f32>,
    /// Control steps between a decision and the drives
    #[arg(long, value_name = "STEPS", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(0..=5))]
    latency: Option<u32>,
    /// Without sensor noise
    #[arg(long)]
    no_noise: bool,
    /// What to take from the network
    #[arg(long, value_enum)]
    lesion: Option<LesionArg>,
    /// Ground: flat, slope:DEGREES, steps:METRES or rough[:METRES]
    #[arg(long, value_name = "KIND", default_value = "flat", value_parser = value::<Terrain, 0>)]
    terrain: Terrain,
}

/// Ranges by name.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum RangeArg {
    /// The commands that the policy was trained with
    Policy,
    /// u* from -1 to 1.5 m/s, v* +-0.8 m/s, r* +-1.2 rad/s
    Full,
}

fn push_of_velocity(text: &str) -> Result<Push, String> {
    Push::from_velocity(text).map_err(|error| explained(text, &error, 0))
}

fn push_of_force(text: &str) -> Result<Push, String> {
    Push::from_force(text).map_err(|error| explained(text, &error, 0))
}

impl Args {
    /// The plan, or what is wrong with an option.
    pub(super) fn plan(&self, robot: &Robot, policy: &Policy) -> Result<EvaluationPlan, Failure> {
        let mut plan = self.commands(policy)?;
        plan.push = self.push.or(self.push_force);
        plan.lesion = LesionArg::of_group(self.lesion);
        plan.ground = Ground::new(self.terrain, 0);
        if self.no_noise {
            plan.noise = None;
        }
        let drawn = &mut plan.randomisation;
        if let Some(payload) = self.payload {
            fault(check_payload("--payload", payload, robot))?;
            drawn.payload = [payload; 2];
        }
        if let Some(friction) = self.friction {
            fault(check_friction("--friction", friction))?;
            drawn.friction = [friction; 2];
        }
        if let Some(latency) = self.latency {
            drawn.latency = [latency; 2];
        }
        for timed in &self.event {
            check_event(timed, robot, plan.seconds)?;
        }
        plan.events.clone_from(&self.event);
        match plan.check() {
            Ok(()) => Ok(plan),
            Err(error) => Err(Failure::Input(error.to_string())),
        }
    }

    /// Which commands are shown by themselves.
    pub(super) fn rows(&self) -> Rows {
        match self.random {
            Some(count) if count > MOST_RANDOM_ROWS => Rows::Worst(WORST_ROWS),
            _ => Rows::All,
        }
    }

    /// A plan with the commands asked for.
    fn commands(&self, policy: &Policy) -> Result<EvaluationPlan, Failure> {
        let Some(count) = self.random else {
            return Ok(match self.command.as_slice() {
                [] => EvaluationPlan::grid(self.seeds),
                commands => EvaluationPlan::of(commands.iter().copied(), self.seeds),
            });
        };
        let range = match self.range {
            RangeArg::Policy => policy.manifest.command_range,
            RangeArg::Full => CommandRange::FULL,
        };
        EvaluationPlan::random(count as usize, &range, self.seeds, self.change_every)
            .map_err(|error| Failure::Input(format!("--change-every is {error}")))
    }
}

/// Whether each run of an evaluation, of so many seconds, can have an event.
fn check_event(timed: &TimedEvent, robot: &Robot, seconds: f64) -> Result<(), Failure> {
    if matches!(timed.event, Event::Command { .. } | Event::Policy(_)) || !timed.event.is_felt() {
        return Err(Failure::Input(
            "--event: what is evaluated is one policy's way of following the plan's commands, which nobody \
             watches; give no command, policy, camera, caption, layout or pace"
                .to_owned(),
        ));
    }
    if timed.at >= seconds {
        let at = timed.at;
        return Err(Failure::Input(format!(
            "--event at {at} s comes at or after the end of a run at {seconds} s; let it come before"
        )));
    }
    fault(timed.check_robot(robot))
}

/// What is wrong with an option.
fn fault(checked: Result<(), EventFault>) -> Result<(), Failure> {
    checked.map_err(|fault| Failure::Input(fault.to_string()))
}
