//! Events as they are written: an object with the time, one kind and what belongs to it.

use serde::{Deserialize, Serialize};

use super::{Camera, Event, GroundChoice, Layout, Push, TimedEvent};
use crate::files::from_json_value;
use crate::policy::Lesion;
use crate::script::Source;
use crate::task::Command;

/// The kinds, for messages.
const KINDS: &str = "`command`, `push`, `ground`, `friction`, `payload`, `policy`, `lesion`, `reset`, `camera`, \
     `caption`, `layout` or `pace`";

/// The fields of an event.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "event")]
pub(super) struct Written {
    at: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    robot: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    command: Option<Command>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    push: Option<WrittenPush>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ground: Option<GroundChoice>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    friction: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payload: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    policy: Option<Source>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lesion: Option<Lesion>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reset: Option<Nothing>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    camera: Option<Camera>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    caption: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    layout: Option<Layout>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pace: Option<f32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    over: Option<f64>,
}

/// `{}`
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Both forms of a push.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "push")]
struct WrittenPush {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    velocity: Option<[f32; 3]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    force: Option<[f32; 3]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    point: Option<[f32; 3]>,
}

impl TryFrom<WrittenPush> for Push {
    type Error = String;

    fn try_from(written: WrittenPush) -> Result<Self, String> {
        let WrittenPush {
            velocity,
            force,
            seconds,
            link,
            point,
        } = written;
        match (velocity, force, seconds, link) {
            (Some(velocity), None, None, None) if point.is_none() => Ok(Self::Velocity { velocity }),
            (None, Some(force), Some(seconds), Some(link)) => Ok(Self::Force {
                force,
                seconds,
                link,
                point,
            }),
            _ => Err(
                "`push` takes either `velocity` alone, or `force`, `seconds`, `link` and, if it is not the \
                 link's centre of mass, `point`"
                    .to_owned(),
            ),
        }
    }
}

impl From<Push> for WrittenPush {
    fn from(push: Push) -> Self {
        match push {
            Push::Velocity { velocity } => Self {
                velocity: Some(velocity),
                ..Self::default()
            },
            Push::Force {
                force,
                seconds,
                link,
                point,
            } => Self {
                force: Some(force),
                seconds: Some(seconds),
                link: Some(link),
                point,
                ..Self::default()
            },
        }
    }
}

impl TryFrom<Written> for TimedEvent {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let over = written.over;
        let lasts = over.unwrap_or(0.0);
        let kinds = [
            written.command.map(|to| Event::Command { to, over: lasts }),
            written
                .push
                .map(|push| push.try_into().map(Event::Push))
                .transpose()?,
            written.ground.map(Event::Ground),
            written.friction.map(Event::Friction),
            written.payload.map(Event::Payload),
            written.policy.map(Event::Policy),
            written.lesion.map(Event::Lesion),
            written.reset.map(|_| Event::Reset),
            written.camera.map(|to| Event::Camera { to, over: lasts }),
            written.caption.map(Event::Caption),
            written.layout.map(Event::Layout),
            written.pace.map(Event::Pace),
        ];
        let mut kinds = kinds.into_iter().flatten();
        let event = match (kinds.next(), kinds.next()) {
            (Some(event), None) => event,
            (None, _) => return Err(format!("an event needs a kind; give one of {KINDS}")),
            (Some(_), Some(_)) => {
                return Err(
                    "an event has one kind; give each kind an event of its own, at the same time"
                        .to_owned(),
                );
            }
        };
        let moves = matches!(event, Event::Command { .. } | Event::Camera { .. });
        if over.is_some() && !moves {
            return Err("`over` belongs to `command` and `camera`; leave it out".to_owned());
        }
        Ok(Self {
            at: written.at,
            robot: written.robot,
            event,
        })
    }
}

impl From<TimedEvent> for Written {
    fn from(timed: TimedEvent) -> Self {
        let mut written = Self {
            at: timed.at,
            robot: timed.robot,
            ..Self::default()
        };
        let lasting = |over: f64| (over != 0.0).then_some(over);
        match timed.event {
            Event::Command { to, over } => {
                (written.command, written.over) = (Some(to), lasting(over));
            }
            Event::Push(push) => written.push = Some(push.into()),
            Event::Ground(ground) => written.ground = Some(ground),
            Event::Friction(friction) => written.friction = Some(friction),
            Event::Payload(payload) => written.payload = Some(payload),
            Event::Policy(policy) => written.policy = Some(policy),
            Event::Lesion(lesion) => written.lesion = Some(lesion),
            Event::Reset => written.reset = Some(Nothing {}),
            Event::Camera { to, over } => {
                (written.camera, written.over) = (Some(to), lasting(over));
            }
            Event::Caption(caption) => written.caption = Some(caption),
            Event::Layout(layout) => written.layout = Some(layout),
            Event::Pace(pace) => written.pace = Some(pace),
        }
        written
    }
}

/// Why a text of the command line is not an event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}; give TIME:EVENT such as 3:{{\"push\":{{\"velocity\":[0,1,0]}}}}")]
pub struct EventTextError {
    problem: String,
}

/// An event from `TIME:JSON`, the JSON without its time.
pub fn from_text(text: &str) -> Result<TimedEvent, EventTextError> {
    let wrong = |problem: String| EventTextError { problem };
    let Some((time, json)) = text.split_once(':') else {
        return Err(wrong("there is no time before a colon".to_owned()));
    };
    let at: Option<f64> = time.trim().parse().ok();
    let at = at.ok_or_else(|| wrong(format!("`{time}` is not a time in seconds")))?;
    let value: serde_json::Value = serde_json::from_str(json)
        .map_err(|error| wrong(format!("`{json}` is not JSON: {error}")))?;
    let serde_json::Value::Object(mut fields) = value else {
        return Err(wrong(format!("`{json}` is not an object")));
    };
    if fields.insert("at".to_owned(), at.into()).is_some() {
        return Err(wrong("the time stands before the colon alone".to_owned()));
    }
    let timed: TimedEvent = from_json_value(&serde_json::Value::Object(fields)).map_err(wrong)?;
    timed.check().map_err(|fault| wrong(format!("{fault}")))?;
    Ok(timed)
}
