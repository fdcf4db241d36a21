//! The key of a colour map: a bar from low to high with its ends and its name.

use super::{LABEL, TICK};
use crate::report::svg::{Anchor, Paint, Point, Rect, Svg};
use crate::style::palette::{self, Rgb};

/// Steps in which the bar is drawn.
const STEPS: usize = 48;
const HEIGHT: f32 = 10.0;

/// What a bar says.
pub(crate) struct ColorBar<'a> {
    /// The quantity with its unit.
    pub name: &'a str,
    /// Colour of a place from 0 to 1.
    pub color: fn(f32) -> Rgb,
    /// Labels at places from 0 to 1.
    pub labels: Vec<(f32, String)>,
}

/// Draws the bar `width` pixels wide, its name left of it on the same line: `at` is the baseline where
/// the name begins. Takes 34 pixels of height.
pub(crate) fn draw_color_bar(svg: &mut Svg, [x, y]: Point, width: f32, bar: &ColorBar) {
    svg.text([x, y], LABEL, bar.name);
    let left = x + LABEL.approximate_width(bar.name) + 14.0;
    let step = width / STEPS as f32;
    for index in 0..STEPS {
        let place = (index as f32 + 0.5) / STEPS as f32;
        let x = left + index as f32 * step;
        // a hair wider, so that no gaps shine through
        let rect = Rect::new(x, y - HEIGHT + 1.0, step + 0.4, HEIGHT);
        svg.rect(rect, 0.0, Paint::fill((bar.color)(place)));
    }
    let rect = Rect::new(left, y - HEIGHT + 1.0, width, HEIGHT);
    svg.rect(rect, 0.0, Paint::stroke(palette::INK_SECONDARY, 0.7));
    for (place, label) in &bar.labels {
        let at = [left + place.clamp(0.0, 1.0) * width, y + 16.0];
        svg.text(at, TICK.anchor(Anchor::Middle), label);
    }
}
