//! What the finding means: beside untrained networks, beside layers without a memory, without a memory.

use super::titled;
use crate::experiment::claims::less_tangled;
use crate::experiment::html::words::{listed, number};
use crate::experiment::layers::RECURRENT;
use crate::experiment::memory::{self, Left, like_training};
use crate::experiment::random_networks::{
    BesideTrained, Verdict, beside_both_actions, random_networks_numbers,
};
use crate::experiment::range::Range;
use crate::experiment::result::Report;
use crate::experiment::standing_out::{StandingOut, compared, over_action, standing_out};
use crate::experiment::weakening::Units;

/// Learning, other layers, memory: a paragraph each.
pub(super) fn said(report: &Report) -> String {
    [
        learning(report),
        titled("Other layers.", &others(report)),
        titled("Memory.", &memory(report)),
    ]
    .concat()
}

/// What the random networks make of it, once for both states where that is the same.
fn learning(report: &Report) -> String {
    let verdicts = RECURRENT.map(|name| verdict(name, report));
    let said = match verdicts {
        [hidden, cell] if hidden == cell => sentences(&BOTH, hidden),
        [hidden, cell] => format!("{} {}", sentences(&HIDDEN, hidden), sentences(&CELL, cell)),
    };
    let numbers = match verdicts.iter().any(|verdict| verdict.random.is_some()) {
        true => format!(
            " {} {}",
            random_networks_numbers(report),
            beside_both_actions(report)
        ),
        false => String::new(),
    };
    titled("What it means.", format!("{said}{numbers}").trim_end())
}

/// What decides the meaning, of one state.
#[derive(Clone, Copy, PartialEq, Eq)]
struct StateVerdict {
    /// Whether it is less tangled than the action, by the rule of the claim.
    less_tangled: Option<bool>,
    /// What the random networks say; `None` where none was measured.
    random: Option<Verdict>,
}

fn verdict(name: &str, report: &Report) -> StateVerdict {
    let ratio = super::against_action(report, name);
    StateVerdict {
        less_tangled: less_tangled(name, "all units", ratio).held,
        random: BesideTrained::of(name, report.controls.get("random_lstm"))
            .map(BesideTrained::verdict),
    }
}

/// How a sentence names the states, and those of untrained networks.
struct Words {
    state: &'static str,
    is: &'static str,
    same: &'static str,
}

const BOTH: Words = Words {
    state: "Both states",
    is: "are",
    same: "the same states",
};
const HIDDEN: Words = Words {
    state: "The hidden state",
    is: "is",
    same: "the hidden state",
};
const CELL: Words = Words {
    state: "The cell state",
    is: "is",
    same: "the cell state",
};

fn sentences(words: &Words, verdict: StateVerdict) -> String {
    let Words { state, is, same } = words;
    let less = format!(
        "{state} {is} less tangled than the action, as Rush et al. (2023) report for a similar robot."
    );
    match (verdict.less_tangled, verdict.random) {
        (Some(true), Some(Verdict::TrainedIsLess)) => format!(
            "{less} And {same} of untrained LSTMs, fed the same observations, {is} more tangled. An untrained \
             LSTM does not explain the finding: training added to it."
        ),
        (Some(true), Some(Verdict::RandomIsLess)) => format!(
            "{less} But {same} of untrained LSTMs, fed the same observations, {is} less tangled still. Low \
             tangling therefore does not show that anything was learnt."
        ),
        (Some(true), Some(Verdict::Alike)) => format!(
            "{less} But {same} of untrained LSTMs, fed the same observations, {is} less tangled in some and more \
             in others. Low tangling therefore does not need learning."
        ),
        (Some(true), None) => format!(
            "{less} Whether learning made it so is open: the random networks were not measured."
        ),
        (Some(false), _) => format!(
            "{state} {is} more tangled than the action. What Rush et al. (2023) report does not show on this \
             policy."
        ),
        (None, _) => {
            format!(
                "This run does not decide whether {} {is} less tangled than the action.",
                lower(state)
            )
        }
    }
}

