//! Controls held against the finding: what is left of it without its supposed causes, what weakens it
//! among other ways to measure or train, what is missing.

mod otherwise;
#[cfg(test)]
mod tests;
mod without;

pub(super) use otherwise::in_short;

use super::words::{control, number};
use crate::experiment::range::Range;
use crate::experiment::result::{ControlRun, Report};
use crate::experiment::weakening::{has_contrast, not_compared};
use crate::report::html::escape;

/// What weakens the finding.
pub(super) fn body(report: &Report) -> String {
    if report.controls.is_empty() {
        return "<p>The controls were left out of this run: what would weaken the finding is not \
                known.</p>\n"
            .to_owned();
    }
    if !has_contrast(report) {
        return "<p>There is no contrast to weaken.</p>\n".to_owned();
    }
    without::part(report) + &otherwise::part(report) + &missing(report)
}

fn part(title: &str, text: &str) -> String {
    format!("<h3>{title}</h3>\n<p>{}</p>\n", escape(text))
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

/// What some runs span, in three digits, or a dash.
fn span(range: Option<Range>) -> String {
    range.map_or_else(|| number(None), Range::said)
}

/// Conditions that count in the runs of a control.
fn conditions(runs: &[&ControlRun]) -> String {
    let kept = Range::of(runs.iter().map(|run| run.kept as f64));
    kept.map_or_else(|| number(None), |kept| kept.say(|count| count.to_string()))
}
