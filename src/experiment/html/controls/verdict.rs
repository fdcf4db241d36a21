//! What came out of a group of controls: in how many runs both states are less tangled than the action,
//! and how far.

use std::collections::BTreeMap;

use super::group::Group;
use crate::experiment::controls::EQUAL_DIMENSIONS_ALIKE;
use crate::experiment::html::words::NONE;
use crate::experiment::layers::RECURRENT;
use crate::experiment::range::Range;
use crate::experiment::result::{Comparison, Control, ControlRun, Ratio, Report};
use crate::style::numbers::significant;

/// Median ratios of hidden and cell state to an action.
type Ratios = [f64; RECURRENT.len()];

/// In all units, on equal components, and against the action that driven networks would give themselves.
pub(super) fn sentences(report: &Report, group: Group, controls: &[(&str, &Control)]) -> String {
    let all = |pair: &Comparison| pair.all_units;
    let equal = |pair: &Comparison| pair.equal_dimensions;
    let runs = |is_taken: &dyn Fn(&str) -> bool| -> Vec<&ControlRun> {
        let taken = controls.iter().filter(|(name, _)| is_taken(name));
        taken.flat_map(|(_, control)| &control.runs).collect()
    };
    let every = runs(&|_| true);
    let own = found(&every, |run| &run.against_own_action, all);
    let as_measured = found(&every, |run| &run.comparisons, all);
    if as_measured.is_empty() {
        return format!(
            "{}: no run could be compared with the action.",
            group.opening()
        );
    }
    let mut said = format!(
        "{}, hidden and cell state are both less tangled than the action {}: {}.",
        group.opening(),
        how_many(&as_measured),
        ranges(&as_measured, headline(report, all))
    );
    let changed = runs(&|name| !EQUAL_DIMENSIONS_ALIKE.contains(&name));
    let on_equal = found(&changed, |run| &run.comparisons, equal);
    if !on_equal.is_empty() {
        said += &format!(
            " On {} components of each layer they are so {}: {}.",
            report.options.equal_dimensions,
            how_many(&on_equal),
            ranges(&on_equal, headline(report, equal))
        );
    }
    if !own.is_empty() {
        said += &format!(
            " Held against the action that driven networks would give themselves they are so {}: {}.",
            how_many(&own),
            ranges(&own, [None; RECURRENT.len()])
        );
    }
    said
}

/// Of the runs that have both.
fn found(
    runs: &[&ControlRun],
    pairs: impl Fn(&ControlRun) -> &BTreeMap<String, Comparison>,
    units: impl Fn(&Comparison) -> Option<Ratio>,
) -> Vec<Ratios> {
    let both = runs.iter().filter_map(|run| {
        let [hidden, cell] = of_states(pairs(run), &units);
        Some([hidden?, cell?])
    });
    both.collect()
}

fn headline(
    report: &Report,
    units: impl Fn(&Comparison) -> Option<Ratio>,
) -> [Option<f64>; RECURRENT.len()] {
    of_states(&report.comparisons, units)
}

fn of_states(
    pairs: &BTreeMap<String, Comparison>,
    units: impl Fn(&Comparison) -> Option<Ratio>,
) -> [Option<f64>; RECURRENT.len()] {
    RECURRENT.map(|state| {
        let ratio = units(pairs.get(&format!("{state}_action"))?)?;
        Some(10_f64.powf(ratio.median_log10_ratio))
    })
}

/// Of the runs that could be compared, in how many both ratios are below 1.
fn how_many(found: &[Ratios]) -> String {
    let is_below = |ratios: &&Ratios| ratios.iter().all(|ratio| *ratio < 1.0);
    let below = found.iter().filter(is_below).count();
    match (below, found.len()) {
        (1, 1) => "in the one run".to_owned(),
        (0, 1) => "not in the one run".to_owned(),
        (2, 2) => "in both runs".to_owned(),
        (below, all) if below == all => format!("in all {all} runs"),
        (0, all) => format!("in none of {all} runs"),
        (below, all) => format!("in {below} of {all} runs"),
    }
}

/// Of each state the range over runs, beside the policy under study.
fn ranges(found: &[Ratios], headline: [Option<f64>; RECURRENT.len()]) -> String {
    let one = |state: usize| {
        let range = Range::of(found.iter().map(|ratios| ratios[state]));
        let range = range.map_or(NONE.to_owned(), Range::said);
        let own = headline[state].map_or(String::new(), |own| {
            format!(", the policy under study {}", significant(own))
        });
        format!("{} / action {range}{own}", RECURRENT[state])
    };
    (0..RECURRENT.len()).map(one).collect::<Vec<_>>().join("; ")
}
