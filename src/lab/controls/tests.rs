//! What keys do on the keyboards that people have, without a window.

use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyCode, KeyboardInput, NativeKey};
use bevy::prelude::Entity;

use super::focus::Focus;
use super::hints::{HelpLine, KeyHints};
use super::keyboard::Keyboard;
use super::keycaps::Keycaps;
use super::table::{CONTROLS, Direction, Does};
use crate::lab::views::action::Action;

/// The rows of letters, of a US keyboard first: places, and what five layouts print there.
const PLACES: [KeyCode; 26] = {
    use KeyCode::*;
    [
        KeyQ, KeyW, KeyE, KeyR, KeyT, KeyY, KeyU, KeyI, KeyO, KeyP, KeyA, KeyS, KeyD, KeyF, KeyG,
        KeyH, KeyJ, KeyK, KeyL, KeyZ, KeyX, KeyC, KeyV, KeyB, KeyN, KeyM,
    ]
};
const US: &str = "qwertyuiopasdfghjklzxcvbnm";
const AZERTY: &str = "azertyuiopqsdfghjklwxcvbn,";
const QWERTZ: &str = "qwertzuiopasdfghjklyxcvbnm";
const DVORAK: &str = "',.pyfgcrlaoeuidhtn;qjkxbm";
const COLEMAK: &str = "qwfpgjluy;arstdhneizxcvbkm";
const RUSSIAN: &str = "йцукенгшщзфывапролдячсмить";

fn character(character: char) -> Key {
    Key::Character(character.to_string().into())
}

fn event(place: KeyCode, key: &Key, state: ButtonState) -> KeyboardInput {
    KeyboardInput {
        key_code: place,
        logical_key: key.clone(),
        state,
        text: None,
        repeat: false,
        window: Entity::PLACEHOLDER,
    }
}

trait Hands {
    fn press(&mut self, place: KeyCode, key: Key) -> Option<Does>;
    fn release(&mut self, place: KeyCode);
    fn tap(&mut self, place: KeyCode, key: Key) -> Option<Does>;
}

impl Hands for Keyboard {
    fn press(&mut self, place: KeyCode, key: Key) -> Option<Does> {
        self.take(&event(place, &key, ButtonState::Pressed), Focus::Nothing)
    }

    fn release(&mut self, place: KeyCode) {
        let key = Key::Unidentified(NativeKey::Unidentified);
        let does = self.take(&event(place, &key, ButtonState::Released), Focus::Nothing);
        assert_eq!(does, None, "letting go does nothing");
    }

    fn tap(&mut self, place: KeyCode, key: Key) -> Option<Does> {
        let does = self.press(place, key);
        self.release(place);
        does
    }
}

fn steer(axis: usize, sign: f32) -> Option<Does> {
    Some(Does::Steer(Direction { axis, sign }))
}

fn act(action: Action) -> Option<Does> {
    Some(Does::Act(action))
}

/// What the letter keys do by their places.
fn by_place(place: KeyCode) -> Option<Does> {
    match place {
        KeyCode::KeyW => steer(0, 1.0),
        KeyCode::KeyS => steer(0, -1.0),
        KeyCode::KeyA => steer(1, 1.0),
        KeyCode::KeyD => steer(1, -1.0),
        KeyCode::KeyQ => steer(2, 1.0),
        KeyCode::KeyE => steer(2, -1.0),
        KeyCode::KeyX => act(Action::Stand),
        _ => None,
    }
}

#[test]
fn letters_steer_by_place_and_else_act_by_what_they_print_on_every_layout() {
    for layout in [US, AZERTY, QWERTZ, DVORAK] {
        let mut keyboard = Keyboard::default();
        for (place, printed) in PLACES.into_iter().zip(layout.chars()) {
            let printed_action = match printed {
                'r' => act(Action::Reset),
                'f' => act(Action::CameraHome),
                'h' => act(Action::TogglePanels),
                'v' => act(Action::ToggleRecording),
                'm' => act(Action::KeepLastMinute),
                'c' => act(Action::CopyCommand),
                _ => None,
            };
            let expected = by_place(place).or(printed_action);
            let upper = character(printed.to_ascii_uppercase());
            let found = keyboard.tap(place, character(printed));
            assert_eq!(found, expected, "{layout}: {printed}");
            assert_eq!(keyboard.tap(place, upper), expected, "with caps lock");
        }
    }
}

