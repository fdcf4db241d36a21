//! The views: what the lab shows of a walk. A view is a folder: `data` prepares what to draw
//! from plain inputs, without egui; `ui` draws it. Lengths on the screen in points.

pub mod action;
pub mod command;
pub mod feet;
#[cfg(test)]
pub mod fixture;
pub mod portraits;
pub mod speed;
pub mod status;
pub mod tangling;
pub mod time_plot;
pub mod top_bar;

use bevy_egui::egui::{
    Align, Color32, CornerRadius, Layout, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, Vec2,
};

use super::theme;
use crate::report::palette;

/// Seconds that the views with a time axis show.
pub const SHOWN_SECONDS: f64 = 5.0;

/// A panel's frame of exactly `size`, with `contents` inside its margin and clipped to it.
pub fn card(ui: &mut Ui, size: Vec2, contents: impl FnOnce(&mut Ui)) {
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect(
        rect,
        CornerRadius::same(theme::PANEL_RADIUS),
        theme::colour(palette::PANEL),
        Stroke::new(1.0, theme::colour(palette::LINE)),
        StrokeKind::Inside,
    );
    within(ui, rect.shrink2(theme::MARGIN), rect, contents);
}

/// Runs `contents` in `rect`, clipped to `clip`, without moving the parent's cursor.
pub fn within(ui: &mut Ui, rect: Rect, clip: Rect, contents: impl FnOnce(&mut Ui)) {
    let mut inner = ui.new_child(
        UiBuilder::new()
            .max_rect(rect)
            .layout(Layout::top_down(Align::Min)),
    );
    inner.shrink_clip_rect(clip);
    contents(&mut inner);
}

/// A title, a note beside it, and a legend of named colours at the right end; returns where
/// they lie.
pub fn heading(ui: &mut Ui, title: &str, note: &str, legend: &[(&str, Color32)]) -> Rect {
    ui.spacing_mut().interact_size.y = 0.0;
    let row = ui.horizontal(|ui| {
        ui.label(theme::title(title));
        ui.label(theme::small(note));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for &(name, colour) in legend.iter().rev() {
                ui.label(theme::small(name).color(colour));
            }
        });
    });
    row.response.rect
}
