//! The finding in plain words: which claims held, and what it means beside the random networks.

use super::words::{factor, percent};
use crate::experiment::claims::{self, RECURRENT};
use crate::experiment::result::{Claim, Report};
use crate::experiment::what_random_networks_say;
use crate::report::html::escape;

/// The section.
pub fn section(report: &Report) -> String {
    format!(
        "<section id=\"short\"><h2>In short</h2>\n<p>{}</p>\n<p class=\"lead\">{}</p>\n{}<p>{}</p>\n{}<p>One \
         policy of one seed: intervals say how far the choice of strides moves a figure, and nothing of \
         policies trained otherwise.</p></section>\n",
        escape(TERMS),
        escape(&lead(report)),
        meanings(report),
        escape(&what_random_networks_say(report)),
        verdicts(report),
    )
}

/// What a reader needs for the first sentence.
const TERMS: &str = "Tangling measures how differently a trajectory goes on from states that are alike: low \
                     where the state alone says what comes next, high where something outside must. The \
                     recurrent layer here is an LSTM with two states, hidden and cell; the action is what \
                     the network sends to the joints.";

/// What it means, once for both states where it is the same.
fn meanings(report: &Report) -> String {
    let said = RECURRENT.map(|name| meaning(name, report));
    let paragraph = |whose: &str, said: &str| {
        format!("<p class=\"meaning\"><b>{whose}</b> {}</p>\n", escape(said))
    };
    match said {
        [hidden, cell] if hidden == cell => {
            paragraph("What it means, for hidden and cell state alike:", hidden)
        }
        [hidden, cell] => {
            paragraph("What it means for the hidden state:", hidden)
                + &paragraph("What it means for the cell state:", cell)
        }
    }
}

/// Tangling against the action, in one sentence.
fn lead(report: &Report) -> String {
    let said = RECURRENT.map(|name| {
        let pair = report.comparisons.get(&format!("{name}_action"));
        match pair.and_then(|pair| pair.all_units) {
            None => format!("the {name} state cannot be compared with the action"),
            Some(ratio) => format!(
                "the {name} state has {} times the tangling of the action (median over {} time points) \
                 and is less tangled at {} of them",
                factor(Some(ratio.median_log10_ratio)),
                ratio.n,
                percent(Some(ratio.share_below))
            ),
        }
    });
    let counted = |held| {
        report
            .claims
            .iter()
            .filter(|claim| claim.held == held)
            .count()
    };
    format!(
        "On this policy {}. Of {} claims {} held, {} did not and {} stayed undecided.",
        said.join("; "),
        report.claims.len(),
        counted(Some(true)),
        counted(Some(false)),
        counted(None),
    )
}

/// The claims by what came of them.
fn verdicts(report: &Report) -> String {
    let list = |title: &str, held: Option<bool>| {
        let own = report.claims.iter().filter(|claim| claim.held == held);
        let items: String = own
            .map(|claim: &Claim| format!("<li>{}</li>", escape(&claim.claim)))
            .collect();
        if items.is_empty() {
            return format!("<div><h3>{title}</h3><p>None.</p></div>\n");
        }
        format!("<div><h3>{title}</h3><ul>{items}</ul></div>\n")
    };
    format!(
        "<div class=\"verdicts\">\n{}{}{}</div>\n",
        list("Held", Some(true)),
        list("Did not hold", Some(false)),
        list("Undecided", None)
    )
}

/// What the comparison with the action still means once random networks are known.
fn meaning(name: &str, report: &Report) -> &'static str {
    let pair = report.comparisons.get(&format!("{name}_action"));
    let all_units = pair.and_then(|pair| pair.all_units);
    let control = report.controls.get("random_lstm");
    let less_tangled = claims::less_tangled(name, "all units", all_units).held;
    let learnt = claims::learnt(name, control).held;
    let is_measured = control.is_some_and(|control| !control.runs.is_empty());
    match (less_tangled, learnt) {
        (Some(true), Some(true)) => {
            "it is less tangled than the action, and less than in every untrained LSTM fed the same \
             observations. An untrained LSTM does not explain that; training added to it."
        }
        (Some(true), Some(false)) => {
            "it is less tangled than the action, as the paper reports; but in every untrained LSTM fed the \
             same observations it is less tangled still. Learning is not needed for low tangling; it \
             is no sign of what was learnt. How much of it is memory, the controls without memory say. What training may have added is a layer that can drive the \
             robot, and that is not tested here."
        }
        (Some(true), None) if is_measured => {
            "it is less tangled than the action, and about as tangled as in an untrained LSTM fed the same \
             observations. Learning is not needed for most of the effect."
        }
        (Some(true), None) => {
            "it is less tangled than the action. Whether learning made it so is open: the random networks \
             were not measured."
        }
        (Some(false), _) => {
            "it is more tangled than the action. The paper's finding does not show on this policy."
        }
        (None, _) => "this run does not decide whether it is less tangled than the action.",
    }
}
