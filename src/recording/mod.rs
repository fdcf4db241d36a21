//! Files of what happened. In: frames of a run, or any NPZ. Out: named arrays, whole files.
//!
//! - [`npz`]: named arrays `[T, N]` in a zip of NumPy arrays
//! - [`RunFile`]: the arrays of a run, row by row

pub mod npz;
mod run_file;

pub use run_file::RunFile;
