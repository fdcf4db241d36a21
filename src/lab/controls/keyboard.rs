//! The keys that are down and what each press of them does. In: key events, one by one, in order, so that no tap
//! is too short. Out: what a press does, once; the directions that are held.
//!
//! A key pressed while Ctrl, Alt or the logo key is down belongs to the system. AltGr is none of
//! them: on many layouts it takes part in printing. On a Mac the Option key (Alt) does.

use bevy::input::keyboard::{Key, KeyCode, KeyboardInput};
use bevy::prelude::Resource;

use super::focus::Focus;
use super::keycaps::Keycaps;
use super::press::{Press, does};
use super::table::{Direction, Does};

/// What is held, and what is known of the person's keyboard.
#[derive(Resource, Clone, Debug)]
pub struct Keyboard {
    down: Vec<Down>,
    /// What the layout prints.
    pub keycaps: Keycaps,
    /// Whether Alt composes characters.
    alt_composes: bool,
}

impl Default for Keyboard {
    fn default() -> Self {
        Self::new(cfg!(target_os = "macos"))
    }
}

/// A key that is down.
#[derive(Clone, Debug)]
struct Down {
    place: KeyCode,
    modifier: Option<Modifier>,
    /// The direction that it steers in, if it was pressed for that.
    steers: Option<Direction>,
    /// Whether it was down before this frame.
    held: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Modifier {
    Alt,
    Composing,
    System,
}

impl Modifier {
    fn of(key: &Key) -> Option<Self> {
        match key {
            Key::Alt => Some(Self::Alt),
            Key::Shift | Key::AltGraph => Some(Self::Composing),
            Key::Control | Key::Super | Key::Meta | Key::Hyper => Some(Self::System),
            _ => None,
        }
    }
}

impl Keyboard {
    /// A keyboard with no key down; `alt_composes`: Alt takes part in printing, as on a Mac.
    pub fn new(alt_composes: bool) -> Self {
        Self {
            down: Vec::new(),
            keycaps: Keycaps::default(),
            alt_composes,
        }
    }

    /// From here on, what is down counts as held.
    pub fn begin_frame(&mut self) {
        for down in &mut self.down {
            down.held = true;
        }
    }

    /// Takes a key event; returns what it does. What the system repeats does nothing again.
    pub fn take(&mut self, event: &KeyboardInput, focus: Focus) -> Option<Does> {
        let place = event.key_code;
        if event.repeat {
            return None;
        }
        // also at a press: then its release was not told
        self.down.retain(|down| down.place != place);
        if !event.state.is_pressed() {
            return None;
        }
        let press = Press {
            place,
            key: event.logical_key.clone(),
            composed: self.alt_composes && self.has(Modifier::Alt),
        };
        if self.down.iter().all(|down| down.modifier.is_none()) {
            self.keycaps.learn(place, &press.key);
        }
        let modifier = Modifier::of(&press.key);
        let ours = modifier.is_none() && !self.is_chord() && !focus.keeps(&press.key);
        let does = ours.then(|| does(&press, &self.keycaps)).flatten();
        self.down.push(Down {
            place,
            modifier,
            steers: match does {
                Some(Does::Steer(direction)) => Some(direction),
                _ => None,
            },
            held: false,
        });
        does
    }

    /// Lets go of every key: the window no longer hears of them.
    pub fn release_all(&mut self) {
        self.down.clear();
    }

    /// The directions whose keys have been down since before this frame, each once.
    pub fn held(&self) -> Vec<Direction> {
        let mut directions = Vec::new();
        if self.has(Modifier::Alt) || self.is_chord() {
            return directions;
        }
        for direction in self.down.iter().filter(|down| down.held) {
            if let Some(steers) = direction.steers
                && !directions.contains(&steers)
            {
                directions.push(steers);
            }
        }
        directions
    }

    fn has(&self, modifier: Modifier) -> bool {
        self.down.iter().any(|down| down.modifier == Some(modifier))
    }

    /// Whether what is held makes a press the system's.
    fn is_chord(&self) -> bool {
        self.has(Modifier::System) || self.has(Modifier::Alt) && !self.alt_composes
    }
}
