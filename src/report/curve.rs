//! Lines through samples. In: points in pixels, `None` where there is a gap. Out: paths.

use super::svg::{Paint, Path, Point, Svg};
use crate::style::palette::{self, Rgb};

/// Steps in which a trail fades.
const FADE_LEVELS: usize = 48;
/// How much of a trail's colour its oldest end keeps.
const OLDEST: f32 = 0.12;

/// The stretches without a gap, in order.
pub(crate) fn stretches(points: impl IntoIterator<Item = Option<Point>>) -> Vec<Vec<Point>> {
    let mut stretches = vec![Vec::new()];
    for point in points {
        match (point, stretches.last_mut()) {
            (Some(point), Some(open)) => open.push(point),
            _ => stretches.push(Vec::new()),
        }
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}

/// Straight lines through the samples; a sample alone between two gaps is a dot.
pub(crate) fn line(points: impl IntoIterator<Item = Option<Point>>) -> Path {
    let mut path = Path::default();
    for stretch in stretches(points) {
        path.polyline(&stretch);
        if let [alone] = stretch[..] {
            path.line_to(alone);
        }
    }
    path
}

/// A smooth closed loop through the samples.
pub(crate) fn closed_loop(points: &[Point]) -> Path {
    let mut path = Path::default();
    let n = points.len();
    if n == 0 {
        return path;
    }
    path.move_to(points[0]);
    for i in 0..n {
        let around = [n - 1, 0, 1, 2].map(|step| points[(i + step) % n]);
        curve_to(&mut path, around);
    }
    path
}

/// Draws a smooth trail, oldest first, that fades from its colour into `behind` by age.
///
/// The fade is a mix of colours, not of opacities: joints and crossings stay clean, the
/// newer line over the older.
pub(crate) fn draw_trail(svg: &mut Svg, points: &[Point], color: Rgb, behind: Rgb, width: f32) {
    let segments = points.len().saturating_sub(1);
    let level = |segment: usize| segment * FADE_LEVELS / segments.max(1);
    let mut start = 0;
    while start < segments {
        let end = (start..segments)
            .find(|&i| level(i) != level(start))
            .unwrap_or(segments);
        let mut path = Path::default();
        path.move_to(points[start]);
        for i in start..end {
            let next = (i + 2).min(segments);
            let around = [
                points[i.saturating_sub(1)],
                points[i],
                points[i + 1],
                points[next],
            ];
            curve_to(&mut path, around);
        }
        let age = 1.0 - level(start) as f32 / (FADE_LEVELS - 1) as f32;
        let kept = 1.0 - age.max(0.0) * (1.0 - OLDEST);
        let ink = palette::mix(behind, color, kept);
        svg.path(&path, Paint::stroke(ink, width).class("trail"));
        start = end;
    }
}

/// The Catmull-Rom segment from the second to the third of four samples (uniform,
/// tension 1/2), as a cubic Bézier curve.
fn curve_to(path: &mut Path, [before, from, to, after]: [Point; 4]) {
    let third = |a: Point, b: Point| [(b[0] - a[0]) / 6.0, (b[1] - a[1]) / 6.0];
    let (leaving, arriving) = (third(before, to), third(from, after));
    path.cubic_to(
        [from[0] + leaving[0], from[1] + leaving[1]],
        [to[0] - arriving[0], to[1] - arriving[1]],
        to,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_splits_a_line() {
        let points = [
            Some([0.0, 0.0]),
            Some([1.0, 0.0]),
            None,
            None,
            Some([3.0, 0.0]),
        ];
        let lengths: Vec<usize> = stretches(points).iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 1]);
        assert!(stretches([None, None]).is_empty());
    }

    #[test]
    fn a_trail_is_smooth_passes_its_samples_and_brightens() {
        let points: Vec<Point> = (0..100).map(|i| [i as f32, 0.0]).collect();
        let mut svg = Svg::new(100, 10, "");
        draw_trail(&mut svg, &points, palette::RECURRENT, palette::PANEL, 2.0);
        let svg = svg.finish().svg;
        let trail: Vec<&str> = svg.lines().filter(|line| line.contains("trail")).collect();
        assert_eq!(trail.len(), FADE_LEVELS);
        assert!(trail[0].starts_with("<path d=\"M0 0C"));
        assert!(trail[FADE_LEVELS - 1].contains(" 99 0\""));
        assert!(trail[FADE_LEVELS - 1].contains("stroke=\"#cc79a7\""));
        assert!(trail[0].contains(&format!(
            "stroke=\"{}\"",
            crate::report::svg::Ink::Color(palette::mix(
                palette::PANEL,
                palette::RECURRENT,
                OLDEST
            ))
        )));
    }

    #[test]
    fn catmull_rom_keeps_straight_lines_straight() {
        let mut path = Path::default();
        path.move_to([3.0, 0.0]);
        curve_to(&mut path, [[0.0, 0.0], [3.0, 0.0], [6.0, 0.0], [9.0, 0.0]]);
        let mut expected = Path::default();
        expected.move_to([3.0, 0.0]);
        expected.cubic_to([4.0, 0.0], [5.0, 0.0], [6.0, 0.0]);
        assert_eq!(path.to_string(), expected.to_string());
    }
}
