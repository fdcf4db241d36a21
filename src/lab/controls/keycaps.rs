//! What the keys print on the person's layout, as far as their presses have told. In: a key's place and what it
//! printed. Out: labels; a key not pressed yet counts as that of a US keyboard.

use bevy::input::keyboard::{Key, KeyCode};
use bevy::platform::collections::HashMap;

use super::table;

/// Where a US keyboard has its letters, from A to Z.
const LETTERS: [KeyCode; 26] = {
    use KeyCode::{
        KeyA, KeyB, KeyC, KeyD, KeyE, KeyF, KeyG, KeyH, KeyI, KeyJ, KeyK, KeyL, KeyM, KeyN, KeyO,
        KeyP, KeyQ, KeyR, KeyS, KeyT, KeyU, KeyV, KeyW, KeyX, KeyY, KeyZ,
    };
    [
        KeyA, KeyB, KeyC, KeyD, KeyE, KeyF, KeyG, KeyH, KeyI, KeyJ, KeyK, KeyL, KeyM, KeyN, KeyO,
        KeyP, KeyQ, KeyR, KeyS, KeyT, KeyU, KeyV, KeyW, KeyX, KeyY, KeyZ,
    ]
};

/// What a US keyboard prints at a place, if a letter.
fn us_letter(place: KeyCode) -> Option<char> {
    let index = LETTERS.iter().position(|letter| *letter == place)?;
    ('a'..='z').nth(index)
}

/// The one character that a key prints, in lower case.
pub fn printed(key: &Key) -> Option<char> {
    let Key::Character(text) = key else {
        return None;
    };
    let mut characters = text.chars().flat_map(char::to_lowercase);
    let first = characters.next()?;
    characters.next().is_none().then_some(first)
}

/// What is known of the layout: places and the characters that they print alone, in lower case.
#[derive(Clone, Debug, Default)]
pub struct Keycaps(HashMap<KeyCode, char>);

impl Keycaps {
    /// Learns from a press without modifiers. Another key that printed the same did so on a layout
    /// that is no longer in use.
    pub fn learn(&mut self, place: KeyCode, key: &Key) {
        if let Some(character) = printed(key) {
            self.0.retain(|_, printed| *printed != character);
            self.0.insert(place, character);
        }
    }

    /// What the key at a place is labelled, in upper case.
    pub fn label(&self, place: KeyCode) -> String {
        let character = self.0.get(&place).copied().or_else(|| self.guess(place));
        character.map_or_else(
            || format!("{place:?}"),
            |character| character.to_uppercase().collect(),
        )
    }

    /// Whether a key that goes by its place prints this.
    pub fn is_printed_by_place(&self, character: char) -> bool {
        let mut places = self.0.iter();
        places.any(|(place, printed)| *printed == character && table::goes_by_place(*place))
    }

    /// The US letter; where that is known to be on another key, the two have changed places.
    fn guess(&self, place: KeyCode) -> Option<char> {
        let letter = us_letter(place)?;
        let mut others = self.0.iter();
        let taken = others.find(|(other, printed)| **printed == letter && **other != place);
        taken
            .and_then(|(other, _)| us_letter(*other))
            .or(Some(letter))
    }
}
