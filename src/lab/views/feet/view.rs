//! The gait diagram as a row of the table.

use bevy_egui::egui::Ui;

use super::ui;
use crate::lab::views::action::Action;
use crate::lab::views::view::{Height, Moment, View};

/// The gait diagram.
#[derive(Clone, Copy, Debug, Default)]
pub struct FeetView;

impl View for FeetView {
    fn height(&self, _: &Ui, _: &Moment) -> Height {
        Height::growing(ui::LEAST_HEIGHT, 1.0)
    }

    fn fills_corner(&self) -> bool {
        false
    }

    fn show(&mut self, ui: &mut Ui, moment: &Moment, _: &mut Vec<Action>) {
        ui::show(ui, &moment.record.history);
    }
}
