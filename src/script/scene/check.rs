//! Whether the values of a scene make sense. In: a scene as read, the name of its file. Out: the
//! first fault, with its field.

use std::path::Path;

use super::{Scene, Source};
use crate::files::{FieldError, Fields};
use crate::robot::Robot;
use crate::script::event::{EventFault, MOST_LATENCY, check_friction, check_payload};

impl Scene {
    /// Checks every field that the types don't.
    pub(super) fn check(&self, file: &Path) -> Result<(), FieldError> {
        let file = file.display().to_string();
        let check = Check(Fields::of(&file));
        check.named("name", &self.name, "give the scene a name")?;
        check.source("robot", &self.robot)?;
        check.source("policy", &self.policy)?;
        check.fault(self.camera.check("camera"))?;
        if let Some(friction) = self.friction {
            check.fault(check_friction("friction", friction))?;
        }
        if let Some(latency) = self.latency
            && latency > MOST_LATENCY
        {
            let fix = format!("give 0 to {MOST_LATENCY} control steps");
            return check.0.wrong("latency", latency, fix);
        }
        for (index, timed) in self.events.iter().enumerate() {
            check.in_event(index, timed.check())?;
        }
        check.duration(self)
    }
}

/// What depends on the robot.
pub(super) fn against_robot(scene: &Scene, robot: &Robot, file: &str) -> Result<(), FieldError> {
    let check = Check(Fields::of(file));
    if let Some(payload) = scene.payload {
        check.fault(check_payload("payload", payload, robot))?;
    }
    for (index, timed) in scene.events.iter().enumerate() {
        check.in_event(index, timed.check_robot(robot))?;
    }
    Ok(())
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

    fn fault(&self, checked: Result<(), EventFault>) -> Result<(), FieldError> {
        checked.or_else(|fault| self.0.wrong(fault.field, fault.found, fault.fix))
    }

    fn in_event(&self, index: usize, checked: Result<(), EventFault>) -> Result<(), FieldError> {
        self.fault(checked.map_err(|fault| EventFault {
            field: format!("events[{index}].{}", fault.field),
            ..fault
        }))
    }

    fn duration(&self, scene: &Scene) -> Result<(), FieldError> {
        let Some(duration) = scene.duration else {
            return Ok(());
        };
        let last = scene.last_event();
        if duration > last {
            return Ok(());
        }
        let fix =
            format!("let the scene end after {last} s, when its last event comes, or leave it out");
        self.0.wrong("duration", duration, fix)
    }
}
