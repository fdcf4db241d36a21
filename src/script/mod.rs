//! What is to happen: scenes, schedules of commands, pushes at their times. Plain data and its checks; nothing
//! here moves a robot.

pub mod scene;
mod schedule;
mod timed_push;

pub use schedule::{CommandSchedule, ScheduleError};
pub use timed_push::{TimedPush, TimedPushError};
