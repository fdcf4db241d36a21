//! Claims on stacks: are conditions in order of speed along the speed axis?

use super::{AXES, Beside, STACKED, beside, held_beside, others, undecided};
use crate::analysis::speed_axis::is_mostly_between;
use crate::experiment::layers::RECURRENT;
use crate::experiment::result::{Claim, LayerReport, PlaneName, Report, SpeedAxisReport};
use crate::style::numbers::{fraction, percent};

/// All conditions of an axis, both directions where there are two.
pub(super) fn together(name: &str, axis: &str, report: &Report) -> Claim {
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
                 along the axis{}; held from {STACKED} on{}. {}{}",
                fraction(rank),
                found.conditions,
                percent(found.variance_share),
                left_out(found),
                by_size(found),
                beside((rank, STACKED), &others(report, rank_along(axis))),
                of_the_observation(&others(report, rank_along(axis)))
            ),
        },
    }
}

/// Each sweep of an axis, one direction as in the paper.
pub(super) fn each_alone(name: &str, axis: &str, report: &Report) -> Claim {
    let claim = format!(
        "conditions of each direction alone stack by {axis} speed along an axis of the {name} state"
    );
    let layer = report.layers.get(name);
    let Some(least) = layer.and_then(rank_alone(axis, report)) else {
        return undecided(claim, "too few conditions of one of its sweeps count");
    };
    let said: Vec<String> = sweeps(axis, report)
        .filter_map(|sweep| {
            let found = layer?.speed_axis.get(&of_sweep(sweep))?.as_ref()?;
            let rank = fraction(found.rank_correlation?);
            Some(format!("{sweep} {rank}{}", left_out(found)))
        })
        .collect();
    Claim {
        claim,
        held: Some(least >= STACKED),
        because: format!(
            "rank correlation of mean activity and speed: {}; held from {STACKED} on in each. {}",
            said.join(", ").replace('_', " "),
            beside((least, STACKED), &others(report, rank_alone(axis, report)))
        ),
    }
}

/// Of every claim on stacks that held.
pub(crate) fn beside_stacks(report: &Report) -> Vec<Beside> {
    let pairs = RECURRENT
        .iter()
        .flat_map(|name| AXES.map(|axis| (name, axis)));
    let held = pairs.flat_map(|(name, axis)| {
        let both = others(report, rank_along(axis));
        let alone = others(report, rank_alone(axis, report));
        [
            held_beside(&together(name, axis, report), &both, STACKED),
            held_beside(&each_alone(name, axis, report), &alone, STACKED),
        ]
    });
    held.flatten().collect()
}

/// The rank correlation along an axis, of a layer.
fn rank_along(axis: &str) -> impl Fn(&LayerReport) -> Option<f64> {
    move |layer| layer.speed_axis.get(axis)?.as_ref()?.rank_correlation
}

/// The least rank correlation of the sweeps of an axis, each on its own; `None` where one has none.
fn rank_alone(axis: &str, report: &Report) -> impl Fn(&LayerReport) -> Option<f64> {
    let names: Vec<String> = sweeps(axis, report).map(of_sweep).collect();
    move |layer| {
        let ranks = names.iter().map(|name| rank_along(name)(layer));
        ranks
            .collect::<Option<Vec<f64>>>()?
            .into_iter()
            .reduce(f64::min)
    }
}

/// The rank correlation with |speed|, where the axis orders that and not speed: by the rule of the claims
/// it is at least [`STACKED`] in size, and that with speed is less.
pub(crate) fn rank_by_size(found: &SpeedAxisReport) -> Option<f64> {
    let orders = |rank: &f64| rank.abs() >= STACKED;
    found
        .rank_correlation_abs
        .filter(orders)
        .filter(|_| !found.rank_correlation.as_ref().is_some_and(orders))
}

/// Names of the suite's sweeps of an axis.
fn sweeps<'a>(axis: &'a str, report: &'a Report) -> impl Iterator<Item = &'a str> {
    let sweeps = report.options.suite.sweeps.iter();
    let own = sweeps.filter(move |sweep| sweep.speed_axis == axis);
    own.map(|sweep| sweep.name.as_str())
}

/// The axis of a sweep alone.
fn of_sweep(sweep: &str) -> String {
    format!("sweep_{sweep}")
}

/// A warning where a direction that was left out tells conditions apart more than it holds their cycles,
/// and what PC1 and PC2 would have been where they are not what was left out.
fn left_out(found: &SpeedAxisReport) -> String {
    let mut said = String::new();
    if let Some(named) = mostly_between(found.plane, &found.left_out_between) {
        said = format!(" (careful: {named}, and was left out)");
    }
    let other = found.other_plane.as_ref();
    if let Some(other) = other.filter(|other| other.plane == PlaneName::Components)
        && let Some(named) = mostly_between(other.plane, &other.left_out_between)
    {
        let rank = other.rank_correlation.map_or("none".to_owned(), fraction);
        said += &format!(
            " (the plane of the cycles left out; with PC1 and PC2 left out it would be {rank}, since {named})"
        );
    }
    said
}

