//! What is to happen: events, scenes, schedules of commands. Plain data and its checks; nothing here moves a
//! robot.

pub mod command_line;
pub mod event;
pub mod scene;
mod schedule;
mod source;
mod start;
mod timed_push;

pub use event::{Event, TimedEvent};
pub use schedule::{CommandSchedule, ScheduleError};
pub use source::Source;
pub use start::{Circumstances, Posture, RunStart};
pub use timed_push::{TimedPush, TimedPushError};
