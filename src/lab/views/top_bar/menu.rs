//! Buttons that open a menu, and what buttons say of their keys.

use bevy_egui::egui::{
    Atom, Button, Id, Rect, Response, Shape, Stroke, Ui, Vec2, WidgetText,
    containers::menu::{MenuButton, MenuConfig},
    pos2, vec2,
};

use crate::{
    lab::{controls::hints::KeyHints, theme, views::action::Action},
    style::palette,
};

/// Size of the mark of a menu.
const CHEVRON: Vec2 = vec2(8.0, 4.0);

/// "reset (R)"
pub(super) fn with_keys(text: &str, hints: &KeyHints, action: Action) -> String {
    match hints.of(action) {
        "" => text.to_owned(),
        keys => format!("{text} ({keys})"),
    }
}

/// A button with room for the mark of a menu at its right end.
pub(super) fn menu_button<'a>(text: impl Into<WidgetText>) -> Button<'a> {
    let mark = Atom::custom(Id::new("mark of a menu"), CHEVRON);
    let text: WidgetText = text.into();
    Button::new((text, Atom::grow(), mark)).frame_when_inactive(false)
}

/// The button, its mark, and the menu if it is open.
pub(super) fn menu(
    ui: &mut Ui,
    button: Button,
    config: MenuConfig,
    items: impl FnOnce(&mut Ui),
) -> Response {
    let (response, _) = MenuButton::from_button(button).config(config).ui(ui, items);
    let right = response.rect.right() - ui.spacing().button_padding.x;
    let mark = Rect::from_min_size(
        pos2(
            right - CHEVRON.x,
            response.rect.center().y - CHEVRON.y / 2.0,
        ),
        CHEVRON,
    );
    let corners = vec![mark.left_top(), mark.center_bottom(), mark.right_top()];
    let stroke = Stroke::new(1.5, theme::colour(palette::TEXT_SECONDARY));
    ui.painter().add(Shape::line(corners, stroke));
    response
}