#[test]
fn without_latin_letters_the_mnemonics_are_where_a_us_keyboard_has_them() {
    let mut keyboard = Keyboard::default();
    for (place, printed) in PLACES.into_iter().zip(RUSSIAN.chars()) {
        let mnemonic = match place {
            KeyCode::KeyR => act(Action::Reset),
            KeyCode::KeyF => act(Action::CameraHome),
            KeyCode::KeyH => act(Action::TogglePanels),
            KeyCode::KeyV => act(Action::ToggleRecording),
            KeyCode::KeyM => act(Action::KeepLastMinute),
            KeyCode::KeyC => act(Action::CopyCommand),
            _ => None,
        };
        let found = keyboard.tap(place, character(printed));
        assert_eq!(found, by_place(place).or(mnemonic), "{printed}");
    }
    assert_eq!(KeyHints::new(&keyboard.keycaps).steering, "Ц Ы · Ф В · Й У");
}

#[test]
fn a_mnemonic_under_a_steering_hand_moves_to_its_us_place() {
    let mut keyboard = Keyboard::default();
    // Colemak prints R where S steers, and F where E does
    assert_eq!(keyboard.tap(KeyCode::KeyS, character('r')), steer(0, -1.0));
    assert_eq!(
        keyboard.tap(KeyCode::KeyR, character('p')),
        act(Action::Reset)
    );
    assert_eq!(keyboard.tap(KeyCode::KeyE, character('f')), steer(2, -1.0));
    assert_eq!(
        keyboard.tap(KeyCode::KeyF, character('t')),
        act(Action::CameraHome)
    );
    for (place, printed) in PLACES.into_iter().zip(COLEMAK.chars()) {
        keyboard.tap(place, character(printed));
    }
    let hints = KeyHints::new(&keyboard.keycaps);
    assert_eq!(hints.steering, "W R · A S · Q F");
    assert_eq!(hints.of(Action::Reset), "P");
    assert_eq!(hints.of(Action::CameraHome), "T");
    // Dvorak prints the full stop where E steers
    let mut keyboard = Keyboard::default();
    assert_eq!(keyboard.tap(KeyCode::KeyE, character('.')), steer(2, -1.0));
    assert_eq!(
        keyboard.tap(KeyCode::Period, character('v')),
        act(Action::Step)
    );
    let keypad = keyboard.tap(KeyCode::NumpadDecimal, character('.'));
    assert_eq!(keypad, act(Action::Step), "the keypad's prints it too");
}

#[test]
fn signs_act_by_what_is_printed() {
    let cases = [
        // US, German with AltGr and without, French with AltGr and with shift, keypads
        (KeyCode::BracketLeft, '[', Action::Slower),
        (KeyCode::Digit8, '[', Action::Slower),
        (KeyCode::Digit5, '[', Action::Slower),
        (KeyCode::BracketRight, ']', Action::Faster),
        (KeyCode::Digit9, ']', Action::Faster),
        (KeyCode::Minus, ']', Action::Faster),
        (KeyCode::Minus, '-', Action::Slower),
        (KeyCode::Slash, '-', Action::Slower),
        (KeyCode::Digit6, '-', Action::Slower),
        (KeyCode::NumpadSubtract, '-', Action::Slower),
        (KeyCode::Equal, '+', Action::Faster),
        (KeyCode::Equal, '=', Action::Faster),
        (KeyCode::BracketRight, '+', Action::Faster),
        (KeyCode::NumpadAdd, '+', Action::Faster),
        (KeyCode::Period, '.', Action::Step),
        (KeyCode::Comma, '.', Action::Step),
        (KeyCode::Slash, '?', Action::ToggleHelp),
        (KeyCode::Minus, '?', Action::ToggleHelp),
    ];
    for modifier in [None, Some(Key::AltGraph), Some(Key::Shift)] {
        for (place, printed, action) in cases {
            let mut keyboard = Keyboard::default();
            if let Some(key) = &modifier {
                assert_eq!(keyboard.press(KeyCode::AltRight, key.clone()), None);
            }
            let found = keyboard.press(place, character(printed));
            assert_eq!(found, act(action), "{printed} at {place:?}");
        }
    }
    // what German and French keyboards print at the US places
    for (place, printed) in [
        (KeyCode::BracketLeft, 'ü'),
        (KeyCode::BracketRight, '$'),
        (KeyCode::Period, ':'),
        (KeyCode::Minus, 'ß'),
        (KeyCode::Equal, '´'),
        (KeyCode::Slash, '!'),
    ] {
        let found = Keyboard::default().press(place, character(printed));
        assert_eq!(found, None, "{printed} at {place:?}");
    }
}

