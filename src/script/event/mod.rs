//! What can happen in a run, all of it: one vocabulary for hands, scenes, scripts and recordings.
//!
//! What the robot feels (command, push, ground, friction, payload, policy, lesion, reset) acts between two control
//! steps and nowhere else; what the viewer sees (camera, caption, layout, pace) moves nothing. A [`TimedEvent`]
//! is written as `{"at": SECONDS, KIND: ..}`; `docs/formats.md` lists the kinds.

mod check;
mod cues;
mod ground;
mod ramp;
mod read;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::Source;
use crate::policy::Lesion;
use crate::task::Command;

pub use check::{EventFault, FASTEST_PUSH, MOST_LATENCY, check_conditions, is_link};
pub use check::{check_friction, check_payload};
pub use cues::{Cue, Cues, step_of};
pub use ground::GroundChoice;
pub use ramp::{Ramp, RampedCamera, smooth};
pub use read::{EventTextError, from_text};

/// An event and its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "read::Written", into = "read::Written")]
pub struct TimedEvent {
    /// s: the control step round(`at` x control rate).
    pub at: f64,
    /// Whose it is, 1 or 2; absent: everybody's.
    pub robot: Option<u8>,
    pub event: Event,
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A command, reached evenly over so many seconds.
    Command {
        to: Command,
        over: f64,
    },
    Push(Push),
    /// Another ground under the robot.
    Ground(GroundChoice),
    /// Coulomb coefficient of the feet.
    Friction(f32),
    /// Mass added to the base (negative: taken away), kg.
    Payload(f32),
    /// Another policy goes on with the body as it is, its hidden and cell state zero.
    Policy(Source),
    Lesion(Lesion),
    /// The robot back at its start.
    Reset,
    /// A view, reached over so many seconds.
    Camera {
        to: Camera,
        over: f64,
    },
    /// What people read until the next one; empty: nothing.
    Caption(String),
    Layout(Layout),
    /// Times real time.
    Pace(f32),
}

/// A push on the robot.
#[derive(Clone, Debug, PartialEq)]
pub enum Push {
    /// A sudden change of the whole robot's velocity.
    Velocity {
        /// m/s: along the robot's heading, to its left, up.
        velocity: [f32; 3],
    },
    /// A force at a point of a link for a while.
    Force {
        /// N, world axes.
        force: [f32; 3],
        /// s; whole control steps, one at least.
        seconds: f64,
        link: String,
        /// m, in the link's frame; none: its centre of mass.
        point: Option<[f32; 3]>,
    },
}

/// A camera that follows the robot.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Camera {
    /// From the robot, m.
    pub distance: f32,
    /// From the world's x axis (where the robot faces at the start) toward y: 90 is its left side.
    pub azimuth_degrees: f32,
    /// Above the horizon.
    pub elevation_degrees: f32,
}

impl Default for Camera {
    /// The left front quarter, 3 m away, 16 degrees up.
    fn default() -> Self {
        Self {
            distance: 3.0,
            azimuth_degrees: 55.0,
            elevation_degrees: 16.0,
        }
    }
}

/// What is shown around the robot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// The panels.
    Explore,
    /// The robot alone.
    Robot,
}

impl Event {
    /// Whether the robot feels it; otherwise it is the viewer's alone.
    pub fn is_felt(&self) -> bool {
        !matches!(
            self,
            Self::Camera { .. } | Self::Caption(_) | Self::Layout(_) | Self::Pace(_)
        )
    }

    /// A command at once.
    pub fn command(to: impl Into<Command>) -> Self {
        Self::Command {
            to: to.into(),
            over: 0.0,
        }
    }

    /// At a time, s.
    pub fn at(self, at: f64) -> TimedEvent {
        TimedEvent {
            at,
            robot: None,
            event: self,
        }
    }
}
