//! How all panels are looked at, and the key that says so.

use crate::experiment::figures::activity::speed_color;
use crate::experiment::figures::portraits::closed;
use crate::report::chart::{LABEL, TICK};
use crate::report::svg::{Paint, Path, Point, Svg};
use crate::style::palette;

/// Turn of the ground plane about the speed axis, and how high the eye stands, rad.
const TURN: f64 = 0.5;
const ELEVATION: f64 = 0.42;

/// Where a point is seen, to the right and upwards, by the eye of all panels.
pub(super) fn seen([x, y, z]: [f64; 3]) -> [f64; 2] {
    let (sin, cos) = TURN.sin_cos();
    let (right, away) = (x * cos - y * sin, x * sin + y * cos);
    [right, z * ELEVATION.cos() + away * ELEVATION.sin()]
}

/// The axes of every panel as the eye sees them, and what the marks are.
pub(super) fn draw_key(svg: &mut Svg, [left, top]: Point) {
    const LENGTH: f64 = 38.0;
    let origin = [left + 30.0, top + 52.0];
    for (direction, name, shift) in [
        ([1.0, 0.0, 0.0], "1", [5.0, 5.0]),
        ([0.0, 1.0, 0.0], "2", [-11.0, 2.0]),
        ([0.0, 0.0, 1.0], "speed axis", [6.0, 8.0]),
    ] {
        let [right, up] = seen(direction).map(|part| (LENGTH * part) as f32);
        let end = [origin[0] + right, origin[1] - up];
        svg.line(origin, end, Paint::stroke(palette::INK, 1.4).class("axes"));
        svg.text([end[0] + shift[0], end[1] + shift[1]], TICK, name);
    }
    let x = left + 200.0;
    let color = speed_color(0.45);
    svg.path(&ring([x + 9.0, top + 24.0]), Paint::stroke(color, 1.2));
    svg.text(
        [x + 28.0, top + 28.5],
        LABEL,
        "mean cycle of one command; 1 and 2: the plane of the cycles",
    );
    let dot = Paint::fill(color).outlined(palette::PAPER, 0.8);
    svg.circle([x + 9.0, top + 46.0], 3.6, dot);
    svg.text(
        [x + 28.0, top + 50.5],
        LABEL,
        "its mean along the speed axis, on the thin line",
    );
}

/// A flat loop about a point.
fn ring([x, y]: [f32; 2]) -> Path {
    let around = (0..24).map(|step| {
        let (sin, cos) = (step as f32 / 24.0 * std::f32::consts::TAU).sin_cos();
        [x + 9.0 * cos, y + 5.0 * sin]
    });
    closed(&around.collect::<Vec<_>>())
}
