//! Room `cli`.

pub mod analyze;
