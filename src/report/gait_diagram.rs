//! The gait diagram: which feet are on the ground, and the speed, on one time axis.
//!
//! In: contact `[T, 4]` (LF, LH, RF, RH) at a fixed rate, commanded and measured speed `[T]`
//! in m/s, captions of stretches of time in s. Out: a figure with one bar for each stance
//! phase; several figures make a sheet. Speeds that are not finite are gaps.

use super::axis::{Axis, AxisScale};
use super::curve;
use super::figure::Figure;
use super::panel::{MARGIN, PADDING, Plot, draw_heading_legend, draw_message, draw_panel};
use super::segment::{self, Segment, draw_segments};
use super::svg::{AXIS, Anchor, BODY, Paint, Rect, Svg};
use crate::robot::{LEG_NAMES, LegArray};
use crate::style::palette::{self, Rgb};

const WIDTH: u32 = 960;
const PANEL_WIDTH: f32 = WIDTH as f32 - 2.0 * MARGIN;
/// Height of a panel's heading.
const HEADING: f32 = 46.0;
/// Most panels of a sheet in one column.
const MOST_IN_COLUMN: usize = 3;
const GUTTER: f32 = 34.0;
const BAR: f32 = 15.0;
const BAR_STEP: f32 = 21.0;
const SPEED_HEIGHT: f32 = 96.0;
const EMPTY: &str = "no steps to show";

/// Contacts and speed over time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GaitDiagram {
    /// Heads the figure.
    pub title: String,
    /// What is known of the gait, beside the title.
    pub summary: String,
    /// Samples a second.
    pub rate: f64,
    /// Time of the first sample in s.
    pub start: f64,
    /// Whether each foot is on the ground.
    pub contact: Vec<LegArray<bool>>,
    /// What the speeds are, with the unit ("forward, m/s").
    pub speed_label: String,
    /// Commanded speed at each sample.
    pub commanded: Vec<f64>,
    /// Measured speed at each sample.
    pub measured: Vec<f64>,
    /// Captions along the top, such as the command schedule.
    pub segments: Vec<Segment>,
}

impl GaitDiagram {
    /// Draws the figure.
    pub(crate) fn draw(&self) -> Figure {
        let panel = Rect::new(MARGIN, MARGIN, PANEL_WIDTH, self.height());
        let mut svg = Svg::new(WIDTH, (panel.bottom() + MARGIN) as u32, &self.title);
        self.draw_in(&mut svg, panel);
        svg.finish()
    }

    /// Draws several in panels, row by row; more than [`MOST_IN_COLUMN`] in two columns.
    pub(crate) fn draw_sheet(diagrams: &[Self], title: &str) -> Figure {
        let columns = if diagrams.len() > MOST_IN_COLUMN {
            2
        } else {
            1
        };
        let mut panels = Vec::new();
        let mut y = MARGIN;
        for row in diagrams.chunks(columns) {
            let height = row.iter().map(Self::height).fold(0.0, f32::max);
            for (column, diagram) in row.iter().enumerate() {
                let x = MARGIN + column as f32 * (PANEL_WIDTH + MARGIN);
                panels.push((diagram, Rect::new(x, y, PANEL_WIDTH, height)));
            }
            y += height + MARGIN;
        }
        let width = MARGIN + columns as f32 * (PANEL_WIDTH + MARGIN);
        let mut svg = Svg::new(width as u32, y.max(3.0 * MARGIN) as u32, title);
        for (diagram, panel) in panels {
            diagram.draw_in(&mut svg, panel);
        }
        svg.finish()
    }

    /// Of the panel that it needs.
    fn height(&self) -> f32 {
        HEADING + segment::room(&self.segments) + 4.0 * BAR_STEP + 44.0 + SPEED_HEIGHT + 32.0
    }

