//! Gait diagrams: which feet are on the ground at each phase, a row a condition.

use super::Plate;
use super::data::{Data, plain};
use crate::report::chart::{self, EDGE, HEAD, LABEL, TICK, WIDTH, draw_head, draw_void};
use crate::report::svg::{Anchor, Paint, Rect, Svg};
use crate::robot::LEG_NAMES;
use crate::style::palette;

const COLUMNS: usize = 3;
const LANE: f32 = 6.5;
const ROW: f32 = 4.0 * LANE + 6.0;
/// Lanes of the key, which has room for the names of the feet, and their width.
const KEY_LANE: f32 = 15.0;
const KEY_WIDTH: f32 = 300.0;
/// A foot that is down in this share of the strides or more has an outline.
const DOWN: f64 = 0.5;
/// Room for the commands at the left of a panel.
const NAMES: f32 = 46.0;
/// Room for the mixed commands, which have three entries.
const LONG_NAMES: f32 = 96.0;
const HEADING: f32 = 26.0;
/// Room for the phase below a panel.
const FOOTING: f32 = 16.0;
const GAP: [f32; 2] = [18.0, 18.0];
const TOP: f32 = 98.0;
/// Shades that shares of strides are drawn in.
const SHADES: f64 = 20.0;

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let groups = data.groups();
    let rows: Option<Vec<&[f64]>> = data.rows("contact").map(Iterator::collect);
    let panels = places(&groups);
    let bottom = match (&rows, !panels.is_empty()) {
        (Some(_), true) => panels.iter().map(Rect::bottom).fold(0.0, f32::max),
        _ => TOP + 150.0,
    };
    let mut svg = chart::sheet("gaits", bottom + EDGE, TITLE);
    match rows {
        None => draw_void(
            &mut svg,
            Rect::new(EDGE, TOP, WIDTH - 2.0 * EDGE, 140.0),
            "contacts are missing",
        ),
        Some(rows) => {
            draw_key(&mut svg, data, &groups, &rows);
            for (index, ((name, own), panel)) in groups.iter().zip(panels).enumerate() {
                draw_group(&mut svg, data, panel, (index, name), (own, &rows));
            }
        }
    }
    Plate {
        name: "gaits",
        title: TITLE,
        caption: caption(data),
        figure: svg.finish(),
    }
}

const TITLE: &str = "Gait diagrams";

/// A place for each group, in rows as high as their longest group.
fn places(groups: &[(&str, Vec<usize>)]) -> Vec<Rect> {
    let width = (WIDTH - 2.0 * EDGE + GAP[0]) / COLUMNS as f32 - GAP[0];
    let mut places = Vec::new();
    let mut y = TOP;
    for row in groups.chunks(COLUMNS) {
        let longest = row.iter().map(|(_, own)| own.len()).max().unwrap_or(0);
        let height = HEADING + longest as f32 * ROW + FOOTING;
        let x = |column: usize| EDGE + column as f32 * (width + GAP[0]);
        places.extend((0..row.len()).map(|column| Rect::new(x(column), y, width, height)));
        y += height + GAP[1];
    }
    places
}

fn draw_group(
    svg: &mut Svg,
    data: &Data,
    panel: Rect,
    (index, name): (usize, &str),
    (own, rows): (&[usize], &[&[f64]]),
) {
    let letter = chart::letter(index);
    draw_head(svg, [panel.x, panel.y + HEAD.size], letter, &plain(name));
    let names = if name == "mixed" { LONG_NAMES } else { NAMES };
    for (row, &condition) in own.iter().enumerate() {
        let y = panel.y + HEADING + row as f32 * ROW;
        let style = TICK.anchor(Anchor::End);
        let at = [panel.x + names - 6.0, y + 2.0 * LANE + 4.0];
        svg.text(at, style, &data.command(condition));
        let lanes = Rect::new(panel.x + names, y, panel.width - names, 4.0 * LANE);
        if let Some(shares) = rows.get(condition) {
            draw_feet(svg, lanes, shares);
        }
    }
    let y = panel.y + HEADING + own.len() as f32 * ROW + 10.0;
    for (place, label, anchor) in [
        (0.0, "0", Anchor::Start),
        (0.5, "phase", Anchor::Middle),
        (1.0, "1", Anchor::End),
    ] {
        let x = panel.x + names + place * (panel.width - names);
        svg.text([x, y], LABEL.anchor(anchor), label);
    }
}

