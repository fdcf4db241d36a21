//! The right column: its views from top to bottom, the way the eye goes.
//! It scrolls when the window is too low for them, and is left out where it would leave the robot
//! hardly any width. Lengths in points.

use bevy_egui::egui::{Frame, Id, Margin, Panel, Rangef, ScrollArea, Sense, Ui, Vec2, vec2};

use super::{Panels, stack};
use crate::{
    lab::{
        theme::{self, GAP},
        views::{
            action::Action,
            view::{Moment, Place},
        },
    },
    style::palette,
};

/// Least width of the column.
const LEAST_WIDTH: f32 = 320.0;
/// Least width that it leaves to the robot.
const LEAST_BESIDE: f32 = 240.0;
/// The column takes at most this share of the window.
const GREATEST_SHARE: f32 = 0.6;

/// The width that suits a window: 456 at 1280, 620 at 1920.
fn suitable_width(window: f32) -> f32 {
    (456.0 + (window - 1280.0) * (620.0 - 456.0) / (1920.0 - 1280.0)).max(LEAST_WIDTH)
}

/// Draws the column; pushes what was asked for.
pub(super) fn show(
    root: &mut Ui,
    window: Vec2,
    panels: &mut Panels,
    moment: &Moment,
    actions: &mut Vec<Action>,
) {
    let rows: Vec<usize> = panels.visibility.of(Place::Column).collect();
    if window.x < LEAST_WIDTH + LEAST_BESIDE || rows.is_empty() {
        return;
    }
    let id = Id::new("right column");
    let suits = suitable_width(window.x);
    let range = Rangef::new(LEAST_WIDTH, (GREATEST_SHARE * window.x).max(LEAST_WIDTH));
    let size = panels.column.size(root.ctx(), id, window, suits, range);
    let frame = Frame::new()
        .fill(theme::colour(palette::BACKGROUND))
        .inner_margin(Margin::same(GAP as i8));
    let response = Panel::right(id)
        .default_size(size)
        .size_range(range)
        .resizable(true)
        .show_separator_line(false)
        .frame(frame)
        .show(root, |ui| {
            ui.set_min_size(ui.available_size());
            let available = ui.available_height();
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                show_rows(ui, available, &rows, panels, moment, actions);
            });
        })
        .response;
    panels
        .column
        .remember(root.ctx(), id, response.rect.width(), suits);
}

fn show_rows(
    ui: &mut Ui,
    available: f32,
    rows: &[usize],
    panels: &mut Panels,
    moment: &Moment,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = GAP;
    let wanted = panels.heights(rows, ui, moment);
    let heights = stack::heights(&wanted, available, GAP);
    for (&row, height) in rows.iter().zip(heights) {
        let size = vec2(ui.available_width(), height);
        let (rect, _) = ui.allocate_exact_size(size, Sense::empty());
        panels.show_row(row, ui, rect, moment, actions);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_grows_with_the_window() {
        assert_eq!(suitable_width(1280.0), 456.0);
        assert_eq!(suitable_width(1920.0), 620.0);
        assert_eq!(suitable_width(400.0), LEAST_WIDTH);
    }
}
