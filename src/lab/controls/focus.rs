//! What the panels' keyboard focus is on, and which keys it keeps.
//!
//! A focused button needs Space, Enter and the arrows, a slider its own keys, a text all of them.
//! Every other key goes on acting, or a press of Tab would leave the robot without its hands.

use bevy::input::keyboard::Key;
use bevy::prelude::*;
use bevy_egui::egui;

use crate::lab::views::command::slider;

/// What the panels' keyboard focus is on.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    #[default]
    Nothing,
    /// A field that takes text.
    Text,
    /// A slider of the command.
    Slider,
    /// A button or the like.
    Widget,
}

impl Focus {
    /// As it is now.
    pub fn of(context: &egui::Context) -> Self {
        if context.memory(|memory| memory.focused().is_none()) {
            Self::Nothing
        } else if context.text_edit_focused() {
            Self::Text
        } else if slider::has_focus(context) {
            Self::Slider
        } else {
            Self::Widget
        }
    }

    /// Whether the focused thing has a use for a key.
    pub fn keeps(self, key: &Key) -> bool {
        let is_arrow = matches!(
            key,
            Key::ArrowUp | Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight
        );
        match self {
            Self::Nothing => false,
            Self::Text => true,
            Self::Slider => is_arrow || *key == Key::Home,
            Self::Widget => is_arrow || matches!(key, Key::Space | Key::Enter),
        }
    }
}
