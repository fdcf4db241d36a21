//! Draws the forward speed, on the gait diagram's time axis.

use bevy_egui::egui::{Rect, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2};

use super::data::{Speed, SpeedBounds, curve, ticks};
use crate::{
    lab::{
        history::History,
        theme,
        views::{
            feet::ui::LABELS_WIDTH,
            heading,
            time_plot::{Curve, TimePlot, short},
        },
    },
    report::palette,
};

/// Least height of the plot with its heading.
pub const LEAST_HEIGHT: f32 = 70.0;

/// The plot's memory between frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpeedView {
    bounds: SpeedBounds,
}

impl SpeedView {
    /// Draws the plot in the ui's rectangle.
    pub fn show(&mut self, ui: &mut Ui, history: &History) {
        let elapsed = f64::from(ui.input(|input| input.stable_dt));
        let [lower, upper] = self.bounds.follow(history, elapsed);
        let area = ui.max_rect();
        let colours = [
            theme::colour(palette::COMMANDED),
            theme::colour(palette::MEASURED),
        ];
        let legend = [("commanded", colours[0]), ("measured", colours[1])];
        let top = heading(ui, "Speed", "forward, m/s", &legend).bottom() + 10.0;
        let rect = Rect::from_min_max(
            pos2(area.left() + LABELS_WIDTH, top),
            area.max - vec2(0.0, 4.0),
        );
        let response = ui.interact(rect, ui.id().with("speed"), Sense::hover());
        response.widget_info(|| {
            WidgetInfo::labeled(WidgetType::Image, true, "Plot: forward speed, m/s")
        });
        let plot = TimePlot { rect, lower, upper };
        let painter = ui.painter().clone();
        plot.draw_lines(&painter, &ticks([lower, upper]), short);
        let curves = [
            ("commanded", Speed::Commanded, colours[0]),
            ("measured", Speed::Measured, colours[1]),
        ];
        let curves = curves.map(|(name, speed, colour)| Curve {
            name,
            colour,
            points: curve(history, speed).collect(),
        });
        plot.show_curves(ui, "speed over time", "m/s", curves.into());
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::lab::views::fixture::{self, harness};

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
}
