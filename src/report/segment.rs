//! Captioned stretches of time above a plot, such as the commands of a schedule.
//!
//! In: stretches in s, the plot's area and time axis. Out: a line with its caption over each; a
//! caption that is wider than its line is left out.

use super::axis::Axis;
use super::svg::{Anchor, BODY, Paint, Rect, Svg};
use crate::style::palette;

/// Height that captions take above a plot.
const ROOM: f32 = 26.0;

/// A captioned stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Segment {
    /// Where it begins, in s.
    pub start: f64,
    /// Where it ends, in s.
    pub end: f64,
    /// What happens in it.
    pub caption: String,
}

/// Height to leave above a plot for its segments.
pub(super) fn room(segments: &[Segment]) -> f32 {
    if segments.is_empty() { 0.0 } else { ROOM }
}

/// Draws the segments above `area`.
pub(super) fn draw_segments(svg: &mut Svg, area: Rect, x: &Axis, segments: &[Segment]) {
    let y = area.y - 12.0;
    for segment in segments {
        let ends = [x.place(segment.start), x.place(segment.end)];
        let [Some(left), Some(right)] = ends else {
            continue;
        };
        let [left, right] = [left, right].map(|place| place.clamp(0.0, 1.0) * area.width);
        let (left, right) = (area.x + left + 1.5, area.x + right - 1.5);
        if right <= left {
            continue;
        }
        let paint = Paint::stroke(palette::TEXT_SECONDARY, 1.0).class("segment");
        svg.line([left, y], [right, y], paint);
        if BODY.approximate_width(&segment.caption) < right - left + 8.0 {
            let style = BODY.anchor(Anchor::Middle);
            svg.text([(left + right) / 2.0, y - 7.0], style, &segment.caption);
        }
    }
}