    fn draw_in(&self, svg: &mut Svg, panel: Rect) {
        let feet = Rect::new(
            panel.x + PADDING + GUTTER,
            panel.y + HEADING + segment::room(&self.segments),
            panel.width - 2.0 * PADDING - GUTTER,
            4.0 * BAR_STEP,
        );
        let speed = Rect {
            y: feet.bottom() + 44.0,
            height: SPEED_HEIGHT,
            ..feet
        };
        draw_panel(svg, panel, &self.title, &self.summary);
        if self.contact.is_empty() || self.rate.is_nan() || self.rate <= 0.0 {
            draw_message(svg, panel, EMPTY);
            return;
        }
        let x = Axis::between(self.start, self.time(self.contact.len()), 10);
        draw_segments(svg, feet, &x, &self.segments);
        self.draw_feet(svg, feet, &x);
        self.draw_speed(svg, speed, &x);
        let heading = Rect {
            y: speed.y - 16.0 - 27.0,
            ..panel
        };
        let legend = [
            (palette::COMMANDED, "commanded"),
            (palette::MEASURED, "measured"),
        ];
        draw_heading_legend(svg, heading, &legend);
    }

    fn time(&self, sample: usize) -> f64 {
        self.start + sample as f64 / self.rate
    }

    fn draw_feet(&self, svg: &mut Svg, feet: Rect, x: &Axis) {
        for (leg, name) in LEG_NAMES.iter().enumerate() {
            let y = feet.y + BAR_STEP * leg as f32;
            let color = palette::LEGS[leg];
            let style = BODY.color(color).anchor(Anchor::End);
            svg.text([feet.x - 10.0, y + BAR - 3.0], style, name);
            let lane = Rect {
                y,
                height: BAR,
                ..feet
            };
            svg.rect(
                lane,
                2.0,
                Paint::fill(palette::mix(palette::PANEL, palette::LINE, 0.5)),
            );
            for (start, end) in self.stances(leg) {
                self.draw_stance(svg, lane, x, [start, end], color);
            }
        }
    }

    fn draw_stance(&self, svg: &mut Svg, lane: Rect, x: &Axis, ends: [usize; 2], color: Rgb) {
        let [Some(left), Some(right)] = ends.map(|sample| x.place(self.time(sample))) else {
            return;
        };
        let width = (right - left) * lane.width;
        let bar = Rect {
            x: lane.x + left * lane.width,
            width,
            ..lane
        };
        svg.rect(
            bar,
            2.0_f32.min(width / 2.0),
            Paint::fill(color).class("stance"),
        );
    }

    /// First sample on the ground and first sample off it again, for each stance phase.
    fn stances(&self, leg: usize) -> Vec<(usize, usize)> {
        let mut stances = Vec::new();
        let mut start = None;
        for (sample, contact) in self.contact.iter().enumerate() {
            match (start, contact[leg]) {
                (None, true) => start = Some(sample),
                (Some(first), false) => {
                    stances.push((first, sample));
                    start = None;
                }
                _ => {}
            }
        }
        stances.extend(start.map(|first| (first, self.contact.len())));
        stances
    }

