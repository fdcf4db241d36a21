//! Mean cycles stacked along the speed axis, in an axonometric projection.

mod caption;
mod view;

use super::Plate;
use super::activity::{speed_bar, speed_color};
use super::data::{Along, Data, dot, plain};
use super::portraits::closed;
use crate::analysis::speed_axis;
use crate::experiment::axes;
use crate::experiment::claims::rank_by_size;
use crate::report::chart::{self, EDGE, LABEL, TICK, WIDTH, draw_color_bar, draw_head, draw_void};
use crate::report::svg::{Anchor, Paint, Path, Rect, Svg};
use crate::style::numbers::{percent, significant};
use crate::style::palette;
use view::{draw_key, seen};

const TITLE: &str = "Cycles stacked along the speed axis";
const LAYERS: [&str; 4] = ["hidden", "cell", "action", "torque"];
const NAMES: f32 = 26.0;
const GAP: f32 = 10.0;
/// Height of the key, above the names of the axes.
const KEY: f32 = 74.0;
const TOP: f32 = KEY + 66.0;
const HEIGHT: f32 = 292.0;
/// The extent of all cycles along the axis is drawn this many times as high as the widest is wide.
const STRETCH: f64 = 1.3;

/// Cycles of one axis in three coordinates: two in the plane that was left out, one along the speed axis.
struct Stack {
    cycles: Vec<Vec<[f64; 3]>>,
    means: Vec<f64>,
}

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let mut axes = data.axes();
    axes.retain(|along| {
        let direction = |layer: &&str| data.values(&format!("speed_axis_{}_{layer}", along.name));
        LAYERS.iter().filter_map(direction).next().is_some()
    });
    let columns = axes.len().max(1) as f32;
    let width = ((WIDTH - 2.0 * EDGE - NAMES + GAP) / columns - GAP).clamp(190.0, 400.0);
    let right = 2.0 * EDGE + NAMES + columns * (width + GAP) - GAP;
    let height = TOP + LAYERS.len() as f32 * (HEIGHT + GAP) + EDGE;
    let mut svg = chart::wide_sheet("stacks", [right.max(WIDTH), height], TITLE);
    let left = |column: usize| EDGE + NAMES + column as f32 * (width + GAP);
    for (column, along) in axes.iter().enumerate() {
        let head = [left(column), KEY + 18.0];
        draw_head(&mut svg, head, chart::letter(column), &plain(along.name));
        let bar = speed_bar(along, along.unit);
        draw_color_bar(&mut svg, [left(column), KEY + 40.0], width * 0.5, &bar);
        for (row, layer) in LAYERS.iter().enumerate() {
            let y = TOP + row as f32 * (HEIGHT + GAP);
            draw_cell(
                &mut svg,
                data,
                (along, layer),
                Rect::new(left(column), y, width, HEIGHT),
            );
        }
    }
    for (row, layer) in LAYERS.iter().enumerate() {
        let y = TOP + row as f32 * (HEIGHT + GAP) + HEIGHT / 2.0;
        let style = LABEL.anchor(Anchor::Middle);
        svg.text_turned([EDGE + 14.0, y], -90.0, style, layer);
    }
    if axes.is_empty() {
        let rect = Rect::new(EDGE, TOP, WIDTH - 2.0 * EDGE, 140.0);
        draw_void(
            &mut svg,
            rect,
            "no speed axis: too few conditions of any axis count",
        );
    } else {
        draw_key(&mut svg, [EDGE + NAMES, 0.0]);
    }
    Plate {
        name: "stacks",
        title: TITLE,
        caption: caption::caption(data),
        figure: svg.finish(),
    }
}

fn draw_cell(svg: &mut Svg, data: &Data, (along, layer): (&Along, &str), rect: Rect) {
    let border = Paint::fill(palette::PAPER).outlined(palette::RULE, 1.0);
    let Some(stack) = stack(data, along, layer) else {
        return draw_void(svg, rect, "no speed axis");
    };
    svg.rect(rect, 2.0, border);
    let flat = |[x, y, _]: [f64; 3]| x.hypot(y);
    let all = stack.cycles.iter().flatten();
    let radius = all.map(|point| flat(*point)).fold(0.0, f64::max);
    let extent = |values: &[f64]| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (low, high)
    };
    let (low, high) = extent(&stack.means);
    if !(radius > 0.0 && high > low) {
        return draw_void(svg, rect, "conditions have one mean along the axis");
    }
    let heights: Vec<f64> = stack
        .cycles
        .iter()
        .flatten()
        .map(|point| point[2])
        .collect();
    let (lowest, highest) = extent(&heights);
    let stretch = STRETCH * 2.0 * radius / (highest - lowest);
    let middle = f64::midpoint(low, high);
    let projected = |[x, y, z]: [f64; 3]| seen([x, y, (z - middle) * stretch]);
    let points: Vec<[f64; 2]> = stack
        .cycles
        .iter()
        .flatten()
        .map(|p| projected(*p))
        .collect();
    let fit = Fit::of(&points, rect);
    let stick = stack
        .means
        .iter()
        .map(|&mean| fit.point(projected([0.0, 0.0, mean])));
    let stick: Vec<[f32; 2]> = stick.collect();
    let mut path = Path::default();
    let ends = [low, high].map(|mean| fit.point(projected([0.0, 0.0, mean])));
    path.polyline(&ends);
    svg.path(
        &path,
        Paint::stroke(palette::INK_SECONDARY, 1.0).class("axis"),
    );
    for (index, &speed) in along.speeds.iter().enumerate() {
        let color = speed_color(along.place(speed));
        let cycle: Vec<[f32; 2]> = stack.cycles[index]
            .iter()
            .map(|point| fit.point(projected(*point)))
            .collect();
        svg.path(&closed(&cycle), Paint::stroke(color, 1.2).class("cycle"));
        let dot = Paint::fill(color)
            .outlined(palette::PAPER, 0.8)
            .class("mean");
        svg.circle(stick[index], 3.6, dot);
    }
    draw_numbers(svg, data, (along, layer), (rect, stretch));
}

