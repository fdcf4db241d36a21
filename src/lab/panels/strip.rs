//! The strip below the robot: its views one below the other, on one time axis; it can be folded to a line.
//! Lengths in points.

use bevy_egui::egui::{
    Align2, Button, Frame, Id, Margin, Panel, Rangef, Rect, Ui, Vec2, pos2, vec2,
};

use super::{NARROW, Panels, stack};
use crate::{
    lab::{
        theme::{self, GAP},
        views::{
            action::Action,
            table::VIEWS,
            view::{Height, Moment, Place},
        },
    },
    style::palette,
};

const FOLDED_HEIGHT: f32 = 32.0;
/// Least height that it leaves to the robot.
const LEAST_ABOVE: f32 = 140.0;
/// The strip takes at most this share of the window, if that is enough for its views.
const GREATEST_SHARE: f32 = 0.5;
/// Between two views.
const BETWEEN: f32 = 1.5 * GAP;
/// Around what the strip shows, left and right, above and below.
const INSET: Vec2 = vec2(16.0, 10.0);
const FOLD_BUTTON: Vec2 = vec2(24.0, 20.0);

/// Whether the strip is folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fold {
    chosen: Option<bool>,
    narrow: bool,
}

impl Fold {
    /// Whether the strip is folded in a window of this width: as chosen, until the window
    /// becomes narrow or wide.
    fn in_window(&mut self, width: f32) -> bool {
        let narrow = width < NARROW;
        if narrow != self.narrow {
            *self = Self {
                chosen: None,
                narrow,
            };
        }
        self.chosen.unwrap_or(narrow)
    }
}

/// The height that suits some views in a window: two take 210 at 720, 300 at 1080; one alone its least.
fn suitable_height(window: f32, views: usize, least: f32) -> f32 {
    if views < 2 {
        return least;
    }
    let of_two = 210.0 + (window - 720.0) * (300.0 - 210.0) / (1080.0 - 720.0);
    (of_two * views as f32 / 2.0).max(least)
}

/// What views need, with what is around them.
fn least_height(wanted: &[Height]) -> f32 {
    stack::least(wanted, BETWEEN) + 2.0 * INSET.y
}

/// Draws the strip, folded or not; pushes what was asked for.
pub(super) fn show(
    root: &mut Ui,
    window: Vec2,
    panels: &mut Panels,
    moment: &Moment,
    actions: &mut Vec<Action>,
) {
    let rows: Vec<usize> = panels.visibility.of(Place::Strip).collect();
    let wanted = panels.heights(&rows, root, moment);
    let least = least_height(&wanted);
    let fits = root.available_height() >= least + LEAST_ABOVE;
    if !fits || rows.is_empty() {
        return;
    }
    if panels.fold.in_window(window.x) {
        show_folded(root, &rows, panels);
        return;
    }
    let id = Id::new(("strip", &rows));
    let suits = suitable_height(window.y, rows.len(), least);
    let range = Rangef::new(least, (GREATEST_SHARE * window.y).max(least));
    let size = panels.strip.size(root.ctx(), id, window, suits, range);
    let response = Panel::bottom(id)
        .default_size(size)
        .size_range(range)
        .resizable(true)
        .frame(Frame::new().fill(theme::colour(palette::PANEL)))
        .show(root, |ui| {
            ui.set_min_size(ui.available_size());
            let area = ui.max_rect().shrink2(INSET);
            show_rows(ui, area, (&rows, &wanted), panels, moment, actions);
        })
        .response;
    panels
        .strip
        .remember(root.ctx(), id, response.rect.height(), suits);
}

fn show_folded(root: &mut Ui, rows: &[usize], panels: &mut Panels) {
    let frame = Frame::new()
        .fill(theme::colour(palette::PANEL))
        .inner_margin(Margin::symmetric(INSET.x as i8 - 8, 3));
    Panel::bottom("folded strip")
        .exact_size(FOLDED_HEIGHT)
        .resizable(false)
        .frame(frame)
        .show(root, |ui| {
            let names: Vec<&str> = rows.iter().map(|&row| VIEWS[row].name).collect();
            let text = theme::small(format!("▲ {}", names.join(" · ")));
            if ui
                .add(Button::new(text).frame_when_inactive(false))
                .clicked()
            {
                panels.fold.chosen = Some(false);
            }
        });
}

fn show_rows(
    ui: &mut Ui,
    area: Rect,
    (rows, wanted): (&[usize], &[Height]),
    panels: &mut Panels,
    moment: &Moment,
    actions: &mut Vec<Action>,
) {
    let corner =
        Align2::RIGHT_TOP.align_size_within_rect(FOLD_BUTTON, area.expand2(vec2(6.0, 2.0)));
    let heights = stack::heights(wanted, area.height(), BETWEEN);
    let mut top = area.top();
    let first = rows.first().map(|&row| &panels.views[row]);
    let right = match first {
        Some(view) if view.fills_corner() => area.right() - FOLD_BUTTON.x,
        _ => area.right(),
    };
    for (&row, height) in rows.iter().zip(heights) {
        let rect = Rect::from_min_max(pos2(area.left(), top), pos2(right, top + height));
        panels.show_row(row, ui, rect, moment, actions);
        top += height + BETWEEN;
    }
    let fold = Button::new(theme::small("▼")).frame_when_inactive(false);
    if ui.put(corner, fold).on_hover_text("fold").clicked() {
        panels.fold.chosen = Some(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_by_itself_only_in_a_narrow_window() {
        let mut fold = Fold::default();
        assert!(!fold.in_window(1280.0));
        assert!(fold.in_window(1000.0));
        fold.chosen = Some(false);
        assert!(!fold.in_window(1000.0), "the choice holds");
        assert!(!fold.in_window(1280.0));
        assert!(fold.in_window(1000.0), "until the window has been wide");
    }

    #[test]
    fn height_grows_with_the_window_and_the_views() {
        assert_eq!(suitable_height(720.0, 2, 100.0), 210.0);
        assert_eq!(suitable_height(1080.0, 2, 100.0), 300.0);
        assert_eq!(suitable_height(1080.0, 4, 100.0), 600.0);
        assert_eq!(suitable_height(100.0, 2, 180.0), 180.0);
        assert_eq!(suitable_height(720.0, 1, 80.0), 80.0);
    }
}
