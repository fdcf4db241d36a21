//! The raster: every unit of the portrayed layers over the last seconds.

pub mod data;
pub mod ui;
mod view;
