//! Controls that measure or train otherwise and weaken the finding.

use super::paragraph;
use crate::experiment::html::words::{control, headings, number, run, steps};
use crate::experiment::result::Report;
use crate::experiment::weakening::{Contrast, FARTHER, Weakening, cause, is_compared, weakening};
use crate::report::html::{Cell, HtmlTable};

/// The comparisons, in their order.
const COMPARED: [&str; 4] = [
    "hidden / action",
    "cell / action",
    "hidden / action, equal components",
    "cell / action, equal components",
];

/// The rule and the runs it names; nothing where no such control could be compared.
pub fn part(report: &Report) -> String {
    let mut controls = report.controls.iter();
    if !controls.any(|(name, control)| cause(name).is_none() && is_compared(control)) {
        return String::new();
    }
    let found = weakening(report);
    let mut said = format!(
        "Other ways to measure or train. The rule: a control is named where the headline's median ratio to \
         the action is below 1 and its own is more than {FARTHER} times that, so farther towards 1, or is 1 \
         or more; as each control takes the units, and on equal components where it does not leave these \
         alone. Of each control and comparison the farthest run. The {FARTHER} was set after results had been \
         seen; the claims were not."
    );
    if found.is_empty() {
        return paragraph("What weakens it.", &format!("{said} None is."));
    }
    if found.iter().any(|one| one.run.steps.is_some()) {
        said += &format!(
            " The policy under study was trained for {} control steps; a policy with steps beside its name \
             for those.",
            steps(report.policy.steps)
        );
    }
    let said = format!("{said} {}", gone(&found));
    paragraph("What weakens it.", &said) + &table(&found).to_html()
}

/// The comparisons in which nothing of the contrast is left.
fn gone(found: &[Weakening]) -> String {
    let gone = found.iter().filter_map(|one| {
        let contrasts = one.contrasts.iter().zip(COMPARED);
        let gone = contrasts.filter(|(contrast, _)| contrast.is_gone());
        let names: Vec<&str> = gone.map(|(_, name)| name).collect();
        let whose = format!("{} ({})", control(one.control), run(one.run));
        (!names.is_empty()).then(|| format!("{whose}: {}", names.join(" and ")))
    });
    let gone: Vec<String> = gone.collect();
    if gone.is_empty() {
        "In none of them is the contrast gone.".to_owned()
    } else {
        format!(
            "The contrast is gone, at a ratio of 1 or more, in: {}.",
            gone.join("; ")
        )
    }
}

fn table(found: &[Weakening]) -> HtmlTable {
    let names: Vec<String> = ["control", "run"]
        .iter()
        .chain(&COMPARED)
        .map(|name| (*name).to_owned())
        .collect();
    let caption = "Controls that weaken the finding, the farthest first: median ratio to the action, and \
                   how many times the headline's that is. Bold: named by the rule. A dash: left alone, or \
                   not compared.";
    let mut table = HtmlTable::new(caption, headings(&names, &[1]));
    for one in found {
        let mut row = vec![Cell::words(control(one.control)), Cell::words(run(one.run))];
        row.extend(one.contrasts.iter().map(cell));
        table.push(row);
    }
    table
}

fn cell(contrast: &Contrast) -> Cell {
    let text = match contrast.times() {
        None => number(contrast.ratio),
        Some(times) => format!("{} ({times:.2} ×)", number(contrast.ratio)),
    };
    if contrast.is_named() {
        Cell::of_class(text, "number named")
    } else {
        Cell::number(text)
    }
}
