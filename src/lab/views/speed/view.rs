//! The speeds as a row of the table.

use bevy_egui::egui::{Id, Ui};

use super::data::{AXES, commanded_axes};
use super::ui::{LEAST_HEIGHT, SpeedView};
use crate::lab::views::action::Action;
use crate::lab::views::view::{Height, Moment, View};

/// Weight beside the gait diagram's one, with one, two and three plots.
const WEIGHTS: [f32; AXES] = [0.46 / 0.54, 0.56 / 0.44, 0.62 / 0.38];
/// Time in which one weight becomes another, s.
const WEIGHT_SECONDS: f32 = 0.3;

impl View for SpeedView {
    fn height(&self, ui: &Ui, moment: &Moment) -> Height {
        let plots = commanded_axes(&moment.record.history).len();
        let weight = WEIGHTS[plots.clamp(1, AXES) - 1];
        let id = Id::new("weight of the speeds");
        let weight = ui.ctx().animate_value_with_time(id, weight, WEIGHT_SECONDS);
        Height::growing(LEAST_HEIGHT, weight)
    }

    fn show(&mut self, ui: &mut Ui, moment: &Moment, _: &mut Vec<Action>) {
        SpeedView::show(self, ui, &moment.record.history);
    }
}
