//! Figures and tables for people: plain data in, SVG, PNG or text out.

pub mod palette;
