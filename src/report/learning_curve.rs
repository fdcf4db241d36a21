//! Learning curves: small multiples over training steps, with wall time beside the steps.
//!
//! In: environment steps and wall minutes of each logged iteration `[T]`; panels of one or
//! more series `[T]` in the units that they name. Values that are not finite (or not
//! positive, on a logarithmic axis) are gaps. Out: a figure.

use super::axis::{Axis, AxisScale};
use super::curve;
use super::figure::Figure;
use super::panel::{MARGIN, PADDING, Plot, draw_message, draw_panel, end_anchor};
use super::svg::{AXIS, Anchor, Paint, Rect, Svg, TITLE};
use crate::style::numbers;
use crate::style::palette::{self, Rgb};

const COLUMNS: usize = 3;
const PANEL_WIDTH: f32 = 330.0;
const PANEL_HEIGHT: f32 = 196.0;
const HEADING: f32 = 40.0;
const GUTTER: f32 = 36.0;
const EMPTY: &str = "no training to show";

/// How training went.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LearningCurve {
    /// Heads the figure.
    pub title: String,
    /// What is told beside the title: policy, seed, machine.
    pub subtitle: String,
    /// Environment steps at each logged iteration, rising.
    pub steps: Vec<f64>,
    /// Wall minutes at each logged iteration.
    pub minutes: Vec<f64>,
    /// The small multiples, in reading order.
    pub panels: Vec<CurvePanel>,
}

/// One small multiple.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CurvePanel {
    /// The quantity.
    pub title: String,
    /// Its unit; may be empty.
    pub unit: String,
    /// How its axis is laid out.
    pub scale: AxisScale,
    /// The lines; a label is shown where there are several.
    pub series: Vec<Series>,
}

/// One line of a small multiple.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Series {
    /// Its name.
    pub label: String,
    /// Its colour.
    pub color: Rgb,
    /// One value for each logged iteration.
    pub values: Vec<f64>,
}

impl LearningCurve {
    /// Draws the figure.
    pub(crate) fn draw(&self) -> Figure {
        let rows = self.panels.len().div_ceil(COLUMNS).max(1);
        let top = MARGIN + HEADING;
        let width = MARGIN + COLUMNS as f32 * (PANEL_WIDTH + MARGIN);
        let height = top + rows as f32 * (PANEL_HEIGHT + MARGIN);
        let mut svg = Svg::new(width as u32, height as u32, &self.title);
        let headline = [(TITLE, self.title.as_str()), (AXIS, self.subtitle.as_str())];
        svg.text_runs([MARGIN + 4.0, MARGIN + 22.0], &headline);
        let x = self.steps_axis();
        let Some(x) = x.filter(|_| !self.panels.is_empty()) else {
            draw_message(&mut svg, Rect::new(0.0, top, width, PANEL_HEIGHT), EMPTY);
            return svg.finish();
        };
        for (i, panel) in self.panels.iter().enumerate() {
            let left = MARGIN + (i % COLUMNS) as f32 * (PANEL_WIDTH + MARGIN);
            let top = top + (i / COLUMNS) as f32 * (PANEL_HEIGHT + MARGIN);
            let rect = Rect::new(left, top, PANEL_WIDTH, PANEL_HEIGHT);
            self.draw_panel(&mut svg, rect, &x, panel);
        }
        svg.finish()
    }

    fn steps_axis(&self) -> Option<Axis> {
        let last = self.steps.iter().copied().rfind(|step| step.is_finite())?;
        Some(Axis::between(0.0, last, 3))
    }

    fn draw_panel(&self, svg: &mut Svg, rect: Rect, x: &Axis, panel: &CurvePanel) {
        draw_panel(svg, rect, &panel.title, &panel.unit);
        draw_labels(svg, rect, panel);
        let area = Rect::new(
            rect.x + PADDING + GUTTER,
            rect.y + 48.0,
            rect.width - 2.0 * PADDING - GUTTER,
            rect.height - 48.0 - 44.0,
        );
        let values = panel
            .series
            .iter()
            .flat_map(|series| series.values.iter().copied());
        let Some(y) = Axis::covering(values, panel.scale) else {
            return draw_message(svg, area, "not measured");
        };
        let plot = Plot {
            rect: area,
            x,
            y: &y,
        };
        plot.draw_levels(svg);
        self.draw_steps_and_minutes(svg, &plot);
        for series in &panel.series {
            let pairs = self.steps.iter().zip(&series.values);
            let path = curve::line(pairs.map(|(&step, &value)| plot.point(step, value)));
            svg.path(&path, Paint::stroke(series.color, 1.8).class("series"));
        }
    }

