//! The finding in plain words: who walked, how tangled the recurrent layer is, what that means, how far
//! it reaches, which claims held.

mod meaning;
mod reach;
mod verdicts;

use super::glossary::link;
use super::weakening;
use super::words::{factor, percent, steps};
use crate::experiment::layers::RECURRENT;
use crate::experiment::result::{Ratio, Report};
use crate::report::html::escape;

/// The section's body.
pub(super) fn body(report: &Report) -> String {
    [
        paragraph("", &who(report)),
        paragraph("lead", &escape(&lead(report))),
        paragraph("", &reach::said(report)),
        meaning::said(report),
        weakens(report),
        verdicts::said(report),
    ]
    .concat()
}

/// A paragraph of markup; nothing of nothing.
fn paragraph(class: &str, markup: &str) -> String {
    match (markup, class) {
        ("", _) => String::new(),
        (_, "") => format!("<p>{markup}</p>\n"),
        _ => format!("<p class=\"{class}\">{markup}</p>\n"),
    }
}

/// A paragraph with a title, of plain text; nothing of nothing.
fn titled(title: &str, text: &str) -> String {
    match text {
        "" => String::new(),
        _ => paragraph("meaning", &format!("<b>{title}</b> {}", escape(text))),
    }
}

/// What a reader needs for the first sentence, as markup.
fn who(report: &Report) -> String {
    let (policy, conditions) = (&report.policy, &report.conditions);
    format!(
        "The {} (the network that controls the robot) is “{}”, trained for {} {}: in each it senses once and sets \
         the targets of the joints once. It was given {} {}; a condition is one command, how fast to go \
         forward, sideways and round. {}",
        link("Policy", "policy"),
        escape(&policy.name),
        escape(&steps(policy.steps)),
        link("Control step", "control steps"),
        conditions.run,
        link("Condition", "conditions"),
        counted(report)
    )
}

/// How many conditions count, why others do not, and the time points that they make; markup.
fn counted(report: &Report) -> String {
    let conditions = &report.conditions;
    let left_out = match conditions.left_out.len() {
        0 => "All of them count".to_owned(),
        count => format!(
            "{} of them count; {} <a href=\"#conditions\">left out</a> by rules set beforehand (falls, standing, \
             too few or uneven strides, commands outside the training)",
            conditions.kept,
            match count {
                1 => "1 is".to_owned(),
                _ => format!("{count} are"),
            }
        ),
    };
    match time_points(report) {
        None => format!("{left_out}."),
        Some(points) => format!("{left_out}. {points}"),
    }
}

/// The time points behind the headline, markup; where cycles are of unequal length, their number alone.
fn time_points(report: &Report) -> Option<String> {
    let points = RECURRENT
        .iter()
        .find_map(|name| against_action(report, name))?
        .n;
    let (kept, bins) = (report.conditions.kept, report.options.suite.bins);
    let name = link("Time point", "time points");
    Some(if kept * bins == points {
        format!(
            "That makes {points} {name}: {kept} commands × {bins} phases of the stride. Neighbouring ones are \
             not independent."
        )
    } else {
        format!("That makes {points} {name}. Neighbouring ones are not independent.")
    })
}

/// A state against the action, all units.
fn against_action(report: &Report, name: &str) -> Option<Ratio> {
    report.comparisons.get(&format!("{name}_action"))?.all_units
}

/// Tangling against the action, in one sentence.
fn lead(report: &Report) -> String {
    let said = RECURRENT.map(|name| match against_action(report, name) {
        None => format!("the {name} state cannot be compared with the action"),
        Some(ratio) => format!(
            "the {name} state has {} times the tangling of the action, and less at {} of the time points",
            factor(Some(ratio.median_log10_ratio)),
            percent(Some(ratio.share_below))
        ),
    });
    format!("On this policy {} (medians).", said.join("; "))
}

/// What weakens the finding, in short, as markup.
fn weakens(report: &Report) -> String {
    let said = weakening::in_short(report);
    if said.is_empty() {
        return String::new();
    }
    let more = "<a href=\"#weakening\">The numbers</a> stand below.";
    paragraph(
        "meaning",
        &format!("<b>What weakens it.</b> {} {more}", escape(&said)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::samples::Sample;

    #[test]
    fn time_points_are_commands_times_phases_where_they_are() {
        let mut report = Sample::full().result().report;
        let (kept, bins) = (report.conditions.kept, report.options.suite.bins);
        let product = format!("{kept} commands × {bins} phases of the stride");
        assert!(who(&report).contains(&product), "{}", who(&report));
        report.options.suite.bins += 1;
        assert!(!who(&report).contains("phases of the stride"));
        report.conditions.left_out.clear();
        assert!(who(&report).contains("All of them count"));
    }
}
