//! Tangling Q(t) of both layers over time, with their medians and the ratio in large type.
//!
//! In: time in s `[T]`; for each layer Q in 1/s² `[T]`, `None` where tangling has no meaning
//! (the robot stands, or the layer hardly varies); medians as the caller reckons them.
//! Out: a figure; stretches where both layers have `None` are shaded, and named if the caller
//! gives a reason.

use super::axis::{Axis, AxisScale};
use super::curve;
use super::figure::Figure;
use super::panel::{MARGIN, PADDING, Plot, draw_heading_legend, draw_message, draw_panel};
use super::segment::{self, Segment, draw_segments};
use super::svg::{AXIS, Anchor, BODY, NUMBER, Paint, Rect, Svg, TextStyle};
use crate::style::numbers;
use crate::style::palette::{self, Rgb};

const WIDTH: u32 = 960;
const HEIGHT: u32 = 320;
const NUMBERS_WIDTH: f32 = 180.0;
/// Q has nothing to be drawn, and no reason is known.
const EMPTY: &str = "no tangling";
/// Curves with more samples a pixel than this are drawn thin.
const DENSE: f32 = 1.0;

/// Q(t) of two layers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tangling {
    /// Heads the figure.
    pub title: String,
    /// How Q was reckoned: form, derivative, softening.
    pub form: String,
    /// Time in s, rising.
    pub time: Vec<f64>,
    /// What the recurrent layer is called, such as "recurrent".
    pub recurrent_name: &'static str,
    /// The recurrent layer.
    pub recurrent: LayerTangling,
    /// The actuation layer.
    pub actuation: LayerTangling,
    /// How Q is laid out; logarithmic suits its rare high peaks.
    pub scale: AxisScale,
    /// Captions along the top, such as the command schedule.
    pub segments: Vec<Segment>,
    /// Why there is no Q at some times ("standing: no tangling").
    pub silences: Vec<Segment>,
}

/// Q(t) of one layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LayerTangling {
    /// Q in 1/s² at each time; `None` where it has no meaning.
    pub values: Vec<Option<f64>>,
    /// Median of Q in 1/s².
    pub median: Option<f64>,
}

impl LayerTangling {
    fn finite(&self) -> impl Iterator<Item = f64> {
        self.values
            .iter()
            .flatten()
            .copied()
            .filter(|value| value.is_finite())
    }

    fn value(&self, i: usize) -> Option<f64> {
        self.values
            .get(i)
            .copied()
            .flatten()
            .filter(|value| value.is_finite())
    }

    fn draw_median(&self, svg: &mut Svg, plot: &Plot, color: Rgb) {
        let Some(y) = self.median.and_then(|median| plot.y_of(median)) else {
            return;
        };
        // short of the plot's ends by the round caps of the rim
        let ends = [[plot.rect.x + 1.5, y], [plot.rect.right() - 1.5, y]];
        let rim = Paint::stroke(palette::PANEL, 3.0)
            .opacity(0.75)
            .class("rim");
        svg.line(ends[0], ends[1], rim);
        let paint = Paint::stroke(color, 1.4).dashed(4.0).class("median");
        svg.line(ends[0], ends[1], paint);
    }
}

