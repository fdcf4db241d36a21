//! What a person can do, and the keys that do it.
//!
//! In: key events and what the panels want the keyboard for. Out: the command, and actions carried out. The rows
//! of [`table`] are all that there is: the keyboard, the help window and the hints beside buttons read them.

pub mod act;
pub mod focus;
pub mod hints;
pub mod keyboard;
pub mod keycaps;
pub mod press;
mod sieve;
pub mod table;
#[cfg(test)]
mod tests;

use bevy::input::keyboard::KeyboardInput;
use bevy::prelude::*;
use bevy::window::WindowFocused;

use self::act::Acts;
use self::focus::Focus;
use self::keyboard::Keyboard;
use self::table::{Direction, Does};
use super::order::BetweenSteps;
use super::panels::Panels;
use crate::task::Command;

/// Change of a commanded speed while its key is held, (m/s)/s and (rad/s)/s.
const KEY_RATE: f32 = 0.8;
/// Change by one press, however short, m/s or rad/s.
const KEY_STEP: f32 = 0.05;

/// Keys, and the share of them that goes to the panels.
pub fn plugin(app: &mut App) {
    app.init_resource::<Keyboard>()
        .init_resource::<Focus>()
        .add_message::<KeyboardInput>()
        .add_message::<WindowFocused>()
        .add_systems(
            PreUpdate,
            sieve::sift_panels_keys.in_set(BetweenSteps::Keys),
        )
        .add_systems(Update, act_on_keys);
}

/// What happened to the keys since the last frame.
#[derive(bevy::ecs::system::SystemParam)]
struct KeyEvents<'w, 's> {
    keys: MessageReader<'w, 's, KeyboardInput>,
    windows: MessageReader<'w, 's, WindowFocused>,
}

fn act_on_keys(
    mut events: KeyEvents,
    mut keyboard: ResMut<Keyboard>,
    focus: Res<Focus>,
    time: Res<Time<Real>>,
    mut acts: Acts,
    mut panels: ResMut<Panels>,
) {
    let mut focus = *focus;
    keyboard.begin_frame();
    for event in events.keys.read() {
        match keyboard.take(event, focus) {
            Some(Does::Steer(direction)) => {
                let step = steered(acts.command(), direction, KEY_STEP);
                acts.ask_command(step);
            }
            Some(Does::Act(action)) => acts.carry_out(action, &mut panels),
            Some(Does::MoveFocus) => focus = Focus::Widget,
            Some(Does::Close) | None => {}
        }
    }
    if events.windows.read().any(|window| !window.focused) {
        keyboard.release_all();
    }
    let change = KEY_RATE * time.delta_secs();
    let held = keyboard.held().into_iter();
    let before = acts.command();
    let wanted = held.fold(before, |command, direction| {
        steered(command, direction, change)
    });
    if wanted != before {
        acts.ask_command(wanted);
    }
}

/// A command with one of its speeds changed.
fn steered(command: Command, direction: Direction, change: f32) -> Command {
    let mut speeds: [f32; 3] = command.into();
    speeds[direction.axis] += direction.sign * change;
    speeds.into()
}