/// The directions of a plane that vary mostly between conditions, with the share; `None` if none does.
fn mostly_between(plane: PlaneName, between: &[f64]) -> Option<String> {
    let named = between.iter().enumerate();
    let named = named.filter(|(_, share)| is_mostly_between(**share));
    let named: Vec<String> = named
        .map(|(at, share)| {
            let direction = match plane {
                PlaneName::Components => format!("PC{}", at + 1),
                PlaneName::Cycles => format!("direction {} of the cycles", at + 1),
            };
            format!("{} of the variance of {direction}", percent(*share))
        })
        .collect();
    (!named.is_empty()).then(|| format!("{} lies between conditions", named.join(" and ")))
}

/// Speed axes that leave out what tells conditions apart: layer, axis, and which directions, in words.
pub(crate) fn speed_left_out(report: &Report) -> Vec<(&str, &str, String)> {
    let axes = report.layers.iter().flat_map(|(layer, found)| {
        let axes = found.speed_axis.iter();
        axes.filter_map(move |(axis, found)| Some((layer, axis, found.as_ref()?)))
    });
    let lost = axes.filter_map(|(layer, axis, found)| {
        let named = mostly_between(found.plane, &found.left_out_between)?;
        Some((layer.as_str(), axis.as_str(), named))
    });
    lost.collect()
}

/// Why the observation may fail to stack, where it does: it holds the commanded speed itself.
fn of_the_observation(others: &[(&str, f64)]) -> &'static str {
    let fails = |(name, rank): &(&str, f64)| *name == "observation" && *rank < STACKED;
    if others.iter().any(fails) {
        ". Although the observation contains the command, the direction in which it varies most need not be \
         the command’s"
    } else {
        ""
    }
}

/// That an axis orders conditions by |speed|, where it does so and not by speed.
fn by_size(found: &SpeedAxisReport) -> String {
    match rank_by_size(found) {
        None => String::new(),
        Some(rank) => format!(
            "; with |speed| it is {}: the axis orders how fast the robot goes, not which way",
            fraction(rank)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::result::OtherPlaneReport;
    use crate::experiment::samples::Sample;

    fn forward(report: &mut Report, axis: &str) -> SpeedAxisReport {
        let layer = report.layers.get_mut("hidden").unwrap();
        layer.speed_axis[axis].clone().unwrap()
    }

    #[test]
    fn an_observation_that_does_not_stack_is_explained() {
        assert!(of_the_observation(&[("observation", 0.2)]).contains("contains the command"));
        assert_eq!(
            of_the_observation(&[("observation", 1.0), ("body", 0.2)]),
            ""
        );
    }

    #[test]
    fn each_direction_alone_holds_only_if_all_do() {
        let mut report = Sample::full().result().report;
        let mut back = report.options.suite.sweeps[0].clone();
        back.name = "backward".to_owned();
        report.options.suite.sweeps.push(back);
        let alone = |report: &Report| each_alone("hidden", "forward", report);
        assert_eq!(alone(&report).held, None, "backward was not measured");
        for (rank, held) in [(0.95, true), (0.85, false)] {
            let mut ranks = [1.0, rank];
            for _ in 0..2 {
                let mut found = forward(&mut report, "sweep_forward");
                let layer = report.layers.get_mut("hidden").unwrap();
                for (sweep, rank) in ["forward", "backward"].into_iter().zip(ranks) {
                    found.rank_correlation = Some(rank);
                    layer
                        .speed_axis
                        .insert(of_sweep(sweep), Some(found.clone()));
                }
                assert_eq!(alone(&report).held, Some(held));
                ranks.reverse();
            }
        }
        let because = alone(&report).because;
        assert!(
            because.contains("forward 0.850, backward 1.00"),
            "{because}"
        );
    }

    #[test]
    fn what_was_left_out_and_tells_conditions_apart_is_a_warning() {
        let mut found = forward(&mut Sample::full().result().report, "forward");
        found.plane = PlaneName::Components;
        found.left_out_between = vec![0.02, 0.77];
        found.other_plane = None;
        let said = left_out(&found);
        assert!(
            said.contains("careful: 77.0 % of the variance of PC2 lies between"),
            "{said}"
        );
        found.left_out_between = vec![0.02, 0.5];
        assert_eq!(left_out(&found), "", "half is not most");
        found.plane = PlaneName::Cycles;
        found.other_plane = Some(OtherPlaneReport {
            plane: PlaneName::Components,
            left_out_between: vec![0.6, 0.77],
            variance_share: 0.1,
            rank_correlation: Some(0.585),
        });
        let said = left_out(&found);
        assert!(
            !said.contains("careful") && said.contains("it would be 0.585"),
            "{said}"
        );
        assert!(
            said.contains("60.0 % of the variance of PC1") && said.contains("77.0 %"),
            "{said}"
        );
    }
}
