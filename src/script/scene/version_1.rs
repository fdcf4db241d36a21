//! Scenes as they were written first: commands by time, each with its caption.

use std::path::Path;

use serde::Deserialize;

use crate::files::{FieldError, Fields};
use crate::physics::Terrain;
use crate::script::Source;
use crate::script::event::{Camera, Event, TimedEvent};
use crate::task::Command;

/// A scene of version 1.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "scene")]
pub(super) struct Scene {
    #[serde(rename = "format_version")]
    _version: u32,
    name: String,
    terrain: Terrain,
    robot: Source,
    policy: Source,
    camera: Camera,
    /// By rising time, the first at 0.
    commands: Vec<TimedCommand>,
    #[serde(default)]
    duration: Option<f64>,
}

/// A command and when it begins to hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename = "command")]
struct TimedCommand {
    /// s
    at: f64,
    /// It holds until the next one.
    command: Command,
    /// What people read while it holds.
    #[serde(default)]
    caption: Option<String>,
}

impl Scene {
    /// As a scene of events, if its times rise; the rest of its values is checked there.
    pub(super) fn checked(self, file: &Path) -> Result<super::Scene, FieldError> {
        self.check_times(&file.display().to_string())?;
        Ok(super::Scene {
            format_version: 1,
            events: events(&self.commands),
            robot: self.robot,
            policy: self.policy,
            terrain: self.terrain.into(),
            camera: self.camera,
            duration: self.duration,
            ..super::Scene::empty(&self.name)
        })
    }

    fn check_times(&self, file: &str) -> Result<(), FieldError> {
        let fields = Fields::of(file);
        if self.commands.is_empty() {
            let fix = "give at least one command, at 0 s";
            return fields.wrong("commands", "empty", fix);
        }
        let mut before = None;
        for (index, timed) in self.commands.iter().enumerate() {
            let field = || format!("commands[{index}].at");
            match before {
                None if timed.at != 0.0 => {
                    let fix = "let the first command begin at 0 s";
                    return fields.wrong(field(), timed.at, fix);
                }
                Some(before) if timed.at <= before => {
                    let fix = format!("let it begin after {before} s, when the one before does");
                    return fields.wrong(field(), timed.at, fix);
                }
                _ => before = Some(timed.at),
            }
            let command = Event::command(timed.command).at(timed.at);
            if let Err(fault) = command.check() {
                let field = format!("commands[{index}].{}", fault.field);
                return fields.wrong(field, fault.found, fault.fix);
            }
        }
        Ok(())
    }
}

/// Each command, and its caption or the end of the one before.
fn events(commands: &[TimedCommand]) -> Vec<TimedEvent> {
    let mut events = Vec::new();
    let mut has_caption = false;
    for timed in commands {
        events.push(Event::command(timed.command).at(timed.at));
        let had_caption = std::mem::replace(&mut has_caption, timed.caption.is_some());
        if has_caption || had_caption {
            let text = timed.caption.clone().unwrap_or_default();
            events.push(Event::Caption(text).at(timed.at));
        }
    }
    events
}
