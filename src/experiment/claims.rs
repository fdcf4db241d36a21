//! The paper's claims against the result, by rules that were written before any result was seen, but for
//! the plane that conditions of both directions leave out ([`super::axes`]): PC1 and PC2 in its place had
//! taken speed with them.
//!
//! | claim | held | not held | undecided |
//! | --- | --- | --- | --- |
//! | a recurrent population is less tangled than the action (all units; equal components) | the 95 % interval of the median log10 ratio lies below 0 | it lies above 0 | it holds 0, or there is none |
//! | learning made it so: less tangled than random networks driven by the same observations | the median log10 ratio, random over trained, is above 0 for every seed | below 0 for every seed | mixed, or not measured |
//! | trajectories are elliptical | the median R^2 of one ellipse is at least [`ELLIPSE`] | it is less | there is none |
//! | conditions stack by speed along the speed axis | rank correlation of mean activity and speed is at least [`STACKED`] | it is less | there is none |
//! | the same in each direction alone | it is so for every sweep of the axis | it is less for one | one has none |
//!
//! Ellipses and stacks are claims about one layer: the numbers of the other layers stand beside them.
//! That the speed axes maximise the spread of mean activity is how they are made, and no claim to
//! test.

use super::layers::RECURRENT;
use super::random_networks::{BesideTrained, Verdict};
use super::range::Range;
use super::result::{Claim, Control, LayerReport, Ratio, Report};
use crate::style::numbers::{fraction, percent};

mod stacks;

pub(crate) use stacks::{beside_stacks, rank_by_size, speed_left_out};

/// Least R^2 of an elliptical trajectory.
pub(super) const ELLIPSE: f64 = 0.9;
/// Least rank correlation of conditions stacked by speed.
pub(super) const STACKED: f64 = 0.9;
/// The speed axes of the paper.
const AXES: [&str; 3] = ["forward", "lateral", "yaw"];

/// Every claim, judged.
pub(super) fn judge(report: &Report) -> Vec<Claim> {
    let mut claims = Vec::new();
    for name in RECURRENT {
        let pair = report.comparisons.get(&format!("{name}_action"));
        let equal = format!("equal components: {} each", report.options.equal_dimensions);
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
        claims.extend(AXES.map(|axis| stacks::together(name, axis, report)));
        claims.extend(AXES.map(|axis| stacks::each_alone(name, axis, report)));
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
            "median ratio {}, 95 % interval {} over strides; {} of {} time points lie below unity; held \
             if the interval lies below 1",
            ratio_of_log(Range {
                low: ratio.median_log10_ratio,
                high: ratio.median_log10_ratio
            }),
            ratio_of_log(Range { low, high }),
            percent(ratio.share_below),
            ratio.n
        ),
    }
}

/// A recurrent population against that of random networks.
fn learnt(name: &str, control: Option<&Control>) -> Claim {
    let claim = format!(
        "learning made the {name} state less tangled than that of a random LSTM driven by the same \
         observations"
    );
    let Some(beside) = BesideTrained::of(name, control) else {
        return undecided(claim, "the control random_lstm was not measured");
    };
    Claim {
        claim,
        held: match beside.verdict() {
            Verdict::TrainedIsLess => Some(true),
            Verdict::RandomIsLess => Some(false),
            Verdict::Alike => None,
        },
        because: format!(
            "median ratio of Q, random over trained, is {} over {} random networks; held if above 1 for \
             every one, not held if below 1 for every one",
            ratio_of_log(beside.logs),
            beside.networks
        ),
    }
}

/// Logarithms to base 10 as plain ratios, the logarithms beside them.
fn ratio_of_log(logs: Range) -> String {
    let ratios = logs.map(|log| 10_f64.powf(log));
    format!("{} (log10 {})", ratios.said(), logs.say(fraction))
}

