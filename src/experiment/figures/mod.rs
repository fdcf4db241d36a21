//! The figures of an experiment, one file each.
//!
//! In: a result. Out: plates, each a drawn figure with its name, title and caption. A figure is drawn from
//! the arrays alone (`data.npz`), with names and units of the report. What is absent (a layer that does
//! not vary, a control that is missing) is said in the figure's place.

mod activity;
mod by_command;
mod data;
mod dimensions;
mod distributions;
mod eigenvalues;
mod fixed_points;
mod gaits;
mod portraits;
mod random_networks;
mod scatter;
mod spectra;
mod stacks;
#[cfg(test)]
mod tests;
mod training;

use data::Data;
pub(super) use data::unit;

use super::result::ExperimentResult;
use crate::report::Figure;

/// A figure with what a reader needs beside it.
#[derive(Clone, Debug)]
pub(super) struct Plate {
    /// The name of its files.
    pub name: &'static str,
    /// What it shows, in a line.
    pub title: &'static str,
    /// How to read it, and what it shows here.
    pub caption: String,
    /// The drawing.
    pub figure: Figure,
}

/// Every figure, in reading order.
pub(super) fn plates(result: &ExperimentResult) -> Vec<Plate> {
    let data = Data::new(result);
    vec![
        gaits::plate(&data),
        activity::plate(&data),
        portraits::plate(&data),
        scatter::plate(&data),
        distributions::plate(&data),
        random_networks::plate(&data),
        by_command::plate(&data),
        dimensions::plate(&data),
        spectra::plate(&data),
        stacks::plate(&data),
        training::plate(&data),
        fixed_points::plate(&data),
        eigenvalues::plate(&data),
    ]
}
