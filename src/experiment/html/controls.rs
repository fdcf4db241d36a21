//! Every control, by groups: what came out in a sentence, what was done, or why it is missing.

mod group;
mod rows;
mod verdict;

use super::words::{self, *};
use crate::experiment::controls::EQUAL_DIMENSIONS_ALIKE;
use crate::experiment::result::{Control, Report};
use crate::report::html::{HtmlTable, escape};
use group::Group;
use rows::Columns;

/// A group of controls after the other, each a sentence and a table.
pub(super) fn section(report: &Report) -> String {
    if report.controls.is_empty() {
        return "<p>The controls were left out of this run (--no-controls); none is known to be \
                met.</p>\n"
            .to_owned();
    }
    Group::ALL.iter().map(|group| one(report, *group)).collect()
}

fn one(report: &Report, group: Group) -> String {
    let controls = group.of(report);
    if controls.is_empty() {
        return String::new();
    }
    format!(
        "<h3>{}</h3>\n<p>{}</p>\n{}",
        escape(group.title()),
        escape(&verdict::sentences(report, group, &controls)),
        table(report, group, &controls).to_html()
    )
}

/// The policy under study, then a part for each control.
fn table(report: &Report, group: Group, controls: &[(&str, &Control)]) -> HtmlTable {
    let columns = Columns::of(controls);
    let caption = format!(
        "{}: median ratio of Q at the same time points; under it the share of them that lie below 1, or \
         the interval of {} of the policy under study. Medians of Q are in report.json.",
        group.title(),
        confidence(report)
    );
    let mut table = HtmlTable::new(caption, columns.headings(report));
    table.push(columns.of_study(report));
    for (name, control) in controls {
        let anchor = format!("control-{name}");
        let title = sentence(&words::control(name));
        table.head_part(anchor, title, note(name, control));
        if let Some(why) = &control.missing {
            table.push_sentence("missing", why);
        }
        for run in &control.runs {
            match run.comparisons.is_empty() {
                true => table.push_sentence(rows::name(run), "no condition counts"),
                false => table.push(columns.of_run(run, !EQUAL_DIMENSIONS_ALIKE.contains(name))),
            }
        }
    }
    table
}

/// What was done, and how many conditions were left out by what was wrong, over all runs.
fn note(name: &str, control: &Control) -> String {
    let left_out = rows::left_out(control);
    let left_out = match (left_out.as_str(), control.runs.len()) {
        ("", _) => String::new(),
        (left_out, 1) => format!(" Conditions left out: {left_out}."),
        (left_out, runs) => format!(" Conditions left out in its {runs} runs: {left_out}."),
    };
    format!(
        "{}.{left_out} In report.json: {name}.",
        sentence(&control.what)
    )
}
