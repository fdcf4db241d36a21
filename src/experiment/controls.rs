//! Controls: the same measures on other networks, and on the same walk by other rules.
//!
//! In: the study of the policy, and a family of further policies. Out: a [`Control`] by name, all
//! of the same typed summary; one that needs a policy that is not there says so.

mod altered;
mod networks;
mod settings;

use std::collections::BTreeMap;

pub(super) use altered::BIN_TO_BIN;
pub(super) use settings::EQUAL_DIMENSIONS_ALIKE;

use super::result::{Control, NamedArray};
use super::study::{Inputs, Study};
use super::{ExperimentError, Reporter};

/// Controls by name, and the arrays behind them.
#[derive(Default)]
pub(super) struct Found {
    /// For `report.json`.
    pub controls: BTreeMap<String, Control>,
    /// For `data.npz`.
    pub arrays: Vec<NamedArray>,
}

impl Found {
    fn add(&mut self, name: &str, control: Control) {
        self.controls.insert(name.to_owned(), control);
    }
}

/// Every control.
pub(super) fn run(
    inputs: &Inputs,
    study: &Study,
    reporter: &dyn Reporter,
) -> Result<Found, ExperimentError> {
    let mut found = Found::default();
    networks::random_lstm(inputs, study, reporter, &mut found)?;
    networks::lesions(inputs, study, reporter, &mut found)?;
    networks::untrained(inputs, reporter, &mut found)?;
    networks::listed(inputs, reporter, &mut found)?;
    settings::run(inputs, study, reporter, &mut found)?;
    altered::surrogates(inputs, study, reporter, &mut found)?;
    altered::equal_noise(inputs, study, reporter, &mut found)?;
    Ok(found)
}
