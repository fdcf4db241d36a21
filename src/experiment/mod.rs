//! The study of arXiv 2305.11107 on any policy: conditions walked, layers measured, controls, claims.
//!
//! In: a robot, a policy, a suite of commands, options. Out: an [`ExperimentResult`], the same for
//! the same seed, and `report.json`, `data.npz`, figures and `report.html` made of it
//! (`docs/formats.md`). The way:
//!
//! ```text
//! suite -> trials -> strides (or left out by rule) -> layers -> mean cycles [C][B, N]
//!       -> measures, bootstrap over strides -> controls -> claims -> figures, page
//! ```

mod arrays;
mod atlas;
mod axes;
mod bootstrap;
mod claims;
mod collect;
mod contacts;
mod control_arrays;
mod controls;
mod cycles;
mod error;
mod figures;
mod held;
mod held_input;
mod html;
mod layers;
mod measure;
mod memory;
mod need;
mod options;
mod partial;
mod random_networks;
mod range;
mod result;
mod run;
#[cfg(test)]
mod samples;
mod standing_out;
mod strides;
mod structure;
mod study;
pub mod suite;
mod trial;
mod weakening;
mod write;

pub(crate) use atlas::atlas;
pub(crate) use claims::speed_left_out;
pub(crate) use error::ExperimentError;
pub use held_input::HeldInput;
pub(crate) use options::Options;
pub(crate) use random_networks::what_random_networks_say;
pub(crate) use result::*;
pub(crate) use run::run;
pub(crate) use study::Inputs;
pub(crate) use write::{check_outputs, clear_partial, write};

/// Who hears how far the work is.
pub(crate) trait Reporter: Sync {
    /// A part of the work begins, of so many steps.
    fn stage(&self, name: &str, steps: usize);
    /// A step is done; false asks the work to end.
    fn step(&self) -> bool;
}
