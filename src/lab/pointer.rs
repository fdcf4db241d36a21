//! What the hand does with the pointer, for the orbit camera. In: where the cursor is, window events.
//! Out: [`MouseMotion`], which the camera reads, in logical points from one place of the cursor to the next.
//!
//! A device's own motion will not do: pens, remote desktops and virtual machines tell only where
//! the cursor is, some in steps that have nothing to do with the screen.

use bevy::input::InputSystems;
use bevy::input::mouse::MouseMotion;
use bevy::prelude::*;
use bevy::window::{CursorLeft, CursorMoved};

/// Puts the cursor's way in the place of the devices' motion, before anything in `PreUpdate` or later
/// reads it.
pub fn plugin(app: &mut App) {
    app.add_systems(PreUpdate, follow_cursor.after(InputSystems));
}

/// What is known of the hand.
#[derive(Default)]
struct Hand {
    /// Where the cursor was last seen, in which window.
    seen: Option<(Entity, Vec2)>,
    /// Whether a button is held since an earlier frame.
    drags: bool,
}

/// Only a drag moves anything: the way to the place where a button was pressed, in the frame of the press
/// too, belongs to no drag.
fn follow_cursor(
    mut hand: Local<Hand>,
    mut moves: MessageReader<CursorMoved>,
    mut leaves: MessageReader<CursorLeft>,
    buttons: Res<ButtonInput<MouseButton>>,
    mut motion: ResMut<Messages<MouseMotion>>,
) {
    motion.clear();
    let is_held = buttons.get_pressed().next().is_some();
    let is_fresh = buttons.get_just_pressed().next().is_some();
    let drags = hand.drags && is_held && !is_fresh;
    hand.drags = is_held;
    for cursor in moves.read() {
        let (window, position) = (cursor.window, cursor.position);
        if let Some((before, from)) = hand.seen.replace((window, position))
            && before == window
            && from != position
            && drags
        {
            motion.write(MouseMotion {
                delta: position - from,
            });
        }
    }
    // a drag goes on outside; a cursor that left without one may come back anywhere
    if leaves.read().count() > 0 && !is_held {
        hand.seen = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Entity = Entity::PLACEHOLDER;

    fn app() -> App {
        let mut app = App::new();
        app.init_resource::<ButtonInput<MouseButton>>()
            .add_message::<MouseMotion>()
            .add_message::<CursorMoved>()
            .add_message::<CursorLeft>()
            .add_plugins(plugin);
        app
    }

    fn to(app: &mut App, x: f32, y: f32) {
        let delta = None;
        let position = Vec2::new(x, y);
        app.world_mut().write_message(CursorMoved {
            window: WINDOW,
            position,
            delta,
        });
    }

    /// The motion of one frame.
    fn frame(app: &mut App) -> Vec2 {
        app.update();
        let messages = app.world().resource::<Messages<MouseMotion>>();
        let mut reader = messages.get_cursor();
        reader.read(messages).map(|motion| motion.delta).sum()
    }

    fn press(app: &mut App) {
        let mut buttons = app.world_mut().resource_mut::<ButtonInput<MouseButton>>();
        buttons.press(MouseButton::Left);
    }

    /// A press, in a frame of its own.
    fn take_hold(app: &mut App) {
        press(app);
        frame(app);
        let mut buttons = app.world_mut().resource_mut::<ButtonInput<MouseButton>>();
        buttons.clear();
    }

    #[test]
    fn a_drag_is_the_way_of_the_cursor() {
        let mut app = app();
        to(&mut app, 100.0, 50.0);
        assert_eq!(frame(&mut app), Vec2::ZERO, "where it came from is unknown");
        to(&mut app, 105.0, 50.0);
        assert_eq!(frame(&mut app), Vec2::ZERO, "no button is held");
        take_hold(&mut app);
        to(&mut app, 115.0, 50.0);
        to(&mut app, 115.0, 45.0);
        assert_eq!(frame(&mut app), Vec2::new(10.0, -5.0));
        assert_eq!(frame(&mut app), Vec2::ZERO, "it rests");
    }

    #[test]
    fn the_way_to_a_press_is_no_drag() {
        let mut app = app();
        to(&mut app, 0.0, 0.0);
        frame(&mut app);
        // a slow frame: from the robot to a slider and a press there, all in one
        to(&mut app, 700.0, 250.0);
        press(&mut app);
        assert_eq!(frame(&mut app), Vec2::ZERO);
        let mut buttons = app.world_mut().resource_mut::<ButtonInput<MouseButton>>();
        buttons.release(MouseButton::Left);
        to(&mut app, 0.0, 0.0);
        assert_eq!(frame(&mut app), Vec2::ZERO, "nor is the way back");
    }

    #[test]
    fn what_the_device_says_does_not_count() {
        let mut app = app();
        to(&mut app, 0.0, 0.0);
        take_hold(&mut app);
        let delta = Vec2::new(32_000.0, 7.0);
        app.world_mut().write_message(MouseMotion { delta });
        assert_eq!(frame(&mut app), Vec2::ZERO);
        app.world_mut().write_message(MouseMotion { delta });
        to(&mut app, 3.0, 4.0);
        assert_eq!(frame(&mut app), Vec2::new(3.0, 4.0));
    }

    #[test]
    fn a_drag_goes_on_outside_the_window() {
        let mut app = app();
        to(&mut app, 10.0, 10.0);
        take_hold(&mut app);
        app.world_mut().write_message(CursorLeft { window: WINDOW });
        frame(&mut app);
        to(&mut app, 30.0, 10.0);
        assert_eq!(frame(&mut app), Vec2::new(20.0, 0.0));
    }
}
