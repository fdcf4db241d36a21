//! Joint torques over the last seconds: what the drives do for what the network asks.

pub mod data;
pub mod ui;
mod view;
