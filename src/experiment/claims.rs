//! The paper's claims against the result, by rules that were written before any result was seen.
//!
//! | claim | held | not held | undecided |
//! | --- | --- | --- | --- |
//! | a recurrent population is less tangled than the action (all units; equal dimensions) | the 95 % interval of the median log10 ratio lies below 0 | it lies above 0 | it holds 0, or there is none |
//! | learning made it so: less tangled than random networks driven by the same observations | the median log10 ratio against the random network is below 0 for every seed | above 0 for every seed | mixed, or not measured |
//! | trajectories are elliptical | the median R^2 of one ellipse is at least [`ELLIPSE`] | it is less | there is none |
//! | conditions stack by speed along the speed axis | rank correlation of mean activity and speed is at least [`STACKED`] | it is less | there is none |
//!
//! Ellipses and stacks are claims about one layer: the numbers of the other layers stand beside them.
//! That the speed axes maximise the spread of mean activity is how they are made, and no claim to
//! test.

use super::result::{Claim, Control, LayerReport, Ratio, Report, SpeedAxisReport};
use crate::report::axis::{fraction, percent};

/// Least R^2 of an elliptical trajectory.
pub const ELLIPSE: f64 = 0.9;
/// Least rank correlation of conditions stacked by speed.
pub const STACKED: f64 = 0.9;
/// The populations that remember.
pub const RECURRENT: [&str; 2] = ["hidden", "cell"];
/// The speed axes of the paper.
const AXES: [&str; 3] = ["forward", "lateral", "yaw"];

/// Every claim, judged.
pub fn judge(report: &Report) -> Vec<Claim> {
    let mut claims = Vec::new();
    for name in RECURRENT {
        let pair = report.comparisons.get(&format!("{name}_action"));
        let equal = format!(
            "equal dimensions: {} components each",
            report.options.equal_dimensions
        );
        for (units, ratio) in [
            ("all units", pair.and_then(|pair| pair.all_units)),
            (&*equal, pair.and_then(|pair| pair.equal_dimensions)),
        ] {
            claims.push(less_tangled(name, units, ratio));
        }
        claims.push(learnt(name, report.controls.get("random_lstm")));
    }
    for name in RECURRENT {
        claims.push(elliptical(name, report));
    }
    for name in RECURRENT {
        claims.extend(AXES.map(|axis| stacked(name, axis, report)));
    }
    claims
}

/// A recurrent population against the action.
pub(super) fn less_tangled(name: &str, units: &str, ratio: Option<Ratio>) -> Claim {
    let claim = format!("the {name} state is less tangled than the action ({units})");
    let Some(ratio) = ratio else {
        return undecided(claim, "no tangling: a population does not vary");
    };
    let Some([low, high]) = ratio.interval else {
        return undecided(
            claim,
            "no interval: it takes two strides of each condition and bootstrap replicates",
        );
    };
    Claim {
        claim,
        held: if high < 0.0 {
            Some(true)
        } else if low > 0.0 {
            Some(false)
        } else {
            None
        },
        because: format!(
            "median log10 ratio {}, 95 % interval {} to {} over strides; {} of {} time points lie below \
             unity; held if the interval lies below 0",
            fraction(ratio.median_log10_ratio),
            fraction(low),
            fraction(high),
            percent(ratio.share_below),
            ratio.n
        ),
    }
}

/// A recurrent population against that of random networks.
pub(super) fn learnt(name: &str, control: Option<&Control>) -> Claim {
    let claim = format!(
        "learning made the {name} state less tangled than that of a random LSTM driven by the same \
         observations"
    );
    let ratios = random_ratios(name, control);
    let Some((low, high)) = extent(&ratios) else {
        return undecided(claim, "the control random_lstm was not measured");
    };
    Claim {
        claim,
        held: if high < 0.0 {
            Some(true)
        } else if low > 0.0 {
            Some(false)
        } else {
            None
        },
        because: format!(
            "median log10 ratio, trained over random, is {} to {} over {} random networks; held if below \
             0 for every one, not held if above 0 for every one",
            fraction(low),
            fraction(high),
            ratios.len()
        ),
    }
}

/// Median log ratios of the trained population over that of each random network.
fn random_ratios(name: &str, control: Option<&Control>) -> Vec<f64> {
    let runs = control.iter().flat_map(|control| &control.runs);
    runs.filter_map(|run| {
        // the control compares itself with the trained one: the other way round
        let ratio = run.against_trained.get(name)?.all_units?;
        Some(-ratio.median_log10_ratio)
    })
    .collect()
}

fn extent(values: &[f64]) -> Option<(f64, f64)> {
    let low = values.iter().copied().reduce(f64::min)?;
    let high = values.iter().copied().reduce(f64::max)?;
    Some((low, high))
}

