//! Tables of the shape of trajectories: dimensions, ellipses, rotations, fixed points.

use super::words::*;
use crate::experiment::result::Report;
use crate::report::html::{Cell, HtmlTable, escape};
use crate::style::numbers::scientific;

/// What to look for in the figures, before they come.
pub(super) fn introduction() -> String {
    let list: String = LOOK_FOR
        .iter()
        .map(|(figure, what)| {
            format!(
                "<li><a href=\"#figure-{figure}\">{}</a>: {}</li>\n",
                escape(&sentence(&plain(figure))),
                escape(what)
            )
        })
        .collect();
    format!("<p>{}</p>\n<ul>\n{list}</ul>\n", escape(INTRODUCTION))
}

const INTRODUCTION: &str = "Q is one number and does not say what a trajectory looks like. This part shows \
                            it. The paper reports two shapes of the recurrent layer: under each command \
                            the state runs round an ellipse, and the ellipses of one direction lie stacked in order of \
                            speed. Compare the recurrent layer with the others: what all of \
                            them share comes with walking in a rhythm, not with the recurrent layer. \
                            Trajectories and spectra are drawn of every layer, single units and stacks of the \
                            recurrent layer, action and torque; fixed points are the recurrent layer\u{2019}s \
                            alone. The tables below the figures hold every layer. What to look for:";

/// By name of the figure.
const LOOK_FOR: [(&str, &str); 6] = [
    (
        "activity",
        "single units over a stride. Smooth waves whose height or place shifts with the colour carry speed; \
         kinks and reversals raise Q: see which layer has them.",
    ),
    (
        "portraits",
        "whole layers seen from the side where they move most. Look for open loops that keep apart, \
         against loops that fold or cross.",
    ),
    (
        "spectra",
        "in how many directions a layer moves. A curve that rises to 1 at once is a layer of few dimensions, \
         which has less room to keep states apart.",
    ),
    (
        "stacks",
        "the loops along the direction, beside the plane in which they run, along which the commands\u{2019} means \
         lie furthest apart. Colours in order from bottom to top are a stack; dark and light ends that meet \
         order how fast, not which way.",
    ),
    (
        "fixed_points",
        "where the recurrent layer comes to rest when its input is held. Look at whether there is such a \
         state within the loop.",
    ),
    (
        "eigenvalues",
        "how it comes to rest there. All marks within the circle mean that every small push dies out; the \
         nearer to the circle, the slower.",
    ),
];

/// Every layer: dimension and ellipses.
pub(super) fn shapes_table(report: &Report) -> String {
    let caption = format!(
        "Shape of the mean cycles of {} conditions, on the first 12 components of the z-scored units. \
         Ellipse figures are medians over conditions (R² in the condition\u{2019}s own plane, and in all of \
         these components); no intervals were made.",
        report.conditions.kept
    );
    let names = [
        "layer",
        "participation ratio",
        "PC1",
        "PC2",
        "PC3",
        "ellipse R², plane",
        "ellipse R², all",
        "eccentricity",
    ];
    let mut table = HtmlTable::new(caption, headings(&names.map(str::to_owned), &[]));
    for name in layers(report) {
        let layer = &report.layers[name];
        let ellipse = layer.ellipse.as_ref();
        let component = |index: usize| percent(layer.variance_ratio.get(index).copied());
        let numbers = [
            number(layer.participation_ratio),
            component(0),
            component(1),
            component(2),
            number(ellipse.map(|ellipse| ellipse.r2)),
            number(ellipse.map(|ellipse| ellipse.r2_all_components)),
            number(ellipse.map(|ellipse| ellipse.eccentricity)),
        ];
        let mut row = vec![Cell::words(name)];
        row.extend(numbers.map(Cell::number));
        table.push(row);
    }
    table.to_html()
}

/// Every layer: rotation, and how far conditions keep apart.
pub(super) fn rotations_table(report: &Report) -> String {
    let caption = "Rotation (jPCA), and how far conditions keep apart: the smallest distance to the nearest \
                   other cycle, in units of the cycles\u{2019} radius, and how far alike states part within a \
                   stride (divergence). Medians.";
    let names = [
        "layer",
        "jPCA R², skew",
        "jPCA R², free",
        "fastest rotation, Hz",
        "nearest condition, radii",
        "divergence",
    ];
    let mut table = HtmlTable::new(caption, headings(&names.map(str::to_owned), &[]));
    for name in layers(report) {
        let layer = &report.layers[name];
        let (rotation, apart) = (layer.rotation.as_ref(), layer.separation.as_ref());
        let numbers = [
            number(rotation.map(|rotation| rotation.skew_r2)),
            number(rotation.map(|rotation| rotation.free_r2)),
            number(rotation.map(|rotation| rotation.frequency)),
            number(apart.map(|apart| apart.nearest_condition)),
            number(apart.and_then(|apart| apart.divergence)),
        ];
        let mut row = vec![Cell::words(name)];
        row.extend(numbers.map(Cell::number));
        table.push(row);
    }
    table.to_html()
}

/// Fixed and slow points of the recurrent layer, a part a held input.
pub(super) fn fixed_points_table(report: &Report) -> String {
    let caption = "Fixed and slow points of hidden and cell state under the held mean observation of one \
                   command a sweep. q: how fast the state still moves there; largest modulus: the largest \
                   factor by which a mode is multiplied in one control step; if below 1, every mode dies out.";
    let names = [
        "point",
        "q",
        "unstable modes",
        "largest modulus",
        "its frequency, Hz",
        "starts that ended here",
    ];
    let mut table = HtmlTable::new(caption, headings(&names.map(str::to_owned), &[]));
    for held in &report.fixed_points {
        let note = format!(
            "command {}; {} starts given up",
            command(held.command),
            held.given_up
        );
        table.head_part("", sentence(&plain(&held.sweep)), note);
        if held.points.is_empty() {
            table.push_sentence("none found", NONE);
        }
        for point in &held.points {
            let kind = if point.is_fixed { "fixed" } else { "slow" };
            let modes = point.unstable_modes.map(|modes| modes.to_string());
            table.push(vec![
                Cell::words(kind),
                Cell::number(scientific(point.q)),
                Cell::number(modes.unwrap_or(NONE.to_owned())),
                Cell::number(number(point.largest_modulus)),
                Cell::number(number(point.leading_frequency)),
                count(point.starts),
            ]);
        }
    }
    table.to_html()
}
