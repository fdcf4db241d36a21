//! Room `training`.
