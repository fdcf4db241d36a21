//! Carries out what a key or a panel asks for: the one way from a person's wish to the lab.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;

use crate::lab::camera;
use crate::lab::command::CommandedSpeed;
use crate::lab::gallery::Gallery;
use crate::lab::keep::Keeper;
use crate::lab::notice::Notices;
use crate::lab::panels::Panels;
use crate::lab::playback::{Playback, faster, slower};
use crate::lab::requests::Requests;
use crate::lab::subject::Subject;
use crate::lab::views::action::Action;
use crate::script::Event;
use crate::script::event::Layout;
use crate::task::Command;

/// All that actions change, but for the panels.
#[derive(SystemParam)]
pub struct Acts<'w, 's> {
    commanded: Res<'w, CommandedSpeed>,
    pub requests: ResMut<'w, Requests>,
    pub playback: ResMut<'w, Playback>,
    pub gallery: ResMut<'w, Gallery>,
    pub notices: ResMut<'w, Notices>,
    pub keeper: ResMut<'w, Keeper>,
    subject: Res<'w, Subject>,
    commands: Commands<'w, 's>,
}

impl Acts<'_, '_> {
    /// The command that is asked for, or in force.
    pub fn command(&self) -> Command {
        self.requests.commanded().unwrap_or(self.commanded.0)
    }

    /// Asks for another pace than the one that is asked for, or in force.
    fn ask_pace(&mut self, other: fn(f32) -> f32) {
        let pace = self.requests.pace().unwrap_or(self.playback.speed);
        self.requests.ask(Event::Pace(other(pace)));
    }

    /// Asks for a command, as far as the policy's range goes, unless it is in force.
    pub fn ask_command(&mut self, command: Command) {
        let range = self.subject.policy.manifest.command_range;
        let command = range.clamp(command);
        if command != self.command() {
            self.requests.command(command);
        }
    }

    /// Carries out an action.
    pub fn carry_out(&mut self, action: Action, panels: &mut Panels) {
        match action {
            Action::Command(command) => self.ask_command(command.into()),
            Action::Stand => self.requests.command(Command::ZERO),
            Action::TogglePause => self.playback.paused = !self.playback.paused,
            Action::Step => self.playback.step(),
            Action::SetSpeed(speed) => self.requests.ask(Event::Pace(speed)),
            Action::Slower => self.ask_pace(slower),
            Action::Faster => self.ask_pace(faster),
            Action::ChoosePolicy(index) => self.gallery.chosen = Some(index),
            Action::PolicyBefore => self.gallery.step(-1),
            Action::PolicyAfter => self.gallery.step(1),
            Action::Reset => self.requests.ask(Event::Reset),
            Action::CameraHome => self.commands.run_system_cached(camera::reset_view),
            Action::TogglePanels => {
                let layout = if panels.hidden {
                    Layout::Explore
                } else {
                    Layout::Robot
                };
                self.requests.ask(Event::Layout(layout));
            }
            Action::ToggleRecording => self.keeper.toggle = true,
            Action::KeepLastMinute => self.keeper.keep_last_minute = true,
            Action::CopyCommand => self.keeper.copy_command = true,
            Action::ToggleHelp => panels.help_open = !panels.help_open,
            Action::DismissNotice => self.notices.dismiss(),
        }
    }
}
