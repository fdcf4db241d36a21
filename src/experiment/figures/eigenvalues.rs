//! Eigenvalues of the recurrent layer's linearisation at its fixed and slow points, in the complex plane.

use super::Plate;
use super::data::{Data, plain};
use crate::report::chart::{
    self, EDGE, LABEL, Plane, TICK, WIDTH, draw_head, draw_void, grid, half_range,
};
use crate::report::svg::{Paint, Path, Point, Rect, Svg};
use crate::style::numbers::significant;
use crate::style::palette;

const TITLE: &str = "Eigenvalues at the fixed points";
const COLUMNS: usize = 4;
/// Between panels: the lower gap holds the numbers of the panel above and the name of the one below.
const GAP: [f32; 2] = [16.0, 62.0];
const TOP: f32 = 58.0;

/// The points of one held input.
struct Held {
    /// Index of the kept condition.
    condition: usize,
    /// Of all its points, real and imaginary part.
    values: Vec<[f64; 2]>,
}

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let held = held(data);
    let side = (WIDTH - 2.0 * EDGE + GAP[0]) / COLUMNS as f32 - GAP[0];
    let squares = grid(held.len(), COLUMNS, [EDGE, TOP], [side, side], GAP);
    let bottom = squares
        .last()
        .map_or(160.0, |square| square.bottom() + 24.0);
    let mut svg = chart::sheet("eigenvalues", bottom + EDGE, TITLE);
    if held.is_empty() {
        let rect = Rect::new(EDGE, EDGE, WIDTH - 2.0 * EDGE, 140.0);
        draw_void(&mut svg, rect, "no fixed or slow point was found");
    } else {
        draw_key(&mut svg, &held);
    }
    let all = held.iter().flat_map(|held| held.values.iter().copied());
    let half_range = half_range(all.chain([[1.0, 1.0]]));
    for (index, (held, &square)) in held.iter().zip(&squares).enumerate() {
        let kept = &data.report.conditions.kept_conditions[held.condition];
        let sweep = kept.sweep.as_deref().map_or("mixed".to_owned(), plain);
        let title = format!("{sweep}, {}", data.command(held.condition));
        let head = [square.x, square.y - 8.0];
        draw_head(&mut svg, head, chart::letter(index), &title);
        draw_held(&mut svg, Plane { square, half_range }, held);
    }
    Plate {
        name: "eigenvalues",
        title: TITLE,
        caption: caption(&held),
        figure: svg.finish(),
    }
}

fn held(data: &Data) -> Vec<Held> {
    let conditions = data.values("fixed_point_condition").unwrap_or_default();
    let rows = data.rows("fixed_point_eigenvalues").into_iter().flatten();
    let mut held: Vec<Held> = Vec::new();
    for (&condition, row) in conditions.iter().zip(rows) {
        let condition = condition as usize;
        if condition >= data.report.conditions.kept_conditions.len() {
            continue;
        }
        let (pairs, _) = row.as_chunks::<2>();
        let values = pairs
            .iter()
            .copied()
            .filter(|[re, im]| re.is_finite() && im.is_finite());
        match held.last_mut() {
            Some(last) if last.condition == condition => last.values.extend(values),
            _ => held.push(Held {
                condition,
                values: values.collect(),
            }),
        }
    }
    held
}

/// Whether a mode grows.
fn is_outside([re, im]: [f64; 2]) -> bool {
    re.hypot(im) > 1.0
}

fn outside(values: &[[f64; 2]]) -> usize {
    values.iter().filter(|value| is_outside(**value)).count()
}

/// Largest modulus; none without a value.
fn largest(values: &[[f64; 2]]) -> Option<f64> {
    let moduli = values.iter().map(|[re, im]| re.hypot(*im));
    moduli.reduce(f64::max)
}

fn draw_held(svg: &mut Svg, plane: Plane, held: &Held) {
    plane.draw(svg, ["real", "imaginary"]);
    let square = plane.square;
    let radius = square.width / 2.0 / plane.half_range as f32;
    let paint = Paint::stroke(palette::INK_SECONDARY, 1.2).class("unit-circle");
    svg.circle(square.center(), radius, paint);
    for &value in &held.values {
        if let Some(at) = plane.point(value) {
            draw_value(svg, at, is_outside(value));
        }
    }
    let text = match largest(&held.values) {
        None => "eigenvalues not found".to_owned(),
        Some(largest) => format!(
            "largest modulus {}; {} outside",
            significant(largest),
            outside(&held.values)
        ),
    };
    svg.text([square.x, square.bottom() + 18.0], TICK, &text);
}

/// Modes that die out are small discs, modes that grow are large triangles.
fn draw_value(svg: &mut Svg, at: Point, is_outside: bool) {
    if is_outside {
        let [x, y] = at;
        let corners = [[x - 5.0, y + 4.0], [x, y - 5.5], [x + 5.0, y + 4.0]];
        let paint = Paint::fill(palette::PAPER).outlined(palette::INK, 1.6);
        svg.path(&Path::polygon(&corners), paint.class("unstable"));
    } else {
        let paint = Paint::fill(palette::INK).opacity(0.45);
        svg.circle(at, 2.3, paint.class("stable"));
    }
}

/// The kinds of modes that were found, and the circle.
fn draw_key(svg: &mut Svg, held: &[Held]) {
    let mut x = EDGE + 6.0;
    for (kind, name) in [
        (false, "within the unit circle: dies out"),
        (true, "outside: grows"),
    ] {
        let mut values = held.iter().flat_map(|held| &held.values);
        if !values.any(|value| is_outside(*value) == kind) {
            continue;
        }
        draw_value(svg, [x, 17.5], kind);
        svg.text([x + 14.0, 22.0], LABEL, name);
        x += 14.0 + LABEL.approximate_width(name) + 26.0;
    }
    let paint = Paint::stroke(palette::INK_SECONDARY, 1.2);
    svg.circle([x, 17.5], 6.0, paint);
    svg.text([x + 14.0, 22.0], LABEL, "unit circle: modulus 1");
}

fn caption(held: &[Held]) -> String {
    let all: Vec<[f64; 2]> = held.iter().flat_map(|held| held.values.clone()).collect();
    let found = match largest(&all) {
        None => "None were found".to_owned(),
        Some(largest) => format!(
            "Of {} eigenvalues {} lie outside the circle; the largest modulus is {}",
            all.len(),
            outside(&all),
            significant(largest)
        ),
    };
    format!(
        "Close to a fixed point the recurrent layer is nearly linear: a small push falls into modes, and \
         in each control step every mode is multiplied by its eigenvalue. The distance from the middle \
         (the modulus) says by how much it grows or shrinks, the angle how far it turns. A mode within \
         the unit circle dies out, one outside grows; a pair near the circle, off the real axis, rings for \
         a while. A panel is one held input of the figure of fixed points, with the points of hidden and cell \
         state that were found under it. {found}. This is of the layer near these points with its input \
         held, not of the walking robot."
    )
}
