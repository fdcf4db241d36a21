//! A curve over the last seconds: time runs from the right (now) to the left.
//! In: (age in s, value) pairs, oldest first; a value that is not finite breaks the curve.
//! Out: horizontal lines at round values, their labels, the curves.

use std::cell::Cell;

use bevy_egui::egui::{
    Align2, Color32, Painter, Rangef, Rect, Sense, Stroke, Ui, UiBuilder, Vec2,
    emath::GuiRounding as _, pos2,
};
use egui_plot::{HoverPosition, Line, Plot, PlotBounds, PlotPoints};

use super::SHOWN_SECONDS;
use crate::{lab::theme, style::palette};

/// Width of the labels left of all plots of the strip, whose time axes are one.
pub const LABELS_WIDTH: f32 = 28.0;
/// Time in which a bound falls to a third of its distance to what it should be, s.
const SHRINK_TIME: f64 = 4.0;
/// Room that a curve keeps under the upper bound.
const HEADROOM: f64 = 1.05;

/// An upper bound that grows at once and shrinks slowly, so that a plot does not jump.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlowBound {
    least: f64,
    bound: f64,
}

impl SlowBound {
    /// A bound that never falls under `least`.
    #[must_use]
    pub const fn new(least: f64) -> Self {
        Self {
            least,
            bound: least,
        }
    }

    /// Lets `elapsed` s pass with `largest` the largest value shown; returns the bound.
    pub fn follow(&mut self, largest: f64, elapsed: f64) -> f64 {
        let largest = if largest.is_finite() { largest } else { 0.0 };
        let wanted = (largest * HEADROOM).max(self.least);
        let kept = (-elapsed.max(0.0) / SHRINK_TIME).exp();
        self.bound = wanted.max(wanted + (self.bound - wanted) * kept);
        self.bound
    }
}

/// The values in `lower..=upper` that a plot labels: multiples of a round step, three
/// of them when zero is the lower end.
#[must_use]
pub fn round_ticks(lower: f64, upper: f64) -> Vec<f64> {
    let span = upper - lower;
    if !(span.is_finite() && span > 0.0) {
        return Vec::new();
    }
    const MANTISSAS: [f64; 9] = [8.0, 6.0, 5.0, 4.0, 3.0, 2.5, 2.0, 1.5, 1.0];
    let half = span / 2.0;
    let magnitude = 10_f64.powf(half.log10().floor());
    let fitting = MANTISSAS.into_iter().map(|mantissa| mantissa * magnitude);
    let step = fitting
        .into_iter()
        .find(|step| *step <= half * (1.0 + 1e-9))
        .unwrap_or(magnitude);
    let first = (lower / step - 1e-9).ceil() as i64;
    let last = (upper / step + 1e-9).floor() as i64;
    (first..=last)
        .map(|multiple| multiple as f64 * step)
        .collect()
}

/// An axis label: "0", "−0.5", "25k", "1.5M".
#[must_use]
pub fn short(value: f64) -> String {
    let (scaled, suffix) = match value.abs() {
        size if size >= 1e6 => (value / 1e6, "M"),
        size if size >= 1e3 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let rounded = (scaled.abs() * 100.0).round() / 100.0;
    let sign = if scaled < 0.0 && rounded > 0.0 {
        "−"
    } else {
        ""
    };
    format!("{sign}{rounded}{suffix}")
}

/// Where a plot lies on the screen and what it spans.
#[derive(Clone, Copy, Debug)]
pub struct TimePlot {
    /// The area of the curves.
    pub rect: Rect,
    /// The value at its lower edge.
    pub lower: f64,
    /// The value at its upper edge.
    pub upper: f64,
}

impl TimePlot {
    /// The screen's x of an age in s.
    #[must_use]
    pub fn x(&self, age: f64) -> f32 {
        self.rect.right() - (age / SHOWN_SECONDS) as f32 * self.rect.width()
    }

    /// The screen's y of a value.
    #[must_use]
    pub fn y(&self, value: f64) -> f32 {
        let share = (value - self.lower) / (self.upper - self.lower);
        self.rect.bottom() - share as f32 * self.rect.height()
    }

    /// Draws a horizontal line and, left of it, a label at each value.
    pub fn draw_lines(&self, painter: &Painter, values: &[f64], label: impl Fn(f64) -> String) {
        let stroke = Stroke::new(1.0, theme::colour(palette::LINE));
        for &value in values {
            let y = self
                .y(value)
                .round_to_pixel_center(painter.pixels_per_point());
            painter.hline(Rangef::new(self.rect.left(), self.rect.right()), y, stroke);
            painter.text(
                pos2(self.rect.left() - 6.0, y),
                Align2::RIGHT_CENTER,
                label(value),
                theme::regular(theme::SMALL_SIZE),
                theme::colour(palette::TEXT_SECONDARY),
            );
        }
    }

    /// Draws the ends of the time axis under the plot.
    pub fn draw_time_labels(&self, painter: &Painter) {
        let y = self.rect.bottom() + 5.0;
        let ends = [
            (
                self.rect.left(),
                Align2::LEFT_TOP,
                format!("−{SHOWN_SECONDS} s"),
            ),
            (self.rect.right(), Align2::RIGHT_TOP, "now".to_owned()),
        ];
        for (x, align, text) in ends {
            let font = theme::regular(theme::SMALL_SIZE);
            painter.text(
                pos2(x, y),
                align,
                text,
                font,
                theme::colour(palette::TEXT_SECONDARY),
            );
        }
    }

    /// Draws the curves in this order. Under the pointer stand the nearest value, its unit and age;
    /// away from all curves, what the plot `shows`.
    pub fn show_curves(
        &self,
        ui: &mut Ui,
        name: &str,
        unit: &str,
        shows: &str,
        curves: Vec<Curve>,
    ) {
        let bounds = PlotBounds::from_min_max([-SHOWN_SECONDS, self.lower], [0.0, self.upper]);
        let is_near = Cell::new(false);
        let near = |hover: &HoverPosition| match hover {
            HoverPosition::NearDataPoint {
                plot_name,
                position,
                ..
            } => {
                is_near.set(true);
                Some(hover_label(plot_name, position.x, position.y, unit))
            }
            HoverPosition::Elsewhere { .. } => None,
        };
        let plot = Plot::new(name)
            .width(self.rect.width())
            .height(self.rect.height())
            .show_axes(false)
            .show_grid(false)
            .show_background(false)
            .show_x(false)
            .show_y(false)
            .sense(Sense::hover())
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_double_click_reset(false)
            .set_margin_fraction(Vec2::ZERO)
            .label_formatter(near);
        ui.scope_builder(UiBuilder::new().max_rect(self.rect), |ui| {
            let shown = plot.show(ui, |plot| {
                plot.set_plot_bounds(bounds);
                for line in curves.iter().flat_map(Curve::lines) {
                    plot.line(line);
                }
            });
            if !is_near.get() {
                shown.response.on_hover_text(shows);
            }
        });
    }
}

/// A quantity over the last seconds.
#[derive(Clone, Debug)]
pub struct Curve {
    /// For the pointer's label.
    pub name: &'static str,
    pub colour: Color32,
    /// Age (s) and value, oldest first; NaN is a gap.
    pub points: Vec<(f64, f64)>,
}

impl Curve {
    /// One line for each stretch without a gap.
    fn lines(&self) -> impl Iterator<Item = Line<'static>> {
        self.points
            .split(|(_, value)| !value.is_finite())
            .filter(|stretch| stretch.len() > 1)
            .map(|stretch| {
                let points: PlotPoints = stretch.iter().map(|&(age, q)| [-age, q]).collect();
                Line::new(self.name, points).color(self.colour).width(1.5)
            })
    }
}

