//! The lab without a graphics adapter.
