//! Figures and tables for people: plain data in, SVG, PNG or text out.
//!
//! A figure is a struct of plain data with a method `draw(&self) -> Figure`; what is not
//! finite, or `None`, is a gap, and data without a point give a figure that says so.
//! Pixels: x to the right, y down; a PNG has two pixels for each of the SVG's.

pub mod axis;
pub(crate) mod chart;
pub(crate) mod curve;
mod error;
mod figure;
pub mod film_strip;
pub mod gait_diagram;
pub mod html;
pub mod learning_curve;
pub(crate) mod panel;
pub mod portrait;
#[cfg(test)]
mod samples;
pub mod segment;
pub(crate) mod svg;
pub mod table;
pub mod tangling;

pub use error::ReportError;
pub use figure::Figure;
