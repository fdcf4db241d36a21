//! Every control: what was done, what came out, or why it is missing.

use super::words::*;
use crate::experiment::result::{Comparison, Control, ControlRun, Report};
use crate::report::html::{Cell, HtmlTable, escape};

/// Populations whose Q is shown.
const SHOWN: [&str; 4] = ["observation", "hidden", "cell", "action"];

/// Overview and one table each.
pub fn section(report: &Report) -> String {
    if report.controls.is_empty() {
        return "<p>The controls were left out of this run (--no-controls); none is known to be \
                met.</p>\n"
            .to_owned();
    }
    let each: String = report
        .controls
        .iter()
        .map(|(name, control)| one(name, control))
        .collect();
    format!("{}{each}", missing(report))
}

/// Controls that could not be done.
fn missing(report: &Report) -> String {
    let mut table = HtmlTable::new(
        "Controls that are missing, and why",
        vec![Cell::words("control"), Cell::words("why")],
    );
    for (name, control) in &report.controls {
        if let Some(why) = &control.missing {
            table.push(vec![Cell::words(plain(name)), Cell::words(why.clone())]);
        }
    }
    table.to_html()
}

fn one(name: &str, control: &Control) -> String {
    let heading = format!(
        "<h3 id=\"control-{0}\">{1}</h3>\n<p>{2}.</p>\n",
        escape(name),
        escape(&sentence(&plain(name))),
        escape(&sentence(&control.what))
    );
    let body = match &control.missing {
        Some(why) => format!("<p class=\"missing\">Missing: {}.</p>\n", escape(why)),
        None => runs_table(name, control).to_html(),
    };
    heading + &body
}

fn runs_table(name: &str, control: &Control) -> HtmlTable {
    let compares = control
        .runs
        .iter()
        .any(|run| !run.against_trained.is_empty());
    let mut names = vec!["run".to_owned(), "conditions n (left out)".to_owned()];
    names.extend(SHOWN.map(|layer| format!("{layer}, median Q, 1/s²")));
    for layer in ["hidden", "cell"] {
        names.push(format!("{layer} / action, median"));
        names.push(format!("{layer} below action"));
        names.push(format!("{layer} / action, equal components"));
    }
    if compares {
        names.push("hidden / trained hidden".to_owned());
        names.push("cell / trained cell".to_owned());
    }
    let caption = format!("Figures of each run: {}", plain(name));
    let mut table = HtmlTable::new(caption, headings(&names, &[1]));
    for run in &control.runs {
        table.push(row(run, compares));
    }
    table
}

fn row(run: &ControlRun, compares: bool) -> Vec<Cell> {
    let trained = run.steps.map(|count| format!(" ({} steps)", steps(count)));
    let label = format!("{}{}", run.label, trained.unwrap_or_default());
    let left_out: Vec<String> = run
        .left_out
        .iter()
        .map(|(rule, count)| format!("{count} {rule}"))
        .collect();
    let conditions = if left_out.is_empty() {
        run.kept.to_string()
    } else {
        format!("{} ({})", run.kept, left_out.join(", "))
    };
    let mut row = vec![Cell::words(label), Cell::words(conditions)];
    for layer in SHOWN {
        let tangling = run
            .layers
            .get(layer)
            .and_then(|layer| layer.tangling.as_ref());
        row.push(Cell::number(number(tangling.map(|q| q.median))));
    }
    for layer in ["hidden", "cell"] {
        let pair: Option<&Comparison> = run.comparisons.get(&format!("{layer}_action"));
        let all = pair.and_then(|pair| pair.all_units.as_ref());
        row.push(Cell::number(ratio(all)));
        row.push(Cell::number(share_below(all)));
        let equal = pair.and_then(|pair| pair.equal_dimensions.as_ref());
        row.push(Cell::number(ratio(equal)));
    }
    if compares {
        for layer in ["hidden", "cell"] {
            let pair = run.against_trained.get(layer);
            row.push(Cell::number(ratio(
                pair.and_then(|pair| pair.all_units.as_ref()),
            )));
        }
    }
    row
}
