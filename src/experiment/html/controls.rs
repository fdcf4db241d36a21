//! Every control: what was done, what came out, or why it is missing.

use super::words::{self, *};
use crate::experiment::claims::RECURRENT;
use crate::experiment::controls::EQUAL_DIMENSIONS_ALIKE;
use crate::experiment::result::{Control, ControlRun, Ratio, Report};
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
            table.push(vec![
                Cell::words(words::control(name)),
                Cell::words(why.clone()),
            ]);
        }
    }
    table.to_html()
}

fn one(name: &str, control: &Control) -> String {
    let heading = format!(
        "<h3 id=\"control-{0}\">{1}</h3>\n<p>{2}. <span class=\"quiet\">In report.json: {0}.</span></p>\n",
        escape(name),
        escape(&sentence(&words::control(name))),
        escape(&sentence(&control.what))
    );
    let body = match &control.missing {
        Some(why) => format!("<p class=\"missing\">Missing: {}.</p>\n", escape(why)),
        None => runs_table(name, control).to_html(),
    };
    heading + &body
}

/// What a control's table shows beside ratios and medians.
#[derive(Clone, Copy)]
struct Columns {
    /// Ratios on equal components.
    equal: bool,
    /// Ratios to the policy under study.
    trained: bool,
}

/// Runs of a control: ratios to the action first, medians of Q after them.
fn runs_table(name: &str, control: &Control) -> HtmlTable {
    let mut runs = control.runs.iter();
    let columns = Columns {
        equal: !EQUAL_DIMENSIONS_ALIKE.contains(&name),
        trained: runs.any(|run| !run.against_trained.is_empty()),
    };
    let mut names = vec!["run".to_owned()];
    let mut add = |shown: bool, heads: [&str; 2]| {
        if shown {
            names.extend(heads.map(str::to_owned));
        }
    };
    add(
        true,
        [
            "hidden / action (share below 1)",
            "cell / action (share below 1)",
        ],
    );
    add(
        columns.equal,
        [
            "hidden / action, equal components",
            "cell / action, equal components",
        ],
    );
    add(
        columns.trained,
        ["hidden / trained hidden", "cell / trained cell"],
    );
    names.extend(SHOWN.map(|layer| format!("{layer}, median Q")));
    names.push("conditions n (left out)".to_owned());
    let caption = format!(
        "{}: median ratio of Q at the same time points, and its share below 1; Q in 1/s²",
        sentence(&words::control(name))
    );
    let last = names.len() - 1;
    let mut table = HtmlTable::new(caption, headings(&names, &[last]));
    for run in &control.runs {
        table.push(row(run, columns));
    }
    table
}

fn row(run: &ControlRun, columns: Columns) -> Vec<Cell> {
    let mut row = vec![Cell::words(words::run(run))];
    let against_action = RECURRENT.map(|layer| run.comparisons.get(&format!("{layer}_action")));
    let all = against_action.map(|pair| pair.and_then(|pair| pair.all_units.as_ref()));
    row.extend(all.map(|all| Cell::number(ratio_and_share(all))));
    if columns.equal {
        let equal = against_action.map(|pair| pair.and_then(|pair| pair.equal_dimensions.as_ref()));
        row.extend(equal.map(|equal| Cell::number(ratio(equal))));
    }
    if columns.trained {
        let trained = RECURRENT.map(|layer| run.against_trained.get(layer));
        let trained = trained.map(|pair| pair.and_then(|pair| pair.all_units.as_ref()));
        row.extend(trained.map(|all| Cell::number(ratio(all))));
    }
    let median = |layer: &str| run.layers.get(layer)?.tangling.as_ref().map(|q| q.median);
    row.extend(SHOWN.map(|layer| Cell::number(number(median(layer)))));
    row.push(Cell::words(conditions(run)));
    row
}

fn ratio_and_share(found: Option<&Ratio>) -> String {
    match found {
        None => NONE.to_owned(),
        Some(_) => format!("{} ({})", ratio(found), share_below(found)),
    }
}

/// Conditions that count, and those left out by what was wrong.
fn conditions(run: &ControlRun) -> String {
    let left_out: Vec<String> = run
        .left_out
        .iter()
        .map(|(rule, count)| format!("{rule}: {count}"))
        .collect();
    if left_out.is_empty() {
        run.kept.to_string()
    } else {
        format!("{} ({})", run.kept, left_out.join(", "))
    }
}
