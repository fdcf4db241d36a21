//! Controls that weaken the finding, in short: the rule, the runs it names, what is missing.

use super::words::*;
use crate::experiment::result::Report;
use crate::experiment::weakening::{FARTHER, State, Weakening, not_compared, weakening};
use crate::report::html::{Cell, HtmlTable, escape};

/// What weakens the finding.
pub fn body(report: &Report) -> String {
    if report.controls.is_empty() {
        return "<p>The controls were left out of this run: what would weaken the finding is not \
                known.</p>\n"
            .to_owned();
    }
    let found = weakening(report);
    let mut html = format!(
        "<p class=\"meaning\"><b>What weakens it.</b> {}</p>\n",
        escape(&rule(&found))
    );
    if !found.is_empty() {
        html += &table(&found).to_html();
    }
    html + &missing(report)
}

fn rule(found: &[Weakening]) -> String {
    let rule = format!(
        "The rule: a control is named where its median ratio to the action, on all units, \
         is more than {FARTHER} times the one above, so farther towards 1, or past it; of each control and \
         state the farthest run."
    );
    if found.is_empty() {
        return format!("{rule} None is.");
    }
    let gone = found.iter().filter(|one| {
        let mut states = one.states.iter();
        states.any(|state| state.is_named() && state.is_gone())
    });
    let gone: Vec<String> = gone
        .map(|one| format!("{} ({})", control(one.control), run(one.run)))
        .collect();
    let so = if gone.is_empty() {
        "In none of them is the contrast gone.".to_owned()
    } else {
        format!(
            "The contrast is gone, at a ratio of 1 or more, in: {}.",
            gone.join("; ")
        )
    };
    format!("{rule} {so}")
}

fn table(found: &[Weakening]) -> HtmlTable {
    let names = ["control", "run", "hidden / action", "cell / action"];
    let caption = "Controls that weaken the finding, the farthest first: median ratio to the action, and \
                   how many times the headline's that is. Bold: named by the rule.";
    let mut table = HtmlTable::new(caption, headings(&names.map(str::to_owned), &[1]));
    for one in found {
        let mut row = vec![Cell::words(control(one.control)), Cell::words(run(one.run))];
        row.extend(one.states.iter().map(cell));
        table.push(row);
    }
    table
}

fn cell(state: &State) -> Cell {
    let text = match state.times {
        None => number(state.ratio),
        Some(times) => format!("{} ({times:.1} ×)", number(state.ratio)),
    };
    if state.is_named() {
        Cell::of_class(text, "number named")
    } else {
        Cell::number(text)
    }
}

/// Controls that could not be compared with the action.
fn missing(report: &Report) -> String {
    let missing = not_compared(report);
    if missing.is_empty() {
        return String::new();
    }
    let listed: Vec<String> = missing
        .iter()
        .map(|(name, why)| format!("{} ({why})", control(name)))
        .collect();
    format!(
        "<p class=\"missing\">Not compared, so neither met nor failed: {}.</p>\n",
        escape(&listed.join("; "))
    )
}
