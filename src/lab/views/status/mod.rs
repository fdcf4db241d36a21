//! Texts over the robot: legend, gait, grid, and a notice that can be dismissed.

pub mod data;
pub mod ui;
