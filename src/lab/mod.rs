//! Room `lab`.

pub mod history;
pub mod panels;
pub mod theme;
pub mod views;
