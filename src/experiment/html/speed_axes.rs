//! Tables of speed axes: what each orders, and how much of what it leaves out lies between conditions.

use super::words::*;
use crate::analysis::speed_axis::is_mostly_between;
use crate::experiment::claims::{STACKED, rank_by_size, speed_left_out};
use crate::experiment::result::{PlaneName, Report, SpeedAxisReport};
use crate::report::html::{Cell, HtmlTable, escape};
use crate::style::numbers::fraction;

const CAPTION: &str = "Speed axes: the direction that maximises the variance of the means of the \
                       axis\u{2019}s own conditions, among the first 12 components and at right angles to the \
                       plane left out. Conditions of one direction leave out PC1 and PC2, as in the paper; of \
                       both together, the plane of the cycles less each condition\u{2019}s mean. Left out, between \
                       conditions: how much of the variance along each of its two directions lies in the \
                       conditions\u{2019} means; where it is above a half (marked), leaving it out may lose speed. \
                       Other plane: the rank correlation with the other of the two left out, and the same \
                       shares of that. What an axis orders: speed, where their rank correlation is at least \
                       0.9 in size; else |speed|, where that with |speed|, given under it, is: such an axis \
                       tells how fast, not which way. Under the variance along the axis that along the decoder. \
                       Decoding (Saxena 2022): error for a speed left out, and under it that of always saying \
                       the mean. Angles are to the other axes, in degrees.";

/// Speed axes of the suite, a part each, by layer.
pub(super) fn whole_table(report: &Report) -> String {
    let names = [
        "layer",
        "rank correlation",
        "orders",
        "left out, between conditions",
        "other plane",
        "variance along it",
        "linearity R²",
        "decoding error",
        "angles",
    ];
    let mut table = HtmlTable::new(CAPTION, headings(&names.map(str::to_owned), &[2, 8]));
    let suite = &report.options.suite;
    for axis in suite.speed_axes() {
        let sweep = suite.sweeps.iter().find(|sweep| sweep.speed_axis == axis);
        let unit = sweep.map_or("", |sweep| crate::experiment::figures::unit(sweep.varies));
        let found = by_layer(report, axis);
        let mut some = found.iter().filter_map(|(_, found)| *found);
        let note = match some.next() {
            Some(one) => format!(
                "{} conditions, {unit}; left out: {}",
                one.conditions,
                plane(one.plane)
            ),
            None => "too few conditions count".to_owned(),
        };
        table.head_part("", sentence(&plain(axis)), note);
        for (name, found) in found {
            if let Some(found) = found {
                table.push(row(name, found));
            }
        }
    }
    table.to_html()
}

/// Axes of single sweeps: rank correlations, a row a layer.
pub(super) fn alone_table(report: &Report) -> String {
    let caption = "The same for each sweep alone: rank correlation of mean activity and speed, and under it \
                   how much of the variance along each of the two directions left out (PC1 and PC2 for \
                   one direction of travel) lies between conditions; above a half it is marked. A dash: too \
                   few conditions.";
    let sweeps = report.options.suite.sweeps.iter();
    let sweeps: Vec<&str> = sweeps.map(|sweep| sweep.name.as_str()).collect();
    let mut names = vec!["layer".to_owned()];
    names.extend(sweeps.iter().map(|name| plain(name)));
    let mut table = HtmlTable::new(caption, headings(&names, &[]));
    for name in layers(report) {
        let mut row = vec![Cell::words(name)];
        row.extend(sweeps.iter().map(|sweep| {
            let axis = format!("sweep_{sweep}");
            match report.layers[name].speed_axis.get(&axis) {
                Some(Some(found)) => {
                    let rank = found.rank_correlation.map_or(NONE.to_owned(), fraction);
                    marked(rank, &found.left_out_between).over(shares(&found.left_out_between))
                }
                _ => Cell::number(NONE),
            }
        }));
        table.push(row);
    }
    table.to_html()
}

/// A sentence for every axis that leaves out what tells conditions apart; empty if none does.
pub(super) fn warnings(report: &Report) -> String {
    let item = |(layer, axis, named): (&str, &str, String)| {
        let said = format!("{layer}, {}: {named}, and was left out", plain(axis));
        format!("<li>{}</li>\n", escape(&sentence(&said)))
    };
    let items: String = speed_left_out(report).into_iter().map(item).collect();
    if items.is_empty() {
        return items;
    }
    format!("<p>Careful: these speed axes may lack speed.</p>\n<ul>\n{items}</ul>\n")
}

