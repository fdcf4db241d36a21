//! What the section says of each case.

use super::*;
use crate::experiment::weakening::sample_report as report;

const NOT_COMPARED: &str = "<p class=\"missing\">Not compared";

#[test]
fn a_control_without_the_cause_is_listed_with_what_is_left() {
    let html = body(&report([0.25, 0.5], &[("lesioned", &[[0.5, 2.0]])]));
    assert!(html.contains("The same contrast without"), "{html}");
    let row = "<td>memory</td><td>run 0 (2M steps)</td>\
               <td class=\"number named\">0.500 (50\u{a0}%)</td>\
               <td class=\"number named\">2.00 (−100\u{a0}%)</td>";
    assert!(html.contains(row), "{html}");
    // no other way to measure or train was compared
    assert!(!html.contains("What weakens it") && !html.contains("None is."));
}

#[test]
fn a_lost_contrast_is_said_by_comparison() {
    let html = body(&report([0.8, 0.8], &[("seeds", &[[1.1, 0.8]])]));
    let gone = "other training seeds (run 0 (2M steps)): hidden / action.";
    assert!(html.contains(gone), "{html}");
    let cell = "<td class=\"number named\">1.10 (1.38 ×)</td>";
    assert!(html.contains(cell), "{html}");
    assert!(html.contains("was trained for 45M control steps"), "{html}");
    assert!(!html.contains("The same contrast without"));
}

#[test]
fn none_is_said_only_where_something_was_compared_and_not_named() {
    let mut report = report([0.5, 0.5], &[("seeds", &[[0.6, 0.4]]), ("lesioned", &[])]);
    assert!(body(&report).contains("None is."));
    let seeds = report.controls.get_mut("seeds").unwrap();
    seeds.runs[0].comparisons.clear();
    let html = body(&report);
    assert!(html.starts_with(NOT_COMPARED), "{html}");
    assert_eq!(html.matches("<p").count(), 1, "{html}");
}

#[test]
fn without_a_headline_below_1_there_is_nothing_to_weaken() {
    let mut report = report([1.0, 1.2], &[("seeds", &[[5.0, 5.0]])]);
    let said = body(&report);
    assert!(said.contains("There is no contrast to weaken."), "{said}");
    assert!(!said.contains("<table"), "{said}");
    report.comparisons.clear();
    assert_eq!(body(&report), said);
}
