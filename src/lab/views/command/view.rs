//! The command as a row of the table: what a slider asks for goes out as an action.

use bevy_egui::egui::Ui;

use super::data::CommandInput;
use super::ui;
use crate::lab::views::action::Action;
use crate::lab::views::view::{Height, Moment, View};

/// What the view shows.
pub const SHOWS: &str = "How fast the robot is told to go, for the sliders and the keys, and beside it how \
     fast it goes.";

/// The sliders of the command.
#[derive(Clone, Copy, Debug, Default)]
pub struct CommandView;

impl View for CommandView {
    fn height(&self, _: &Ui, _: &Moment) -> Height {
        let [least, most] = ui::HEIGHTS;
        Height::between(least, most)
    }

    fn show(&mut self, ui: &mut Ui, moment: &Moment, actions: &mut Vec<Action>) {
        let range = &moment.policy.command_range;
        let input = CommandInput {
            ranges: [range.forward, range.lateral, range.yaw],
            measured: moment.record.measured,
            keys: &moment.hints.steering,
        };
        let mut command = moment.command;
        let height = ui.max_rect().height();
        if ui::show(ui, &mut command, &input, height) {
            actions.push(Action::Command(command));
        }
    }
}