/// "recurrent 8.72k 1/s² · 1.3 s ago"
fn hover_label(name: &str, time: f64, value: f64, unit: &str) -> String {
    format!("{name} {} {unit} · {:.1} s ago", short(value), -time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bound_grows_at_once_and_shrinks_slowly() {
        let mut bound = SlowBound::new(1.0);
        assert!((bound.follow(100.0, 0.02) - 105.0).abs() < 1e-9);
        let after_a_frame = bound.follow(10.0, 0.02);
        assert!(
            after_a_frame > 104.0 && after_a_frame < 105.0,
            "{after_a_frame}"
        );
        let after_a_minute = bound.follow(10.0, 60.0);
        assert!((after_a_minute - 10.5).abs() < 0.01, "{after_a_minute}");
    }

    #[test]
    fn bound_keeps_its_least_and_ignores_nan() {
        let mut bound = SlowBound::new(1.0);
        assert_eq!(bound.follow(f64::NAN, 0.02), 1.0);
        assert_eq!(bound.follow(0.0, 100.0), 1.0);
    }

    #[test]
    fn ticks_are_few_and_round() {
        assert_eq!(round_ticks(0.0, 53_000.0), [0.0, 25_000.0, 50_000.0]);
        assert_eq!(round_ticks(0.0, 1.0), [0.0, 0.5, 1.0]);
        assert_eq!(round_ticks(-0.5, 1.1), [0.0, 0.8]);
        for upper in (1..400).map(|i| f64::from(i) * 37.0) {
            assert_eq!(round_ticks(0.0, upper).len(), 3, "ticks up to {upper}");
        }
    }

    #[test]
    fn axis_labels_are_short() {
        let labels = [0.0, -0.0, -0.5, 500.0, 1500.0, 25_000.0, 2e6].map(short);
        assert_eq!(labels, ["0", "0", "−0.5", "500", "1.5k", "25k", "2M"]);
    }

    #[test]
    fn a_gap_breaks_the_curve_and_single_points_draw_nothing() {
        let value = |q: f64, k: usize| (0.02 * (10 - k) as f64, q);
        let values = [1.0, 2.0, f64::NAN, 3.0, f64::NAN, 4.0, 5.0, 6.0];
        let curve = Curve {
            name: "q",
            colour: Color32::WHITE,
            points: values
                .iter()
                .enumerate()
                .map(|(k, &q)| value(q, k))
                .collect(),
        };
        assert_eq!(curve.lines().count(), 2);
    }

    #[test]
    fn the_pointer_says_name_value_unit_and_age() {
        let label = hover_label("recurrent", -1.3, 8720.0, "1/s²");
        assert_eq!(label, "recurrent 8.72k 1/s² · 1.3 s ago");
    }

    #[test]
    fn no_span_has_no_ticks() {
        assert!(round_ticks(1.0, 1.0).is_empty());
        assert!(round_ticks(0.0, f64::NAN).is_empty());
    }

    #[test]
    fn now_is_at_the_right() {
        let rect = Rect::from_min_max(pos2(10.0, 20.0), pos2(110.0, 70.0));
        let plot = TimePlot {
            rect,
            lower: 0.0,
            upper: 2.0,
        };
        assert_eq!(plot.x(0.0), 110.0);
        assert_eq!(plot.x(SHOWN_SECONDS), 10.0);
        assert_eq!(plot.y(0.0), 70.0);
        assert_eq!(plot.y(2.0), 20.0);
    }
}
