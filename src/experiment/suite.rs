//! The suite of an experiment: which commands are walked, how long, and how strides are cut.
//!
//! In: a JSON file (`scenes/experiment.json`), or the copy inside the program. Out: a checked
//! [`Suite`] of plain data, and its conditions in order. Times in s, commands in base axes (m/s,
//! m/s, rad/s).

mod check;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::analysis::cycles::stride::{self, Event};
use crate::analysis::gait::LEGS;
use crate::files::{parse_json, read_text};
use crate::script::scene::SceneError;
use crate::task::Command;

const EXPERIMENT: &str = include_str!("../../scenes/experiment.json");

/// What an experiment walks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// Version of the file format.
    pub format_version: u32,
    /// What people call it.
    pub name: String,
    /// Walked before anything counts, s.
    pub settle_seconds: f64,
    /// Runs of each condition, each with its own start and sensor noise.
    pub trials: usize,
    /// Fewest whole strides of a condition, over all trials.
    pub strides: usize,
    /// A trial ends here even if it has too few strides, s, settling included.
    pub longest_trial_seconds: f64,
    /// Phase bins of a stride.
    pub bins: usize,
    /// Draws starts and sensor noise.
    pub seed: u64,
    /// Where one stride ends and the next begins.
    pub cut: Cut,
    /// Commands that differ in the speed along one axis.
    pub sweeps: Vec<Sweep>,
    /// Further commands.
    #[serde(default)]
    pub mixed: Vec<Command>,
}

/// What begins a stride.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// Whose contacts count.
    pub foot: Foot,
    /// Which of its contacts' ends.
    pub event: CutEvent,
}

/// A foot by its leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Foot {
    /// Left front.
    #[serde(rename = "LF")]
    LeftFront,
    /// Left hind.
    #[serde(rename = "LH")]
    LeftHind,
    /// Right front.
    #[serde(rename = "RF")]
    RightFront,
    /// Right hind.
    #[serde(rename = "RH")]
    RightHind,
}

/// The end of a stance or of a swing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutEvent {
    /// The foot comes down.
    TouchDown,
    /// The foot leaves the ground.
    LiftOff,
}

/// Commands `base` with one axis replaced by each speed in turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sweep {
    /// Its name in outputs.
    pub name: String,
    /// Sweeps of one name are stacked along one speed axis.
    pub speed_axis: String,
    /// The axis that takes the speeds.
    pub varies: CommandAxis,
    /// The other axes.
    pub base: Command,
    /// m/s or rad/s.
    pub speeds: Vec<f32>,
}

/// An axis of commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommandAxis {
    /// u*, m/s.
    Forward,
    /// v*, m/s.
    Lateral,
    /// r*, rad/s.
    Yaw,
}

/// One command of a suite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// What the robot is asked to do.
    pub command: Command,
    /// Its sweep, as an index into [`Suite::sweeps`]; `None` for a mixed command.
    pub sweep: Option<usize>,
}

impl Foot {
    /// The leg's index.
    pub fn leg(self) -> usize {
        self as usize
    }
}

impl Cut {
    /// Whole strides after the first `settle` rows of contacts, as ranges of rows of `dt` [s] each.
    pub fn strides(&self, contact: &[[bool; LEGS]], settle: usize, dt: f64) -> Vec<Range<usize>> {
        let event = match self.event {
            CutEvent::TouchDown => Event::TouchDown,
            CutEvent::LiftOff => Event::LiftOff,
        };
        let mut strides = stride::cut(contact, self.foot.leg(), event, dt);
        strides.retain(|rows| rows.start >= settle);
        strides
    }
}

impl Sweep {
    /// The command of one speed.
    pub fn command(&self, speed: f32) -> Command {
        let mut command = <[f32; 3]>::from(self.base);
        command[self.varies as usize] = speed;
        command.into()
    }
}

impl Suite {
    /// The suite inside the program.
    pub fn built_in() -> Result<Self, SceneError> {
        Self::from_json(EXPERIMENT, Path::new("scenes/experiment.json"))
    }

    /// Reads and checks a suite file.
    pub fn load(path: &Path) -> Result<Self, SceneError> {
        let text = read_text("scene file", path)?;
        Self::from_json(&text, path)
    }

    /// Reads and checks the text of the file `file`.
    pub fn from_json(text: &str, file: &Path) -> Result<Self, SceneError> {
        let suite: Self = parse_json(text).map_err(|error| SceneError::json(file, error))?;
        suite.check(file)?;
        Ok(suite)
    }

    /// All conditions: sweep by sweep, each by its speeds, then the mixed commands.
    pub fn conditions(&self) -> Vec<Condition> {
        let sweeps = self.sweeps.iter().enumerate();
        let swept = sweeps.flat_map(|(index, sweep)| {
            sweep.speeds.iter().map(move |&speed| Condition {
                command: sweep.command(speed),
                sweep: Some(index),
            })
        });
        let mixed = self.mixed.iter().map(|&command| Condition {
            command,
            sweep: None,
        });
        swept.chain(mixed).collect()
    }

    /// Names of the speed axes, each once, in order of their first sweep.
    pub fn speed_axes(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for sweep in &self.sweeps {
            if !names.contains(&sweep.speed_axis.as_str()) {
                names.push(&sweep.speed_axis);
            }
        }
        names
    }

    /// The speed of a condition along a speed axis; `None` for one of another axis.
    pub fn speed_along(&self, axis: &str, condition: &Condition) -> Option<f32> {
        let sweep = &self.sweeps[condition.sweep?];
        let command = <[f32; 3]>::from(condition.command);
        (sweep.speed_axis == axis).then(|| command[sweep.varies as usize])
    }
}
