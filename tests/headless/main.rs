//! What crosses rooms and needs no window.

mod analysis;