    fn draw_speed(&self, svg: &mut Svg, rect: Rect, x: &Axis) {
        svg.text([rect.x - GUTTER, rect.y - 16.0], BODY, "Speed");
        svg.text(
            [rect.x - GUTTER + 48.0, rect.y - 16.0],
            AXIS,
            &self.speed_label,
        );
        let speeds = self.commanded.iter().chain(&self.measured).copied();
        let Some(y) = Axis::covering(speeds, AxisScale::Linear) else {
            return draw_message(svg, rect, "no speed to show");
        };
        let plot = Plot { rect, x, y: &y };
        plot.draw_levels(svg);
        plot.draw_x_labels(svg, "s");
        let samples = self.contact.len();
        let commanded = self.commanded.iter().take(samples).enumerate();
        let held = commanded
            .flat_map(|(i, &speed)| [i, i + 1].map(|end| plot.point(self.time(end), speed)));
        let paint = Paint::stroke(palette::COMMANDED, 1.2).class("commanded");
        svg.path(&curve::line(held), paint);
        let measured = self.measured.iter().take(samples).enumerate();
        let measured = measured.map(|(i, &speed)| plot.point(self.time(i), speed));
        let paint = Paint::stroke(palette::MEASURED, 1.8).class("measured");
        svg.path(&curve::line(measured), paint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::samples;

    fn count(figure: &Figure, class: &str) -> usize {
        figure.svg.matches(&format!("class=\"{class}\"")).count()
    }

    fn diagram(contact: Vec<LegArray<bool>>) -> GaitDiagram {
        let samples = contact.len();
        GaitDiagram {
            contact,
            commanded: vec![0.5; samples],
            measured: vec![0.4; samples],
            segments: vec![],
            ..samples::gait_diagram()
        }
    }

    #[test]
    fn there_is_one_bar_for_each_stance_phase() {
        let mut contact = vec![[false; 4]; 10];
        for (sample, leg) in [(0, 0), (1, 0), (5, 0), (9, 0), (3, 2), (4, 2)] {
            contact[sample][leg] = true;
        }
        let diagram = diagram(contact);
        assert_eq!(diagram.stances(0), [(0, 2), (5, 6), (9, 10)]);
        assert_eq!(diagram.stances(1), []);
        assert_eq!(diagram.stances(2), [(3, 5)]);
        assert_eq!(count(&diagram.draw(), "stance"), 4);
    }

    #[test]
    fn bars_are_as_long_as_their_stance() {
        let mut contact = vec![[false; 4]; 100];
        for sample in &mut contact[25..75] {
            sample[3] = true;
        }
        let figure = diagram(contact).draw();
        let bar = figure
            .svg
            .lines()
            .find(|line| line.contains("class=\"stance\""))
            .unwrap();
        let width = (WIDTH as f32 - 2.0 * (MARGIN + PADDING) - GUTTER) / 2.0;
        assert!(bar.contains(&format!(" width=\"{width}\"")), "{bar}");
        assert!(bar.contains("#d55e00"), "{bar}");
    }

    #[test]
    fn speeds_that_are_not_finite_are_gaps() {
        let mut diagram = diagram(vec![[true; 4]; 10]);
        diagram.measured[4] = f64::NAN;
        let figure = diagram.draw();
        let measured = figure
            .svg
            .lines()
            .find(|line| line.contains("class=\"measured\""));
        assert_eq!(measured.unwrap().matches('M').count(), 2);
        assert!(!figure.svg.contains("NaN"));
    }

    #[test]
    fn captions_that_do_not_fit_are_left_out_but_their_line_stays() {
        let mut diagram = diagram(vec![[true; 4]; 1000]);
        let segment = |start, end, caption: &str| Segment {
            start,
            end,
            caption: caption.into(),
        };
        let start = diagram.start;
        diagram.segments = vec![
            segment(start, start + 10.0, "walk"),
            segment(start + 10.0, start + 10.4, "turn"),
        ];
        let figure = diagram.draw();
        assert_eq!(count(&figure, "segment"), 2);
        assert!(figure.svg.contains(">walk<") && !figure.svg.contains(">turn<"));
    }

    #[test]
    fn a_sheet_has_a_panel_for_each_diagram() {
        let size = |count: usize| {
            let diagrams = vec![diagram(vec![[true; 4]; 100]); count];
            let sheet = GaitDiagram::draw_sheet(&diagrams, "gaits");
            assert_eq!(super::tests::count(&sheet, "stance"), 4 * count);
            [sheet.width, sheet.height]
        };
        let one = diagram(vec![[true; 4]; 100]).draw();
        assert_eq!(size(1), [one.width, one.height]);
        assert_eq!(size(3)[0], one.width);
        let [width, height] = size(8);
        assert!(
            width > 1800 && height < 4 * one.height,
            "{width} x {height}"
        );
        assert_eq!(size(7), [width, height]);
        assert!(GaitDiagram::draw_sheet(&[], "none").height > 0);
    }

    #[test]
    fn nothing_to_show_says_so() {
        assert!(diagram(vec![]).draw().svg.contains(EMPTY));
    }
}
