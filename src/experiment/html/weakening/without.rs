//! The contrast that is left without its supposed causes.

use super::paragraph;
use crate::experiment::html::words::{control, headings, number, run};
use crate::experiment::result::Report;
use crate::experiment::weakening::{Contrast, without};
use crate::report::html::{Cell, HtmlTable};

const RULE: &str = "These controls are made without learning, memory or time structure, each a supposed \
                    cause of the finding. The share in parentheses says how much of the headline's contrast \
                    is left in them, on a logarithmic scale: 100 % is all of it, more a stronger \
                    contrast than the headline's, 0 % a ratio of 1, and less a contrast turned round. The more is \
                    left, the less the finding is due to what \
                    was taken away.";

/// The rule and the table; nothing where no such control could be compared.
pub fn part(report: &Report) -> String {
    let found = without(report);
    if found.is_empty() {
        return String::new();
    }
    let names = [
        "control",
        "without",
        "run",
        "hidden / action",
        "cell / action",
    ];
    let caption = "The same contrast without learning, memory or time structure: median ratio to the \
                   action, and the share of the headline's contrast that is left. Of each control and \
                   state the run with the strongest contrast, in bold.";
    let mut table = HtmlTable::new(caption, headings(&names.map(str::to_owned), &[1, 2]));
    for one in &found {
        let mut row = vec![
            Cell::words(control(one.control)),
            Cell::words(one.cause.name()),
            Cell::words(run(one.run)),
        ];
        let states = one.states.iter().zip(one.is_strongest);
        row.extend(states.map(|(state, is_strongest)| cell(state, is_strongest)));
        table.push(row);
    }
    paragraph("What is left without its supposed causes.", RULE) + &table.to_html()
}

fn cell(state: &Contrast, is_strongest: bool) -> Cell {
    let text = match state.left() {
        None => number(state.ratio),
        Some(left) => format!("{} ({})", number(state.ratio), whole_percent(left)),
    };
    let class = if is_strongest {
        "number named"
    } else {
        "number"
    };
    Cell::of_class(text, class)
}

/// A share in whole percent, which may be below 0 or above 100.
fn whole_percent(share: f64) -> String {
    let percent = (100.0 * share).round();
    let sign = if percent < 0.0 { "−" } else { "" };
    format!("{sign}{} %", percent.abs())
}
