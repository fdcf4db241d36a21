//! The lab's panels around the robot: top bar, right column, strip below.
//! In: a ui over the whole window, the panels' own state, what the lab knows this frame. Out: the
//! rectangle left to the robot (points), what was asked for.

mod column;
mod split;
mod stack;
mod strip;
#[cfg(test)]
mod tests;

use bevy::prelude::Resource;
use bevy_egui::egui::{Frame, Margin, Panel, Rect, Sense, Ui, WidgetInfo, WidgetType};

use self::{split::Split, strip::Fold};
use super::{
    theme,
    views::{
        action::Action,
        caption,
        status::{data::StatusInput, ui as status},
        table::{VIEWS, Visibility},
        top_bar::{data::TopBarInput, ui as top_bar},
        view::{Height, Moment, View},
        within,
    },
};
use crate::style::palette;

/// Below this width of the window the strip folds by itself.
const NARROW: f32 = 1100.0;

/// What the lab knows this frame.
#[derive(Clone, Copy)]
pub struct LabData<'a> {
    /// Names, time.
    pub top_bar: TopBarInput<'a>,
    /// For the views.
    pub moment: Moment<'a>,
    /// Texts over the robot.
    pub status: StatusInput<'a>,
    /// What a scene says; empty: nothing.
    pub caption: &'a str,
}

/// What the panels remember between frames.
#[derive(Resource)]
pub struct Panels {
    /// Which views are shown.
    pub visibility: Visibility,
    /// Whether the window of keys is open.
    pub help_open: bool,
    /// Whether the robot has the window to itself, for a film or a picture.
    pub hidden: bool,
    views: Vec<Box<dyn View>>,
    column: Split,
    strip: Split,
    fold: Fold,
}

impl Default for Panels {
    fn default() -> Self {
        Self {
            visibility: Visibility::default(),
            help_open: false,
            hidden: false,
            views: VIEWS.iter().map(|row| (row.open)()).collect(),
            column: Split::default(),
            strip: Split::default(),
            fold: Fold::default(),
        }
    }
}

/// What a frame of the panels gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// What is left for the robot, in points.
    pub robot_rect: Rect,
    /// What was asked for, in order.
    pub actions: Vec<Action>,
}

/// Draws all panels. `root` covers the window; nothing is drawn where the robot stands but the
/// texts over it. Before the theme's fonts are there nothing is drawn at all.
pub fn show(root: &mut Ui, panels: &mut Panels, data: &LabData) -> Shown {
    let window = root.max_rect();
    let mut shown = Shown {
        robot_rect: window,
        actions: Vec::new(),
    };
    if !theme::is_installed(root.ctx()) {
        return shown;
    }
    if panels.hidden {
        caption::show(root, window, data.caption);
        status::show_notice(root, window, &data.status, &mut shown.actions);
        top_bar::keys_window(root.ctx(), data.top_bar.hints, &mut panels.help_open);
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
            let Panels {
                visibility,
                help_open,
                ..
            } = panels;
            top_bar::show(ui, &data.top_bar, visibility, help_open, &mut shown.actions);
        });
    column::show(
        root,
        window.size(),
        panels,
        &data.moment,
        &mut shown.actions,
    );
    strip::show(
        root,
        window.size(),
        panels,
        &data.moment,
        &mut shown.actions,
    );
    shown.robot_rect = root.available_rect_before_wrap();
    caption::show(root, shown.robot_rect, data.caption);
    status::show(root, shown.robot_rect, &data.status, &mut shown.actions);
    shown
}

impl Panels {
    /// With these views.
    pub fn showing(visibility: Visibility) -> Self {
        Self {
            visibility,
            ..Self::default()
        }
    }

    /// The heights that some rows want in a ui.
    fn heights(&self, rows: &[usize], ui: &Ui, moment: &Moment) -> Vec<Height> {
        let height = |&row: &usize| self.views[row].height(ui, moment);
        rows.iter().map(height).collect()
    }

    /// Draws a row in a rectangle.
    fn show_row(
        &mut self,
        row: usize,
        ui: &mut Ui,
        rect: Rect,
        moment: &Moment,
        actions: &mut Vec<Action>,
    ) {
        let name = VIEWS[row].name;
        let whole = ui.interact(rect, ui.id().with(name), Sense::empty());
        whole.widget_info(|| WidgetInfo::labeled(WidgetType::Panel, true, name));
        let clip = ui.clip_rect();
        within(ui, rect, clip, |ui| {
            self.views[row].show(ui, moment, actions);
        });
    }
}
