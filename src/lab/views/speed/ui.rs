//! Draws the speeds that are commanded, one below the other, on the gait diagram's time axis.

use bevy_egui::egui::{Sense, Ui, WidgetInfo, WidgetType};

use super::data::{AXES, Axis, Speed, SpeedBounds, commanded_axes, curve, ticks};
use crate::{
    lab::{
        history::History,
        theme,
        views::{
            plot_stack,
            time_plot::{Curve, TimePlot, short},
        },
    },
    style::palette,
};

/// Least height of one plot.
const LEAST_PLOT: f32 = 18.0;
/// Least height with the heading and all axes.
pub const LEAST_HEIGHT: f32 = plot_stack::least_height(AXES, LEAST_PLOT);
/// What the view shows.
pub const SHOWS: &str = "How fast the robot is told to go (white) and goes (blue, in the axes of its base) \
     on every axis that was commanded in the last 5 s.";

/// The plots' memory between frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpeedView {
    bounds: SpeedBounds,
}

impl SpeedView {
    /// Draws the plots in the ui's rectangle.
    pub fn show(&mut self, ui: &mut Ui, history: &History) {
        let elapsed = f64::from(ui.input(|input| input.stable_dt));
        let bounds = self.bounds.follow(history, elapsed);
        let axes = commanded_axes(history);
        let legend = [
            ("commanded", theme::colour(palette::COMMANDED)),
            ("measured", theme::colour(palette::MEASURED)),
        ];
        let note = match axes.as_slice() {
            [axis] => axis.name,
            _ => "",
        };
        let area = plot_stack::head(ui, ["Speed", note], &legend, SHOWS);
        let places = plot_stack::places(area, axes.len());
        for (rect, axis) in places.zip(&axes) {
            let [lower, upper] = bounds[axis.index];
            show_axis(ui, TimePlot { rect, lower, upper }, *axis, history);
            if axes.len() > 1 {
                plot_stack::corner_name(ui, rect, axis.name);
            }
        }
    }
}

fn show_axis(ui: &mut Ui, plot: TimePlot, axis: Axis, history: &History) {
    let response = ui.interact(plot.rect, ui.id().with(axis.spoken), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, axis.spoken));
    let painter = ui.painter().clone();
    let labels = ticks([plot.lower, plot.upper], plot.rect.height());
    plot.draw_lines(&painter, &labels, short);
    let curves = [
        ("commanded", Speed::Commanded, palette::COMMANDED),
        ("measured", Speed::Measured, palette::MEASURED),
    ];
    let curves = curves.map(|(name, speed, rgb)| Curve {
        name,
        colour: theme::colour(rgb),
        points: curve(history, axis.index, speed).collect(),
    });
    plot.show_curves(ui, axis.name, axis.unit, SHOWS, curves.into());
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::Rect;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::lab::views::fixture::{self, harness, sized_harness};

    #[test]
    fn draws_empty_short_and_full_histories() {
        for seconds in [0.0, 0.02, 8.0] {
            let history = fixture::walk(seconds);
            let h = harness(SpeedView::default(), move |ui, view: &mut SpeedView| {
                view.show(ui, &history);
            });
            assert!(h.query_by_label("Plot: forward speed, m/s").is_some());
            assert!(h.query_by_label("commanded").is_some());
        }
    }

    #[test]
    fn every_commanded_axis_has_a_plot_of_its_own() {
        let names = [
            "Plot: forward speed, m/s",
            "Plot: lateral speed, m/s",
            "Plot: yaw rate, rad/s",
        ];
        for command in [
            [0.5, 0.0, 0.0],
            [0.0, 0.3, 0.0],
            [0.0, 0.0, -0.8],
            [0.5, 0.0, 0.4],
            [0.5, 0.3, 0.4],
        ] {
            let mut history = History::new(6.0);
            for step in 0..250 {
                let mut step = fixture::step(f64::from(step) * 0.02);
                step.command = command.into();
                history.push(step);
            }
            let size = [600.0, LEAST_HEIGHT];
            let h = sized_harness(size, SpeedView::default(), move |ui, view| {
                view.show(ui, &history);
            });
            let mut places: Vec<Rect> = Vec::new();
            for (axis, name) in names.into_iter().enumerate() {
                let plot = h.query_by_label(name).map(|node| node.rect());
                assert_eq!(plot.is_some(), command[axis] != 0.0, "{name} {command:?}");
                places.extend(plot);
            }
            for pair in places.windows(2) {
                assert!(pair[0].bottom() + 4.0 < pair[1].top(), "{places:?}");
                assert_eq!(pair[0].x_range(), pair[1].x_range(), "one time axis");
            }
            assert!(
                places
                    .iter()
                    .all(|plot| plot.height() >= LEAST_PLOT - 0.5 && plot.bottom() <= size[1])
            );
        }
    }
}
