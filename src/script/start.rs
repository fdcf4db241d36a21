//! What a run begins with. With its events it decides every bit of it.

use serde::{Deserialize, Serialize};

use super::Source;
use super::event::{Event, GroundChoice, Ramp};
use crate::policy::Lesion;
use crate::task::Command;

/// How the robot stands at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Posture {
    /// In the default pose, at the origin, facing x.
    #[default]
    Standing,
    /// Near it, drawn by the seed, in any heading.
    Drawn,
}

/// The start of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunStart {
    pub policy: Source,
    pub ground: GroundChoice,
    pub posture: Posture,
    /// Draws posture and sensor noise.
    pub seed: u64,
    /// Whether the sensors are noisy.
    pub noise: bool,
    /// Numbers that the noise has used before, 32-bit words of its generator.
    pub noise_words: u64,
    /// Coulomb coefficient of the feet.
    pub friction: f32,
    /// Mass added to the base, kg.
    pub payload: f32,
    /// Control steps between a decision and the drives.
    pub latency: u32,
    /// What is taken from the network.
    pub lesion: Lesion,
    pub command: Command,
}

/// What holds at a moment of a run, followed from its start through its events: what a run would begin with
/// that began then.
#[derive(Clone, Debug)]
pub struct Circumstances {
    start: RunStart,
    command: Ramp,
    rate: f64,
}

impl Circumstances {
    /// Those of a start, at `rate` control steps a second.
    pub fn new(start: RunStart, rate: f64) -> Self {
        Self {
            command: Ramp::constant(start.command),
            start,
            rate,
        }
    }

    /// Takes in an event at its step.
    pub fn follow(&mut self, event: &Event, step: u64) {
        let start = &mut self.start;
        match event {
            Event::Command { to, over } => {
                self.command
                    .turn(*to, step, super::event::step_of(*over, self.rate));
            }
            Event::Ground(ground) => start.ground = *ground,
            Event::Friction(friction) => start.friction = *friction,
            Event::Payload(payload) => start.payload = *payload,
            Event::Policy(policy) => start.policy = policy.clone(),
            Event::Lesion(lesion) => start.lesion = *lesion,
            Event::Push(_)
            | Event::Reset
            | Event::Camera { .. }
            | Event::Caption(_)
            | Event::Layout(_)
            | Event::Pace(_) => {}
        }
    }

    /// The start of a run that begins at `step`, its noise so many words on; and, of a command on its way, the
    /// steps of the rest, each from `step` on with the command that holds.
    pub fn start_at(&self, step: u64, noise_words: u64) -> (RunStart, Vec<(u64, Command)>) {
        let start = RunStart {
            command: self.command.at(step),
            noise_words,
            ..self.start.clone()
        };
        let rest =
            (step + 1..=self.command.end()).map(|later| (later - step, self.command.at(later)));
        (start, rest.collect())
    }
}
