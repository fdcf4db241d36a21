//! Rows of a group's table: a run of a control, and the policy under study to hold it against.

use std::collections::BTreeMap;

use crate::experiment::html::words::{self, *};
use crate::experiment::layers::RECURRENT;
use crate::experiment::result::{Comparison, Control, ControlRun, Ratio, Report};
use crate::report::html::Cell;

/// What a group's table shows beside ratios to the action, as far as any of its runs has it.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    /// Ratios to the action that a driven network would give itself.
    own: bool,
    /// Ratios to the state of the policy under study.
    trained: bool,
}

impl Columns {
    /// Of a group's controls.
    pub(super) fn of(controls: &[(&str, &Control)]) -> Self {
        let runs = || controls.iter().flat_map(|(_, control)| &control.runs);
        Self {
            own: runs().any(|run| !run.against_own_action.is_empty()),
            trained: runs().any(|run| !run.against_trained.is_empty()),
        }
    }

    /// Two columns a kind of ratio, one for each state, between the name and the number of conditions.
    pub(super) fn headings(self, report: &Report) -> Vec<Cell> {
        let equal = format!(", {} components", report.options.equal_dimensions);
        let kinds = [
            (true, "action", ""),
            (true, "action", equal.as_str()),
            (self.own, "own action", ""),
        ];
        let mut names = vec!["run".to_owned()];
        for (_, to, how) in kinds.iter().filter(|(is_shown, _, _)| *is_shown) {
            names.extend(RECURRENT.map(|state| format!("{state} / {to}{how}")));
        }
        if self.trained {
            names.extend(RECURRENT.map(|state| format!("{state} / trained {state}")));
        }
        names.push("conditions n".to_owned());
        words::headings(&names, &[])
    }

    /// The policy under study: ratios with their intervals.
    pub(super) fn of_study(self, report: &Report) -> Vec<Cell> {
        let cell = |found: Option<&Ratio>| Cell::stacked(&ratio(found));
        let [all, equal] = pairs(&report.comparisons);
        let mut row = vec![Cell::words("policy under study")];
        row.extend(all.map(cell));
        row.extend(equal.map(cell));
        let empty = 2 * (usize::from(self.own) + usize::from(self.trained));
        row.extend(std::iter::repeat_n(Cell::number(NONE), empty));
        row.push(counted(
            report.conditions.kept,
            report.conditions.left_out.len(),
        ));
        row
    }

    /// A run: ratios with the share of time points below 1; `has_equal` where the control does not
    /// leave equal components alone.
    pub(super) fn of_run(self, run: &ControlRun, has_equal: bool) -> Vec<Cell> {
        let [all, equal] = pairs(&run.comparisons);
        let mut row = vec![Cell::words(name(run))];
        row.extend(all.map(with_share));
        row.extend(equal.map(|equal| with_share(equal.filter(|_| has_equal))));
        if self.own {
            let [own, _] = pairs(&run.against_own_action);
            row.extend(own.map(with_share));
        }
        if self.trained {
            row.extend(RECURRENT.map(|state| {
                let pair = run.against_trained.get(state);
                with_share(pair.and_then(|pair| pair.all_units.as_ref()))
            }));
        }
        row.push(counted(run.kept, run.left_out.values().sum()));
        row
    }
}

/// Ratios of hidden and cell state to an action: in all units, and on equal components.
fn pairs(found: &BTreeMap<String, Comparison>) -> [[Option<&Ratio>; RECURRENT.len()]; 2] {
    let pair = RECURRENT.map(|state| found.get(&format!("{state}_action")));
    [
        pair.map(|pair| pair?.all_units.as_ref()),
        pair.map(|pair| pair?.equal_dimensions.as_ref()),
    ]
}

fn with_share(found: Option<&Ratio>) -> Cell {
    let cell = Cell::number(factor(found.map(|ratio| ratio.median_log10_ratio)));
    match found {
        None => cell,
        Some(ratio) => cell.over(percent(Some(ratio.share_below))),
    }
}

/// Conditions that count, over those that were run where some do not.
fn counted(kept: usize, left_out: usize) -> Cell {
    match left_out {
        0 => count(kept),
        left_out => count(kept).over(format!("of {}", kept + left_out)),
    }
}

/// Conditions left out in all runs of a control, by what was wrong; empty where none was.
pub(super) fn left_out(control: &Control) -> String {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (rule, count) in control.runs.iter().flat_map(|run| &run.left_out) {
        *sums.entry(rule).or_default() += count;
    }
    let listed: Vec<String> = sums
        .iter()
        .map(|(rule, count)| format!("{rule}: {count}"))
        .collect();
    listed.join(", ")
}

/// Which run; an untrained network is drawn from its seed, or is the one that ships.
pub(super) fn name(run: &ControlRun) -> String {
    match run.steps {
        Some(0) if run.label.starts_with("seed") => format!("drawn anew, {}", run.label),
        Some(0) => format!("shipped as \u{201c}{}\u{201d}", run.label),
        _ => words::run(run),
    }
}
