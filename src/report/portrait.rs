//! Portraits: a layer's activity in the plane of its first two principal components.
//!
//! In: scores `[T, 2]` (PC1, PC2; z-scored units), oldest first, and the fraction of variance
//! of each axis. Out: both layers side by side at one scale. Both axes always have the same scale.

use super::curve::draw_trail;
use super::figure::Figure;
use super::panel::{MARGIN, PADDING, draw_message, draw_panel};
use super::svg::{AXIS, Anchor, Paint, Point, Rect, Svg};
use crate::style::palette::{self, Rgb};

/// Side of the square that a portrait is drawn in, in pixels.
const SIDE: f32 = 328.0;
const HEADING: f32 = 44.0;
/// Room for a line below the portraits.
const CAPTION: f32 = 22.0;
/// Room between the outermost score and the edge, as a part of half the side.
const ROOM: f64 = 0.16;
const MESSAGE: &str = "no activity to show";

/// The recent activity of one layer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Portrait {
    /// Which layer.
    pub title: String,
    /// Scores on PC1 and PC2, oldest first; the last is the present point.
    pub scores: Vec<[f64; 2]>,
    /// Fraction of variance (0 to 1) along PC1 and PC2.
    pub variance_ratio: [f64; 2],
    /// The layer's colour.
    pub color: Rgb,
    /// The score at the edge of the square; `None` fits it to the scores. Give the extent
    /// of the policy's basis where portraits are to be compared.
    pub half_range: Option<f64>,
}

/// Both layers side by side at one scale.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PortraitPair {
    /// Drawn at the left.
    pub recurrent: Portrait,
    /// Drawn at the right.
    pub actuation: Portrait,
    /// What is shown and where the axes come from, below both; may be empty.
    pub caption: String,
}

impl Portrait {
    fn draw_in(&self, svg: &mut Svg, panel: Rect, half_range: f64) {
        draw_panel(svg, panel, &self.title, "");
        let plane = Plane {
            square: square_of(panel),
            half_range,
        };
        let points = plane.points(&self.scores);
        let Some(&present) = points.last() else {
            return draw_message(svg, plane.square, MESSAGE);
        };
        plane.draw_axes(svg, self.variance_ratio);
        svg.clipped(plane.square, 0.0, |svg| {
            draw_trail(svg, &points, self.color, palette::PANEL, 2.2);
            draw_present(svg, present, self.color);
        });
    }
}

impl PortraitPair {
    /// Draws both portraits.
    pub(crate) fn draw(&self) -> Figure {
        let left = panel_at(MARGIN);
        let right = panel_at(left.right() + MARGIN);
        let title = format!("{}; {}", self.recurrent.title, self.actuation.title);
        let caption = if self.caption.is_empty() {
            0.0
        } else {
            CAPTION
        };
        let mut svg = canvas(right.right(), right.bottom() + caption, &title);
        let half_range = [&self.recurrent, &self.actuation]
            .map(|portrait| portrait.half_range.unwrap_or(extent(&portrait.scores)))
            .into_iter()
            .fold(0.0, f64::max);
        self.recurrent.draw_in(&mut svg, left, half_range);
        self.actuation.draw_in(&mut svg, right, half_range);
        let below = [left.x + 2.0, left.bottom() + CAPTION - 4.0];
        svg.text(below, AXIS, &self.caption);
        svg.finish()
    }
}

/// A square of the plane of two principal components, the origin in its middle.
struct Plane {
    square: Rect,
    half_range: f64,
}

impl Plane {
    /// Scores as pixels; scores that are not finite are left out.
    fn points(&self, scores: &[[f64; 2]]) -> Vec<Point> {
        let [center_x, center_y] = self.square.center();
        let scale = f64::from(self.square.width) / 2.0 / self.half_range;
        let finite = scores
            .iter()
            .filter(|score| score.iter().all(|value| value.is_finite()));
        finite
            .map(|[pc1, pc2]| {
                [
                    center_x + (pc1 * scale) as f32,
                    center_y - (pc2 * scale) as f32,
                ]
            })
            .collect()
    }

    /// A thin cross through the origin; the percent variance of its arms stands in the
    /// corners that they point to, where no closed curve runs.
    fn draw_axes(&self, svg: &mut Svg, variance_ratio: [f64; 2]) {
        let [x, y] = self.square.center();
        let paint = Paint::stroke(palette::LINE, 1.0).class("axis");
        svg.line([self.square.x, y], [self.square.right(), y], paint);
        svg.line([x, self.square.y], [x, self.square.bottom()], paint);
        let [pc1, pc2] = variance_ratio.map(|ratio| format!("{:.0} %", 100.0 * ratio));
        let corner = [self.square.right(), self.square.bottom() - 2.0];
        svg.text(corner, AXIS.anchor(Anchor::End), &format!("PC1 {pc1} →"));
        svg.text(
            [self.square.x, self.square.y + 10.0],
            AXIS,
            &format!("↑ PC2 {pc2}"),
        );
    }
}

fn canvas(right: f32, bottom: f32, title: &str) -> Svg {
    Svg::new((right + MARGIN) as u32, (bottom + MARGIN) as u32, title)
}