/// The first row again, so large that each lane has its name.
fn draw_key(svg: &mut Svg, data: &Data, groups: &[(&str, Vec<usize>)], rows: &[&[f64]]) {
    let first = groups
        .first()
        .and_then(|(name, own)| Some((name, *own.first()?)));
    let Some((name, condition)) = first else {
        return;
    };
    let lanes = Rect::new(EDGE + NAMES, 10.0, KEY_WIDTH, 4.0 * KEY_LANE);
    for (leg, name) in LEG_NAMES.into_iter().enumerate() {
        let y = lanes.y + (leg as f32 + 1.0) * KEY_LANE - 3.5;
        svg.text([lanes.x - 6.0, y], TICK.anchor(Anchor::End), name);
    }
    if let Some(shares) = rows.get(condition) {
        draw_feet(svg, lanes, shares);
    }
    let name = format!(
        "One row, enlarged: {}, {}",
        plain(name),
        data.command(condition)
    );
    svg.text([lanes.right() + 18.0, lanes.y + KEY_LANE], LABEL, &name);
    let mut x = lanes.right() + 18.0;
    for (share, words) in [
        (1.0, "on the ground"),
        (0.3, "in some strides only"),
        (0.0, "in the air"),
    ] {
        let patch = Rect::new(x, lanes.y + 2.0 * KEY_LANE, 20.0, KEY_LANE - 4.0);
        let color = palette::mix(palette::VOID, palette::LEGS[0], share);
        svg.rect(patch, 0.0, Paint::fill(color));
        if f64::from(share) >= DOWN {
            svg.rect(patch, 0.0, Paint::stroke(palette::INK_SECONDARY, 0.8));
        }
        svg.text([x + 26.0, patch.bottom()], LABEL, words);
        x += 26.0 + LABEL.approximate_width(words) + 20.0;
    }
}

/// The four lanes of a condition.
fn draw_feet(svg: &mut Svg, lanes: Rect, shares: &[f64]) {
    svg.rect(lanes, 0.0, Paint::fill(palette::VOID));
    let bins = shares.len() / LEG_NAMES.len();
    let height = lanes.height / LEG_NAMES.len() as f32;
    for (leg, color) in palette::LEGS.into_iter().enumerate() {
        let share = |bin: usize| shares[bin * LEG_NAMES.len() + leg];
        let bar = |[start, end]: [usize; 2]| {
            let [left, right] = [start, end].map(|bin| bin as f32 / bins as f32 * lanes.width);
            let y = lanes.y + leg as f32 * height;
            Rect::new(lanes.x + left, y, right - left, height - 1.0)
        };
        let shade = |bin: usize| (share(bin) * SHADES).round();
        for ends in stretches(bins, shade) {
            let share = (shade(ends[0]) / SHADES) as f32;
            if share > 0.0 {
                let color = palette::mix(palette::VOID, color, share);
                svg.rect(bar(ends), 0.0, Paint::fill(color).class("stance"));
            }
        }
        for ends in stretches(bins, |bin| share(bin) >= DOWN) {
            if share(ends[0]) >= DOWN {
                let paint = Paint::stroke(palette::INK_SECONDARY, 0.6).class("down");
                svg.rect(bar(ends), 0.0, paint);
            }
        }
    }
}

/// Start and end of each stretch of bins that are alike.
fn stretches<T: PartialEq>(bins: usize, kind: impl Fn(usize) -> T) -> Vec<[usize; 2]> {
    let mut stretches = Vec::new();
    let mut start = 0;
    while start < bins {
        let end = (start..bins).find(|&bin| kind(bin) != kind(start));
        let end = end.unwrap_or(bins);
        stretches.push([start, end]);
        start = end;
    }
    stretches
}

fn caption(data: &Data) -> String {
    let kept = &data.report.conditions.kept_conditions;
    let strides = kept.iter().map(|kept| kept.strides);
    let (fewest, most) = (strides.clone().min(), strides.max());
    format!(
        "Each row is one command (its speed in m/s, or rad/s for turns; mixed commands as forward, \
         lateral, turn), each of its four lanes a foot, from the top: left front (LF), left hind (LH), right \
         front (RF), right hind (RH). A lane is coloured where the foot is on the ground, paler where that \
         is so in some strides only, and outlined where it is so in at least half of them. Phase runs over \
         one stride, {} to {} strides a command; phase 0: {}. Diagonal feet that move together make a trot.",
        fewest.unwrap_or(0),
        most.unwrap_or(0),
        data.cut()
    )
}
