//! The contrast that is left without its supposed causes.

use super::{conditions, part as titled, span};
use crate::experiment::html::words::{control_with_runs, headings, number};
use crate::experiment::layers::RECURRENT;
use crate::experiment::range::Range;
use crate::experiment::result::Report;
use crate::experiment::weakening::{State, Without, without};
use crate::report::html::{Cell, HtmlTable};

const RULE: &str = "The finding is a contrast: a ratio to the action below 1. These controls are made without a \
                    supposed cause of it: without learning or its later part, without memory, without time \
                    structure. “Contrast left” says how much of the headline’s is still there, on a \
                    logarithmic scale: 100 % is all of it, 0 % a ratio of 1; more is a stronger contrast than \
                    the headline’s, less than 0 % a contrast turned round. The more is left, the less the \
                    finding is due to what was taken away. Where a control was run several times the range \
                    over all runs is shown.";
/// What the last column holds.
const OWN: &str = "A network that is driven does not act: its ratio is to the action of the policy that \
                   walks. The last column has the ratio to its own action.";

const HEADINGS: [&str; 9] = [
    "control",
    "without",
    "conditions",
    "state",
    "ratio to the action",
    "contrast left",
    "ratio, equal components",
    "contrast left",
    "driven: ratio to its own action",
];

/// The rule and the table; nothing where no such control could be compared.
pub(super) fn part(report: &Report) -> String {
    let found = without(report);
    if found.is_empty() {
        return String::new();
    }
    let caption = "The same contrast without learning, memory or time structure: median ratios of Q to that of \
                   the action, and the share of the headline’s contrast that is left.";
    let names = HEADINGS.map(str::to_owned);
    let mut table = HtmlTable::new(caption, headings(&names, &[1, 3]));
    for one in &found {
        for (index, (name, state)) in RECURRENT.iter().zip(&one.states).enumerate() {
            let mut row = who(one, index == 0);
            row.push(Cell::words(*name));
            row.extend(ratios(state).map(Cell::number));
            table.push(row);
        }
    }
    let has_driven = found
        .iter()
        .any(|one| one.states[0].own_action.ratio.is_some());
    let own = if has_driven { OWN } else { "" };
    titled(
        "What is left without its supposed causes",
        format!("{RULE} {own}").trim_end(),
    ) + &table.to_html()
}

/// What a row is of; the second of a control does not say it again.
fn who(one: &Without, is_first: bool) -> Vec<Cell> {
    if !is_first {
        return vec![Cell::words(""), Cell::words(""), Cell::number("")];
    }
    vec![
        Cell::words(control_with_runs(one.control, &one.runs)),
        Cell::words(one.cause.name()),
        Cell::number(conditions(&one.runs)),
    ]
}

fn ratios(state: &State) -> [String; 5] {
    [
        span(state.all_units.ratio),
        share(state.all_units.left),
        span(state.equal.ratio),
        share(state.equal.left),
        span(state.own_action.ratio),
    ]
}

/// Shares in whole percent, which may be below 0 or above 100.
fn share(left: Option<Range>) -> String {
    left.map_or_else(
        || number(None),
        |left| {
            let percent = left.say(|share| {
                let percent = (100.0 * share).round();
                let sign = if percent < 0.0 { "−" } else { "" };
                format!("{sign}{}", percent.abs())
            });
            format!("{percent} %")
        },
    )
}