fn panel_at(x: f32) -> Rect {
    Rect::new(x, MARGIN, SIDE + 2.0 * PADDING, SIDE + HEADING + PADDING)
}

fn square_of(panel: Rect) -> Rect {
    Rect::new(panel.x + PADDING, panel.y + HEADING, SIDE, SIDE)
}

/// The score at the edge of a square that holds all of these, with some room.
fn extent(scores: &[[f64; 2]]) -> f64 {
    let largest = scores
        .iter()
        .flatten()
        .filter(|value| value.is_finite())
        .fold(0.0, |largest: f64, value| largest.max(value.abs()));
    if largest > 0.0 {
        largest * (1.0 + ROOM)
    } else {
        1.0
    }
}

/// The present: a white point with a halo.
fn draw_present(svg: &mut Svg, at: Point, color: Rgb) {
    let halo = palette::mix(color, palette::COMMANDED, 0.5);
    for (radius, opacity) in [(13.0, 0.12), (9.0, 0.22)] {
        svg.circle(at, radius, Paint::fill(halo).opacity(opacity).class("halo"));
    }
    svg.circle(at, 4.5, Paint::fill(palette::COMMANDED).class("present"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    /// Numbers of an attribute in the lines that hold `class`.
    fn numbers(figure: &Figure, class: &str, attribute: &str) -> Vec<f32> {
        let class = format!("class=\"{class}\"");
        let start = format!(" {attribute}=\"");
        let lines = figure.svg.lines().filter(|line| line.contains(&class));
        lines
            .filter_map(|line| line.split(&start).nth(1)?.split('"').next()?.parse().ok())
            .collect()
    }

    fn portrait(scores: Vec<[f64; 2]>) -> Portrait {
        Portrait {
            title: "Layer".to_owned(),
            scores,
            variance_ratio: [0.48, 0.21],
            color: palette::RECURRENT,
            half_range: None,
        }
    }

    fn drawn(portrait: &Portrait) -> Figure {
        let panel = panel_at(MARGIN);
        let mut svg = canvas(panel.right(), panel.bottom(), &portrait.title);
        let half_range = portrait.half_range.unwrap_or(extent(&portrait.scores));
        portrait.draw_in(&mut svg, panel, half_range);
        svg.finish()
    }

    #[test]
    fn the_present_point_lies_at_the_last_score() {
        let mut portrait = portrait(vec![[0.0, 0.0], [2.0, 1.0], [4.0, 1.0]]);
        portrait.half_range = Some(8.0);
        let figure = drawn(&portrait);
        let [x, y] = square_of(panel_at(MARGIN)).center();
        assert_eq!(numbers(&figure, "present", "cx"), [x + SIDE / 4.0]);
        assert_eq!(numbers(&figure, "present", "cy"), [y - SIDE / 16.0]);
    }

    #[test]
    fn both_axes_have_one_scale() {
        let plane = Plane {
            square: Rect::new(0.0, 0.0, 100.0, 100.0),
            half_range: 5.0,
        };
        let points = plane.points(&[[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]]);
        assert_eq!(points[1][0] - points[0][0], points[0][1] - points[2][1]);
    }

    #[test]
    fn a_pair_shares_the_larger_scale() {
        let recurrent = portrait(vec![[0.0, 0.0], [8.0, 0.0]]);
        let actuation = portrait(vec![[0.0, 0.0], [2.0, 0.0]]);
        let figure = PortraitPair {
            recurrent,
            actuation,
            caption: String::new(),
        }
        .draw();
        let present = numbers(&figure, "present", "cx");
        let left = square_of(panel_at(MARGIN)).center()[0];
        let right = square_of(panel_at(panel_at(MARGIN).right() + MARGIN)).center()[0];
        assert!(
            (present[0] - left - 4.0 * (present[1] - right)).abs() < 0.1,
            "{present:?}"
        );
    }

    #[test]
    fn scores_that_are_not_finite_are_left_out() {
        let figure = drawn(&portrait(vec![[1.0, 1.0], [2.0, 0.0], [f64::NAN, 1.0]]));
        assert!(!figure.svg.contains("NaN"));
        assert_eq!(numbers(&figure, "present", "cx").len(), 1);
    }

    #[test]
    fn nothing_to_show_says_so() {
        let pair = PortraitPair {
            recurrent: portrait(vec![]),
            actuation: portrait(vec![]),
            caption: String::new(),
        };
        assert_eq!(pair.draw().svg.matches(MESSAGE).count(), 2);
    }

    #[test]
    fn a_caption_stands_below_both_and_takes_room_only_if_there_is_one() {
        let mut pair = samples::portrait_pair();
        let plain = pair.draw();
        pair.caption = "forward, last 3.5 s".to_owned();
        let captioned = pair.draw();
        assert!(captioned.svg.contains(">forward, last 3.5 s<"));
        assert_eq!(captioned.height, plain.height + CAPTION as u32);
    }

    #[test]
    fn variance_stands_at_the_axis_ends() {
        let svg = drawn(&portrait(vec![[1.0, 1.0]])).svg;
        assert!(svg.contains("PC1 48 %") && svg.contains("PC2 21 %"));
    }
}