impl Tangling {
    /// Draws the figure.
    pub(crate) fn draw(&self) -> Figure {
        let mut svg = Svg::new(WIDTH, HEIGHT, &self.title);
        let size = [WIDTH as f32 - 2.0 * MARGIN, HEIGHT as f32 - 2.0 * MARGIN];
        let panel = Rect::new(MARGIN, MARGIN, size[0], size[1]);
        let subtitle = format!("Q, 1/s² · {}", self.form);
        draw_panel(&mut svg, panel, &self.title, &subtitle);
        let above = 50.0 + segment::room(&self.segments);
        let area = Rect::new(
            panel.x + PADDING + 40.0,
            panel.y + above,
            panel.width - 2.0 * PADDING - 40.0 - NUMBERS_WIDTH,
            panel.height - above - 34.0,
        );
        self.draw_numbers(&mut svg, area.right() + 36.0, area.y);

        let values = self.recurrent.finite().chain(self.actuation.finite());
        let (Some(y), Some(x)) = (Axis::covering(values, self.scale), self.time_axis()) else {
            let message = if self.time.is_empty() {
                "no samples to show"
            } else {
                self.silences
                    .first()
                    .map_or(EMPTY, |why| why.caption.as_str())
            };
            draw_message(&mut svg, area, message);
            return svg.finish();
        };
        let plot = Plot {
            rect: area,
            x: &x,
            y: &y,
        };
        self.draw_plot(&mut svg, &plot);
        let legend = [
            (palette::RECURRENT, self.recurrent_name),
            (palette::ACTUATION, "actuation"),
        ];
        let heading = Rect {
            width: panel.width - NUMBERS_WIDTH,
            ..panel
        };
        draw_heading_legend(&mut svg, heading, &legend);
        svg.finish()
    }

    fn draw_plot(&self, svg: &mut Svg, plot: &Plot) {
        plot.draw_levels(svg);
        plot.draw_x_labels(svg, "s");
        let layers = [
            (&self.actuation, palette::ACTUATION),
            (&self.recurrent, palette::RECURRENT),
        ];
        draw_segments(svg, plot.rect, plot.x, &self.segments);
        for (layer, color) in layers {
            self.draw_curve(svg, plot, layer, color);
        }
        for (layer, color) in layers {
            layer.draw_median(svg, plot, color);
        }
        self.draw_silences(svg, plot);
    }

    fn time_axis(&self) -> Option<Axis> {
        let finite = || self.time.iter().copied().filter(|time| time.is_finite());
        let (first, last) = (finite().next()?, finite().next_back()?);
        Some(Axis::between(first, last, 6))
    }

    fn draw_curve(&self, svg: &mut Svg, plot: &Plot, layer: &LayerTangling, color: Rgb) {
        let points = self.time.iter().enumerate();
        let path = curve::line(points.map(|(i, &time)| plot.point(time, layer.value(i)?)));
        let dense = self.time.len() as f32 > DENSE * plot.rect.width;
        let width = if dense { 0.9 } else { 1.6 };
        svg.path(&path, Paint::stroke(color, width).class("tangling"));
    }

    /// Shades the stretches in which neither layer has a Q.
    fn draw_silences(&self, svg: &mut Svg, plot: &Plot) {
        let silent =
            |i: usize| self.recurrent.value(i).is_none() && self.actuation.value(i).is_none();
        let samples = self.time.len();
        let mut start = 0;
        while start < samples {
            if !silent(start) {
                start += 1;
                continue;
            }
            let end = (start..samples).find(|&i| !silent(i)).unwrap_or(samples);
            let ends = (self.time[start], self.time[end.min(samples - 1)]);
            if let (Some(left), Some(right)) = (plot.x_of(ends.0), plot.x_of(ends.1)) {
                let width = (right - left).max(1.0);
                let band = Rect::new(left, plot.rect.y, width, plot.rect.height);
                svg.rect(band, 3.0, Paint::fill(palette::BACKGROUND).class("silence"));
                if let Some(why) = self.why(f64::midpoint(ends.0, ends.1)) {
                    draw_reason(svg, band, why);
                }
            }
            start = end;
        }
    }

    /// Why there is no Q at a time.
    fn why(&self, time: f64) -> Option<&str> {
        let mut silences = self.silences.iter();
        let silence = silences.find(|silence| (silence.start..silence.end).contains(&time))?;
        Some(&silence.caption)
    }