fn by_layer<'a>(report: &'a Report, axis: &str) -> Vec<(&'a str, Option<&'a SpeedAxisReport>)> {
    let of_layer = |name: &str| report.layers[name].speed_axis.get(axis)?.as_ref();
    let names = layers(report).into_iter();
    names.map(|name| (name, of_layer(name))).collect()
}

fn plane(plane: PlaneName) -> &'static str {
    match plane {
        PlaneName::Components => "PC1 and PC2",
        PlaneName::Cycles => "the plane of the cycles",
    }
}

fn row(layer: &str, found: &SpeedAxisReport) -> Vec<Cell> {
    let whole = |(name, _): &(&String, &f64)| !name.starts_with("sweep_");
    let angles = found.angles.iter().filter(whole);
    let angles: Vec<String> = angles
        .map(|(name, angle)| format!("{} {angle:.0}", plain(name)))
        .collect();
    let mut error = Cell::number(number(found.decoding_error));
    if found.decoding_error.is_some() {
        error = error.over(number(found.decoding_error_of_mean));
    }
    let by_speed = found
        .rank_correlation
        .is_some_and(|rank| rank.abs() >= STACKED);
    let orders = match rank_by_size(found) {
        Some(rank) => Cell::words("|speed|").over(fraction(rank)),
        None if by_speed => Cell::words("speed"),
        None => Cell::words("neither"),
    };
    let other = match &found.other_plane {
        None => Cell::number(NONE),
        Some(other) => {
            let rank = other.rank_correlation.map_or(NONE.to_owned(), fraction);
            marked(rank, &other.left_out_between).over(shares(&other.left_out_between))
        }
    };
    vec![
        Cell::words(layer),
        Cell::number(found.rank_correlation.map_or(NONE.to_owned(), fraction)),
        orders,
        marked(shares(&found.left_out_between), &found.left_out_between),
        other,
        Cell::number(percent(Some(found.variance_share)))
            .over(percent(found.decoded_variance_share)),
        Cell::number(fraction(found.linearity)),
        error,
        Cell::of_class(angles.join(", "), "small"),
    ]
}

fn shares(between: &[f64]) -> String {
    let said: Vec<String> = between.iter().map(|share| percent(Some(*share))).collect();
    if said.is_empty() {
        NONE.to_owned()
    } else {
        said.join(", ")
    }
}

/// A cell that stands out where a direction that is left out varies mostly between conditions.
fn marked(text: String, between: &[f64]) -> Cell {
    if between.iter().any(|share| is_mostly_between(*share)) {
        Cell::of_class(text, "number lost")
    } else {
        Cell::number(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::samples::Sample;

    #[test]
    fn a_plane_that_holds_speed_is_marked_and_warned_of() {
        let mut report = Sample::full().result().report;
        for layer in report.layers.values_mut() {
            for found in layer.speed_axis.values_mut().flatten() {
                found.left_out_between = vec![0.02, 0.1];
                found.other_plane = None;
            }
        }
        assert_eq!(warnings(&report), "");
        assert!(!whole_table(&report).contains("lost") && !alone_table(&report).contains("lost"));
        let hidden = report.layers.get_mut("hidden").unwrap();
        let found = hidden.speed_axis.get_mut("forward").unwrap();
        found.as_mut().unwrap().left_out_between[1] = 0.77;
        assert_eq!(
            whole_table(&report)
                .matches("class=\"number lost\">")
                .count(),
            1
        );
        assert!(!alone_table(&report).contains("lost"));
        let said = warnings(&report);
        assert!(
            said.contains("Hidden, forward: 77.0\u{a0}% of the variance of"),
            "{said}"
        );
        let hidden = report.layers.get_mut("hidden").unwrap();
        let found = hidden.speed_axis.get_mut("sweep_forward").unwrap();
        found.as_mut().unwrap().left_out_between[0] = 0.51;
        assert!(alone_table(&report).contains("lost"));
        assert_eq!(warnings(&report).matches("<li>").count(), 2);
    }
}
