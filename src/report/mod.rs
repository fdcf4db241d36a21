//! Figures and tables for people: plain data in, SVG, PNG or text out.
//!
//! A figure is a struct of plain data with a method `draw(&self) -> Figure`; what is not
//! finite, or `None`, is a gap, and data without a point give a figure that says so.
//! Pixels: x to the right, y down; a PNG has two pixels for each of the SVG's.

pub(crate) mod axis;
pub(crate) mod chart;
pub(crate) mod curve;
mod error;
mod figure;
pub(crate) mod film_strip;
pub(crate) mod gait_diagram;
pub(crate) mod html;
pub(crate) mod learning_curve;
pub(crate) mod panel;
pub(crate) mod portrait;
#[cfg(test)]
mod samples;
pub(crate) mod segment;
pub(crate) mod svg;
pub(crate) mod table;
pub(crate) mod tangling;

pub(crate) use error::ReportError;
pub(crate) use figure::Figure;
