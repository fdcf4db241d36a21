//! What the section says of each case.

use super::*;
use crate::experiment::controls::BIN_TO_BIN;
use crate::experiment::weakening::sample_report as report;

const NOT_COMPARED: &str = "<p class=\"missing\">Not compared";

#[test]
fn a_control_without_the_cause_is_listed_with_what_is_left() {
    let html = body(&report([0.25, 0.5], &[("lesioned", &[[0.5, 2.0]])]));
    assert!(html.contains("The same contrast without"), "{html}");
    let row = "<td>memory</td><td class=\"number\">4</td><td>hidden</td>\
               <td class=\"number\">0.500</td><td class=\"number\">50\u{a0}%</td>";
    assert!(html.contains(row), "{html}");
    let row = "<td>cell</td><td class=\"number\">2.00</td><td class=\"number\">−100\u{a0}%</td>";
    assert!(html.contains(row), "{html}");
    // nothing was driven, and no other way to measure or train was compared
    assert!(!html.contains("does not act") && !html.contains("What weakens it"));
}

#[test]
fn all_runs_of_a_control_are_shown_as_a_range_and_its_own_action_beside() {
    let mut report = report([0.25; 2], &[("random_lstm", &[[0.125, 0.2], [0.5, 0.25]])]);
    let control = report.controls.get_mut("random_lstm").unwrap();
    for run in &mut control.runs {
        run.against_own_action = run.comparisons.clone();
    }
    let html = body(&report);
    let cells = "<td>hidden</td><td class=\"number\">0.125 to 0.500</td>\
                 <td class=\"number\">50 to 150\u{a0}%</td>";
    assert!(html.contains(cells), "{html}");
    assert!(
        html.contains("<td class=\"number\">0.125 to 0.500</td></tr>"),
        "{html}"
    );
    assert!(
        html.contains("(2 runs") && html.contains("does not act"),
        "{html}"
    );
}

#[test]
fn a_lost_contrast_is_said_by_comparison() {
    let report = report([0.8, 0.8], &[("seeds", &[[1.1, 0.8]])]);
    let html = body(&report);
    let gone = "other training runs (run 0 (2M steps)): hidden / action.";
    assert!(html.contains(gone), "{html}");
    let cells = "<td class=\"number named\">1.10</td><td class=\"number named\">1.38</td>";
    assert!(html.contains(cells), "{html}");
    assert!(html.contains("the policy under study had 45M"), "{html}");
    assert!(!html.contains("The same contrast without"));
    let short = in_short(&report);
    assert!(
        short.contains("in 1 of 1 other ways") && short.contains(gone),
        "{short}"
    );
}

#[test]
fn extreme_noise_is_said_to_be_extreme_and_its_lost_contrast_is_named() {
    let runs: &[[f64; 2]] = &[[0.2, 0.9], [0.3, 2.0]];
    let mut report = report([0.2; 2], &[("equal_noise", runs)]);
    report.controls.get_mut("equal_noise").unwrap().runs[1].label = BIN_TO_BIN.to_owned();
    let html = body(&report);
    let place = |text: &str| {
        html.find(text)
            .unwrap_or_else(|| panic!("no {text} in {html}"))
    };
    assert!(place("Extreme noise apart, the contrast is not gone in it.") < place("is an extreme"));
    assert!(place("is an extreme") < place("With it the contrast is gone"));
    assert!(place(">0.900<") < place(">2.00<"), "the usual noise leads");
    assert!(in_short(&report).contains("what strides can have. The contrast is gone"));
}

#[test]
fn none_is_said_only_where_something_was_compared_and_not_named() {
    let mut report = report([0.5, 0.5], &[("seeds", &[[0.6, 0.4]]), ("lesioned", &[])]);
    assert!(body(&report).contains("None is."));
    assert!(
        in_short(&report).contains("in 0 of 1 other ways"),
        "{}",
        in_short(&report)
    );
    let seeds = report.controls.get_mut("seeds").unwrap();
    seeds.runs[0].comparisons.clear();
    let html = body(&report);
    assert!(html.starts_with(NOT_COMPARED), "{html}");
    assert_eq!(html.matches("<p").count(), 1, "{html}");
    assert_eq!(in_short(&report), "");
}

#[test]
fn without_a_headline_below_1_there_is_nothing_to_weaken() {
    let mut report = report([1.0, 1.2], &[("seeds", &[[5.0, 5.0]])]);
    let said = body(&report);
    assert!(said.contains("There is no contrast to weaken."), "{said}");
    assert!(!said.contains("<table"), "{said}");
    assert_eq!(in_short(&report), "");
    report.comparisons.clear();
    assert_eq!(body(&report), said);
}
