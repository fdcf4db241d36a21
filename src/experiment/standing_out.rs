//! What stands out of the layers: the recurrent one, by low tangling, or the action, by high.
//!
//! In: median Q of each layer, 1/s^2, with all units or on equally many components. A layer without a
//! memory of its own is near the recurrent layer where its Q lies nearer to that of the more tangled
//! state than to that of the action, on a logarithmic scale; so the bound is their geometric mean.

use super::layers::RECURRENT;
use super::result::{LayerReport, Report};
use super::weakening::Units;

/// Layers without a memory of their own.
const WITHOUT_MEMORY: [&str; 4] = ["observation", "body", "encoder", "encoder_2"];

/// Layers held against both ends.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StandingOut {
    /// The more tangled of the recurrent states.
    pub state: &'static str,
    /// Layers without a memory that are near it.
    pub near_state: Vec<&'static str>,
    /// Those that are nearer to the action.
    pub near_action: Vec<&'static str>,
    /// Whether the torque is nearer to the action.
    pub is_torque_near_action: bool,
}

/// `None` where the recurrent layer is not less tangled than the action, or no layer was measured.
pub(super) fn standing_out(report: &Report, units: Units) -> Option<StandingOut> {
    let action = median(report, "action", units)?;
    let states = RECURRENT
        .iter()
        .filter_map(|name| Some((*name, median(report, name, units)?)));
    let (state, recurrent) = states.max_by(|a, b| a.1.total_cmp(&b.1))?;
    if recurrent >= action {
        return None;
    }
    let bound = (recurrent * action).sqrt();
    let measured = WITHOUT_MEMORY
        .iter()
        .filter_map(|name| Some((*name, median(report, name, units)?)));
    let (near_state, near_action): (Vec<_>, Vec<_>) = measured.partition(|(_, q)| *q < bound);
    if near_state.is_empty() && near_action.is_empty() {
        return None;
    }
    let names =
        |layers: Vec<(&'static str, f64)>| layers.into_iter().map(|(name, _)| name).collect();
    Some(StandingOut {
        state,
        near_state: names(near_state),
        near_action: names(near_action),
        is_torque_near_action: median(report, "torque", units).is_some_and(|q| q >= bound),
    })
}

/// Median Q of a layer over that of the action, with what is compared; no unit.
pub(super) fn over_action(report: &Report, name: &str, units: Units) -> Option<f64> {
    Some(median(report, name, units)? / median(report, "action", units)?)
}

/// Layers that have a Q, without a memory first.
pub(super) fn compared(report: &Report, units: Units) -> Vec<&'static str> {
    let names = WITHOUT_MEMORY.into_iter().chain(RECURRENT);
    names
        .filter(|name| median(report, name, units).is_some())
        .collect()
}

fn median(report: &Report, name: &str, units: Units) -> Option<f64> {
    let of_layer = |layer: &LayerReport| {
        let q = match units {
            Units::Own => layer.tangling.as_ref(),
            Units::Equal => layer.tangling_equal_dimensions.as_ref(),
        };
        q.map(|q| q.median)
    };
    report.layers.get(name).and_then(of_layer)
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;

    /// The sample with these medians.
    fn report(medians: &[(&str, f64)]) -> Report {
        let mut report = Sample::full().result().report;
        for (name, q) in medians {
            let layer = report.layers.get_mut(*name).unwrap();
            layer.tangling.as_mut().unwrap().median = *q;
        }
        report
    }

    #[test]
    fn a_layer_is_near_the_end_that_its_tangling_is_nearer_to() {
        // the bound is 20
        let report = report(&[
            ("hidden", 4.0),
            ("cell", 1.0),
            ("action", 100.0),
            ("observation", 21.0),
            ("body", 19.0),
            ("encoder", 3.0),
            ("torque", 90.0),
        ]);
        let found = standing_out(&report, Units::Own).unwrap();
        assert_eq!(found.state, "hidden");
        assert_eq!(found.near_state, ["body", "encoder"]);
        assert_eq!(found.near_action, ["observation"]);
        assert!(found.is_torque_near_action);
        assert_eq!(over_action(&report, "body", Units::Own), Some(0.19));
    }

    #[test]
    fn without_a_contrast_nothing_stands_out() {
        let report = report(&[("hidden", 4.0), ("cell", 9.0), ("action", 5.0)]);
        assert_eq!(standing_out(&report, Units::Own), None);
    }
}
