//! Cumulative distributions of tangling of all layers.

use super::Plate;
use super::data::Data;
use crate::analysis::tangling::compare::cumulative;
use crate::report::axis::{Axis, AxisScale};
use crate::report::chart::{
    self, EDGE, Frame, WIDTH, draw_frame, draw_head, draw_legend, draw_void, grid,
};
use crate::report::curve;
use crate::report::panel::Plot;
use crate::report::svg::{Paint, Rect, Svg};
use crate::style::numbers::significant;
use crate::style::palette::{self, Rgb};

const TITLE: &str = "How tangling is distributed in every layer";
const PANEL: [f32; 2] = [344.0, 280.0];
/// Points of a curve.
const POINTS: usize = 240;

/// A line of cumulative shares.
pub(super) struct Line {
    /// Its values, in any order.
    pub values: Vec<f64>,
    /// Its colour.
    pub color: Rgb,
    /// Its width in pixels.
    pub width: f32,
    /// Whether it is dashed.
    pub is_dashed: bool,
}

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let mut svg = chart::sheet("distributions", PANEL[1] + 150.0, TITLE);
    let legend: Vec<_> = data
        .layers()
        .iter()
        .map(|name| (palette::layer(name), *name))
        .collect();
    draw_legend(&mut svg, [EDGE, 22.0], WIDTH - EDGE, &legend);
    let equal = format!("{} components each", data.report.options.equal_dimensions);
    let kinds = [("", "all units"), ("equal_dimensions_", equal.as_str())];
    let panels = kinds.map(|(kind, _)| lines(data, kind));
    let all = panels.iter().flatten().flat_map(|line| &line.values);
    let x = Axis::covering(all.copied(), AxisScale::Log);
    let places = grid(2, 2, [68.0, 84.0], PANEL, [82.0, 0.0]);
    for (index, (lines, place)) in panels.iter().zip(places).enumerate() {
        let head = [place.x, place.y - 12.0];
        draw_head(&mut svg, head, chart::letter(index), kinds[index].1);
        draw_cumulative(&mut svg, place, lines, x.as_ref());
    }
    Plate {
        name: "distributions",
        title: TITLE,
        caption: caption(data),
        figure: svg.finish(),
    }
}

/// A line for each layer of one kind of units.
fn lines(data: &Data, kind: &str) -> Vec<Line> {
    let line = |name: &&str| {
        let q = data.tangling(&format!("tangling_{kind}{name}"))?;
        Some(Line {
            values: q.concat(),
            color: palette::layer(name),
            width: 2.0,
            is_dashed: false,
        })
    };
    data.layers().iter().filter_map(line).collect()
}

/// One axis for all panels that show these layers in all units, of the policy or of random networks.
pub(super) fn common_axis(data: &Data, layers: &[&str]) -> Option<Axis> {
    let all = layers.iter().flat_map(|layer| data.every_tangling(layer));
    Axis::covering(all, AxisScale::Log)
}

/// Draws the shares of values up to each Q, over an axis of Q.
pub(super) fn draw_cumulative(svg: &mut Svg, rect: Rect, lines: &[Line], x: Option<&Axis>) {
    let Some(x) = x.filter(|_| !lines.is_empty()) else {
        return draw_void(svg, rect, "no tangling: no layer varies");
    };
    let y = Axis::between(0.0, 1.0, 4);
    let plot = Plot { rect, x, y: &y };
    let names = Frame {
        x: "tangling Q, 1/s²",
        y: "share of time points",
    };
    draw_frame(svg, &plot, &names);
    for line in lines {
        let points = cumulative(&line.values);
        let stride = points.len().div_ceil(POINTS).max(1);
        let last = points.len().saturating_sub(1);
        let kept = points
            .iter()
            .enumerate()
            .filter(|(index, _)| index % stride == 0 || *index == last);
        let path = curve::line(kept.map(|(_, &(q, share))| plot.point(q, share)));
        let mut paint = Paint::stroke(line.color, line.width).class("cumulative");
        if line.is_dashed {
            paint = paint.dashed(5.0);
        }
        svg.path(&path, paint);
    }
}

fn caption(data: &Data) -> String {
    let mut medians: Vec<(f64, &str)> = data
        .layers()
        .iter()
        .filter_map(|name| {
            let tangling = data.report.layers.get(*name)?.tangling.as_ref()?;
            Some((tangling.median, *name))
        })
        .collect();
    medians.sort_by(|a, b| a.0.total_cmp(&b.0));
    let said: Vec<String> = medians
        .iter()
        .map(|(median, name)| format!("{name} {}", significant(*median)))
        .collect();
    format!(
        "For each layer the share of time points (upwards) with a tangling of at most Q (to the right, \
         logarithmic, one range for both panels). A curve further to the left is less tangled. Medians of the left panel from the \
         lowest on, 1/s²: {}. Layers differ in size, and epsilon softens a large layer less; the right \
         panel compares them on equally many components.",
        if said.is_empty() {
            "none".to_owned()
        } else {
            said.join(", ")
        }
    )
}