#[test]
fn named_keys_act_by_their_names_wherever_they_are() {
    for (place, key, does) in [
        (KeyCode::Space, Key::Space, act(Action::TogglePause)),
        (KeyCode::PageUp, Key::PageUp, act(Action::PolicyBefore)),
        (KeyCode::Numpad3, Key::PageDown, act(Action::PolicyAfter)),
        (KeyCode::ArrowUp, Key::ArrowUp, steer(0, 1.0)),
        (KeyCode::Numpad2, Key::ArrowDown, steer(0, -1.0)),
        (KeyCode::ArrowLeft, Key::ArrowLeft, steer(2, 1.0)),
        (KeyCode::ArrowRight, Key::ArrowRight, steer(2, -1.0)),
        (KeyCode::Tab, Key::Tab, Some(Does::MoveFocus)),
        (KeyCode::CapsLock, Key::Escape, Some(Does::Close)),
        (KeyCode::Enter, Key::Enter, None),
        (KeyCode::F1, Key::F1, None),
    ] {
        assert_eq!(Keyboard::default().press(place, key), does, "{place:?}");
    }
}

#[test]
fn keys_pressed_with_a_systems_modifier_do_nothing_even_once_it_is_let_go() {
    for modifier in [Key::Control, Key::Alt, Key::Super, Key::Meta, Key::Hyper] {
        let mut keyboard = Keyboard::new(false);
        for (place, key) in [
            (KeyCode::KeyS, character('s')),
            (KeyCode::KeyR, character('r')),
            (KeyCode::Equal, character('+')),
            (KeyCode::Space, Key::Space),
            (KeyCode::ArrowUp, Key::ArrowUp),
            (KeyCode::Tab, Key::Tab),
        ] {
            assert_eq!(keyboard.press(KeyCode::F24, modifier.clone()), None);
            assert_eq!(keyboard.press(place, key), None, "{modifier:?} {place:?}");
            keyboard.release(KeyCode::F24);
            keyboard.begin_frame();
            assert_eq!(keyboard.held(), [], "{modifier:?} {place:?}");
            keyboard.release(place);
        }
        assert_eq!(keyboard.tap(KeyCode::KeyS, character('s')), steer(0, -1.0));
    }
}

#[test]
fn either_of_two_modifier_keys_will_do() {
    let mut keyboard = Keyboard::default();
    keyboard.press(KeyCode::ControlLeft, Key::Control);
    keyboard.press(KeyCode::ControlRight, Key::Control);
    keyboard.release(KeyCode::ControlLeft);
    assert_eq!(keyboard.tap(KeyCode::KeyS, character('s')), None);
    keyboard.release(KeyCode::ControlRight);
    assert_eq!(keyboard.tap(KeyCode::KeyS, character('s')), steer(0, -1.0));
}

#[test]
fn where_alt_composes_characters_only_what_is_printed_counts() {
    let mut keyboard = Keyboard::new(true);
    keyboard.press(KeyCode::AltLeft, Key::Alt);
    // a Mac's German brackets
    assert_eq!(
        keyboard.tap(KeyCode::Digit5, character('[')),
        act(Action::Slower)
    );
    assert_eq!(keyboard.tap(KeyCode::KeyW, character('∑')), None);
    assert_eq!(keyboard.tap(KeyCode::KeyF, character('ƒ')), None);
    assert_eq!(keyboard.tap(KeyCode::KeyR, character('®')), None);
    assert_eq!(keyboard.tap(KeyCode::Space, Key::Space), None);
    assert_eq!(keyboard.tap(KeyCode::ArrowUp, Key::ArrowUp), None);
}

#[test]
fn a_key_is_held_from_the_next_frame_until_it_is_let_go() {
    let mut keyboard = Keyboard::default();
    let forward = Direction { axis: 0, sign: 1.0 };
    keyboard.press(KeyCode::KeyW, character('w'));
    assert_eq!(keyboard.held(), [], "its press has counted");
    keyboard.begin_frame();
    assert_eq!(keyboard.held(), [forward]);
    keyboard.press(KeyCode::ArrowUp, Key::ArrowUp);
    keyboard.begin_frame();
    assert_eq!(keyboard.held(), [forward], "one direction, one rate");
    keyboard.press(KeyCode::ControlLeft, Key::Control);
    assert_eq!(keyboard.held(), [], "with a modifier it rests");
    keyboard.release(KeyCode::ControlLeft);
    keyboard.release(KeyCode::ArrowUp);
    assert_eq!(keyboard.held(), [forward]);
    keyboard.release(KeyCode::KeyW);
    assert_eq!(keyboard.held(), []);
}

#[test]
fn repeats_do_nothing_and_taps_count_however_short() {
    let mut keyboard = Keyboard::default();
    let space = event(KeyCode::Space, &Key::Space, ButtonState::Pressed);
    let repeat = KeyboardInput {
        repeat: true,
        ..space.clone()
    };
    assert_eq!(
        keyboard.take(&space, Focus::Nothing),
        act(Action::TogglePause)
    );
    assert_eq!(keyboard.take(&repeat, Focus::Nothing), None);
    let anew = keyboard.take(&space, Focus::Nothing);
    assert_eq!(anew, act(Action::TogglePause), "its release was not told");
    keyboard.release(KeyCode::Space);
    for _ in 0..3 {
        assert_eq!(
            keyboard.tap(KeyCode::Space, Key::Space),
            act(Action::TogglePause)
        );
    }
    keyboard.press(KeyCode::KeyW, character('w'));
    keyboard.release_all();
    keyboard.begin_frame();
    assert_eq!(keyboard.held(), []);
    let again = keyboard.press(KeyCode::KeyW, character('w'));
    assert_eq!(again, steer(0, 1.0), "it may be pressed anew");
}

