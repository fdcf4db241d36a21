//! Controls that measure or train otherwise and weaken the finding.

use super::{conditions, part as titled, span};
use crate::experiment::html::words::{
    control, control_with_runs, headings, listed, run, sentence, steps,
};
use crate::experiment::layers::RECURRENT;
use crate::experiment::result::{ControlRun, Report};
use crate::experiment::weakening::{
    FARTHER, Run, Weakening, has_contrast, measured_otherwise, weakening,
};
use crate::report::html::{Cell, HtmlTable};

/// The comparisons, in their order.
const COMPARED: [&str; 4] = [
    "hidden / action",
    "cell / action",
    "hidden / action on equal components",
    "cell / action on equal components",
];

const HEADINGS: [&str; 7] = [
    "control",
    "conditions",
    "state",
    "ratio to the action",
    "times the headline’s",
    "ratio, equal components",
    "times the headline’s",
];

/// The rule and the controls it names; nothing where no such control could be compared.
pub(super) fn part(report: &Report) -> String {
    let compared = measured_otherwise(report).len();
    if compared == 0 {
        return String::new();
    }
    let found = weakening(report);
    let mut said = rule(report, &found, compared);
    if found.is_empty() {
        return titled("What weakens it", &format!("{said} None is."));
    }
    let (extreme, usual): (Vec<_>, Vec<_>) = found.iter().partition(|one| one.is_extreme);
    if !usual.is_empty() {
        let apart = if extreme.is_empty() {
            ""
        } else {
            "Extreme noise apart, "
        };
        said += &format!(" {}", sentence(&format!("{apart}{}.", gone(&usual))));
    }
    if !extreme.is_empty() {
        said += &format!(
            " Noise that is white from bin to bin is an extreme: it gives derivatives that strides cannot \
             have. It shows how sensitive Q is, and stands last. With it {}.",
            gone(&extreme)
        );
    }
    titled("What weakens it", &said) + &table(&found).to_html()
}

/// How many controls bring the ratio nearer to 1, and which, in a sentence; empty where none was
/// compared or there is no contrast.
pub(crate) fn in_short(report: &Report) -> String {
    let compared = measured_otherwise(report).len();
    if compared == 0 || !has_contrast(report) {
        return String::new();
    }
    let found = weakening(report);
    let (extreme, usual): (Vec<&Weakening>, Vec<&Weakening>) =
        found.iter().partition(|one| one.is_extreme);
    let names: Vec<String> = usual.iter().map(|one| control(one.control)).collect();
    let mut said = format!(
        "A ratio is more than {FARTHER} times the headline’s, or 1 or more, in {} of {compared} other ways to \
         measure or train",
        found.len()
    );
    said += &match (usual.is_empty(), extreme.is_empty()) {
        (true, true) => ".".to_owned(),
        (false, true) => format!(": {}.", listed(&names)),
        (true, false) => ": with noise beyond what strides can have.".to_owned(),
        (false, false) => format!(
            ": {}; and with noise beyond what strides can have.",
            listed(&names)
        ),
    };
    match found.is_empty() {
        true => said,
        false => {
            let gone = gone(&found.iter().collect::<Vec<_>>());
            format!("{said} {}.", sentence(&gone))
        }
    }
}

fn rule(report: &Report, found: &[Weakening], compared: usize) -> String {
    let mut said = format!(
        "Other ways to measure or train. The table lists controls whose ratio is more than {FARTHER} times the \
         headline’s, so closer to no difference, or 1 or more. {compared} were compared, {} are listed. Where a \
         control was run several times the range is shown.",
        found.len()
    );
    let runs = found.iter().flat_map(|one| &one.runs);
    if runs.into_iter().any(|one| one.run.steps.is_some()) {
        said += &format!(
            " Steps beside a policy’s name say how long it was trained; the policy under study had {}.",
            steps(report.policy.steps)
        );
    }
    format!(
        "{said} The factor {FARTHER} was set when results of an earlier policy had been seen, the rules of the \
         claims before any."
    )
}

/// The runs and comparisons in which nothing of the contrast is left, as the end of a sentence.
fn gone(found: &[&Weakening]) -> String {
    let runs = found
        .iter()
        .flat_map(|one| one.runs.iter().map(move |run| (one.control, run)));
    let gone: Vec<String> = runs
        .filter_map(|(name, one)| {
            let names = gone_in(one);
            let whose = format!("{} ({})", control(name), run(one.run));
            (!names.is_empty()).then(|| format!("{whose}: {}", listed(&names)))
        })
        .collect();
    match (gone.is_empty(), found) {
        (true, [_]) => "the contrast is not gone in it".to_owned(),
        (true, _) => "the contrast is gone in none of them".to_owned(),
        (false, _) => format!(
            "the contrast is gone, at a ratio of 1 or more, in {}",
            gone.join("; ")
        ),
    }
}

fn gone_in(run: &Run) -> Vec<String> {
    let contrasts = run.contrasts.iter().zip(COMPARED);
    let gone = contrasts.filter(|(contrast, _)| contrast.is_gone());
    gone.map(|(_, name)| name.to_owned()).collect()
}

fn table(found: &[Weakening]) -> HtmlTable {
    let names = HEADINGS.map(str::to_owned);
    let caption = "Controls that weaken the finding, the farthest first: median ratios of Q to that of the \
                   action, and how many times the headline’s they are. Bold: named by the rule. A dash: left \
                   alone, or not compared.";
    let mut table = HtmlTable::new(caption, headings(&names, &[2]));
    for one in found {
        for (state, name) in RECURRENT.iter().enumerate() {
            let mut row = who(one, state == 0);
            row.push(Cell::words(*name));
            // the same state on all units and on equal components
            for comparison in [state, state + RECURRENT.len()] {
                row.extend(cells(one, comparison));
            }
            table.push(row);
        }
    }
    table
}

/// What a row is of; the second of a control does not say it again.
fn who(one: &Weakening, is_first: bool) -> Vec<Cell> {
    if !is_first {
        return vec![Cell::words(""), Cell::number("")];
    }
    let runs: Vec<&ControlRun> = one.runs.iter().map(|run| run.run).collect();
    let mut name = control_with_runs(one.control, &runs);
    if one.is_extreme {
        name += ", an extreme";
    }
    vec![Cell::words(name), Cell::number(conditions(&runs))]
}

fn cells(one: &Weakening, comparison: usize) -> [Cell; 2] {
    let spread = one.spread(comparison);
    let class = match one.is_named(comparison) {
        true => "number named",
        false => "number",
    };
    [spread.ratio, spread.times].map(|range| Cell::of_class(span(range), class))
}
