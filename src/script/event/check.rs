//! Whether the values of an event make sense: those that `evaluate` accepts, too. In: an event. Out: the first
//! fault, with its field.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::{Camera, Event, Push, TimedEvent};
use crate::robot::{Link, Robot};
use crate::script::RunStart;

/// The base keeps at least so much of its mass, kg.
const LEAST_BASE_MASS: f32 = 1.0;
/// Heaviest payload, kg.
const MOST_PAYLOAD: f32 = 100.0;
/// Highest friction.
const MOST_FRICTION: f32 = 3.0;
/// Most control steps between a decision and the drives.
pub const MOST_LATENCY: u32 = 5;
/// Longest time that can be named, s: more than a month.
const LONGEST: f64 = 4e6;
/// Longest way of a command to another one, s.
const LONGEST_WAY: f64 = 600.0;
/// Largest speed that can be asked for, m/s and rad/s.
const LARGEST_COMMAND: f32 = 10.0;
/// Fastest push, m/s along an axis.
pub const FASTEST_PUSH: f32 = 10.0;
/// Strongest force along an axis, N.
const STRONGEST: f32 = 10_000.0;
/// Longest force, s.
const LONGEST_FORCE: f64 = 60.0;
/// Farthest point of a link that a force may act on, m.
const FARTHEST: f32 = 2.0;
/// Longest caption, characters.
const LONGEST_CAPTION: usize = 500;

/// A value that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} is {found}; {fix}")]
pub struct EventFault {
    /// Path within the event, such as `push.force[2]`.
    pub field: String,
    pub found: String,
    pub fix: String,
}

fn wrong(field: impl Into<String>, found: impl Display, fix: impl Into<String>) -> EventFault {
    EventFault {
        field: field.into(),
        found: found.to_string(),
        fix: fix.into(),
    }
}

fn within<T: PartialOrd + Display + Copy>(
    field: &str,
    value: T,
    range: RangeInclusive<T>,
    unit: &str,
) -> Result<(), EventFault> {
    if range.contains(&value) {
        return Ok(());
    }
    let fix = format!("give {} to {} {unit}", range.start(), range.end());
    Err(wrong(field, value, fix.trim_end()))
}

fn all_within(field: &str, values: &[f32], most: f32, units: [&str; 3]) -> Result<(), EventFault> {
    for ((axis, value), unit) in values.iter().enumerate().zip(units) {
        within(&format!("{field}[{axis}]"), *value, -most..=most, unit)?;
    }
    Ok(())
}

impl Camera {
    /// Whether one can look from there; `field` names it.
    pub fn check(&self, field: &str) -> Result<(), EventFault> {
        let name = |part: &str| format!("{field}.{part}");
        within(&name("distance"), self.distance, 0.5..=50.0, "m")?;
        let (azimuth, elevation) = (self.azimuth_degrees, self.elevation_degrees);
        within(&name("azimuth_degrees"), azimuth, -360.0..=360.0, "degrees")?;
        within(&name("elevation_degrees"), elevation, 0.0..=89.0, "degrees")
    }
}

impl TimedEvent {
    /// Checks all that needs no robot.
    pub fn check(&self) -> Result<(), EventFault> {
        within("at", self.at, 0.0..=LONGEST, "s")?;
        match self.robot {
            None | Some(1) => {}
            Some(2) => {
                return Err(wrong(
                    "robot",
                    2,
                    "there is one robot; give 1, or leave it out",
                ));
            }
            Some(other) => return Err(wrong("robot", other, "give 1, or leave it out")),
        }
        self.event.check()
    }

    /// Checks what depends on the robot: payload and the names of links.
    pub fn check_robot(&self, robot: &Robot) -> Result<(), EventFault> {
        match &self.event {
            Event::Payload(payload) => check_payload("payload", *payload, robot),
            Event::Push(Push::Force { link, .. }) => {
                let mut links = robot.links.iter().enumerate();
                if links.any(|(index, known)| is_link(link, index, known)) {
                    return Ok(());
                }
                let names = robot.links.iter().map(|link| link.name.as_str());
                let names: Vec<&str> = names.filter(|name| *name != BASE).collect();
                let fix = format!("give one of {BASE}, {}", names.join(", "));
                Err(wrong("push.link", format_args!("`{link}`"), fix))
            }
            _ => Ok(()),
        }
    }
}

/// What the first link is called whatever its name.
const BASE: &str = "base";

/// Whether `name` means the robot's link of this index: its name, or `base` for the first.
pub fn is_link(name: &str, index: usize, link: &Link) -> bool {
    link.name == name || (index == 0 && name == BASE)
}

/// Whether a robot can bear a payload, kg.
pub fn check_payload(field: &str, payload: f32, robot: &Robot) -> Result<(), EventFault> {
    let least = LEAST_BASE_MASS - robot.links[0].mass;
    if (least..=MOST_PAYLOAD).contains(&payload) {
        return Ok(());
    }
    let fix =
        format!("give {least} to {MOST_PAYLOAD} kg (the base must keep {LEAST_BASE_MASS} kg)");
    Err(wrong(field, payload, fix))
}

/// Whether a run can begin so; the payload is the robot's to bear.
pub fn check_conditions(start: &RunStart) -> Result<(), EventFault> {
    check_friction("friction", start.friction)?;
    within("latency", start.latency, 0..=MOST_LATENCY, "control steps")?;
    for event in [
        Event::Payload(start.payload),
        Event::command(start.command),
        Event::Policy(start.policy.clone()),
    ] {
        event.check()?;
    }
    Ok(())
}

/// Whether feet can have a friction.
pub fn check_friction(field: &str, friction: f32) -> Result<(), EventFault> {
    within(field, friction, 0.0..=MOST_FRICTION, "")
}

impl Event {
    fn check(&self) -> Result<(), EventFault> {
        match self {
            Self::Command { to, over } => {
                let speeds: [f32; 3] = (*to).into();
                let units = ["m/s", "m/s", "rad/s"];
                all_within("command", &speeds, LARGEST_COMMAND, units)?;
                within("over", *over, 0.0..=LONGEST_WAY, "s")
            }
            Self::Push(Push::Velocity { velocity }) => {
                all_within("push.velocity", velocity, FASTEST_PUSH, ["m/s"; 3])
            }
            Self::Push(Push::Force {
                force,
                seconds,
                point,
                ..
            }) => {
                all_within("push.force", force, STRONGEST, ["N"; 3])?;
                within("push.seconds", *seconds, 0.001..=LONGEST_FORCE, "s")?;
                let point = point.unwrap_or_default();
                all_within("push.point", &point, FARTHEST, ["m"; 3])
            }
            Self::Friction(friction) => check_friction("friction", *friction),
            Self::Payload(payload) => within("payload", *payload, -1000.0..=MOST_PAYLOAD, "kg"),
            Self::Camera { to, over } => {
                to.check("camera")?;
                within("over", *over, 0.0..=LONGEST, "s")
            }
            Self::Caption(text) => {
                let long = text.chars().count();
                if long <= LONGEST_CAPTION {
                    return Ok(());
                }
                let found = format!("{long} characters long");
                Err(wrong("caption", found, "give 500 at most"))
            }
            Self::Pace(pace) => within("pace", *pace, 0.1..=4.0, "times real time"),
            Self::Policy(source) => match source.path() {
                Some(path) if path.as_os_str().is_empty() => Err(wrong(
                    "policy",
                    "empty",
                    "write \"built-in\", a name, or a path",
                )),
                _ => Ok(()),
            },
            Self::Ground(_) | Self::Lesion(_) | Self::Reset | Self::Layout(_) => Ok(()),
        }
    }
}
