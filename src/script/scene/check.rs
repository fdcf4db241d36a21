//! Whether the values of a scene make sense. In: a scene as read, the name of its file. Out: the
//! first fault, with its field.

use std::ops::RangeInclusive;
use std::path::Path;

use super::{Camera, Scene, Source};
use crate::files::{FieldError, Fields};

/// Version of the file format that this program reads.
const FORMAT_VERSION: u32 = 1;
/// Largest speed that can be asked for, m/s and rad/s.
const LARGEST_COMMAND: f32 = 10.0;

impl Scene {
    /// Checks every field that the types don't.
    pub(super) fn check(&self, file: &Path) -> Result<(), FieldError> {
        let file = file.display().to_string();
        let check = Check(Fields::of(&file));
        check.0.version(self.format_version, FORMAT_VERSION)?;
        check.named("name", &self.name, "give the scene a name")?;
        check.source("robot", &self.robot)?;
        check.source("policy", &self.policy)?;
        check.camera(&self.camera)?;
        check.commands(self)?;
        check.duration(self)
    }
}

/// The fields of a scene file.
struct Check<'a>(Fields<'a>);

impl Check<'_> {
    fn named(&self, field: &str, text: &str, fix: &str) -> Result<(), FieldError> {
        if text.trim().is_empty() {
            return self.0.wrong(field, "empty", fix);
        }
        Ok(())
    }

    fn source(&self, field: &str, source: &Source) -> Result<(), FieldError> {
        let Some(path) = source.path() else {
            return Ok(());
        };
        let fix = "write \"built-in\", or a path relative to the scene file";
        self.named(field, &path.to_string_lossy(), fix)
    }

    fn within(
        &self,
        field: &str,
        value: f32,
        range: RangeInclusive<f32>,
        unit: &str,
    ) -> Result<(), FieldError> {
        if range.contains(&value) {
            return Ok(());
        }
        let (low, high) = (range.start(), range.end());
        self.0
            .wrong(field, value, format!("give {low} to {high} {unit}"))
    }

    fn camera(&self, camera: &Camera) -> Result<(), FieldError> {
        self.within("camera.distance", camera.distance, 0.5..=50.0, "m")?;
        let (azimuth, elevation) = (camera.azimuth_degrees, camera.elevation_degrees);
        self.within("camera.azimuth_degrees", azimuth, -360.0..=360.0, "degrees")?;
        self.within("camera.elevation_degrees", elevation, 0.0..=89.0, "degrees")
    }

    fn commands(&self, scene: &Scene) -> Result<(), FieldError> {
        if scene.commands.is_empty() {
            let fix = "give at least one command, at 0 s";
            return self.0.wrong("commands", "empty", fix);
        }
        let mut before = None;
        for (index, timed) in scene.commands.iter().enumerate() {
            let field = format!("commands[{index}].at");
            match before {
                None if timed.at != 0.0 => {
                    return self
                        .0
                        .wrong(field, timed.at, "let the first command begin at 0 s");
                }
                Some(before) if timed.at <= before => {
                    let fix = format!("let it begin after {before} s, when the one before does");
                    return self.0.wrong(field, timed.at, fix);
                }
                _ => before = Some(timed.at),
            }
            for (axis, speed) in <[f32; 3]>::from(timed.command).into_iter().enumerate() {
                let field = format!("commands[{index}].command[{axis}]");
                let range = -LARGEST_COMMAND..=LARGEST_COMMAND;
                self.within(&field, speed, range, ["m/s", "m/s", "rad/s"][axis])?;
            }
        }
        Ok(())
    }

    fn duration(&self, scene: &Scene) -> Result<(), FieldError> {
        let last = scene.commands.last().map_or(0.0, |timed| timed.at);
        match scene.duration {
            Some(duration) if duration <= last => {
                let fix = format!(
                    "let the scene end after {last} s, when its last command begins, or leave it out"
                );
                self.0.wrong("duration", duration, fix)
            }
            _ => Ok(()),
        }
    }
}
