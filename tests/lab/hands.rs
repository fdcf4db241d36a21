//! Hands on a keyboard: key events as the window tells them, to the lab and to its panels.

use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyCode, KeyboardInput};
use bevy::prelude::*;
use bevy_egui::egui;
use tanglewalk::lab::command::CommandedSpeed;
use tanglewalk::lab::requests::Requests;
use tanglewalk::task::Command;

use crate::panel::send;

/// A key that prints.
pub(crate) fn character(character: char) -> Key {
    Key::Character(character.to_string().into())
}

/// A key goes down.
pub(crate) fn press(app: &mut App, place: KeyCode, key: Key) {
    tell(app, place, key, ButtonState::Pressed);
}

/// A key comes up.
pub(crate) fn release(app: &mut App, place: KeyCode, key: Key) {
    tell(app, place, key, ButtonState::Released);
}

/// Down and up before the next frame.
pub(crate) fn tap(app: &mut App, place: KeyCode, key: Key) {
    press(app, place, key.clone());
    release(app, place, key);
}

fn tell(app: &mut App, place: KeyCode, key: Key, state: ButtonState) {
    if let Some(key) = panels_key(&key) {
        let event = egui::Event::Key {
            key,
            physical_key: None,
            pressed: state.is_pressed(),
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        };
        send(app, event);
    }
    app.world_mut().write_message(KeyboardInput {
        key_code: place,
        logical_key: key,
        state,
        text: None,
        repeat: false,
        window: Entity::PLACEHOLDER,
    });
}

/// The keys that panels act on.
fn panels_key(key: &Key) -> Option<egui::Key> {
    Some(match key {
        Key::Tab => egui::Key::Tab,
        Key::Space => egui::Key::Space,
        Key::Enter => egui::Key::Enter,
        Key::Escape => egui::Key::Escape,
        Key::Home => egui::Key::Home,
        Key::ArrowUp => egui::Key::ArrowUp,
        Key::ArrowDown => egui::Key::ArrowDown,
        Key::ArrowLeft => egui::Key::ArrowLeft,
        Key::ArrowRight => egui::Key::ArrowRight,
        _ => return None,
    })
}

/// The command that is asked for, or in force.
pub(crate) fn commanded(app: &App) -> Command {
    let asked = app.world().resource::<Requests>().commanded();
    asked.unwrap_or(app.world().resource::<CommandedSpeed>().0)
}
