//! Controls held against the finding, in short: what is left of it without its supposed causes, what
//! weakens it among other ways to measure or train, what is missing.

mod otherwise;
#[cfg(test)]
mod tests;
mod without;

use super::words::control;
use crate::experiment::result::Report;
use crate::experiment::weakening::{has_contrast, not_compared};
use crate::report::html::escape;

/// What weakens the finding.
pub fn body(report: &Report) -> String {
    if report.controls.is_empty() {
        return "<p>The controls were left out of this run: what would weaken the finding is not \
                known.</p>\n"
            .to_owned();
    }
    if !has_contrast(report) {
        return paragraph("What weakens it.", "There is no contrast to weaken.");
    }
    without::part(report) + &otherwise::part(report) + &missing(report)
}

fn paragraph(title: &str, text: &str) -> String {
    format!("<p class=\"meaning\"><b>{title}</b> {}</p>\n", escape(text))
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
