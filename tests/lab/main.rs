//! The lab without a graphics adapter: what the person's hands do to the simulation, and whether
//! what is shown is what is.

#![allow(
    clippy::unwrap_used,
    reason = "a test that has not what it needs fails"
)]

mod apps;
mod axes;
mod faults;
mod gallery;
mod hands;
mod keys;
mod log;
mod mean_cycles;
mod order;
mod panel;
mod picture;
mod plots;
mod replays;
mod reset;
mod standing;
mod steering;
mod time;
mod trajectory;
