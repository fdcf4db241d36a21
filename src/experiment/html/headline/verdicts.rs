//! The claims in short: how many held, which did not, and what passing is worth.

use super::paragraph;
use crate::experiment::claims::{Beside, beside_ellipses, beside_stacks};
use crate::experiment::html::glossary::link;
use crate::experiment::html::words::sentence;
use crate::experiment::result::{Claim, Report};
use crate::report::html::escape;

/// Counts, what other layers say to those that held, and those that did not.
pub(super) fn said(report: &Report) -> String {
    let counted = |held| of(report, held).len();
    let counts = format!(
        "<b>Claims.</b> Of <a href=\"#claims\">{} claims</a>, by rules set beforehand but for \
         one correction, {} held, {} did not and {} stayed undecided. {}",
        report.claims.len(),
        counted(Some(true)),
        counted(Some(false)),
        counted(None),
        escape(&worth(&beside_ellipses(report), &beside_stacks(report)))
    );
    let equal = format!(
        "“All units” takes layers whole; “{}” keeps of each layer the {} directions (principal components) along \
         which its activity varies most, so that the number of units cannot make the difference.",
        link("Equal components", "equal components"),
        report.options.equal_dimensions
    );
    let lists = [
        list("Did not hold", &of(report, Some(false))),
        list("Undecided", &of(report, None)),
    ];
    let lists = match lists.concat() {
        none if none.is_empty() => none,
        some => format!("<div class=\"verdicts\">\n{some}</div>\n"),
    };
    paragraph("meaning", counts.trim_end()) + &lists + &paragraph("", &equal)
}

fn of(report: &Report, held: Option<bool>) -> Vec<&Claim> {
    let claims = report.claims.iter();
    claims.filter(|claim| claim.held == held).collect()
}

fn list(title: &str, claims: &[&Claim]) -> String {
    if claims.is_empty() {
        return String::new();
    }
    let items: String = claims
        .iter()
        .map(|claim| format!("<li>{}</li>", escape(&sentence(&claim.claim))))
        .collect();
    format!("<div><h3>{title}</h3><ul>{items}</ul></div>\n")
}

/// How many of the claims about one layer that held are passed by every other layer, and in how many of
/// the stacks that held the action stacks too.
fn worth(ellipses: &[Beside], stacks: &[Beside]) -> String {
    let by_all = |one: &&Beside| one.passed == one.others;
    let all = ellipses.iter().chain(stacks).filter(by_all).count();
    let mut said = match (ellipses.len() + stacks.len(), all) {
        (0, _) => return String::new(),
        (_, 0) => "No claim about one layer that held is passed by every other layer.".to_owned(),
        (claims, all) => format!(
            "Of the {claims} claims about one layer that held, {all} {} passed by every other layer as well \
             and do{} not set the recurrent layer apart.",
            if all == 1 { "is" } else { "are" },
            if all == 1 { "es" } else { "" }
        ),
    };
    let action: Vec<bool> = stacks.iter().filter_map(|one| one.action_passes).collect();
    if !action.is_empty() {
        let passes = action.iter().filter(|passes| **passes).count();
        said += &format!(
            " The action, the layer compared with, stacks by speed in {} of the {} cases in which the recurrent \
             layer does.",
            if passes == 0 {
                "none".to_owned()
            } else {
                passes.to_string()
            },
            action.len()
        );
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::samples::Sample;

    fn beside(passed: usize, action_passes: bool) -> Beside {
        Beside {
            passed,
            others: 5,
            action_passes: Some(action_passes),
        }
    }

    #[test]
    fn claims_that_every_layer_passes_are_counted_apart() {
        let text = worth(&[beside(5, true), beside(4, true)], &[beside(1, false)]);
        assert!(
            text.contains("Of the 3 claims about one layer that held, 1 is passed"),
            "{text}"
        );
        assert!(text.contains("in none of the 1 cases"), "{text}");
        let text = worth(&[], &[beside(2, true)]);
        assert!(text.starts_with("No claim about one layer"), "{text}");
        assert!(text.contains("in 1 of the 1 cases"), "{text}");
        assert_eq!(worth(&[], &[]), "");
    }

    #[test]
    fn claims_that_did_not_hold_are_named_and_those_that_did_are_counted() {
        let mut report = Sample::full().result().report;
        report.claims.truncate(3);
        for (claim, held) in report
            .claims
            .iter_mut()
            .zip([Some(true), Some(false), None])
        {
            claim.held = held;
        }
        let html = said(&report);
        assert!(
            html.contains("1 held, 1 did not and 1 stayed undecided"),
            "{html}"
        );
        let item = |claim: &Claim| format!("<li>{}</li>", escape(&sentence(&claim.claim)));
        assert!(!html.contains(&item(&report.claims[0])));
        assert!(html.contains(&item(&report.claims[1])) && html.contains(&item(&report.claims[2])));
    }
}
