//! Random networks of the trained one's sizes that are fed the same observations: the verdict on which
//! claims, headline and figure rest, and its numbers in words.

use super::layers::RECURRENT;
use super::range::Range;
use super::result::{Comparison, Control, ControlRun, Report};
use crate::style::numbers::significant;

/// What the random networks say of a recurrent population.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Every random network is more tangled than the trained one.
    TrainedIsLess,
    /// Every random network is less tangled than the trained one.
    RandomIsLess,
    /// Some are less, others more.
    Alike,
}

/// Median log10 ratios of Q, random over trained, of one population.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BesideTrained {
    /// Over the networks.
    pub logs: Range,
    /// How many.
    pub networks: usize,
}

impl BesideTrained {
    /// The ratios that the control `random_lstm` holds; `None` where it was not measured.
    pub(super) fn of(name: &str, control: Option<&Control>) -> Option<Self> {
        let logs = control?.runs.iter().filter_map(|run| {
            let pair = run.against_trained.get(name)?;
            Some(pair.all_units?.median_log10_ratio)
        });
        let logs: Vec<f64> = logs.collect();
        Some(Self {
            networks: logs.len(),
            logs: Range::of(logs)?,
        })
    }

    /// The rule: all networks must agree.
    pub(super) fn verdict(self) -> Verdict {
        if self.logs.low > 0.0 {
            Verdict::TrainedIsLess
        } else if self.logs.high < 0.0 {
            Verdict::RandomIsLess
        } else {
            Verdict::Alike
        }
    }
}

/// Q of the random networks over that of the trained one, of each recurrent population, in a sentence.
pub(super) fn random_networks_numbers(report: &Report) -> String {
    let control = report.controls.get("random_lstm");
    let measured = RECURRENT.map(|name| (name, BesideTrained::of(name, control)));
    let said: Vec<String> = measured
        .iter()
        .filter_map(|(name, beside)| {
            let times = (*beside)?.logs.map(|log| 10_f64.powf(log)).said();
            Some(format!("{times} times that of the trained one ({name})"))
        })
        .collect();
    let networks = measured
        .iter()
        .filter_map(|(_, beside)| Some((*beside)?.networks));
    match networks.max() {
        None => "No untrained LSTM was measured.".to_owned(),
        Some(networks) => format!(
            "Tangling of untrained LSTMs ({networks}), fed the same observations, is {} (medians).",
            said.join(" and ")
        ),
    }
}

/// The random networks against both actions that they can be compared with: that of the policy that
/// walks, and what they would do themselves. Empty where neither was compared.
pub(super) fn beside_both_actions(report: &Report) -> String {
    let runs = report
        .controls
        .get("random_lstm")
        .map(|control| &*control.runs);
    let runs = runs.unwrap_or_default();
    let said = RECURRENT.map(|name| {
        let pair = format!("{name}_action");
        let walking = ratios(runs, |run| run.comparisons.get(&pair))?.said();
        let own = ratios(runs, |run| run.against_own_action.get(&pair))?.said();
        Some([format!("{walking} ({name})"), format!("{own} ({name})")])
    });
    let said: Vec<[String; 2]> = said.into_iter().flatten().collect();
    if said.is_empty() {
        return String::new();
    }
    let [walking, own] = [0, 1].map(|action| {
        said.iter()
            .map(|one| &*one[action])
            .collect::<Vec<_>>()
            .join(" and ")
    });
    format!(
        "Held against the action of the policy that walks they have ratios of {walking}; against their own \
         action, {own}.{}",
        own_action(report, runs)
    )
}

/// Whether their own action is less tangled than that of the trained network, and what follows for the
/// contrast.
fn own_action(report: &Report, runs: &[ControlRun]) -> String {
    let trained = report.layers.get("action");
    let trained = trained.and_then(|layer| Some(layer.tangling.as_ref()?.median));
    let own = Range::of(runs.iter().filter_map(|run| {
        let action = run.layers.get("action")?;
        Some(action.tangling.as_ref()?.median)
    }));
    let (Some(trained), Some(own)) = (trained, own) else {
        return String::new();
    };
    let follows = if own.high < trained {
        "the size of the contrast also depends on training having made the action more tangled"
    } else if own.low > trained {
        "training has made the action less tangled, and the contrast smaller by that"
    } else {
        "training has not made the action more or less tangled than all of theirs"
    };
    format!(
        " Median Q of their own action is {}, of the trained one’s {} 1/s²: {follows}.",
        own.said(),
        significant(trained)
    )
}

/// Median ratios over runs, all units.
fn ratios<'a>(
    runs: &'a [ControlRun],
    pair: impl Fn(&'a ControlRun) -> Option<&'a Comparison>,
) -> Option<Range> {
    let logs = runs
        .iter()
        .filter_map(|run| Some(pair(run)?.all_units?.median_log10_ratio));
    Some(Range::of(logs)?.map(|log| 10_f64.powf(log)))
}

/// What the random networks say about the finding, in plain words: the numbers, and what follows.
pub(crate) fn what_random_networks_say(report: &Report) -> String {
    let control = report.controls.get("random_lstm");
    let follows = |name| {
        Some(match BesideTrained::of(name, control)?.verdict() {
            Verdict::RandomIsLess => {
                "random networks are less tangled than the trained one, so that learning is not needed \
                 for low tangling"
            }
            Verdict::TrainedIsLess => {
                "the trained network is less tangled than every random one, so that learning added to it"
            }
            Verdict::Alike => {
                "random networks are about as tangled as the trained one, so that learning is not needed \
                 for most of the effect"
            }
        })
    };
    let numbers = random_networks_numbers(report);
    match RECURRENT.map(|name| (name, follows(name))) {
        [(_, Some(first)), (_, Some(second))] if first == second => {
            format!("{numbers} In both states {first}.")
        }
        said => {
            let said = said
                .into_iter()
                .filter_map(|(name, follows)| Some(format!(" In the {name} state {}.", follows?)));
            numbers + &said.collect::<String>()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;

    /// Sets the median ratios of both states of the one random network of the sample, and Q of its
    /// own action.
    fn report(walking: f64, own: f64, action: f64) -> Report {
        let mut report = Sample::full().result().report;
        let control = report.controls.get_mut("random_lstm").unwrap();
        let run = &mut control.runs[0];
        run.against_own_action = run.comparisons.clone();
        for (pairs, ratio) in [
            (&mut run.comparisons, walking),
            (&mut run.against_own_action, own),
        ] {
            for pair in pairs.values_mut() {
                pair.all_units.as_mut().unwrap().median_log10_ratio = ratio.log10();
            }
        }
        let layer = run.layers.get_mut("action").unwrap();
        layer.tangling.as_mut().unwrap().median *= action;
        report
    }

    #[test]
    fn both_actions_are_named_and_what_training_did_to_the_action() {
        let said = beside_both_actions(&report(0.2, 0.5, 0.25));
        for ratio in [
            "0.200 (hidden)",
            "0.200 (cell)",
            "0.500 (hidden)",
            "0.500 (cell)",
        ] {
            assert!(said.contains(ratio), "{said}");
        }
        assert!(said.contains("made the action more tangled"), "{said}");
        let said = beside_both_actions(&report(0.2, 0.5, 4.0));
        assert!(said.contains("made the action less tangled"), "{said}");
        let said = beside_both_actions(&report(0.2, 0.5, 1.0));
        assert!(said.contains("has not made the action"), "{said}");
        let mut without = report(0.2, 0.5, 1.0);
        without.controls.clear();
        assert_eq!(beside_both_actions(&without), "");
    }
}
