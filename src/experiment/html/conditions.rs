//! Which conditions were left out and why, and which count.

use super::words::*;
use crate::experiment::result::Report;
use crate::report::html::{Cell, HtmlTable};

/// Heads the column of commands.
const COMMAND: &str = "command: forward, lateral (m/s), turn (rad/s)";

/// Conditions left out.
pub(super) fn left_out_table(report: &Report) -> String {
    let conditions = &report.conditions;
    if conditions.left_out.is_empty() {
        return format!(
            "<p>None of {} conditions was left out.</p>\n",
            conditions.run
        );
    }
    let caption = format!(
        "Conditions left out by rule: {} of {}",
        conditions.left_out.len(),
        conditions.run
    );
    let names = [COMMAND, "sweep", "why"];
    let mut table = HtmlTable::new(caption, names.map(Cell::words).into());
    for left in &conditions.left_out {
        table.push(vec![
            Cell::words(command(left.command)),
            Cell::words(left.sweep.as_deref().map_or("mixed".to_owned(), plain)),
            Cell::words(left.why.clone()),
        ]);
    }
    table.to_html()
}

/// Conditions that count.
pub(super) fn kept_table(report: &Report) -> String {
    let caption = format!("Conditions that count: {}", report.conditions.kept);
    let names = [
        COMMAND,
        "sweep",
        "strides n",
        "mean stride period, s",
        "SD / mean of the period",
    ];
    let mut table = HtmlTable::new(caption, headings(&names.map(str::to_owned), &[1]));
    for kept in &report.conditions.kept_conditions {
        table.push(vec![
            Cell::words(command(kept.command)),
            Cell::words(kept.sweep.as_deref().map_or("mixed".to_owned(), plain)),
            count(kept.strides),
            Cell::number(number(Some(kept.period))),
            Cell::number(number(Some(kept.period_cv))),
        ]);
    }
    table.to_html()
}
