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

/// Where the cursor was last seen in a window.
#[derive(Default)]
struct Seen(Option<(Entity, Vec2)>);

fn follow_cursor(
    mut seen: Local<Seen>,
    mut moves: MessageReader<CursorMoved>,
    mut leaves: MessageReader<CursorLeft>,
    buttons: Res<ButtonInput<MouseButton>>,
    mut motion: ResMut<Messages<MouseMotion>>,
) {
    motion.clear();
    for cursor in moves.read() {
        let (window, position) = (cursor.window, cursor.position);
        if let Some((before, from)) = seen.0.replace((window, position))
            && before == window
            && from != position
        {
            motion.write(MouseMotion {
                delta: position - from,
            });
        }
    }
    // a drag goes on outside; a cursor that left without one may come back anywhere
    let left = leaves.read().count() > 0;
    if left && buttons.get_pressed().next().is_none() {
        seen.0 = None;
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

    #[test]
    fn motion_is_the_way_of_the_cursor() {
        let mut app = app();
        to(&mut app, 100.0, 50.0);
        assert_eq!(frame(&mut app), Vec2::ZERO, "where it came from is unknown");
        to(&mut app, 110.0, 50.0);
        to(&mut app, 110.0, 45.0);
        assert_eq!(frame(&mut app), Vec2::new(10.0, -5.0));
        assert_eq!(frame(&mut app), Vec2::ZERO, "it rests");
    }

    #[test]
    fn what_the_device_says_does_not_count() {
        let mut app = app();
        to(&mut app, 0.0, 0.0);
        frame(&mut app);
        let delta = Vec2::new(32_000.0, 7.0);
        app.world_mut().write_message(MouseMotion { delta });
        assert_eq!(frame(&mut app), Vec2::ZERO);
        app.world_mut().write_message(MouseMotion { delta });
        to(&mut app, 3.0, 4.0);
        assert_eq!(frame(&mut app), Vec2::new(3.0, 4.0));
    }

    #[test]
    fn a_cursor_that_left_comes_back_anywhere_but_within_a_drag() {
        let mut app = app();
        to(&mut app, 10.0, 10.0);
        frame(&mut app);
        app.world_mut().write_message(CursorLeft { window: WINDOW });
        frame(&mut app);
        to(&mut app, 500.0, 500.0);
        assert_eq!(frame(&mut app), Vec2::ZERO);
        app.world_mut()
            .resource_mut::<ButtonInput<MouseButton>>()
            .press(MouseButton::Left);
        app.world_mut().write_message(CursorLeft { window: WINDOW });
        frame(&mut app);
        to(&mut app, 520.0, 500.0);
        assert_eq!(frame(&mut app), Vec2::new(20.0, 0.0));
    }
}
