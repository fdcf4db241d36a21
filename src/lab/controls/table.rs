//! The table of controls: what there is to do, by which keys, in which words.
//!
//! Steering goes by where a key lies, so that the hand finds it on every layout. All else goes by
//! what a key prints, so that the hint is true on every layout; steering goes first.

use bevy::input::keyboard::{Key, KeyCode};

use crate::lab::views::action::Action;

/// A way of a commanded speed: which axis, and up (+1) or down (-1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Direction {
    /// Of a command: forward, lateral, yaw.
    pub axis: usize,
    pub sign: f32,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Does {
    /// Changes the command, and goes on while it is held.
    Steer(Direction),
    /// Once for each press.
    Act(Action),
    /// The panels do it: to the next button or slider.
    MoveFocus,
    /// The panels do it: what is open closes.
    Close,
}

/// By what a key is known.
#[derive(Clone, Debug, PartialEq)]
pub enum Binding {
    /// By its place, whatever it prints.
    Place(KeyCode),
    /// By the character that it prints, in lower case, which on a US keyboard is at this place.
    Printed(char, KeyCode),
    /// A key without a character, and how it is called.
    Named(Key, &'static str),
}

/// A key and what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound(pub Binding, pub Does);

/// A row: keys that belong together.
#[derive(Debug)]
pub struct Control {
    /// For the help window.
    pub help: &'static str,
    /// In groups, as hints show them.
    pub keys: &'static [&'static [Bound]],
    /// Further keys, which hints leave out.
    pub unshown: &'static [Bound],
}

const fn steer(axis: usize, sign: f32) -> Does {
    Does::Steer(Direction { axis, sign })
}

const fn at(place: KeyCode, does: Does) -> Bound {
    Bound(Binding::Place(place), does)
}

const fn prints(character: char, us: KeyCode, action: Action) -> Bound {
    Bound(Binding::Printed(character, us), Does::Act(action))
}

const fn named(key: Key, name: &'static str, does: Does) -> Bound {
    Bound(Binding::Named(key, name), does)
}

const fn row(help: &'static str, keys: &'static [&'static [Bound]]) -> Control {
    Control {
        help,
        keys,
        unshown: &[],
    }
}

static FORWARD: [Bound; 2] = [
    at(KeyCode::KeyW, steer(0, 1.0)),
    at(KeyCode::KeyS, steer(0, -1.0)),
];
static FORWARD_ARROWS: [Bound; 2] = [
    named(Key::ArrowUp, "↑", steer(0, 1.0)),
    named(Key::ArrowDown, "↓", steer(0, -1.0)),
];
static LATERAL: [Bound; 2] = [
    at(KeyCode::KeyA, steer(1, 1.0)),
    at(KeyCode::KeyD, steer(1, -1.0)),
];
static YAW: [Bound; 2] = [
    at(KeyCode::KeyQ, steer(2, 1.0)),
    at(KeyCode::KeyE, steer(2, -1.0)),
];
static YAW_ARROWS: [Bound; 2] = [
    named(Key::ArrowLeft, "←", steer(2, 1.0)),
    named(Key::ArrowRight, "→", steer(2, -1.0)),
];
static STAND: [Bound; 1] = [at(KeyCode::KeyX, Does::Act(Action::Stand))];
static PAUSE: [Bound; 1] = [named(Key::Space, "Space", Does::Act(Action::TogglePause))];
static STEP: [Bound; 1] = [prints('.', KeyCode::Period, Action::Step)];
static PACE_BRACKETS: [Bound; 2] = [
    prints('[', KeyCode::BracketLeft, Action::Slower),
    prints(']', KeyCode::BracketRight, Action::Faster),
];
static PACE_SIGNS: [Bound; 2] = [
    prints('-', KeyCode::Minus, Action::Slower),
    prints('+', KeyCode::Equal, Action::Faster),
];
static UNSHIFTED_PLUS: [Bound; 1] = [prints('=', KeyCode::Equal, Action::Faster)];
static RESET: [Bound; 1] = [prints('r', KeyCode::KeyR, Action::Reset)];
static POLICY: [Bound; 2] = [
    named(Key::PageUp, "Page Up", Does::Act(Action::PolicyBefore)),
    named(Key::PageDown, "Page Down", Does::Act(Action::PolicyAfter)),
];
static CAMERA: [Bound; 1] = [prints('f', KeyCode::KeyF, Action::CameraHome)];
static PANELS: [Bound; 1] = [prints('h', KeyCode::KeyH, Action::TogglePanels)];
static RECORD: [Bound; 1] = [prints('v', KeyCode::KeyV, Action::ToggleRecording)];
static KEEP: [Bound; 1] = [prints('m', KeyCode::KeyM, Action::KeepLastMinute)];
static COPY: [Bound; 1] = [prints('c', KeyCode::KeyC, Action::CopyCommand)];
static FOCUS: [Bound; 1] = [named(Key::Tab, "Tab", Does::MoveFocus)];
static HELP: [Bound; 1] = [prints('?', KeyCode::Slash, Action::ToggleHelp)];
static CLOSE: [Bound; 1] = [named(Key::Escape, "Esc", Does::Close)];

/// Every control that has a key.
pub static CONTROLS: [Control; 16] = [
    row("forward speed u*", &[&FORWARD, &FORWARD_ARROWS]),
    row("lateral speed v*", &[&LATERAL]),
    row("yaw rate r*", &[&YAW, &YAW_ARROWS]),
    row("command zero: stand", &[&STAND]),
    row("pause, go on", &[&PAUSE]),
    row("one control step", &[&STEP]),
    Control {
        help: "slower, faster",
        keys: &[&PACE_BRACKETS, &PACE_SIGNS],
        unshown: &UNSHIFTED_PLUS,
    },
    row("the robot back at its start", &[&RESET]),
    row("the policy before, after in the list", &[&POLICY]),
    row("the camera back where it began", &[&CAMERA]),
    row("the robot alone, the panels again", &[&PANELS]),
    row("record this run, end the recording", &[&RECORD]),
    row("keep the last minute as a file", &[&KEEP]),
    row("copy this run as a command line", &[&COPY]),
    row("the next button or slider", &[&FOCUS]),
    row("this list; close it, close a menu", &[&HELP, &CLOSE]),
];

/// Whether the key at a place is known by its place.
pub fn goes_by_place(place: KeyCode) -> bool {
    bound().any(|Bound(by, _)| *by == Binding::Place(place))
}

/// All keys.
pub fn bound() -> impl Iterator<Item = &'static Bound> {
    CONTROLS.iter().flat_map(Control::bound)
}

impl Control {
    /// All its keys.
    pub fn bound(&self) -> impl Iterator<Item = &'static Bound> + use<> {
        let shown = self.keys.iter().copied().flatten();
        shown.chain(self.unshown)
    }
}
