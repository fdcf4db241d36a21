//! Mean cycles of every layer in the plane of its first two principal components, by speed.

use super::Plate;
use super::activity::{speed_bar, speed_color};
use super::data::{Along, Data, plain};
use crate::report::chart::{
    self, EDGE, LABEL, Plane, WIDTH, draw_color_bar, draw_head, draw_void, half_range,
};
use crate::report::curve;
use crate::report::svg::{Anchor, Paint, Path, Rect, Svg};
use crate::style::numbers::percent;

const TITLE: &str = "Trajectories in the plane of the first two principal components";
/// Room for the names of the layers.
const NAMES: f32 = 26.0;
const GAP: f32 = 8.0;
const TOP: f32 = 66.0;
/// Smallest side of a square.
const LEAST: f32 = 150.0;

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let (axes, layers) = (data.axes(), data.layers());
    let columns = axes.len().max(1) as f32;
    let side = ((WIDTH - 2.0 * EDGE - NAMES + GAP) / columns - GAP).clamp(LEAST, 260.0);
    let width = (2.0 * EDGE + NAMES + columns * (side + GAP) - GAP).max(WIDTH);
    let height = TOP + layers.len() as f32 * (side + GAP) + EDGE;
    let mut svg = chart::wide_sheet("portraits", [width, height], TITLE);
    let left = |column: usize| EDGE + NAMES + column as f32 * (side + GAP);
    for (column, along) in axes.iter().enumerate() {
        let head = [left(column), 18.0];
        draw_head(&mut svg, head, chart::letter(column), &plain(along.name));
        let bar = speed_bar(along, along.unit);
        draw_color_bar(&mut svg, [left(column), 40.0], side * 0.5, &bar);
    }
    for (row, layer) in layers.iter().enumerate() {
        let y = TOP + row as f32 * (side + GAP);
        let at = [EDGE + 14.0, y + side / 2.0];
        svg.text_turned(at, -90.0, LABEL.anchor(Anchor::Middle), layer);
        let squares: Vec<Rect> = (0..axes.len())
            .map(|column| Rect::new(left(column), y, side, side))
            .collect();
        draw_layer(&mut svg, data, layer, (&axes, &squares));
    }
    if axes.is_empty() {
        let rect = Rect::new(EDGE, TOP, WIDTH - 2.0 * EDGE, 140.0);
        draw_void(&mut svg, rect, "no sweep of speeds counts");
    }
    Plate {
        name: "portraits",
        title: TITLE,
        caption: caption(data),
        figure: svg.finish(),
    }
}

fn draw_layer(svg: &mut Svg, data: &Data, layer: &str, (axes, squares): (&[Along], &[Rect])) {
    let Some((scores, ratio)) = data.scores(layer, 2) else {
        for square in squares {
            draw_void(svg, *square, "fewer than two components vary");
        }
        return;
    };
    let flat = scores.iter().flatten().map(|score| [score[0], score[1]]);
    let half_range = half_range(flat);
    for (index, (along, &square)) in axes.iter().zip(squares).enumerate() {
        let plane = Plane { square, half_range };
        let names = [("PC1", 0), ("PC2", 1)]
            .map(|(name, component)| format!("{name} {}", percent(ratio[component])));
        match index {
            0 => plane.draw(svg, [&names[0], &names[1]]),
            _ => plane.draw(svg, ["", ""]),
        }
        for (&condition, &speed) in along.conditions.iter().zip(&along.speeds) {
            let cycle = scores[condition].iter().map(|score| [score[0], score[1]]);
            let points = plane.points(cycle);
            let color = speed_color(along.place(speed));
            let outline = closed(&points);
            svg.path(&outline, Paint::stroke(color, 1.1).class("cycle"));
        }
    }
}

/// The closed polygon through the points of a cycle; smooth where they are few.
pub(super) fn closed(points: &[[f32; 2]]) -> Path {
    if points.len() < 60 {
        curve::closed_loop(points)
    } else {
        Path::polygon(points)
    }
}

fn caption(data: &Data) -> String {
    let n: usize = data.report.conditions.kept;
    format!(
        "A row is a layer, a column the commands along one speed axis; each closed loop is the mean \
         cycle of one command, coloured by its signed speed. Within a row the plane is the same: the \
         first two principal components of the layer’s z-scored units over all {n} conditions, with the \
         share of variance of each; both axes have one scale, and the cross is the mean of all. Smooth \
         ellipses that nest or stack by colour are what the paper reports of the recurrent layer; \
         crossing, folded loops make for tangling."
    )
}
