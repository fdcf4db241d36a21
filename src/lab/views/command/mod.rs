//! The command: forward and lateral velocity and yaw rate, as asked for and as measured.

pub mod data;
pub mod slider;
pub mod ui;
mod view;

pub use view::{CommandView, SHOWS};
