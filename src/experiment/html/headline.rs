//! The finding in plain words: who walked, which claims held, what weakens it, and what it means beside
//! the random networks.

use super::weakening;
use super::words::{factor, percent, steps};
use crate::experiment::claims::{self, RECURRENT};
use crate::experiment::result::{Claim, Report};
use crate::report::html::escape;

/// The section's body.
pub fn body(report: &Report) -> String {
    let paragraph = |class: &str, text: &str| format!("<p{class}>{}</p>\n", escape(text));
    [
        paragraph("", &who(report)),
        paragraph(" class=\"lead\"", &lead(report)),
        meanings(report),
        paragraph("", &claims::random_networks_numbers(report)),
        weakening::body(report),
        paragraph("", &how_compared(report)),
        verdicts(report),
        paragraph("", &ellipses(report)),
        paragraph("", ONE_POLICY),
    ]
    .concat()
}

const ONE_POLICY: &str = "One policy of one seed: intervals say how far the choice of strides moves a figure, \
                          and nothing of policies trained otherwise.";

/// What a reader needs for the first sentence.
fn who(report: &Report) -> String {
    let (policy, conditions) = (&report.policy, &report.conditions);
    format!(
        "The policy (the network that controls the robot) is \u{201c}{}\u{201d}, trained for {} control steps: in each it \
         senses once and sets the targets of the joints once. It was given {} conditions; a condition is one \
         command, how fast to go forward, sideways and round, and {} of them count. Its recurrent layer, \
         the one with a memory, is an LSTM with two states, hidden and cell; the action is what the network \
         sends to the joints.",
        policy.name,
        steps(policy.steps),
        conditions.run,
        conditions.kept
    )
}

/// What the claims say of units and dimensions.
fn how_compared(report: &Report) -> String {
    format!(
        "The claims were written down beforehand. \u{201c}All units\u{201d} takes layers whole; \u{201c}equal \
         dimensions\u{201d} keeps of each layer the {} directions (principal components) along which its activity \
         varies most, so that the number of units cannot make the difference.",
        report.options.equal_dimensions
    )
}

/// Whether ellipses set the recurrent layer apart, where it has any.
fn ellipses(report: &Report) -> String {
    match claims::also_elliptical(report) {
        None => String::new(),
        Some((0, others)) => {
            format!("None of the {others} other layers is elliptical by the same rule.")
        }
        Some((passed, others)) => format!(
            "By the rule for ellipses {passed} of the {others} other layers pass as well: being elliptical \
             does not set the recurrent layer apart."
        ),
    }
}

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
             same observations it is less tangled still. Learning is not needed for low tangling; it is no \
             sign of what was learnt. How much of it is memory, the controls without memory say. What \
             training may have added is a layer that can drive the robot, and that is not tested here."
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
