//! Room `recording`.
