//! Commanded and measured speed over the last seconds.

pub mod data;
pub mod ui;
mod view;
