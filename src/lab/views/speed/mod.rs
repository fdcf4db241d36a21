//! Forward speed, commanded and measured, over the last seconds.

pub mod data;
pub mod ui;
