//! Tangling Q of both layers over the last seconds, and its medians.

pub mod data;
mod readout;
pub mod ui;
mod view;
