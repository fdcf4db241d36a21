//! Which key events reach the panels. In: egui's events of this frame. Out: those without the ones that are not
//! for it.

use bevy::platform::collections::HashSet;
use bevy::prelude::*;
use bevy::window::WindowFocused;
use bevy_egui::egui::{self, Popup};
use bevy_egui::{EguiContext, EguiInput, PrimaryEguiContext};

use crate::lab::panels::Panels;

/// The panels' events between two frames.
#[derive(Default)]
pub(super) struct Sieve {
    /// Keys that are down.
    down: HashSet<egui::Key>,
    /// What the next frame's panels get.
    later: Vec<egui::Event>,
    /// Whether Tab went backward when it was last pressed.
    back: bool,
}

/// Takes from the panels' events what they should not act on: repeats of a key that presses buttons,
/// and an Esc that has closed something, so that each Esc closes one thing. As they act but once a
/// frame on a key that presses a button or moves the focus, each such press has a frame of its own.
pub(super) fn sift_panels_keys(
    mut contexts: Query<(&mut EguiContext, &mut EguiInput), With<PrimaryEguiContext>>,
    mut windows: MessageReader<WindowFocused>,
    mut panels: ResMut<Panels>,
    mut sieve: Local<Sieve>,
) {
    if windows.read().any(|window| !window.focused) {
        sieve.down.clear();
    }
    for (mut context, mut input) in &mut contexts {
        let context = context.get_mut();
        let mut fresh = std::mem::take(&mut input.0.events);
        fresh.retain(|event| sieve.lets_through(event, context, &mut panels.help_open));
        let mut events = std::mem::take(&mut sieve.later);
        if is_on_an_edge(context) {
            events.insert(0, tab(sieve.back));
        }
        events.append(&mut fresh);
        let mut acting = (0..events.len()).filter(|&index| acts_once(&events[index]));
        if let Some(second) = acting.nth(1) {
            sieve.later = events.split_off(second);
        }
        input.0.events = events;
    }
}

impl Sieve {
    fn lets_through(
        &mut self,
        event: &egui::Event,
        context: &egui::Context,
        help_open: &mut bool,
    ) -> bool {
        let egui::Event::Key {
            key,
            pressed,
            modifiers,
            ..
        } = event
        else {
            return true;
        };
        if !pressed {
            self.down.remove(key);
            return true;
        }
        let is_new = self.down.insert(*key);
        match key {
            egui::Key::Escape => modifiers.any() || is_new && !close_one(context, help_open),
            egui::Key::Space | egui::Key::Enter => is_new,
            egui::Key::Tab => {
                self.back = modifiers.shift;
                true
            }
            _ => true,
        }
    }
}

/// Whether this is a press on which egui acts once a frame.
fn acts_once(event: &egui::Event) -> bool {
    use egui::Key::{Enter, Space, Tab};
    matches!(
        event,
        egui::Event::Key {
            key: Tab | Space | Enter,
            pressed: true,
            ..
        }
    )
}

/// A press of Tab.
fn tab(back: bool) -> egui::Event {
    egui::Event::Key {
        key: egui::Key::Tab,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: egui::Modifiers {
            shift: back,
            ..egui::Modifiers::NONE
        },
    }
}

/// Whether the focus is on the edge of a panel, which is for the pointer alone.
fn is_on_an_edge(context: &egui::Context) -> bool {
    let focus = context.memory(|memory| memory.focused());
    let Some(response) = focus.and_then(|id| context.read_response(id)) else {
        return false;
    };
    let width = 2.0 * context.global_style().interaction.resize_grab_radius_side;
    response.sense.senses_drag() && response.rect.size().min_elem() <= width + 0.5
}

/// Closes what is open uppermost: a menu, or else the list of keys. Whether there was anything.
fn close_one(context: &egui::Context, help_open: &mut bool) -> bool {
    if Popup::is_any_open(context) {
        Popup::close_all(context);
        return true;
    }
    std::mem::take(help_open)
}
