//! The gait diagram: which foot was on the ground, over the last seconds.

pub mod data;
pub mod ui;
mod view;

pub use view::FeetView;
