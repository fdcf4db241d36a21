//! What all figures share: the panel, its heading, its plot area with horizontal lines and
//! round labels, legends, and the message of a panel that has nothing to show.

use super::axis::Axis;
use super::svg::{AXIS, Anchor, BODY, Paint, Point, Rect, Svg, TITLE};
use crate::style::numbers;
use crate::style::palette::{self, Rgb};

/// Space between a figure's edge and its panels, and between panels.
pub(crate) const MARGIN: f32 = 12.0;
/// Space between a panel's edge and what it shows.
pub(crate) const PADDING: f32 = 16.0;
/// From a panel's upper edge to the baseline of its title.
const TITLE_BASELINE: f32 = 27.0;
const RADIUS: f32 = 6.0;

/// Draws an empty panel with its title and what stands beside it in a quieter tone.
pub(crate) fn draw_panel(svg: &mut Svg, rect: Rect, title: &str, subtitle: &str) {
    svg.rect(
        rect,
        RADIUS,
        Paint::fill(palette::PANEL).outlined(palette::LINE, 1.0),
    );
    let subtitle_style = AXIS.color(palette::TEXT_SECONDARY);
    let at = [rect.x + PADDING, rect.y + TITLE_BASELINE];
    svg.text_runs(at, &[(TITLE, title), (subtitle_style, subtitle)]);
}

/// Says in the middle of an area why it shows nothing.
pub(crate) fn draw_message(svg: &mut Svg, rect: Rect, message: &str) {
    let [x, y] = rect.center();
    let style = BODY.color(palette::TEXT_SECONDARY).anchor(Anchor::Middle);
    svg.text([x, y + 4.0], style, message);
}

/// A rectangle with a horizontal and a vertical axis.
pub(crate) struct Plot<'a> {
    pub rect: Rect,
    pub x: &'a Axis,
    pub y: &'a Axis,
}

impl Plot<'_> {
    /// Where a value is drawn; `None` for a gap.
    pub(crate) fn point(&self, x: f64, y: f64) -> Option<Point> {
        Some([self.x_of(x)?, self.y_of(y)?])
    }

    pub(crate) fn x_of(&self, x: f64) -> Option<f32> {
        Some(self.rect.x + self.x.place(x)? * self.rect.width)
    }

    pub(crate) fn y_of(&self, y: f64) -> Option<f32> {
        Some(self.rect.bottom() - self.y.place(y)? * self.rect.height)
    }

    /// Draws horizontal lines with their round values at the left.
    pub(crate) fn draw_levels(&self, svg: &mut Svg) {
        for &value in &self.y.ticks {
            let Some(y) = self.y_of(value) else { continue };
            let paint = Paint::stroke(palette::LINE, 1.0).class("level");
            svg.line([self.rect.x, y], [self.rect.right(), y], paint);
            let at = [self.rect.x - 8.0, y + 4.0];
            svg.text(at, AXIS.anchor(Anchor::End), &numbers::tick(value));
        }
    }

    /// Writes the ticks of the horizontal axis below the plot, the last with the unit.
    pub(crate) fn draw_x_labels(&self, svg: &mut Svg, unit: &str) {
        for (i, &value) in self.x.ticks.iter().enumerate() {
            let Some(x) = self.x_of(value) else { continue };
            let mut label = numbers::tick(value);
            if i + 1 == self.x.ticks.len() {
                label = format!("{label} {unit}");
            }
            let anchor = end_anchor(x, self.rect);
            svg.text([x, self.rect.bottom() + 17.0], AXIS.anchor(anchor), &label);
        }
    }
}

/// Labels at both ends of an axis stay within it.
pub(crate) fn end_anchor(x: f32, rect: Rect) -> Anchor {
    if x < rect.x + 12.0 {
        Anchor::Start
    } else if x > rect.right() - 30.0 {
        Anchor::End
    } else {
        Anchor::Middle
    }
}

/// Names in their colours, on one line, at the right end of a panel's heading.
pub(crate) fn draw_heading_legend(svg: &mut Svg, rect: Rect, entries: &[(Rgb, &str)]) {
    let at = [rect.right() - PADDING, rect.y + TITLE_BASELINE];
    let runs: Vec<_> = entries
        .iter()
        .map(|&(color, label)| (BODY.color(color).anchor(Anchor::End), label))
        .collect();
    svg.text_runs(at, &runs);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::axis::AxisScale;

    #[test]
    fn a_plot_maps_bounds_to_corners_and_gaps_to_none() {
        let x = Axis::between(0.0, 10.0, 5);
        let y = Axis::covering([1.0], AxisScale::Linear).unwrap();
        let plot = Plot {
            rect: Rect::new(10.0, 20.0, 100.0, 50.0),
            x: &x,
            y: &y,
        };
        assert_eq!(plot.point(0.0, 0.0), Some([10.0, 70.0]));
        assert_eq!(plot.point(10.0, 1.0), Some([110.0, 20.0]));
        assert_eq!(plot.point(f64::NAN, 1.0), None);
    }
}
