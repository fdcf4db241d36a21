//! Files of what happened. In: frames of a run, or any NPZ. Out: named arrays, whole files.
//!
//! - [`npz`]: named arrays `[T, N]` in a zip of NumPy arrays

pub mod npz;