fn lower(state: &str) -> String {
    let mut letters = state.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Whether layers without a memory are about as untangled; empty where nothing was measured or there
/// is no contrast.
fn others(report: &Report) -> String {
    let Some(found) = standing_out(report, Units::Equal) else {
        return String::new();
    };
    let numbers = compared(report, Units::Equal);
    let numbers: Vec<String> = numbers
        .iter()
        .map(|name| format!("{name} {}", number(over_action(report, name, Units::Equal))))
        .collect();
    let all_units = standing_out(report, Units::Own).map(|found| with_all_units(&found));
    format!(
        "{} Median Q over that of the action, on {} components of each: {}.{}",
        stands_out(&found),
        report.options.equal_dimensions,
        listed(&numbers),
        all_units.unwrap_or_default()
    )
}

fn stands_out(found: &StandingOut) -> String {
    let near = format!(
        "nearer to the {} state than to the action (on a logarithmic scale)",
        found.state
    );
    match (found.near_state.is_empty(), found.near_action.is_empty()) {
        (false, true) => {
            let loud = match found.is_torque_near_action {
                true => "the action and the torque that stand out, by high tangling",
                false => "the action that stands out, by high tangling",
            };
            format!(
                "Layers without a memory ({}) lie {near} as well: it is {loud}, not the recurrent layer by low.",
                names(&found.near_state)
            )
        }
        (true, _) => format!(
            "No layer without a memory ({}) lies {near}: the recurrent layer stands out.",
            names(&found.near_action)
        ),
        (false, false) => format!(
            "Of the layers without a memory some lie {near} as well ({}), others do not ({}).",
            names(&found.near_state),
            names(&found.near_action)
        ),
    }
}

/// The same with layers whole.
fn with_all_units(found: &StandingOut) -> String {
    match (found.near_state.is_empty(), found.near_action.is_empty()) {
        (false, true) => " With all units of each it is the same for all.".to_owned(),
        (true, _) => " With all units of each all are nearer to the action.".to_owned(),
        (false, false) => format!(
            " With all units of each nearer to the {} state: {}; nearer to the action: {}.",
            found.state,
            names(&found.near_state),
            names(&found.near_action)
        ),
    }
}

fn names(layers: &[&str]) -> String {
    let names: Vec<String> = layers.iter().map(|name| (*name).to_owned()).collect();
    listed(&names)
}

/// What is left without a memory, in short.
fn memory(report: &Report) -> String {
    let Some((range, left)) = memory::left(report) else {
        return String::new();
    };
    let share = Range::say(range, |share| {
        format!("{:.0}", 100.0 * share).replace('-', "−")
    });
    let follows = match left {
        Left::All => "none of it needs a memory",
        Left::Part => "part of it needs no memory",
        Left::Nothing => "it needs a memory",
        Left::Mixed => "whether it needs a memory depends on the control and the state",
    };
    format!(
        "In networks without a memory {share} % of the contrast is left (on a logarithmic scale; both states, \
         every such control): {follows}.{}",
        like(report)
    )
}

/// Policies with and without a memory that were trained about as long.
fn like(report: &Report) -> String {
    let pairs = like_training(report);
    let counts = pairs.iter().map(|pair| pair.lower_with_memory());
    let (lower, all) = counts.fold((0, 0), |(lower, all), (own, of)| (lower + own, all + of));
    match all {
        0 => String::new(),
        _ => format!(
            " Of policies trained about as long those with a memory have the lower ratio to the action in \
             {lower} of {all} comparisons."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::samples::Sample;
    use crate::experiment::weakening::sample_report;

    fn with_medians(medians: &[(&str, f64)]) -> Report {
        let mut report = Sample::full().result().report;
        for (name, q) in medians {
            let layer = report.layers.get_mut(*name).unwrap();
            layer.tangling.as_mut().unwrap().median = *q;
            layer.tangling_equal_dimensions.as_mut().unwrap().median = *q;
        }
        report
    }

    #[test]
    fn the_action_stands_out_where_all_layers_are_near_the_recurrent_one() {
        let mut medians = [
            ("hidden", 4.0),
            ("cell", 1.0),
            ("action", 100.0),
            ("torque", 100.0),
            ("observation", 19.0),
            ("body", 10.0),
            ("encoder", 3.0),
        ];
        let text = others(&with_medians(&medians));
        assert!(
            text.contains("the action and the torque that stand out"),
            "{text}"
        );
        assert!(text.contains("observation 0.190"), "{text}");
        medians[4].1 = 21.0;
        let text = others(&with_medians(&medians));
        assert!(
            text.contains("(body and encoder), others do not (observation)"),
            "{text}"
        );
        for layer in [4, 5, 6] {
            medians[layer].1 = 50.0;
        }
        let text = others(&with_medians(&medians));
        assert!(text.contains("the recurrent layer stands out"), "{text}");
        medians[0].1 = 200.0;
        assert_eq!(others(&with_medians(&medians)), "");
    }

    #[test]
    fn memory_is_answered_from_the_controls_without_one() {
        let runs: &[[f64; 2]] = &[[0.5, 0.4]];
        let mut report = sample_report(
            [0.25; 2],
            &[("feed_forward", runs), ("seeds", &[[0.3, 0.45]])],
        );
        let text = memory(&report);
        assert!(
            text.contains("50 to 66 % of the contrast is left"),
            "{text}"
        );
        assert!(text.contains("needs no memory"), "{text}");
        assert!(text.contains("in 1 of 4 comparisons"), "{text}");
        report.controls.clear();
        assert_eq!(memory(&report), "");
    }
}