#[test]
fn what_has_the_focus_keeps_its_own_keys_and_no_others() {
    let keys = [
        (KeyCode::KeyW, character('w')),
        (KeyCode::KeyR, character('r')),
        (KeyCode::Period, character('.')),
        (KeyCode::Space, Key::Space),
        (KeyCode::ArrowUp, Key::ArrowUp),
        (KeyCode::ArrowLeft, Key::ArrowLeft),
        (KeyCode::PageUp, Key::PageUp),
    ];
    let acting = |focus: Focus| {
        let does = |(place, key): &(KeyCode, Key)| {
            let press = event(*place, key, ButtonState::Pressed);
            Keyboard::default().take(&press, focus).is_some()
        };
        keys.each_ref().map(does)
    };
    assert_eq!(acting(Focus::Nothing), [true; 7]);
    assert_eq!(acting(Focus::Text), [false; 7]);
    assert_eq!(
        acting(Focus::Slider),
        [true, true, true, true, false, false, true]
    );
    assert_eq!(
        acting(Focus::Widget),
        [true, true, true, false, false, false, true]
    );
}

#[test]
fn hints_show_the_us_letters_until_a_press_tells_better() {
    let mut keyboard = Keyboard::default();
    let hints = |keyboard: &Keyboard| KeyHints::new(&keyboard.keycaps).steering;
    assert_eq!(hints(&keyboard), "W S · A D · Q E");
    keyboard.tap(KeyCode::KeyW, character('z'));
    assert_eq!(hints(&keyboard), "Z S · A D · Q E");
    keyboard.tap(KeyCode::KeyQ, character('a'));
    assert_eq!(
        hints(&keyboard),
        "Z S · Q D · A E",
        "no letter is on two keys"
    );
    // what AltGr or shift prints on a key is not its label
    for modifier in [Key::AltGraph, Key::Shift, Key::Control, Key::Alt] {
        keyboard.press(KeyCode::F24, modifier);
        keyboard.tap(KeyCode::KeyE, character('€'));
        keyboard.release(KeyCode::F24);
    }
    assert_eq!(hints(&keyboard), "Z S · Q D · A E");
    // the layout is changed, and changed back
    keyboard.tap(KeyCode::KeyW, character('w'));
    keyboard.tap(KeyCode::KeyA, character('a'));
    assert_eq!(hints(&keyboard), "W S · A D · Q E");
    keyboard.tap(KeyCode::KeyQ, character('a'));
    assert_eq!(hints(&keyboard), "W S · Q D · A E");
}

#[test]
fn every_layout_s_hints_are_its_own_letters_once_they_are_pressed() {
    for (layout, steering) in [
        (US, "W S · A D · Q E"),
        (AZERTY, "Z S · Q D · A E"),
        (QWERTZ, "W S · A D · Q E"),
        (DVORAK, ", O · A E · ' ."),
    ] {
        let mut keyboard = Keyboard::default();
        for (place, printed) in PLACES.into_iter().zip(layout.chars()) {
            keyboard.tap(place, character(printed));
        }
        assert_eq!(KeyHints::new(&keyboard.keycaps).steering, steering);
    }
}

#[test]
fn the_table_has_a_help_line_and_keys_for_every_control() {
    let hints = KeyHints::new(&Keyboard::default().keycaps);
    assert_eq!(hints.lines.len(), CONTROLS.len());
    for line in &hints.lines {
        assert!(!line.keys.is_empty() && !line.help().is_empty());
    }
    assert_eq!(hints.of(Action::TogglePause), "Space");
    assert_eq!(hints.of(Action::Slower), "[ ]  - +");
    assert_eq!(hints.of(Action::PolicyAfter), "Page Up, Page Down");
    assert_eq!(hints.of(Action::DismissNotice), "", "it has no key");
}

#[test]
fn the_readme_lists_every_control_and_no_other() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(file).expect("the README");
    let table = readme.split("| keys | what they do |").nth(1);
    let rows = table.expect("a table of keys").lines().skip(2);
    let listed: Vec<&str> = rows.take_while(|row| !row.starts_with("| mouse")).collect();
    let hints = KeyHints::new(&Keycaps::default());
    let row = |line: &HelpLine| format!("| {} | {} |", line.keys, line.help());
    let expected: Vec<String> = hints.lines.iter().map(row).collect();
    assert_eq!(listed, expected);
}
