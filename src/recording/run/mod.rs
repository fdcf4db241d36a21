//! Run files, `.twrun`: what a run began with, all that happened, and each control step.
//!
//! A file is appended to and never rewritten: a mark, then blocks ([`block`]), each with its length and a
//! checksum. Once a second what is new goes to the system in one piece. A file that was cut anywhere reads up to
//! its last whole block. Nothing is allocated on a length's word: a block is no longer than the rest of its file.
//! The format: `docs/formats.md`.

mod block;
mod check;
mod error;
#[cfg(test)]
mod fuzz;
mod header;
mod layout;
mod missing;
mod read;
mod records;
mod row;
#[cfg(test)]
mod tests;
mod write;

pub use check::{Difference, compare};
pub use error::RunError;
pub use header::{PolicyEntry, RobotEntry, RunHeader, Versions};
pub use layout::Layout;
pub use missing::Missing;
pub use read::RunFile;
pub use records::Records;
pub use write::{Existing, RunWriter};

/// The ending of run files.
pub const ENDING: &str = "twrun";
