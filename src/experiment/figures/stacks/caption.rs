//! What the figure says of itself.

use super::LAYERS;
use crate::experiment::claims::{STACKED, rank_by_size};
use crate::experiment::figures::data::Data;
use crate::experiment::result::SpeedAxisReport;

/// How to read the figure, and along how many axes each layer stacks.
pub(super) fn caption(data: &Data) -> String {
    let said: Vec<String> = LAYERS
        .iter()
        .filter_map(|layer| ordered(data, layer))
        .collect();
    format!(
        "Each loop is the mean cycle of one command; the ground is the plane of the cycles: where the axis\u{2019}s \
         own conditions go both ways, the two directions in which they vary most once each condition\u{2019}s \
         mean is taken out, else PC1 and PC2. Up is the speed axis: the direction at right angles to that \
         plane, among the first 12 principal components, along which the conditions\u{2019} means lie furthest \
         apart. Dots are these means. The axis is drawn out or in as each panel says. Where conditions stack by \
         speed, dots and loops go from dark to light without turning back. Axes along which the means are in \
         order of speed, by a rank correlation of at least {STACKED} in size: {}.",
        if said.is_empty() {
            "none measured".to_owned()
        } else {
            said.join("; ")
        }
    )
}

/// How many axes order a layer by speed, and how many by its size alone; none where no axis is measured.
fn ordered(data: &Data, layer: &str) -> Option<String> {
    let axes = &data.report.layers.get(layer)?.speed_axis;
    let found: Vec<&SpeedAxisReport> = data
        .axes()
        .iter()
        .filter_map(|along| axes.get(along.name)?.as_ref())
        .filter(|found| found.rank_correlation.is_some())
        .collect();
    let by_speed = |found: &&&SpeedAxisReport| {
        let rank = found.rank_correlation;
        rank.is_some_and(|rank| rank.abs() >= STACKED)
    };
    let count = found.iter().filter(by_speed).count();
    let by_size = found.iter().filter(|found| rank_by_size(found).is_some());
    let by_size = match by_size.count() {
        0 => String::new(),
        count => format!(" (and {count} in order of |speed|: how fast, not which way)"),
    };
    (!found.is_empty()).then(|| format!("{layer} {count} of {}{by_size}", found.len()))
}
