//! The panels as a person meets them: found by the words that a screen reader says, worked by
//! the pointer.

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::egui::accesskit::{Node, Role, TreeUpdate};
use bevy_egui::input::EguiInputEvent;
use bevy_egui::{EguiContext, EguiOutput, egui};

use crate::apps::pass;

/// The one egui context.
fn context(app: &mut App) -> (Entity, egui::Context) {
    let mut contexts = app.world_mut().query::<(Entity, &mut EguiContext)>();
    let (entity, mut context) = contexts.single_mut(app.world_mut()).expect("a context");
    (entity, context.get_mut().clone())
}

/// What the panels tell a screen reader, after a frame or two.
fn tree(app: &mut App) -> TreeUpdate {
    let (entity, context) = context(app);
    context.enable_accesskit();
    pass(app, Duration::ZERO, 2);
    let output = app.world().get::<EguiOutput>(entity).expect("output");
    let update = output.platform_output.accesskit_update.as_ref();
    update.expect("a tree for assistive technology").clone()
}

fn nodes(app: &mut App) -> Vec<Node> {
    let nodes = tree(app).nodes.into_iter();
    nodes.map(|(_, node)| node).collect()
}

/// The name of what has the keyboard's focus; none where nothing has.
pub(crate) fn focused(app: &mut App) -> Option<String> {
    let (_, context) = context(app);
    context.memory(|memory| memory.focused())?;
    let tree = tree(app);
    let (_, node) = tree.nodes.iter().find(|(id, _)| *id == tree.focus)?;
    Some(node.label().unwrap_or("without a name").to_owned())
}

/// All texts in the window.
pub(crate) fn labels(app: &mut App) -> Vec<String> {
    let texts = nodes(app).into_iter();
    let texts = texts.flat_map(|node| {
        [
            node.label().map(str::to_owned),
            node.value().map(str::to_owned),
        ]
    });
    texts.flatten().collect()
}

/// The place of a slider.
pub(crate) fn slider(app: &mut App, label: &str) -> egui::Rect {
    let nodes = nodes(app);
    let is_it = |node: &&Node| node.role() == Role::Slider && node.label() == Some(label);
    let node = nodes.iter().find(is_it).expect("the slider");
    let bounds = node.bounds().expect("a place");
    let corner = |x: f64, y: f64| egui::pos2(x as f32, y as f32);
    egui::Rect::from_min_max(corner(bounds.x0, bounds.y0), corner(bounds.x1, bounds.y1))
}

/// Hands an event to the window.
pub(crate) fn send(app: &mut App, event: egui::Event) {
    let (context, _) = context(app);
    app.world_mut()
        .write_message(EguiInputEvent { context, event });
}

/// The primary button, pressed or let go.
pub(crate) fn button(pos: egui::Pos2, pressed: bool) -> egui::Event {
    egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    }
}
