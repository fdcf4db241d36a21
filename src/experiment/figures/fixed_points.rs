//! Fixed and slow points of the recurrent layer under held inputs, with the trajectories about them.

mod rest;

use super::Plate;
use super::activity::speed_color;
use super::data::{Data, plain};
use super::portraits::closed;
use crate::analysis::fixed_points::Settings;
use crate::report::chart::{
    self, EDGE, LABEL, Plane, WIDTH, draw_head, draw_void, grid, half_range,
};
use crate::report::svg::{Paint, Path, Point, Rect, Svg};
use crate::style::numbers::percent;
use crate::style::palette;

const TITLE: &str = "Fixed points of the recurrent layer";
const COLUMNS: usize = 3;
const GAP: [f32; 2] = [16.0, 44.0];
const TOP: f32 = 76.0;

/// A point of one held input.
struct Found {
    at: [f64; 2],
    is_fixed: bool,
    /// None where the eigenvalues were not found.
    is_stable: Option<bool>,
}

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let held = held(data);
    let side = (WIDTH - 2.0 * EDGE + GAP[0]) / COLUMNS as f32 - GAP[0];
    let squares = grid(held.len(), COLUMNS, [EDGE, TOP], [side, side], GAP);
    let bottom = squares.last().map_or(170.0, Rect::bottom);
    let mut svg = chart::sheet("fixed_points", bottom + EDGE, TITLE);
    let scores = data.scores("hidden", 2);
    match scores {
        Some((scores, ratio)) if !held.is_empty() => {
            draw_key(&mut svg, &held);
            let names = [("PC1", 0), ("PC2", 1)]
                .map(|(name, component)| format!("{name} {}", percent(ratio[component])));
            for (index, (&(condition, ref found), &square)) in held.iter().zip(&squares).enumerate()
            {
                let kept = &data.report.conditions.kept_conditions[condition];
                let sweep = kept.sweep.as_deref().map_or("mixed".to_owned(), plain);
                let title = format!("{sweep}, {}", data.command(condition));
                let head = [square.x, square.y - 8.0];
                draw_head(&mut svg, head, chart::letter(index), &title);
                draw_held(&mut svg, square, (condition, found, &scores), &names);
            }
        }
        _ => {
            let rect = Rect::new(EDGE, EDGE, WIDTH - 2.0 * EDGE, 140.0);
            draw_void(&mut svg, rect, "no fixed or slow point was found");
        }
    }
    Plate {
        name: "fixed_points",
        title: TITLE,
        caption: caption(data),
        figure: svg.finish(),
    }
}

/// Held conditions with their points, in the plane of the hidden layer's components.
fn held(data: &Data) -> Vec<(usize, Vec<Found>)> {
    all_found(data).unwrap_or_default()
}

fn all_found(data: &Data) -> Option<Vec<(usize, Vec<Found>)>> {
    let conditions = data.values("fixed_point_condition")?;
    let q = data.values("fixed_point_q")?;
    let states = data.rows("fixed_point_state")?;
    let eigenvalues = data.rows("fixed_point_eigenvalues")?;
    let stack = data.cycles("hidden")?;
    let project = data.projection("hidden", &stack, 2)?;
    let units = stack.units();
    let mut held: Vec<(usize, Vec<Found>)> = Vec::new();
    let rows = conditions.iter().zip(q).zip(states).zip(eigenvalues);
    for (((&condition, &q), state), eigenvalues) in rows {
        let condition = condition as usize;
        if condition >= data.report.conditions.kept_conditions.len() {
            continue;
        }
        let score = project(state.get(..units)?);
        let mut modulus = eigenvalues
            .chunks_exact(2)
            .map(|value| value[0].hypot(value[1]));
        let is_known = eigenvalues.iter().all(|value| value.is_finite());
        let found = Found {
            at: [score[0], score[1]],
            is_fixed: q <= Settings::default().fixed_q,
            is_stable: is_known.then(|| modulus.all(|modulus| modulus <= 1.0)),
        };
        match held.last_mut() {
            Some((last, points)) if *last == condition => points.push(found),
            _ => held.push((condition, vec![found])),
        }
    }
    Some(held)
}

