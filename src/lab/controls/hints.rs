//! The keys as people read them: in the help window, beside the command, in tooltips. In: the table and what the
//! person's keyboard is known to print. Out: texts.

use super::keycaps::Keycaps;
use super::table::{Binding, Bound, CONTROLS, Control, Does};
use crate::lab::views::action::Action;

/// A row of the help window.
#[derive(Clone, Debug)]
pub struct HelpLine {
    /// As the person's keyboard labels them.
    pub keys: String,
    control: &'static Control,
}

impl HelpLine {
    /// What they do.
    pub fn help(&self) -> &'static str {
        self.control.help
    }
}

/// The keys in the person's own letters.
#[derive(Clone, Debug)]
pub struct KeyHints {
    /// One for each control.
    pub lines: Vec<HelpLine>,
    /// The keys that steer: "W S · A D · Q E".
    pub steering: String,
}

impl KeyHints {
    /// In the letters of a keyboard.
    pub fn new(keycaps: &Keycaps) -> Self {
        let line = |control: &'static Control| HelpLine {
            keys: keys(control, keycaps),
            control,
        };
        let steering = CONTROLS.iter().filter(|control| steers(control));
        let steering = steering.flat_map(|control| control.keys.first());
        let steering: Vec<String> = steering.map(|group| label(group, keycaps)).collect();
        Self {
            lines: CONTROLS.iter().map(line).collect(),
            steering: steering.join(" · "),
        }
    }

    /// The keys of the control that an action belongs to; empty if it has none.
    pub fn of(&self, action: Action) -> &str {
        let has = |line: &&HelpLine| {
            let mut bound = line.control.bound();
            bound.any(|Bound(_, does)| *does == Does::Act(action))
        };
        self.lines
            .iter()
            .find(has)
            .map_or("", |line| line.keys.as_str())
    }
}

fn steers(control: &Control) -> bool {
    let mut bound = control.bound();
    bound.any(|Bound(_, does)| matches!(does, Does::Steer(_)))
}

/// A control's keys: "W S  ↑ ↓".
fn keys(control: &Control, keycaps: &Keycaps) -> String {
    let groups = control.keys.iter().map(|group| label(group, keycaps));
    groups.collect::<Vec<_>>().join("  ")
}

/// "W S", "Page Up, Page Down"
fn label(group: &[Bound], keycaps: &Keycaps) -> String {
    let labels = group.iter().map(|Bound(by, _)| name(by, keycaps));
    let labels: Vec<String> = labels.collect();
    let are_letters = labels.iter().all(|label| label.chars().count() == 1);
    labels.join(if are_letters { " " } else { ", " })
}

/// What a key is called.
fn name(by: &Binding, keycaps: &Keycaps) -> String {
    match by {
        Binding::Place(place) => keycaps.label(*place),
        Binding::Named(_, name) => (*name).to_owned(),
        Binding::Printed(character, us) if keycaps.is_printed_by_place(*character) => {
            keycaps.label(*us)
        }
        Binding::Printed(character, _) => character.to_uppercase().collect(),
    }
}
