//! Room `physics`.