fn draw_held(
    svg: &mut Svg,
    square: Rect,
    (condition, found, scores): (usize, &[Found], &[Vec<Vec<f64>>]),
    names: &[String; 2],
) {
    let flat = |cycle: &Vec<Vec<f64>>| -> Vec<[f64; 2]> {
        cycle.iter().map(|score| [score[0], score[1]]).collect()
    };
    let cycles: Vec<Vec<[f64; 2]>> = scores.iter().map(flat).collect();
    let all = cycles.iter().flatten().copied();
    let all = all.chain(found.iter().map(|found| found.at));
    let plane = Plane {
        square,
        half_range: half_range(all),
    };
    plane.draw(svg, [&names[0], &names[1]]);
    svg.clipped(square, 2.0, |svg| {
        let faint = Paint::stroke(palette::INK_SECONDARY, 0.7).opacity(0.28);
        for cycle in &cycles {
            svg.path(
                &closed(&plane.points(cycle.iter().copied())),
                faint.class("others"),
            );
        }
        let own = plane.points(cycles[condition].iter().copied());
        let paint = Paint::stroke(speed_color(0.45), 2.4).class("held");
        svg.path(&closed(&own), paint);
        for found in found {
            if let Some(at) = plane.point(found.at) {
                draw_point(svg, at, (found.is_fixed, found.is_stable));
            }
        }
    });
}

/// Fixed points are round, slow ones square; stable ones are filled, those of unknown stability grey.
fn draw_point(svg: &mut Svg, at: Point, (is_fixed, is_stable): (bool, Option<bool>)) {
    let fill = match is_stable {
        Some(true) => palette::INK,
        Some(false) => palette::PAPER,
        None => palette::INK_SECONDARY,
    };
    let paint = Paint::fill(fill).outlined(palette::INK, 1.8);
    if is_fixed {
        svg.circle(at, 5.5, paint.class("fixed-point"));
    } else {
        let [x, y] = at;
        let corners = [[x - 5.0, y], [x, y - 5.0], [x + 5.0, y], [x, y + 5.0]];
        svg.path(&Path::polygon(&corners), paint.class("slow-point"));
    }
}

/// The kinds of points that were found, and both kinds of lines.
fn draw_key(svg: &mut Svg, held: &[(usize, Vec<Found>)]) {
    let mut x = EDGE + 8.0;
    for (is_fixed, rest) in [(true, "fixed"), (false, "slow")] {
        for (is_stable, name) in [
            (Some(true), "stable"),
            (Some(false), "unstable"),
            (None, "of unknown stability"),
        ] {
            let mut found = held.iter().flat_map(|(_, found)| found);
            if !found.any(|found| (found.is_fixed, found.is_stable) == (is_fixed, is_stable)) {
                continue;
            }
            let name = format!("{rest}, {name}");
            draw_point(svg, [x, 18.0], (is_fixed, is_stable));
            svg.text([x + 14.0, 22.5], LABEL, &name);
            x += 14.0 + LABEL.approximate_width(&name) + 26.0;
        }
    }
    x = EDGE;
    for (color, width, name) in [
        (speed_color(0.45), 2.4, "mean cycle of the held command"),
        (palette::INK_SECONDARY, 0.7, "all other commands"),
    ] {
        let paint = Paint::stroke(color, width);
        svg.line([x, 39.0], [x + 18.0, 39.0], paint);
        svg.text([x + 26.0, 43.5], LABEL, name);
        x += 26.0 + LABEL.approximate_width(name) + 26.0;
    }
}

fn caption(data: &Data) -> String {
    let reports = &data.report.fixed_points;
    let points = reports.iter().flat_map(|held| &held.points);
    let ended: usize = points.clone().map(|point| point.starts).sum();
    let given_up: usize = reports.iter().map(|held| held.given_up).sum();
    let slow = points.filter(|point| !point.is_fixed).count();
    let slow = match slow {
        0 => String::new(),
        slow => format!(" {slow} of the points are slow, not fixed: there the state still creeps."),
    };
    format!(
        "If the mean observation of a command is held still, where does the recurrent layer come to \
         rest? {} Whether the layer could keep up a rhythm by itself under a held input was not tested, \
         and a held input is not what the layer sees in walking. Of each sweep the middle command is \
         held; the search starts from states of its mean cycle, and {given_up} of {} starts were given up. \
         Points and cycles are shown in the plane of the hidden layer\u{2019}s first two principal \
         components, over all conditions.{slow} A held input without a point has no panel.",
        rest::sentence(reports),
        ended + given_up,
    )
}