fn elliptical(name: &str, report: &Report) -> Claim {
    let claim = format!("trajectories of the {name} state are elliptical");
    match report.layers.get(name).and_then(|layer| layer.ellipse_r2) {
        None => undecided(claim, "no ellipse: the population does not vary"),
        Some(r2) => Claim {
            claim,
            held: Some(r2 >= ELLIPSE),
            because: format!(
                "one ellipse explains {r2:.3} of the variance in a condition's plane (median over \
                 conditions); held from {ELLIPSE} on. {}",
                beside(report, (r2, ELLIPSE), |layer| layer.ellipse_r2)
            ),
        },
    }
}

/// Layers other than the recurrent ones, by name, with a number of theirs.
fn others(report: &Report, number: impl Fn(&LayerReport) -> Option<f64>) -> Vec<(&str, f64)> {
    let layers = report.layers.iter();
    let others = layers.filter(|(name, _)| !RECURRENT.contains(&name.as_str()));
    others
        .filter_map(|(name, layer)| Some((name.as_str(), number(layer)?)))
        .collect()
}

/// The same number of the other layers, and how many of them pass the same rule: what others pass is
/// no mark of the recurrent layer.
fn beside(
    report: &Report,
    (value, least): (f64, f64),
    number: impl Fn(&LayerReport) -> Option<f64>,
) -> String {
    let others = others(report, number);
    if others.is_empty() {
        return "No other layer was measured".to_owned();
    }
    let passed = others.iter().filter(|(_, value)| *value >= least).count();
    let listed: Vec<String> = others
        .iter()
        .map(|(name, value)| format!("{name} {}", fraction(*value)))
        .collect();
    let so = match (value >= least, passed) {
        (true, 0) => ": no other layer does",
        (true, _) => ": to pass does not set the recurrent layer apart",
        (false, _) => "",
    };
    format!(
        "Other layers that pass the same rule: {passed} of {} ({}){so}",
        others.len(),
        listed.join(", ")
    )
}

/// How many layers other than the recurrent ones are elliptical, and of how many, where one of the
/// recurrent ones is.
pub fn also_elliptical(report: &Report) -> Option<(usize, usize)> {
    let is_elliptical = |name: &&str| {
        let r2 = report.layers.get(*name).and_then(|layer| layer.ellipse_r2);
        r2.is_some_and(|r2| r2 >= ELLIPSE)
    };
    RECURRENT.iter().find(|name| is_elliptical(name))?;
    let others = others(report, |layer| layer.ellipse_r2);
    let passed = others.iter().filter(|(_, r2)| *r2 >= ELLIPSE).count();
    (!others.is_empty()).then_some((passed, others.len()))
}

fn stacked(name: &str, axis: &str, report: &Report) -> Claim {
    let claim = format!("conditions stack by {axis} speed along an axis of the {name} state");
    let found = report
        .layers
        .get(name)
        .and_then(|layer| layer.speed_axis.get(axis)?.as_ref());
    match found.and_then(|found| Some((found, found.rank_correlation?))) {
        None => undecided(claim, "too few conditions of this axis count"),
        Some((found, rank)) => Claim {
            claim,
            held: Some(rank >= STACKED),
            because: format!(
                "rank correlation of mean activity and speed {} over {} conditions, {} of their variance \
                 along the axis; held from {STACKED} on{}. {}; the observation holds the command itself",
                fraction(rank),
                found.conditions,
                percent(found.variance_share),
                by_size(found),
                beside(report, (rank, STACKED), |layer| {
                    layer.speed_axis.get(axis)?.as_ref()?.rank_correlation
                })
            ),
        },
    }
}

/// That an axis orders conditions by |speed|, where it does so and not by speed.
fn by_size(found: &SpeedAxisReport) -> String {
    match found.rank_by_size() {
        None => String::new(),
        Some(rank) => format!(
            "; with |speed| it is {}: the axis orders how fast the robot goes, not which way",
            fraction(rank)
        ),
    }
}

fn undecided(claim: String, because: &str) -> Claim {
    Claim {
        claim,
        held: None,
        because: because.to_owned(),
    }
}

