//! The two portraits: where the state of each layer moves in the plane of its first two
//! principal components, side by side at one scale.

pub mod data;
mod frames;
mod ribbon;
pub mod ui;
mod view;

pub use view::PortraitsView;
