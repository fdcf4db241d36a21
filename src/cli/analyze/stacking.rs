//! What `analyze --condition` says of how trajectories stack: a table, and warnings where what the axis
//! leaves out tells them apart.

use std::collections::BTreeMap;

use super::table::or_dash;
use crate::analysis::conditions::{AxisReport, ConditionsReport};
use crate::analysis::speed_axis::is_mostly_between;
use crate::report::table::{Column, Table};

/// How trajectories stack by their condition, and why where they don't.
pub(super) fn axes(condition: &str, layers: &BTreeMap<String, ConditionsReport>) -> String {
    let mut table = Table::new(vec![
        Column::words("layer"),
        Column::numbers("variance", "%"),
        Column::numbers("rank corr.", ""),
        Column::numbers("R^2", ""),
        Column::numbers("error, RMS", ""),
        Column::numbers("of the mean", ""),
    ]);
    for (name, report) in layers {
        let axis = report.axis.as_ref();
        table.push([
            name.clone(),
            or_dash(axis.map(|axis| 100.0 * axis.variance_share), 1),
            or_dash(axis.and_then(|axis| axis.rank_correlation), 2),
            or_dash(axis.map(|axis| axis.linearity), 2),
            or_dash(axis.and_then(|axis| axis.decoding_error), 3),
            or_dash(axis.and_then(|axis| axis.decoding_error_of_mean), 3),
        ]);
    }
    let mut text = format!(
        "\n{condition} axis: largest variance of mean activity in PC1 to PC12, beside the plane of the \
         trajectories\nless each one's mean; decoded, each left out, in PC1 to PC12\n{}",
        table.to_text()
    );
    for (name, report) in layers {
        if report.axis.is_none() && report.tangling.is_some() {
            let largest = report.left_out_between.iter().copied().fold(0.0, f64::max);
            text += &format!(
                "{name} has no {condition} axis: the trajectories have one mean beside the plane in which they \
                 run; up to {:.0} % of the variance along that plane lies between them\n",
                100.0 * largest
            );
        }
    }
    text
}

/// What to know of a layer whose axis leaves out what tells its trajectories apart, and of one whose axis
/// by PC3 to PC12 would.
pub(super) fn warnings(condition: &str, layer: &str, report: &ConditionsReport) -> Vec<String> {
    let within = mostly_between(&report.left_out_between).map(|(at, share)| {
        format!(
            "layer {layer}: {:.0} % of the variance along direction {} of the plane of the trajectories lies \
             between them: they part within the plane that the {condition} axis leaves out",
            100.0 * share,
            at + 1
        )
    });
    let mut found: Vec<String> = within.collect();
    if let Some(axis) = &report.axis {
        found.extend(of_components(layer, axis));
    }
    found
}

/// What leaving PC1 and PC2 out would lose.
fn of_components(layer: &str, axis: &AxisReport) -> Vec<String> {
    let Some(components) = &axis.components else {
        return Vec::new();
    };
    let lost = mostly_between(&components.left_out_between).map(|(at, share)| {
        format!(
            "layer {layer}: {:.0} % of the variance of PC{} lies between trajectories: an axis among PC3 to \
             PC12 (Rush et al. 2023) lacks it; the rank correlation of that one is {}, of this {}",
            100.0 * share,
            at + 1,
            or_dash(components.rank_correlation, 2),
            or_dash(axis.rank_correlation, 2)
        )
    });
    lost.collect()
}

/// Directions of which more than half lies between trajectories.
fn mostly_between(shares: &[f64]) -> impl Iterator<Item = (usize, f64)> {
    let shares = shares.iter().copied().enumerate();
    shares.filter(|(_, share)| is_mostly_between(*share))
}