fn elliptical(name: &str, report: &Report) -> Claim {
    let claim = format!("trajectories of the {name} state are elliptical");
    match report.layers.get(name).and_then(|layer| layer.ellipse_r2) {
        None => undecided(claim, "no ellipse: the population does not vary"),
        Some(r2) => Claim {
            claim,
            held: Some(r2 >= ELLIPSE),
            because: format!(
                "one ellipse explains {r2:.3} of the variance in a condition’s plane (median over \
                 conditions); held from {ELLIPSE} on. {}",
                beside((r2, ELLIPSE), &others(report, |layer| layer.ellipse_r2))
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

/// The same number of the other layers, and how many of them pass the same rule: what all others pass
/// is no mark of the recurrent layer. Where only some do, whether the action is among them, which it is
/// compared with.
fn beside((value, least): (f64, f64), others: &[(&str, f64)]) -> String {
    if others.is_empty() {
        return "No other layer was measured".to_owned();
    }
    let passed = others.iter().filter(|(_, other)| *other >= least).count();
    let listed: Vec<String> = others
        .iter()
        .map(|(name, other)| format!("{name} {}", fraction(*other)))
        .collect();
    let so = match passed {
        _ if value < least => String::new(),
        0 => ": no other layer does".to_owned(),
        all if all == others.len() => ": to pass does not set the recurrent layer apart".to_owned(),
        _ => of_the_action(others, least),
    };
    format!(
        "Other layers that pass the same rule: {passed} of {} ({}){so}",
        others.len(),
        listed.join(", ")
    )
}

fn of_the_action(others: &[(&str, f64)], least: f64) -> String {
    let action = others.iter().find(|(name, _)| *name == "action");
    match action {
        None => String::new(),
        Some((_, value)) if *value >= least => {
            ": the action, the layer compared with, is one of them".to_owned()
        }
        Some(_) => ": the action, the layer compared with, does not".to_owned(),
    }
}

/// What layers other than the recurrent ones say to a claim about one layer that held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beside {
    /// Layers that pass the same rule.
    pub passed: usize,
    /// Layers that could be held against it.
    pub others: usize,
    /// Whether the action passes; `None` where it could not be held against it.
    pub action_passes: Option<bool>,
}

/// Of every claim on ellipses that held.
pub(super) fn beside_ellipses(report: &Report) -> Vec<Beside> {
    let held = RECURRENT.iter().filter_map(|name| {
        let others = others(report, |layer| layer.ellipse_r2);
        held_beside(&elliptical(name, report), &others, ELLIPSE)
    });
    held.collect()
}

fn held_beside(claim: &Claim, others: &[(&str, f64)], least: f64) -> Option<Beside> {
    let passes = |value: f64| value >= least;
    let action = others.iter().find(|(name, _)| *name == "action");
    (claim.held == Some(true) && !others.is_empty()).then(|| Beside {
        passed: others.iter().filter(|(_, value)| passes(*value)).count(),
        others: others.len(),
        action_passes: action.map(|(_, value)| passes(*value)),
    })
}

fn undecided(claim: String, because: &str) -> Claim {
    Claim {
        claim,
        held: None,
        because: because.to_owned(),
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
        let passed = beside_ellipses(&report);
        assert_eq!(passed.len(), RECURRENT.len());
        assert_eq!((passed[0].passed, passed[0].others), (others, others));
        for name in ["action", "body", "encoder", "observation", "torque"] {
            report.layers.get_mut(name).unwrap().ellipse_r2 = Some(0.5);
        }
        let because = elliptical("hidden", &report).because;
        assert!(because.ends_with("no other layer does"), "{because}");
        report.layers.get_mut("hidden").unwrap().ellipse_r2 = Some(0.5);
        let because = elliptical("hidden", &report).because;
        assert!(because.ends_with("torque 0.500)"), "{because}");
        report.layers.get_mut("cell").unwrap().ellipse_r2 = None;
        assert_eq!(beside_ellipses(&report), [], "no recurrent layer passes");
    }

    #[test]
    fn where_some_layers_pass_it_is_said_whether_the_action_does() {
        let layers = [("action", 0.5), ("torque", 0.95)];
        let said = beside((0.95, STACKED), &layers);
        assert!(said.ends_with("the action, the layer compared with, does not"));
        let layers = [("action", 0.95), ("torque", 0.5)];
        let said = beside((0.95, STACKED), &layers);
        assert!(said.ends_with("the action, the layer compared with, is one of them"));
        let claim = Claim {
            held: Some(true),
            ..undecided("one".to_owned(), "")
        };
        let found = held_beside(&claim, &layers, STACKED).unwrap();
        assert_eq!((found.passed, found.action_passes), (1, Some(true)));
    }

    #[test]
    fn ratios_stand_plain_with_their_logarithms_behind() {
        let ratio = ratio(Some([-0.3, -0.1]));
        let because = less_tangled("hidden", "all units", ratio).because;
        for said in [
            "ratio 0.794 (log10 −0.100)",
            "interval 0.501 to 0.794 (log10 −0.300 to −0.100)",
        ] {
            assert!(because.contains(said), "{because}");
        }
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
            against_own_action: Default::default(),
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
