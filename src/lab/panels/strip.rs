//! The strip below the robot: gait diagram and speed on one time axis. It folds to a line by
//! its button, and by itself in a narrow window; where it would leave the robot hardly any height
//! it is left out. Lengths in points.

use bevy_egui::egui::{
    Align2, Button, Frame, Id, Margin, Panel, Rangef, Rect, Ui, Vec2, pos2, vec2,
};

use super::{LabData, NARROW, PanelsState};
use crate::{
    lab::{
        theme::{self, GAP},
        views::{
            feet::ui as feet,
            speed,
            top_bar::data::{PanelKind, Visibility},
            within,
        },
    },
    style::palette,
};

const PANELS: [PanelKind; 2] = [PanelKind::Feet, PanelKind::Speed];
const FOLDED_HEIGHT: f32 = 32.0;
/// Least height that it leaves to the robot.
const LEAST_ABOVE: f32 = 140.0;
/// The strip takes at most this share of the window.
const GREATEST_SHARE: f32 = 0.5;
/// Share of the strip that the gait diagram takes beside one, two and three plots of speed.
const FEET_SHARES: [f32; speed::data::AXES] = [0.54, 0.44, 0.38];
/// Time in which one becomes another, s.
const SHARE_SECONDS: f32 = 0.3;
/// Around what the strip shows, left and right, above and below.
const INSET: Vec2 = vec2(16.0, 10.0);
const FOLD_BUTTON: Vec2 = vec2(24.0, 20.0);

/// Whether the strip is folded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fold {
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

/// The height that suits a window: 210 at 720, 300 at 1080.
fn suitable_height(window: f32, least: f32) -> f32 {
    (210.0 + (window - 720.0) * (300.0 - 210.0) / (1080.0 - 720.0)).max(least)
}

/// What the shown panels need.
fn least_height(visibility: &Visibility) -> f32 {
    let feet = if visibility.shows(PanelKind::Feet) {
        feet::LEAST_HEIGHT + GAP
    } else {
        0.0
    };
    let speed = if visibility.shows(PanelKind::Speed) {
        speed::ui::LEAST_HEIGHT + GAP
    } else {
        0.0
    };
    feet + speed - GAP + 2.0 * INSET.y
}

/// Draws the strip, folded or not.
pub fn show(root: &mut Ui, window: Vec2, state: &mut PanelsState, data: &LabData) {
    let least = least_height(&state.visibility);
    let fits = root.available_height() >= least + LEAST_ABOVE;
    if !fits || !state.visibility.shows_any(&PANELS) {
        return;
    }
    if state.fold.in_window(window.x) {
        show_folded(root, state);
        return;
    }
    let both = PANELS.map(|panel| state.visibility.shows(panel)) == [true, true];
    let id = Id::new(if both { "strip" } else { "half strip" });
    let suits = if both {
        suitable_height(window.y, least)
    } else {
        least
    };
    let range = Rangef::new(least, (GREATEST_SHARE * window.y).max(least));
    let size = state.strip.size(root.ctx(), id, window, suits, range);
    let response = Panel::bottom(id)
        .default_size(size)
        .size_range(range)
        .resizable(true)
        .frame(Frame::new().fill(theme::colour(palette::PANEL)))
        .show(root, |ui| {
            ui.set_min_size(ui.available_size());
            let area = ui.max_rect();
            show_panels(ui, area.shrink2(INSET), state, data);
        })
        .response;
    state
        .strip
        .remember(root.ctx(), id, response.rect.height(), suits);
}

fn show_folded(root: &mut Ui, state: &mut PanelsState) {
    let frame = Frame::new()
        .fill(theme::colour(palette::PANEL))
        .inner_margin(Margin::symmetric(INSET.x as i8 - 8, 3));
    Panel::bottom("folded strip")
        .exact_size(FOLDED_HEIGHT)
        .resizable(false)
        .frame(frame)
        .show(root, |ui| {
            let names: Vec<&str> = PANELS
                .into_iter()
                .filter(|panel| state.visibility.shows(*panel))
                .map(PanelKind::name)
                .collect();
            let text = theme::small(format!("▲ {}", names.join(" · ")));
            if ui
                .add(Button::new(text).frame_when_inactive(false))
                .clicked()
            {
                state.fold.chosen = Some(false);
            }
        });
}

fn show_panels(ui: &mut Ui, mut area: Rect, state: &mut PanelsState, data: &LabData) {
    let corner =
        Align2::RIGHT_TOP.align_size_within_rect(FOLD_BUTTON, area.expand2(vec2(6.0, 2.0)));
    let [feet_shown, speed_shown] = PANELS.map(|panel| state.visibility.shows(panel));
    let split = match (feet_shown, speed_shown) {
        (true, true) => area.top() + feet_height(ui, area.height(), data),
        (true, false) => area.bottom(),
        (false, _) => {
            area.max.x -= FOLD_BUTTON.x;
            area.top()
        }
    };
    if feet_shown {
        let rect = Rect::from_min_max(area.min, pos2(area.right(), split));
        within(ui, rect, ui.clip_rect(), |ui| feet::show(ui, data.history));
    }
    if speed_shown {
        let top = if feet_shown { split + 1.5 * GAP } else { split };
        let rect = Rect::from_min_max(pos2(area.left(), top), area.max);
        within(ui, rect, ui.clip_rect(), |ui| {
            state.speed.show(ui, data.history)
        });
    }
    let fold = Button::new(theme::small("▼")).frame_when_inactive(false);
    if ui.put(corner, fold).on_hover_text("fold").clicked() {
        state.fold.chosen = Some(true);
    }
}

/// The height of the gait diagram above the speeds, which grow with their number.
fn feet_height(ui: &Ui, height: f32, data: &LabData) -> f32 {
    let plots = speed::data::commanded_axes(data.history).len();
    let share = FEET_SHARES[plots.clamp(1, FEET_SHARES.len()) - 1];
    let share = ui
        .ctx()
        .animate_value_with_time(ui.id().with("feet"), share, SHARE_SECONDS);
    let most = height - 1.5 * GAP - speed::ui::LEAST_HEIGHT;
    (share * height).max(feet::LEAST_HEIGHT).min(most)
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
    fn height_grows_with_the_window() {
        assert_eq!(suitable_height(720.0, 100.0), 210.0);
        assert_eq!(suitable_height(1080.0, 100.0), 300.0);
        assert_eq!(suitable_height(100.0, 180.0), 180.0);
    }

    #[test]
    fn both_panels_fit_the_strip_of_a_small_window() {
        assert!(least_height(&Visibility::default()) <= suitable_height(720.0, 0.0));
    }
}
