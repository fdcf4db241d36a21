//! The stretches of a scene in which one command holds.

use super::Scene;
use crate::script::event::{Event, TimedEvent};
use crate::task::Command;

/// The time during which one command holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment<'a> {
    /// s
    pub start: f64,
    /// s; `None`: without end.
    pub end: Option<f64>,
    /// The command that is asked for, on the way to it too.
    pub command: Command,
    /// What people read when it begins.
    pub caption: Option<&'a str>,
}

impl Scene {
    /// Events by rising time.
    fn by_time(&self) -> Vec<&TimedEvent> {
        let mut events: Vec<&TimedEvent> = self.events.iter().collect();
        events.sort_by(|a, b| a.at.total_cmp(&b.at));
        events
    }

    /// The commands in turn, each with its end. Before the first one the robot stands.
    pub fn segments(&self) -> Vec<Segment<'_>> {
        let mut segments: Vec<Segment> = Vec::new();
        let mut caption = None;
        for timed in self.by_time() {
            match &timed.event {
                Event::Command { to, .. } => {
                    if let Some(last) = segments.last_mut() {
                        last.end = Some(timed.at);
                    } else if timed.at > 0.0 {
                        segments.push(Segment {
                            start: 0.0,
                            end: Some(timed.at),
                            command: Command::ZERO,
                            caption,
                        });
                    }
                    segments.push(Segment {
                        start: timed.at,
                        end: None,
                        command: *to,
                        caption,
                    });
                }
                Event::Caption(text) => {
                    caption = (!text.is_empty()).then_some(text.as_str());
                    if let Some(last) = segments.last_mut()
                        && last.start == timed.at
                    {
                        last.caption = caption;
                    }
                }
                _ => {}
            }
        }
        if segments.is_empty() {
            segments.push(Segment {
                start: 0.0,
                end: None,
                command: Command::ZERO,
                caption,
            });
        }
        if let Some(last) = segments.last_mut() {
            last.end = self.duration;
        }
        segments.retain(|segment| segment.end.is_none_or(|end| end > segment.start));
        segments
    }

    /// When the last event comes, s.
    pub fn last_event(&self) -> f64 {
        self.events
            .iter()
            .fold(0.0, |last, timed| last.max(timed.at))
    }
}
