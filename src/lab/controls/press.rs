//! What a press of a key means. In: the press, the table of controls, what is known of the keyboard. Out: what it
//! does.

use bevy::input::keyboard::{Key, KeyCode};

use super::keycaps::{Keycaps, printed};
use super::table::{Binding, Bound, Does, bound};

/// A key that went down.
#[derive(Clone, Debug, PartialEq)]
pub struct Press {
    /// Where it lies.
    pub place: KeyCode,
    /// What it means or prints on the person's layout, with what is held.
    pub key: Key,
    /// Whether a modifier turned it into another character: then only what it prints counts.
    pub composed: bool,
}

/// What a press does, if anything.
pub fn does(press: &Press, keycaps: &Keycaps) -> Option<Does> {
    let at_its_place = bound().find(|Bound(by, _)| by.is_at_the_place_of(press));
    let found = at_its_place.or_else(|| bound().find(|Bound(by, _)| by.is_meant(press, keycaps)));
    found.map(|Bound(_, does)| *does)
}

impl Binding {
    fn is_at_the_place_of(&self, press: &Press) -> bool {
        matches!(self, Self::Place(place) if *place == press.place) && !press.composed
    }

    fn is_meant(&self, press: &Press, keycaps: &Keycaps) -> bool {
        match self {
            Self::Place(_) => false,
            Self::Named(key, _) => *key == press.key && !press.composed,
            Self::Printed(character, us) => {
                let Some(printed) = printed(&press.key) else {
                    return false;
                };
                // where a layout has no Latin letters, or prints the character on a key that goes
                // by its place, the character is where a US keyboard has it
                let is_foreign = printed.is_alphabetic() && !printed.is_ascii();
                let moves = character.is_alphabetic() && is_foreign
                    || keycaps.is_printed_by_place(*character);
                printed == *character || moves && *us == press.place && !press.composed
            }
        }
    }
}
