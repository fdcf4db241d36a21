//! The lab's panels around the robot: top bar, right column, strip below.
//! In: a ui over the whole window, the panels' own state, what the lab knows this frame, the
//! command. Out: the rectangle left to the robot (points), what was asked for, the command.

mod column;
mod split;
mod strip;
#[cfg(test)]
mod tests;

use bevy_egui::egui::{Frame, Margin, Panel, Rect, Ui};

use self::{split::Split, strip::Fold};
use super::{
    history::History,
    theme,
    views::{
        action::Action,
        command::data::CommandInput,
        portraits::data::Portraits,
        speed::ui::SpeedView,
        status::{data::StatusInput, ui as status},
        tangling::{data::Tangling, ui::TanglingView},
        top_bar::{
            data::{TopBarInput, Visibility},
            ui as top_bar,
        },
    },
};
use crate::style::palette;

/// Below this width of the window the strip folds by itself.
const NARROW: f32 = 1100.0;

/// What the lab knows this frame.
#[derive(Clone, Copy, Debug)]
pub struct LabData<'a> {
    /// Names, time.
    pub top_bar: TopBarInput<'a>,
    /// The last seconds.
    pub history: &'a History,
    /// Titles, shares, notes and the bounds of the portraits.
    pub portraits: Portraits<'a>,
    /// Tangling of both layers.
    pub tangling: Tangling<'a>,
    /// Ranges and measured velocities.
    pub command: CommandInput<'a>,
    /// Texts over the robot.
    pub status: StatusInput<'a>,
}

/// What the panels remember between frames.
#[derive(Clone, Debug, Default)]
pub struct PanelsState {
    /// Which panels are shown.
    pub visibility: Visibility,
    /// Whether the window of keys is open.
    pub help_open: bool,
    tangling: TanglingView,
    speed: SpeedView,
    column: Split,
    strip: Split,
    fold: Fold,
}

/// What a frame of the panels gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What is left for the robot, in points.
    pub robot_rect: Rect,
    /// What was asked for, in order.
    pub actions: Vec<Action>,
    /// Whether a slider changed the command.
    pub command_changed: bool,
}

/// Draws all panels. `root` covers the window; nothing is drawn where the robot stands but the
/// texts over it. Before the theme's fonts are there nothing is drawn at all.
pub fn show(
    root: &mut Ui,
    state: &mut PanelsState,
    data: &LabData,
    command: &mut [f32; 3],
) -> Shown {
    let window = root.max_rect();
    let mut shown = Shown {
        robot_rect: window,
        actions: Vec::new(),
        command_changed: false,
    };
    if !theme::is_installed(root.ctx()) {
        return shown;
    }
    let bar = Frame::new()
        .fill(theme::colour(palette::PANEL))
        .inner_margin(Margin::symmetric(16, 0));
    Panel::top("top bar")
        .exact_size(top_bar::HEIGHT)
        .show_separator_line(false)
        .resizable(false)
        .frame(bar)
        .show(root, |ui| {
            let PanelsState {
                visibility,
                help_open,
                ..
            } = state;
            top_bar::show(ui, &data.top_bar, visibility, help_open, &mut shown.actions);
        });
    shown.command_changed = column::show(root, window.size(), state, data, command);
    strip::show(root, window.size(), state, data);
    shown.robot_rect = root.available_rect_before_wrap();
    status::show(root, shown.robot_rect, &data.status, &mut shown.actions);
    shown
}
