//! Activity of single units over the gait cycle, coloured by speed.

use super::Plate;
use super::data::{Along, Data, number, plain};
use crate::analysis::cycles::CycleStack;
use crate::report::axis::Axis;
use crate::report::chart::{
    self, ColorBar, EDGE, Frame, WIDTH, draw_color_bar, draw_frame, draw_head, draw_void, grid,
};
use crate::report::curve;
use crate::report::panel::Plot;
use crate::report::svg::{Paint, Rect, Svg};
use crate::style::palette;

const TITLE: &str = "Unit activity over the gait cycle";
/// With the name of the axis of each.
const LAYERS: [(&str, &str); 4] = [
    ("hidden", "state"),
    ("cell", "state"),
    ("action", "action"),
    ("torque", "torque, N m"),
];
const UNITS: usize = 4;
const PANEL: [f32; 2] = [158.0, 116.0];
const GAP: [f32; 2] = [56.0, 58.0];
/// The palest colours of the map are left out: they do not show as lines on paper.
const DARK: f32 = 0.9;

/// The colour of a speed's place.
pub(super) fn speed_color(place: f32) -> palette::Rgb {
    palette::viridis(DARK * place)
}

/// A bar for the speeds of an axis.
pub(super) fn speed_bar<'a>(along: &Along, name: &'a str) -> ColorBar<'a> {
    let ends = [along.lowest(), along.highest()];
    let mut labels = vec![(0.0, number(ends[0] as f32)), (1.0, number(ends[1] as f32))];
    if ends[0] < 0.0 && ends[1] > 0.0 {
        labels.push((along.place(0.0), "0".to_owned()));
    }
    ColorBar {
        name,
        color: speed_color,
        labels,
    }
}

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let axes = data.axes();
    let along = axes.iter().max_by_key(|along| {
        // the first of equals
        (along.conditions.len(), std::cmp::Reverse(along.name))
    });
    let bottom = 84.0 + LAYERS.len() as f32 * (PANEL[1] + GAP[1]);
    let mut svg = chart::sheet("activity", bottom, TITLE);
    match along {
        None => draw_void(
            &mut svg,
            Rect::new(EDGE, EDGE, WIDTH - 2.0 * EDGE, 140.0),
            "no sweep of speeds counts",
        ),
        Some(along) => {
            let name = format!("{} speed, {}", plain(along.name), along.unit);
            draw_color_bar(&mut svg, [EDGE, 22.0], 180.0, &speed_bar(along, &name));
            let places = grid(LAYERS.len() * UNITS, UNITS, [62.0, 84.0], PANEL, GAP);
            for (index, layer) in LAYERS.into_iter().enumerate() {
                let places = &places[index * UNITS..(index + 1) * UNITS];
                draw_layer(&mut svg, data, along, (layer, index), places);
            }
        }
    }
    let caption = format!(
        "The four units of each layer whose activity changes most over the stride (variance within \
         conditions), from the most changing on. Each line is the mean cycle of one of the {} commands \
         along the {} axis, in the unit’s own scale: hidden state without unit, from −1 to 1; cell \
         state without unit; action in units of the action scale; torque in N m. Phase 0: {}. A layer that \
         encodes speed shows lines that change with colour.",
        along.map_or(0, |along| along.conditions.len()),
        along.map_or(String::new(), |along| plain(along.name)),
        data.cut(),
    );
    Plate {
        name: "activity",
        title: TITLE,
        caption,
        figure: svg.finish(),
    }
}

fn draw_layer(
    svg: &mut Svg,
    data: &Data,
    along: &Along,
    ((layer, y_name), row): ((&str, &str), usize),
    places: &[Rect],
) {
    let stack = data
        .cycles(layer)
        .and_then(|stack| stack.subset(&along.conditions).ok());
    let Some(stack) = stack else {
        let [first, .., last] = places else { return };
        let width = last.right() - first.x;
        return draw_void(svg, Rect { width, ..*first }, &format!("no {layer} layer"));
    };
    for (index, (unit, place)) in most_changing(&stack).into_iter().zip(places).enumerate() {
        let head = [place.x, place.y - 10.0];
        let letter = chart::letter(row * UNITS + index);
        draw_head(svg, head, letter, &format!("{layer}, unit {unit}"));
        let x_name = if row + 1 == LAYERS.len() { "phase" } else { "" };
        let y_name = if index == 0 { y_name } else { "" };
        let names = Frame {
            x: x_name,
            y: y_name,
        };
        draw_unit(svg, along, (&stack, unit), (*place, &names));
    }
}

/// Units by falling variance within conditions, the first few.
fn most_changing(stack: &CycleStack) -> Vec<usize> {
    let mut variances = vec![0.0; stack.units()];
    for cycle in stack.cycles() {
        let own = cycle.data().variances();
        variances
            .iter_mut()
            .zip(own)
            .for_each(|(sum, own)| *sum += own);
    }
    let mut units: Vec<usize> = (0..stack.units()).collect();
    units.sort_by(|&a, &b| variances[b].total_cmp(&variances[a]));
    units.truncate(UNITS);
    units
}

fn draw_unit(
    svg: &mut Svg,
    along: &Along,
    (stack, unit): (&CycleStack, usize),
    (rect, names): (Rect, &Frame),
) {
    let values = |index: usize| {
        let data = stack.cycles()[index].data();
        data.rows().map(|row| row[unit]).collect::<Vec<f64>>()
    };
    let all = (0..stack.conditions()).flat_map(values);
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let room = 0.05 * (high - low);
    let (x, y) = (
        Axis::between(0.0, 1.0, 2),
        Axis::between(low - room, high + room, 3),
    );
    let plot = Plot { rect, x: &x, y: &y };
    draw_frame(svg, &plot, names);
    for (index, &speed) in along.speeds.iter().enumerate() {
        let values = values(index);
        let bins = values.len() as f64;
        let points = values.iter().enumerate();
        let path = curve::line(points.map(|(bin, &value)| plot.point(bin as f64 / bins, value)));
        let color = speed_color(along.place(speed));
        svg.path(&path, Paint::stroke(color, 1.3).class("cycle"));
    }
}