/// Correlation of the means with speed, and how much the axis is drawn out.
fn draw_numbers(
    svg: &mut Svg,
    data: &Data,
    (along, layer): (&Along, &str),
    (rect, stretch): (Rect, f64),
) {
    let found = data
        .report
        .layers
        .get(layer)
        .and_then(|layer| layer.speed_axis.get(along.name)?.as_ref());
    if let Some(found) = found {
        let rank = found.rank_correlation.map_or("–".to_owned(), significant);
        let text = format!(
            "rank r {rank}, {} of variance",
            percent(found.variance_share)
        );
        svg.text([rect.x + 6.0, rect.y + 15.0], TICK, &text);
        if let Some(rank) = rank_by_size(found) {
            let text = format!("with |speed|: rank r {}", significant(rank));
            svg.text([rect.x + 6.0, rect.y + 30.0], TICK, &text);
        }
    }
    let text = format!("speed axis drawn × {}", significant(stretch));
    svg.text([rect.x + 6.0, rect.bottom() - 7.0], TICK, &text);
}

/// Cycles in the plane that the axis's own z-scored conditions left out, and along its speed axis.
fn stack(data: &Data, along: &Along, layer: &str) -> Option<Stack> {
    let direction = data.values(&format!("speed_axis_{}_{layer}", along.name))?;
    let own = data.cycles(layer)?.subset(&along.conditions).ok()?;
    let settings = axes::plane(&along.speeds).settings();
    let found = speed_axis::fit(&own, &along.speeds, &settings).ok()??;
    let place = |row: &[f64]| {
        let mut row = row.to_vec();
        found.normaliser.apply_to_row(&mut row);
        let [x, y] = [0, 1].map(|at| {
            let left_out = found.left_out.get(at);
            left_out.map_or(0.0, |left_out| dot(&left_out.direction, &row))
        });
        [x, y, dot(direction, &row)]
    };
    let cycles: Vec<Vec<[f64; 3]>> = own
        .cycles()
        .iter()
        .map(|cycle| cycle.data().rows().map(place).collect())
        .collect();
    let mean = |cycle: &Vec<[f64; 3]>| {
        cycle.iter().map(|[_, _, z]| z).sum::<f64>() / cycle.len().max(1) as f64
    };
    Some(Stack {
        means: cycles.iter().map(mean).collect(),
        cycles,
    })
}

/// A scale that makes points fit into a rectangle, both directions alike.
struct Fit {
    middle: [f64; 2],
    center: [f32; 2],
    scale: f64,
}

impl Fit {
    /// Room for numbers above and below.
    const ROOM: [f32; 2] = [10.0, 40.0];

    fn of(points: &[[f64; 2]], rect: Rect) -> Self {
        let mut bounds = [[f64::INFINITY, f64::NEG_INFINITY]; 2];
        for point in points {
            for (bounds, value) in bounds.iter_mut().zip(point) {
                *bounds = [bounds[0].min(*value), bounds[1].max(*value)];
            }
        }
        let size = [rect.width, rect.height];
        let scales = [0, 1].map(|axis| {
            let room = f64::from(size[axis] - 2.0 * Self::ROOM[axis]);
            room / (bounds[axis][1] - bounds[axis][0]).max(1e-12)
        });
        Self {
            middle: bounds.map(|[low, high]| f64::midpoint(low, high)),
            center: rect.center(),
            scale: scales[0].min(scales[1]),
        }
    }

    fn point(&self, [x, y]: [f64; 2]) -> [f32; 2] {
        let [x, y] = [x - self.middle[0], y - self.middle[1]].map(|value| value * self.scale);
        [self.center[0] + x as f32, self.center[1] - y as f32]
    }
}
