//! Scenes: a start, a view, and what happens when.
//!
//! In: a JSON file (`scenes/*.json`), or a copy inside the program. Out: a checked [`Scene`] of plain data.
//! Version 2 lists events; version 1 lists commands with captions, which become events. Times in s, commands in
//! base axes (m/s, m/s, rad/s), angles of the camera in degrees, its distance in m.

mod check;
mod error;
mod segments;
mod version_1;

use std::path::Path;

use serde::Deserialize;

pub use error::SceneError;
pub use segments::Segment;

use super::event::{Camera, Event, GroundChoice, TimedEvent};
use super::{Posture, Source};
use crate::files::{Fields, parse_json, read_text};
use crate::robot::Robot;

const FLAT: &str = include_str!("../../../scenes/flat.json");
const TOUR: &str = include_str!("../../../scenes/tour.json");

/// Version of the format that lists events.
const FORMAT_VERSION: u32 = 2;

/// What to show.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename = "scene")]
pub struct Scene {
    /// Version of the file that it was read from.
    pub format_version: u32,
    /// What people call it.
    pub name: String,
    /// Who walks.
    #[serde(default)]
    pub robot: Source,
    /// What controls it at the start.
    #[serde(default)]
    pub policy: Source,
    /// What the robot walks on at the start.
    #[serde(default)]
    pub terrain: GroundChoice,
    /// Where one looks from at the start.
    #[serde(default)]
    pub camera: Camera,
    /// How the robot stands at the start.
    #[serde(default)]
    pub start: Posture,
    /// Whether the sensors are noisy.
    #[serde(default)]
    pub noise: bool,
    /// Draws a drawn start and the noise.
    #[serde(default)]
    pub seed: u64,
    /// Of the feet; none: what the start draws, or the usual one.
    #[serde(default)]
    pub friction: Option<f32>,
    /// Mass added to the base, kg; none: none.
    #[serde(default)]
    pub payload: Option<f32>,
    /// Control steps between a decision and the drives; none: none.
    #[serde(default)]
    pub latency: Option<u32>,
    /// How long the scene lasts, s; `None`: without end.
    #[serde(default)]
    pub duration: Option<f64>,
    /// In any order; those of one control step act in the order in which they are listed.
    #[serde(default)]
    pub events: Vec<TimedEvent>,
}

/// The version alone, whatever else there is.
#[derive(Deserialize)]
struct Versioned {
    format_version: u32,
}

impl Scene {
    /// A standing robot on the plane, to which nothing happens.
    pub fn empty(name: &str) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            name: name.to_owned(),
            robot: Source::default(),
            policy: Source::default(),
            terrain: GroundChoice::default(),
            camera: Camera::default(),
            start: Posture::default(),
            noise: false,
            seed: 0,
            friction: None,
            payload: None,
            latency: None,
            duration: None,
            events: Vec::new(),
        }
    }

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
        // a file is never a bare name, which may be that of a built-in policy
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        scene.robot.resolve(folder);
        let names_files_alone = scene.format_version == 1;
        for policy in scene.policies_mut() {
            if names_files_alone {
                policy.resolve(folder);
            } else {
                policy.resolve_policy(folder);
            }
        }
        Ok(scene)
    }

    /// Reads and checks the text of the file `file`.
    pub fn from_json(text: &str, file: &Path) -> Result<Self, SceneError> {
        let wrong = |error| SceneError::json(file, error);
        let scene: Self = match parse_json::<Versioned>(text).map_err(wrong)?.format_version {
            1 => parse_json::<version_1::Scene>(text)
                .map_err(wrong)?
                .checked(file)?,
            FORMAT_VERSION => parse_json(text).map_err(wrong)?,
            found => {
                let name = file.display().to_string();
                let fix = format!("this program reads versions 1 and {FORMAT_VERSION}");
                return Ok(Fields::of(&name).wrong("format_version", found, fix)?);
            }
        };
        scene.check(file)?;
        Ok(scene)
    }

    /// Checks against the robot what depends on it; `file` names the scene in messages.
    pub fn check_robot(&self, robot: &Robot, file: &str) -> Result<(), SceneError> {
        Ok(check::against_robot(self, robot, file)?)
    }

    /// All policies that it names.
    pub fn policies(&self) -> impl Iterator<Item = &Source> {
        [&self.policy].into_iter().chain(policies_of(&self.events))
    }

    fn policies_mut(&mut self) -> impl Iterator<Item = &mut Source> {
        let events = self.events.iter_mut();
        let of_events = events.filter_map(|timed| match &mut timed.event {
            Event::Policy(policy) => Some(policy),
            _ => None,
        });
        [&mut self.policy].into_iter().chain(of_events)
    }
}

/// The policies that events name.
pub fn policies_of(events: &[TimedEvent]) -> impl Iterator<Item = &Source> {
    events.iter().filter_map(|timed| match &timed.event {
        Event::Policy(policy) => Some(policy),
        _ => None,
    })
}

#[cfg(test)]
pub(crate) mod tests;
