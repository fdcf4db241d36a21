//! The files that lie beside a policy: its basis (NAME.basis.json) and its atlas (NAME.atlas.json).
//!
//! In: a file or its text. Out: a checked [`crate::analysis::basis::Basis`] or
//! [`crate::analysis::atlas::Atlas`], and the text of one that was made. Errors name file, field and fix.

mod atlas;
mod basis;
mod beside;
mod error;
mod fields;

pub use beside::{atlas_of, basis_of};
pub use error::CompanionError;
