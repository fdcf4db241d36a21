//! Files of what happened. In: records and events of a run, or any NPZ. Out: run files that grow, named arrays,
//! whole files.

pub mod npz;
pub mod run;
mod run_arrays;

pub use run_arrays::{CONTACT, RunArrays, array_rows};
