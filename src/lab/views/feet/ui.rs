//! Draws the gait diagram: one row a leg, a bar in the leg's colour while its foot is down.

use bevy_egui::egui::{
    Align2, CornerRadius, Rangef, Rect, Sense, Ui, WidgetInfo, WidgetType, pos2,
};

use super::data::{spoken, stances};
use crate::{
    lab::{
        history::History,
        theme,
        views::{
            SHOWN_SECONDS, explain, heading,
            time_plot::{LABELS_WIDTH, TimePlot},
        },
    },
    robot::{LEG_NAMES, LEGS},
    style::palette,
};

/// Share of a row that a bar fills.
const BAR_SHARE: f32 = 0.7;
/// Least height of the diagram with its heading.
pub const LEAST_HEIGHT: f32 = 68.0;
/// What the view shows.
pub const SHOWS: &str = "When each foot was on the ground in the last 5 s: a bar from touch-down to \
     lift-off, one row a leg (left and right, fore and hind), in the leg's colour on the robot.";

/// Draws the diagram in the ui's rectangle.
pub fn show(ui: &mut Ui, history: &History) {
    let area = ui.max_rect();
    let top = heading(ui, "Feet on the ground", "last 5 s", &[]).bottom() + 4.0;
    let above = Rect::from_min_max(area.min, pos2(area.right(), top));
    explain(ui, above, "feet", SHOWS);
    let rows = Rect::from_min_max(pos2(area.left() + LABELS_WIDTH, top), area.max);
    let response = ui.interact(rows, ui.id().with("gait diagram"), Sense::hover());
    let response = response.on_hover_text(SHOWS);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, spoken(history)));
    let pitch = rows.height() / LEGS as f32;
    let plot = TimePlot {
        rect: rows,
        lower: 0.0,
        upper: 1.0,
    };
    let painter = ui.painter_at(area);
    for (leg, (name, rgb)) in LEG_NAMES.into_iter().zip(palette::LEGS).enumerate() {
        let colour = theme::colour(rgb);
        let y = rows.top() + pitch * (leg as f32 + 0.5);
        let bar = Rangef::point(y).expand(0.5 * BAR_SHARE * pitch);
        let font = theme::semibold(theme::SMALL_SIZE);
        painter.text(
            pos2(area.left(), y),
            Align2::LEFT_CENTER,
            name,
            font,
            colour,
        );
        let track = Rect::from_x_y_ranges(rows.x_range(), bar);
        let ground = theme::between(palette::PANEL, palette::LINE);
        painter.rect_filled(track, CornerRadius::same(2), ground);
        for stance in stances(history, leg, SHOWN_SECONDS) {
            let x = Rangef::new(plot.x(stance.from), plot.x(stance.to));
            let rect = Rect::from_x_y_ranges(x, bar);
            painter.rect_filled(rect, CornerRadius::same(2), colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::lab::views::fixture::{self, harness};

    #[test]
    fn draws_empty_short_and_full_histories() {
        for (seconds, label) in [
            (0.0, "Gait diagram: nothing recorded yet"),
            (0.06, "Gait diagram: LF, RH on the ground"),
            (8.0, "Gait diagram: LF, RH on the ground"),
        ] {
            let history = fixture::walk(seconds);
            let h = harness((), move |ui, ()| show(ui, &history));
            assert!(h.query_by_label(label).is_some(), "{seconds} s");
        }
    }
}
