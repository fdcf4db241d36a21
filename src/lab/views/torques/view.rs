//! The torques as a row of the table.

use bevy_egui::egui::Ui;

use super::ui::{LEAST_HEIGHT, TorquesView};
use crate::lab::views::action::Action;
use crate::lab::views::view::{Height, Moment, View};

impl View for TorquesView {
    fn height(&self, _: &Ui, _: &Moment) -> Height {
        Height::growing(LEAST_HEIGHT, 1.2)
    }

    fn show(&mut self, ui: &mut Ui, moment: &Moment, _: &mut Vec<Action>) {
        self.draw(ui, &moment.record.history);
    }
}