    fn draw_numbers(&self, svg: &mut Svg, x: f32, y: f32) {
        let (recurrent, actuation) = (self.recurrent.median, self.actuation.median);
        let ratio = recurrent
            .zip(actuation)
            .map(|(recurrent, actuation)| recurrent / actuation);
        let of_recurrent = format!("{}, median 1/s²", self.recurrent_name);
        let numbers = [
            (recurrent, palette::RECURRENT, of_recurrent.as_str()),
            (actuation, palette::ACTUATION, "actuation, median 1/s²"),
            (ratio, palette::TEXT, "ratio"),
        ];
        for (i, (number, color, label)) in numbers.into_iter().enumerate() {
            let y = y + 14.0 + 68.0 * i as f32;
            let text = numbers::significant(number.unwrap_or(f64::NAN));
            let style = TextStyle {
                size: 28.0,
                ..NUMBER
            };
            svg.text(
                [x, y + 8.0],
                style.color(color).anchor(Anchor::Start),
                &text,
            );
            svg.text([x, y + 26.0], AXIS, label);
        }
    }
}

/// Says why there is no curve, on one line or on two (broken at the colon), if there is room.
fn draw_reason(svg: &mut Svg, band: Rect, reason: &str) {
    let fits = |text: &str| BODY.approximate_width(text) < band.width;
    if fits(reason) {
        return draw_message(svg, band, reason);
    }
    let Some((head, tail)) = reason.split_once(": ") else {
        return;
    };
    let head = format!("{head}:");
    if fits(&head) && fits(tail) {
        for (line, offset) in [(head.as_str(), -9.0), (tail, 9.0)] {
            let y = band.y + offset;
            draw_message(svg, Rect { y, ..band }, line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    fn count(figure: &Figure, class: &str) -> usize {
        figure.svg.matches(&format!("class=\"{class}\"")).count()
    }

    #[test]
    fn medians_and_ratio_are_written_out() {
        let mut sample = samples::tangling();
        sample.recurrent.median = Some(8717.0);
        sample.actuation.median = Some(11_135.0);
        let svg = sample.draw().svg;
        for number in ["8,720", "11,100", "0.783"] {
            assert!(svg.contains(&format!(">{number}<")), "{number}");
        }
    }

    #[test]
    fn standing_is_a_gap_with_its_reason() {
        let sample = samples::tangling();
        let figure = sample.draw();
        assert_eq!(count(&figure, "silence"), 1);
        for line in [">standing:<", ">no tangling<"] {
            assert!(figure.svg.contains(line), "{line}");
        }
        let curve = figure
            .svg
            .lines()
            .find(|line| line.contains("class=\"tangling\""))
            .unwrap();
        assert_eq!(
            curve.matches('M').count(),
            2,
            "one stretch before the gap, one after"
        );
    }

    #[test]
    fn a_gap_without_a_reason_has_no_words() {
        let mut sample = samples::tangling();
        sample.silences.clear();
        let figure = sample.draw();
        assert_eq!(count(&figure, "silence"), 1);
        assert!(!figure.svg.contains("no tangling"));
        sample.silences = vec![Segment {
            start: 4.0,
            end: 5.6,
            caption: "fell".to_owned(),
        }];
        assert!(sample.draw().svg.contains(">fell<"));
    }

    #[test]
    fn values_that_are_not_finite_are_gaps() {
        let mut sample = samples::tangling();
        sample.recurrent.values[3] = Some(f64::INFINITY);
        sample.actuation.values[3] = Some(f64::NAN);
        let figure = sample.draw();
        assert_eq!(count(&figure, "silence"), 2);
        assert!(!figure.svg.contains("NaN") && !figure.svg.contains("inf"));
    }

    #[test]
    fn without_any_tangling_the_figure_says_why() {
        let mut sample = samples::tangling();
        for layer in [&mut sample.recurrent, &mut sample.actuation] {
            *layer = LayerTangling {
                values: vec![None; sample.time.len()],
                median: None,
            };
        }
        assert!(sample.draw().svg.contains(">standing: no tangling<"));
        sample.silences.clear();
        assert!(sample.draw().svg.contains(EMPTY));
        sample.time.clear();
        assert!(sample.draw().svg.contains("no samples to show"));
    }
}
