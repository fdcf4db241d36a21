//! Carries out what a key or a panel asks for: the one way from a person's wish to the lab.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;

use crate::lab::camera;
use crate::lab::command::CommandedSpeed;
use crate::lab::gallery::Gallery;
use crate::lab::notice::Notices;
use crate::lab::panels::Panels;
use crate::lab::playback::Playback;
use crate::lab::simulation::ResetRequest;
use crate::lab::subject::Subject;
use crate::lab::views::action::Action;
use crate::task::Command;

/// All that actions change, but for the panels.
#[derive(SystemParam)]
pub struct Acts<'w, 's> {
    pub commanded: ResMut<'w, CommandedSpeed>,
    pub playback: ResMut<'w, Playback>,
    pub gallery: ResMut<'w, Gallery>,
    pub notices: ResMut<'w, Notices>,
    subject: Res<'w, Subject>,
    reset: ResMut<'w, ResetRequest>,
    commands: Commands<'w, 's>,
}

impl Acts<'_, '_> {
    /// Carries out an action.
    pub fn carry_out(&mut self, action: Action, panels: &mut Panels) {
        match action {
            Action::Command(command) => {
                let range = self.subject.policy.manifest.command_range;
                self.commanded.0 = range.clamp(command.into());
            }
            Action::Stand => self.commanded.0 = Command::ZERO,
            Action::TogglePause => self.playback.paused = !self.playback.paused,
            Action::Step => self.playback.step(),
            Action::SetSpeed(speed) => self.playback.set_speed(speed),
            Action::Slower => self.playback.slower(),
            Action::Faster => self.playback.faster(),
            Action::ChoosePolicy(index) => self.gallery.chosen = Some(index),
            Action::PolicyBefore => self.gallery.step(-1),
            Action::PolicyAfter => self.gallery.step(1),
            Action::Reset => self.reset.0 = true,
            Action::CameraHome => self.commands.run_system_cached(camera::reset_view),
            Action::TogglePanels => panels.hidden = !panels.hidden,
            Action::ToggleHelp => panels.help_open = !panels.help_open,
            Action::DismissNotice => self.notices.dismiss(),
        }
    }
}
