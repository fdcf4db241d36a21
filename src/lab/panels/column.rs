//! The right column: portraits, tangling, command, from top to bottom, the way the eye goes.
//! It scrolls when the window is too low for them, and is left out where it would leave the robot
//! hardly any width. Lengths in points.

use bevy_egui::egui::{Frame, Id, Margin, Panel, Rangef, ScrollArea, Ui, Vec2};

use super::{LabData, PanelsState};
use crate::{
    lab::{
        theme::{self, GAP},
        views::{
            command::ui as command_panel,
            portraits::ui as portraits,
            tangling::ui::LEAST_HEIGHT as TANGLING_LEAST,
            top_bar::data::{PanelKind, Visibility},
        },
    },
    style::palette,
};

const PANELS: [PanelKind; 3] = [
    PanelKind::Portraits,
    PanelKind::Tangling,
    PanelKind::Command,
];
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

/// Heights of portraits, tangling and command; zero for what is hidden.
fn heights(visibility: &Visibility, width: f32, available: f32) -> [f32; 3] {
    let [portraits_shown, tangling_shown, command_shown] =
        PANELS.map(|panel| visibility.shows(panel));
    let portraits = if portraits_shown {
        portraits::height(width) + GAP
    } else {
        0.0
    };
    let rest = available - portraits;
    let [command_least, command_greatest] = command_panel::HEIGHTS;
    let tangling_least = if tangling_shown {
        TANGLING_LEAST + GAP
    } else {
        0.0
    };
    let command = if command_shown {
        (rest - tangling_least).clamp(command_least, command_greatest)
    } else {
        0.0
    };
    let below = if command_shown { command + GAP } else { 0.0 };
    let tangling = if tangling_shown {
        (rest - below).max(TANGLING_LEAST)
    } else {
        0.0
    };
    [
        portraits - if portraits_shown { GAP } else { 0.0 },
        tangling,
        command,
    ]
}

/// Draws the column; returns whether the command changed.
pub fn show(
    root: &mut Ui,
    window: Vec2,
    state: &mut PanelsState,
    data: &LabData,
    command: &mut [f32; 3],
) -> bool {
    let fits = window.x >= LEAST_WIDTH + LEAST_BESIDE;
    if !fits || !state.visibility.shows_any(&PANELS) {
        return false;
    }
    let id = Id::new("right column");
    let suits = suitable_width(window.x);
    let range = Rangef::new(LEAST_WIDTH, (GREATEST_SHARE * window.x).max(LEAST_WIDTH));
    let size = state.column.size(root.ctx(), id, window, suits, range);
    let frame = Frame::new()
        .fill(theme::colour(palette::BACKGROUND))
        .inner_margin(Margin::same(GAP as i8));
    let mut changed = false;
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
                changed = show_panels(ui, available, state, data, command);
            });
        })
        .response;
    state
        .column
        .remember(root.ctx(), id, response.rect.width(), suits);
    changed
}

fn show_panels(
    ui: &mut Ui,
    available: f32,
    state: &mut PanelsState,
    data: &LabData,
    command: &mut [f32; 3],
) -> bool {
    ui.spacing_mut().item_spacing.y = GAP;
    let [portraits, tangling, command_height] =
        heights(&state.visibility, ui.available_width(), available);
    if portraits > 0.0 {
        portraits::show(ui, &data.portraits, data.history);
    }
    if tangling > 0.0 {
        state.tangling.show(ui, &data.tangling, tangling);
    }
    command_height > 0.0 && command_panel::show(ui, command, &data.command, command_height)
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

    #[test]
    fn panels_fill_a_usual_window_exactly() {
        for (width, available) in [(440.0, 664.0), (604.0, 1024.0)] {
            let heights = heights(&Visibility::default(), width, available);
            assert_eq!(heights.iter().sum::<f32>() + 2.0 * GAP, available);
            assert!(heights[1] >= TANGLING_LEAST);
        }
    }

    #[test]
    fn panels_keep_their_least_height_in_a_low_window() {
        let heights = heights(&Visibility::default(), 440.0, 300.0);
        assert_eq!(heights[1..], [TANGLING_LEAST, command_panel::HEIGHTS[0]]);
        assert!(heights[0] > 200.0);
    }

    #[test]
    fn hidden_panels_take_no_room() {
        for hidden in PANELS {
            let mut visibility = Visibility::default();
            *visibility.switch(hidden) = false;
            let heights = heights(&visibility, 440.0, 664.0);
            for (panel, height) in PANELS.into_iter().zip(heights) {
                assert_eq!(
                    height == 0.0,
                    panel == hidden,
                    "{panel:?} without {hidden:?}"
                );
            }
        }
    }
}
