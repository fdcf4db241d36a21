//! Median tangling by command and layer, and the ratio to the action, as heat maps.

mod mixed;

use super::Plate;
use super::data::{Data, capital, plain};
use crate::analysis::tangling::compare::quantiles;
use crate::report::axis::{Axis, AxisScale};
use crate::report::chart::{
    self, ColorBar, EDGE, LABEL, TICK, WIDTH, draw_color_bar, draw_void, wrapped,
};
use crate::report::svg::{Anchor, Paint, Rect, Svg};
use crate::style::numbers::tick;
use crate::style::palette::{self, Rgb};

const TITLE: &str = "Tangling by command";
/// Room for the names of rows.
const NAMES: f32 = 112.0;
const ROW: f32 = 26.0;
const GROUP_GAP: f32 = 7.0;
/// Narrowest column.
const LEAST: f32 = 12.0;
/// Where the names of groups begin, and between their lines.
const HEADS: f32 = 66.0;
const LINE: f32 = 16.0;
/// Factors that the ratio's colours may reach: the least that holds all ratios, or the last.
const FACTORS: [f64; 7] = [2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0];
/// Pixels that a turned command takes; where columns are narrower not every one has its command.
const TURNED: f32 = 16.0;

/// A row of cells: a value for each condition and its place on the map.
struct Row<'a> {
    name: String,
    values: Vec<Option<f64>>,
    place: &'a dyn Fn(f64) -> Option<f32>,
    color: fn(f32) -> Rgb,
}

/// Where each condition's column stands, and what stands above it.
struct Columns {
    left: Vec<f32>,
    width: f32,
    /// The name of each group in lines that fit into its place.
    names: Vec<Vec<String>>,
    /// Where the rows begin.
    top: f32,
    /// Where the last group ends.
    right: f32,
}

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let medians: Vec<(&str, Vec<Option<f64>>)> = data
        .layers()
        .iter()
        .map(|layer| (*layer, medians(data, layer)))
        .collect();
    let groups = data.groups();
    let columns = columns(data, &groups);
    let rows = medians.len() + 2;
    let mixed_lines = mixed::key(data, &groups);
    let height = columns.top + rows as f32 * ROW + 74.0 + mixed_lines.len() as f32 * 18.0;
    let size = [(columns.right + EDGE).max(WIDTH), height];
    let mut svg = chart::wide_sheet("by_command", size, TITLE);
    let all = medians.iter().flat_map(|(_, row)| row).flatten().copied();
    let Some(axis) = Axis::covering(all, AxisScale::Log) else {
        let rect = Rect::new(EDGE, EDGE, WIDTH - 2.0 * EDGE, 140.0);
        draw_void(&mut svg, rect, "no tangling: no layer varies");
        return plate_of(svg, data);
    };
    let ratios = ["hidden", "cell"].map(|layer| ratio(&medians, layer));
    let widest = ratios.iter().flatten().flatten();
    let widest = widest.map(|ratio| ratio.ln().abs()).fold(0.0, f64::max);
    let widest = round_factor(widest.exp()).ln();
    let place = |value: f64| axis.place(value);
    let ratio_place = |ratio: f64| Some((0.5 + 0.5 * ratio.ln() / widest) as f32);
    draw_bars(&mut svg, &axis, widest);
    draw_groups(&mut svg, data, (&groups, &columns), rows);
    for (line, words) in mixed_lines.iter().enumerate() {
        let y = columns.top + rows as f32 * ROW + 74.0 + line as f32 * 18.0;
        svg.text([EDGE, y], TICK, words);
    }
    for (index, (layer, values)) in medians.iter().enumerate() {
        let row = Row {
            name: (*layer).to_owned(),
            values: values.clone(),
            place: &place,
            color: palette::viridis,
        };
        row.draw(&mut svg, columns.top + index as f32 * ROW, &columns);
    }
    for (index, (layer, values)) in ["hidden", "cell"].into_iter().zip(ratios).enumerate() {
        let row = Row {
            name: format!("{layer} / action"),
            values,
            place: &ratio_place,
            color: palette::diverging,
        };
        let y = columns.top + 12.0 + (medians.len() + index) as f32 * ROW;
        row.draw(&mut svg, y, &columns);
    }
    plate_of(svg, data)
}

fn plate_of(svg: Svg, data: &Data) -> Plate {
    Plate {
        name: "by_command",
        title: TITLE,
        caption: caption(data),
        figure: svg.finish(),
    }
}

fn medians(data: &Data, layer: &str) -> Vec<Option<f64>> {
    let Some(q) = data.tangling(&format!("tangling_{layer}")) else {
        return vec![None; data.report.conditions.kept];
    };
    q.iter()
        .map(|q| quantiles(q).map(|found| found.median))
        .collect()
}

/// Median Q of a layer over that of the action, condition by condition.
fn ratio(medians: &[(&str, Vec<Option<f64>>)], layer: &str) -> Vec<Option<f64>> {
    let find = |name: &str| medians.iter().find(|(found, _)| *found == name);
    let (Some((_, own)), Some((_, action))) = (find(layer), find("action")) else {
        return Vec::new();
    };
    let ratio = |(own, action): (&Option<f64>, &Option<f64>)| {
        let ratio = (*own)? / (*action)?;
        (ratio.is_finite() && ratio > 0.0).then_some(ratio)
    };
    own.iter().zip(action).map(ratio).collect()
}

