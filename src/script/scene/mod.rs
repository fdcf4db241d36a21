//! Scenes: what to show, and which commands the robot is given when.
//!
//! In: a JSON file (`scenes/*.json`), or a copy inside the program. Out: a checked [`Scene`] of
//! plain data. Times in s, commands in base axes (m/s, m/s, rad/s), angles of the camera in
//! degrees, its distance in m.

mod check;
mod error;

use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use error::SceneError;

use crate::files::{parse_json, read_text};
use crate::physics::Terrain;
use crate::script::CommandSchedule;
use crate::task::Command;

const FLAT: &str = include_str!("../../../scenes/flat.json");
const TOUR: &str = include_str!("../../../scenes/tour.json");

/// What to show.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// Version of the file format.
    pub format_version: u32,
    /// What people call it.
    pub name: String,
    /// What the robot walks on.
    pub terrain: Terrain,
    /// Who walks.
    pub robot: Source,
    /// What controls it.
    pub policy: Source,
    /// Where one looks from.
    pub camera: Camera,
    /// What the robot is asked to do, by rising time, the first at 0.
    pub commands: Vec<TimedCommand>,
    /// How long the scene lasts, s; `None`: without end.
    #[serde(default)]
    pub duration: Option<f64>,
}

/// Where a robot or a policy comes from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Source {
    /// The one inside the program: `"built-in"`.
    BuiltIn,
    /// A file; in a scene file its path is relative to that file.
    File(PathBuf),
}

/// A camera that follows the robot.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Camera {
    /// From the robot, m.
    pub distance: f32,
    /// From the world's x axis (where the robot faces at the start) toward y: 90 is its left side.
    pub azimuth_degrees: f32,
    /// Above the horizon.
    pub elevation_degrees: f32,
}

/// A command and when it begins to hold.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimedCommand {
    /// s
    pub at: f64,
    /// It holds until the next one.
    pub command: Command,
    /// What people read while it holds.
    #[serde(default)]
    pub caption: Option<String>,
}

/// The time during which one command holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment<'a> {
    /// s
    pub start: f64,
    /// s; `None`: without end.
    pub end: Option<f64>,
    /// The command.
    pub command: Command,
    /// What people read meanwhile.
    pub caption: Option<&'a str>,
}

impl From<String> for Source {
    fn from(text: String) -> Self {
        if text == "built-in" {
            Self::BuiltIn
        } else {
            Self::File(text.into())
        }
    }
}

impl Source {
    /// The file, unless it is the one inside the program.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::BuiltIn => None,
            Self::File(path) => Some(path),
        }
    }

    /// A path relative to `folder` becomes one relative to where the program runs.
    fn resolve(&mut self, folder: &Path) {
        if let Self::File(path) = self {
            *path = folder.join(&*path);
        }
    }
}

impl Scene {
    /// The scene that the lab opens with: walking on the plane, without end.
    pub fn built_in_flat() -> Result<Self, SceneError> {
        Self::from_json(FLAT, Path::new("scenes/flat.json"))
    }

    /// A bit of everything on the plane, a few seconds each, then standing.
    pub fn built_in_tour() -> Result<Self, SceneError> {
        Self::from_json(TOUR, Path::new("scenes/tour.json"))
    }

    /// Reads and checks a scene file; the paths in it become relative to where the program runs.
    pub fn load(path: &Path) -> Result<Self, SceneError> {
        let text = read_text("scene file", path)?;
        let mut scene = Self::from_json(&text, path)?;
        // never a bare name, which may be that of a built-in policy
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        scene.robot.resolve(folder);
        scene.policy.resolve(folder);
        Ok(scene)
    }

    /// Reads and checks the text of the file `file`.
    fn from_json(text: &str, file: &Path) -> Result<Self, SceneError> {
        let scene: Self = parse_json(text).map_err(|error| SceneError::json(file, error))?;
        scene.check(file)?;
        Ok(scene)
    }

    /// The commands by time.
    pub fn schedule(&self) -> CommandSchedule {
        CommandSchedule::timed(self.commands.iter().map(|timed| (timed.at, timed.command)))
    }

    /// The commands in turn, each with its end.
    pub fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        let ends = self.commands.iter().skip(1).map(|next| Some(next.at));
        let timed = self.commands.iter().zip(ends.chain([self.duration]));
        timed.map(|(timed, end)| Segment {
            start: timed.at,
            end,
            command: timed.command,
            caption: timed.caption.as_deref(),
        })
    }
}

#[cfg(test)]
mod tests;