/// Q of the trained network over that of the random ones, of each recurrent population, in a sentence.
pub fn random_networks_numbers(report: &Report) -> String {
    let control = report.controls.get("random_lstm");
    let mut networks = 0;
    let mut said = Vec::new();
    for name in RECURRENT {
        let ratios = random_ratios(name, control);
        networks = networks.max(ratios.len());
        if let Some((low, high)) = extent(&ratios) {
            let [low, high] = [low, high].map(|log| format!("{:.2}", 10_f64.powf(log)));
            let range = if low == high {
                low
            } else {
                format!("{low} to {high}")
            };
            said.push(format!("{range} times ({name} state)"));
        }
    }
    if said.is_empty() {
        return "Random LSTM. Not measured.".to_owned();
    }
    format!(
        "Random LSTM. At the same time points Q of the trained network is, in the median, {} that of \
         untrained LSTMs ({networks} of them) driven by the same observations.",
        said.join(" and ")
    )
}

/// What the random networks say about the finding, in plain words: the numbers, and what follows.
pub fn what_random_networks_say(report: &Report) -> String {
    let control = report.controls.get("random_lstm");
    let verdict = |name| {
        let (low, high) = extent(&random_ratios(name, control))?;
        Some(if low > 0.0 {
            "random networks are less tangled than the trained one, so that learning is not needed for \
             low tangling"
        } else if high < 0.0 {
            "the trained network is less tangled than every random one, so that learning added to it"
        } else {
            "random networks are about as tangled as the trained one, so that learning is not needed for \
             most of the effect"
        })
    };
    let numbers = random_networks_numbers(report);
    match RECURRENT.map(|name| (name, verdict(name))) {
        [(_, Some(first)), (_, Some(second))] if first == second => {
            format!("{numbers} In both states {first}.")
        }
        said => {
            let said = said
                .into_iter()
                .filter_map(|(name, verdict)| Some(format!(" In the {name} state {}.", verdict?)));
            numbers + &said.collect::<String>()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::result::Comparison;
    use super::*;

    fn ratio(interval: Option<[f64; 2]>) -> Option<Ratio> {
        Some(Ratio {
            n: 100,
            share_below: 0.7,
            median_log10_ratio: -0.1,
            interval,
            bootstrap_bias: None,
            share_interval: None,
        })
    }

    #[test]
    fn an_interval_that_holds_zero_decides_nothing() {
        let held = |interval| less_tangled("hidden", "all units", ratio(interval)).held;
        assert_eq!(held(Some([-0.3, -0.1])), Some(true));
        assert_eq!(held(Some([0.1, 0.3])), Some(false));
        assert_eq!(held(Some([-0.1, 0.3])), None);
        assert_eq!(held(None), None);
        assert_eq!(less_tangled("hidden", "all units", None).held, None);
    }

    #[test]
    fn other_layers_stand_beside_a_claim_about_one() {
        let mut report = super::super::samples::Sample::full().result().report;
        let others = report.layers.len() - RECURRENT.len();
        for layer in report.layers.values_mut() {
            layer.ellipse_r2 = Some(0.95);
        }
        let because = elliptical("hidden", &report).because;
        let all = format!("{others} of {others} (action 0.950,");
        assert!(because.contains(&all), "{because}");
        assert!(because.ends_with("does not set the recurrent layer apart"));
        assert_eq!(also_elliptical(&report), Some((others, others)));
        for name in ["action", "body", "encoder", "observation", "torque"] {
            report.layers.get_mut(name).unwrap().ellipse_r2 = Some(0.5);
        }
        let because = elliptical("hidden", &report).because;
        assert!(because.ends_with("no other layer does"), "{because}");
        report.layers.get_mut("hidden").unwrap().ellipse_r2 = Some(0.5);
        let because = elliptical("hidden", &report).because;
        assert!(because.ends_with("torque 0.500)"), "{because}");
        report.layers.get_mut("cell").unwrap().ellipse_r2 = None;
        assert_eq!(also_elliptical(&report), None, "no recurrent layer passes");
    }

    #[test]
    fn learning_must_beat_every_random_network() {
        let run = |median: f64| super::super::result::ControlRun {
            label: String::new(),
            steps: None,
            kept: 1,
            left_out: Default::default(),
            layers: Default::default(),
            comparisons: Default::default(),
            against_trained: [(
                "cell".to_owned(),
                Comparison {
                    all_units: ratio(None).map(|ratio| Ratio {
                        median_log10_ratio: median,
                        ..ratio
                    }),
                    equal_dimensions: None,
                },
            )]
            .into(),
        };
        let held = |medians: &[f64]| {
            let control = Control {
                what: String::new(),
                missing: None,
                runs: medians.iter().map(|&median| run(median)).collect(),
            };
            learnt("cell", Some(&control)).held
        };
        assert_eq!(
            held(&[0.2, 0.1]),
            Some(true),
            "random ones are more tangled"
        );
        assert_eq!(held(&[-0.2, -0.1]), Some(false));
        assert_eq!(held(&[-0.2, 0.1]), None);
        assert_eq!(learnt("cell", None).held, None);
    }
}