fn columns(data: &Data, groups: &[(&str, Vec<usize>)]) -> Columns {
    let count = data.report.conditions.kept;
    let gaps = groups.len().saturating_sub(1) as f32 * GROUP_GAP;
    let width = (WIDTH - 2.0 * EDGE - NAMES - gaps) / count.max(1) as f32;
    let width = width.clamp(LEAST, 60.0);
    let (mut left, mut names) = (vec![0.0; count], Vec::new());
    let (mut x, mut right) = (EDGE + NAMES, 0.0);
    for (name, own) in groups {
        for (index, &condition) in own.iter().enumerate() {
            left[condition] = x + index as f32 * width;
        }
        // a group takes as much room as its longest word, so that names do not collide
        let name = plain(name);
        let words = name.split(' ').map(|word| LABEL.approximate_width(word));
        let place = words.fold(own.len() as f32 * width, f32::max);
        names.push(wrapped(&name, place, LABEL));
        right = x + place;
        x = right + GROUP_GAP;
    }
    let lines = names.iter().map(Vec::len).max().unwrap_or(0);
    Columns {
        left,
        width,
        names,
        top: HEADS + lines as f32 * LINE + 18.0,
        right,
    }
}

fn draw_bars(svg: &mut Svg, axis: &Axis, widest: f64) {
    let labels = axis
        .ticks
        .iter()
        .filter_map(|&value| Some((axis.place(value)?, tick(value))));
    let bar = ColorBar {
        name: "median Q, 1/s²",
        color: palette::viridis,
        labels: labels.collect(),
    };
    draw_color_bar(svg, [EDGE, 22.0], 180.0, &bar);
    let factor = tick(widest.exp().round());
    let bar = ColorBar {
        name: "ratio to the action",
        color: palette::diverging,
        labels: vec![
            (0.0, format!("1/{factor}")),
            (0.5, "1".to_owned()),
            (1.0, factor),
        ],
    };
    draw_color_bar(svg, [430.0, 22.0], 180.0, &bar);
}

/// Names of the groups above, and commands below, turned.
fn draw_groups(
    svg: &mut Svg,
    data: &Data,
    (groups, columns): (&[(&str, Vec<usize>)], &Columns),
    rows: usize,
) {
    let (top, bottom) = (columns.top, columns.top + 12.0 + rows as f32 * ROW);
    let step = (TURNED / columns.width).ceil().max(1.0) as usize;
    for ((group, own), name) in groups.iter().zip(&columns.names) {
        let [Some(&first), Some(&last)] = [own.first(), own.last()] else {
            continue;
        };
        let ends = [columns.left[first], columns.left[last] + columns.width];
        let paint = Paint::stroke(palette::INK_SECONDARY, 1.0);
        svg.line([ends[0], top - 8.0], [ends[1], top - 8.0], paint);
        for (line, words) in name.iter().rev().enumerate() {
            svg.text([ends[0], top - 14.0 - line as f32 * LINE], LABEL, words);
        }
        for (index, &condition) in own.iter().enumerate() {
            let middle = columns.left[condition] + columns.width / 2.0;
            if *group == mixed::MIXED {
                let at = [middle, bottom + 14.0];
                svg.text(at, TICK.anchor(Anchor::Middle), &mixed::letter(index));
            } else if index % step == 0 {
                let (at, style) = ([middle + 4.0, bottom + 6.0], TICK.anchor(Anchor::End));
                svg.text_turned(at, -90.0, style, &data.command(condition));
            }
        }
    }
}

/// The least of the round factors that reaches this far.
fn round_factor(factor: f64) -> f64 {
    let fits = FACTORS.into_iter().find(|round| *round >= factor);
    fits.unwrap_or(FACTORS[FACTORS.len() - 1])
}

impl Row<'_> {
    fn draw(&self, svg: &mut Svg, y: f32, columns: &Columns) {
        let style = LABEL.anchor(Anchor::End);
        let at = [EDGE + NAMES - 8.0, y + ROW / 2.0 + 4.0];
        svg.text(at, style, &self.name);
        for (condition, &x) in columns.left.iter().enumerate() {
            let value = self.values.get(condition).copied().flatten();
            let color = value.and_then(self.place).map(self.color);
            let cell = Rect::new(x, y, columns.width - 0.8, ROW - 1.6);
            let paint = match color {
                Some(color) => Paint::fill(color).class("cell"),
                None => Paint::fill(palette::VOID).class("no-cell"),
            };
            svg.rect(cell, 0.0, paint);
        }
    }
}

fn caption(data: &Data) -> String {
    let kept = data.report.conditions.kept;
    let said = ["hidden", "cell"].map(|layer| {
        let all: Vec<(&str, Vec<Option<f64>>)> = [layer, "action"]
            .map(|name| (name, medians(data, name)))
            .into();
        let ratios: Vec<f64> = ratio(&all, layer).into_iter().flatten().collect();
        let below = ratios.iter().filter(|ratio| **ratio < 1.0).count();
        format!("{layer} / action is below 1 in {below} of {kept} conditions")
    });
    format!(
        "A column is a command, its speed (m/s, or rad/s for turns) below, where there is room for it; \
         mixed commands have letters. A row is a layer. Upper block: the median of Q over the stride, on a logarithmic \
         scale. Lower block: the median of the recurrent layer over that of the action; blue is less \
         tangled than the action, orange more. {}.",
        capital(&said.join(", "))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_of_ratios_ends_at_a_round_factor() {
        assert_eq!(round_factor(1.1), 2.0);
        assert_eq!(round_factor(8.7), 10.0);
        assert_eq!(round_factor(1e9), 100.0);
    }
}