    /// Two lines of labels: steps, and the wall minutes at which they were done.
    fn draw_steps_and_minutes(&self, svg: &mut Svg, plot: &Plot) {
        for (i, &step) in plot.x.ticks.iter().enumerate() {
            let Some(x) = plot.x_of(step) else { continue };
            let last = i + 1 == plot.x.ticks.len();
            let anchor = end_anchor(x, plot.rect);
            let steps = if last { " steps" } else { "" };
            let at = [x, plot.rect.bottom() + 16.0];
            svg.text(
                at,
                AXIS.anchor(anchor),
                &format!("{}{steps}", numbers::tick(step)),
            );
            let Some(minutes) = self.minutes_at(step) else {
                continue;
            };
            let unit = if last { " min" } else { "" };
            let at = [x, plot.rect.bottom() + 31.0];
            let quiet = palette::mix(palette::PANEL, palette::TEXT_SECONDARY, 0.75);
            let style = AXIS.anchor(anchor).color(quiet);
            svg.text(
                at,
                style,
                &format!("{}{unit}", numbers::tick((10.0 * minutes).round() / 10.0)),
            );
        }
    }

    /// Wall minutes at a number of steps, by straight lines between iterations; the clock
    /// starts at zero steps.
    fn minutes_at(&self, step: f64) -> Option<f64> {
        let mut before = (0.0, 0.0);
        for (&steps, &minutes) in self.steps.iter().zip(&self.minutes) {
            if !steps.is_finite() || !minutes.is_finite() {
                continue;
            }
            if steps >= step {
                let span = steps - before.0;
                let part = if span > 0.0 {
                    (step - before.0) / span
                } else {
                    1.0
                };
                return Some(before.1 + part * (minutes - before.1));
            }
            before = (steps, minutes);
        }
        None
    }
}

/// Names of the lines in their colours, where there are several.
fn draw_labels(svg: &mut Svg, rect: Rect, panel: &CurvePanel) {
    if panel.series.len() < 2 {
        return;
    }
    let labels: Vec<_> = panel
        .series
        .iter()
        .map(|series| {
            (
                AXIS.color(series.color).anchor(Anchor::End),
                series.label.as_str(),
            )
        })
        .collect();
    svg.text_runs([rect.right() - PADDING, rect.y + 27.0], &labels);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    fn count(figure: &Figure, class: &str) -> usize {
        figure.svg.matches(&format!("class=\"{class}\"")).count()
    }

    #[test]
    fn every_series_is_drawn() {
        let sample = samples::learning_curve();
        let figure = sample.draw();
        let series: usize = sample.panels.iter().map(|panel| panel.series.len()).sum();
        assert_eq!(count(&figure, "series"), series);
    }

    #[test]
    fn minutes_stand_beside_steps() {
        let mut sample = samples::learning_curve();
        sample.steps = vec![10.0e6, 20.0e6, 30.0e6];
        sample.minutes = vec![2.0, 3.0, 8.0];
        assert_eq!(sample.minutes_at(0.0), Some(0.0));
        assert_eq!(sample.minutes_at(5.0e6), Some(1.0));
        assert_eq!(sample.minutes_at(25.0e6), Some(5.5));
        assert_eq!(sample.minutes_at(31.0e6), None);
    }

    #[test]
    fn gaps_and_missing_values_are_left_out() {
        let mut sample = samples::learning_curve();
        sample.panels.truncate(2);
        sample.panels[0].series[0].values[5] = f64::NAN;
        sample.panels[1]
            .series
            .iter_mut()
            .for_each(|series| series.values.fill(f64::NAN));
        let figure = sample.draw();
        let line = figure
            .svg
            .lines()
            .find(|line| line.contains("class=\"series\""))
            .unwrap();
        assert_eq!(line.matches('M').count(), 2);
        assert!(figure.svg.contains("not measured"));
        assert!(!figure.svg.contains("NaN"));
    }

    #[test]
    fn nothing_to_show_says_so() {
        let mut sample = samples::learning_curve();
        sample.steps.clear();
        assert!(sample.draw().svg.contains(EMPTY));
    }
}
