//! What the figure says of itself.

use super::LAYERS;
use crate::experiment::claims::STACKED;
use crate::experiment::figures::data::Data;
use crate::experiment::result::SpeedAxisReport;

/// How to read the figure, and along how many axes each layer stacks.
pub fn caption(data: &Data) -> String {
    let said: Vec<String> = LAYERS
        .iter()
        .filter_map(|layer| ordered(data, layer))
        .collect();
    format!(
        "Each loop is the mean cycle of one command; the ground plane holds the first two principal \
         components of the axis\u{2019}s own conditions, and up is the speed axis: the direction among PC3 to \
         PC12 along which the conditions\u{2019} means lie furthest apart. Dots are these means. The axis is \
         drawn out as each panel says, since it holds little variance. Where conditions stack by speed, \
         dots and loops go from dark to light without turning back. Axes along which the means are in \
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
    let by_size = found.iter().filter(|found| found.rank_by_size().is_some());
    let by_size = match by_size.count() {
        0 => String::new(),
        count => format!(" (and {count} in order of |speed|: how fast, not which way)"),
    };
    (!found.is_empty()).then(|| format!("{layer} {count} of {}{by_size}", found.len()))
}
