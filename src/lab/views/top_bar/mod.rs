//! The top bar: what is shown, at the left; time and panels, at the right.

pub mod data;
mod keep;
mod menu;
pub mod ui;
