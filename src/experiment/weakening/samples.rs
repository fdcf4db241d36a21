//! Reports of chosen ratios, for tests.

use std::collections::BTreeMap;

use super::Units;
use crate::experiment::layers::RECURRENT;
use crate::experiment::result::{Comparison, Control, ControlRun, Report};
use crate::experiment::samples::Sample;

/// A report of these ratios to the action, alike on equal components, and of controls whose runs,
/// `run 0` on, have theirs; on equal components those of the headline.
pub(crate) fn report(headline: [f64; 2], controls: &[(&str, &[[f64; 2]])]) -> Report {
    let mut report = Sample::full().result().report;
    let sample = report.controls["dimensions"].clone();
    set_headline(&mut report, Units::Own, headline);
    set_headline(&mut report, Units::Equal, headline);
    report.controls = controls
        .iter()
        .map(|(name, runs)| {
            let run = |(index, ratios): (usize, &[f64; 2])| {
                let mut run = sample.runs[0].clone();
                run.label = format!("run {index}");
                set_run(&mut run, Units::Own, *ratios);
                set_run(&mut run, Units::Equal, headline);
                run
            };
            let control = Control {
                runs: runs.iter().enumerate().map(run).collect(),
                ..sample.clone()
            };
            ((*name).to_owned(), control)
        })
        .collect();
    report
}

/// Sets the ratios of hidden and cell to the action.
pub(crate) fn set_headline(report: &mut Report, units: Units, ratios: [f64; 2]) {
    set(&mut report.comparisons, units, ratios);
}

/// Sets those of a run.
pub(crate) fn set_run(run: &mut ControlRun, units: Units, ratios: [f64; 2]) {
    set(&mut run.comparisons, units, ratios);
}

fn set(comparisons: &mut BTreeMap<String, Comparison>, units: Units, ratios: [f64; 2]) {
    for (name, ratio) in RECURRENT.iter().zip(ratios) {
        let pair = comparisons.get_mut(&format!("{name}_action")).unwrap();
        let found = match units {
            Units::Own => pair.all_units.as_mut(),
            Units::Equal => pair.equal_dimensions.as_mut(),
        };
        found.unwrap().median_log10_ratio = ratio.log10();
    }
}
