//! A slider around zero with a second, measured value. By mouse: drag, click, double click for
//! zero; by keyboard, when focused: arrows, Home for zero; by assistive technology: a slider
//! with a number. In and out: one axis of the command, m/s or rad/s.

use bevy_egui::egui::{
    Color32, Context, CornerRadius, CursorIcon, EventFilter, Id, Key, Rangef, Rect, Response,
    Sense, Stroke, Ui, Vec2, WidgetInfo, accesskit, pos2, vec2,
};

use super::data::{Axis, KEY_STEP, Range, share, value_at, within};
use crate::{lab::theme, style::palette};

const KNOB_RADIUS: f32 = 8.0;
const RAIL_HEIGHT: f32 = 6.0;
const NEEDLE: Vec2 = vec2(3.0, 22.0);
const HEIGHT: f32 = 26.0;

/// Draws the slider `width` wide, handles input on it and returns its response.
pub fn slider(
    ui: &mut Ui,
    axis: &Axis,
    value: &mut f32,
    measured: Option<f32>,
    range: Range,
    width: f32,
) -> Response {
    let size = vec2(width, HEIGHT);
    let (rect, mut response) = ui.allocate_exact_size(size, Sense::click_and_drag());
    let before = *value;
    let rail = Rangef::new(rect.left() + KNOB_RADIUS, rect.right() - KNOB_RADIUS);
    if let Some(changed) = by_pointer(&response, rail, range) {
        *value = changed;
    }
    if let Some(changed) = by_keyboard(ui, &response, *value, range) {
        *value = changed;
    }
    if let Some(changed) = by_request(ui, &response, *value, range) {
        *value = changed;
    }
    if *value != before {
        response.mark_changed();
    }
    describe(ui, &response, axis, *value, range);
    if ui.is_rect_visible(rect) {
        draw(ui, &response, rail, *value, measured, range);
    }
    response.on_hover_cursor(CursorIcon::ResizeHorizontal)
}

/// Where egui remembers which slider was last focused.
fn focused() -> Id {
    Id::new("focused slider of the command")
}

/// Whether the keyboard's focus is on a slider.
pub fn has_focus(context: &Context) -> bool {
    let focus = context.memory(|memory| memory.focused());
    let slider = context.data(|data| data.get_temp::<Id>(focused()));
    focus.is_some() && focus == slider
}

fn by_pointer(response: &Response, rail: Rangef, range: Range) -> Option<f32> {
    if response.double_clicked() {
        return Some(within(0.0, range));
    }
    let pointer = response.interact_pointer_pos()?;
    Some(value_at(
        (pointer.x - rail.min) / rail.span().max(1.0),
        range,
    ))
}

fn by_keyboard(ui: &Ui, response: &Response, value: f32, range: Range) -> Option<f32> {
    if !response.has_focus() {
        return None;
    }
    ui.data_mut(|data| data.insert_temp(focused(), response.id));
    let arrows = EventFilter {
        horizontal_arrows: true,
        vertical_arrows: true,
        ..Default::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    let (steps, home) = ui.input(|input| {
        let presses = |key| input.num_presses(key) as f32;
        let up = presses(Key::ArrowRight) + presses(Key::ArrowUp);
        let down = presses(Key::ArrowLeft) + presses(Key::ArrowDown);
        (up - down, input.key_pressed(Key::Home))
    });
    match (home, steps == 0.0) {
        (true, _) => Some(within(0.0, range)),
        (false, true) => None,
        (false, false) => Some(within(value + steps * KEY_STEP, range)),
    }
}

fn by_request(ui: &Ui, response: &Response, value: f32, range: Range) -> Option<f32> {
    use accesskit::{Action, ActionData};
    ui.input(|input| {
        let count = |action| input.num_accesskit_action_requests(response.id, action) as f32;
        let steps = count(Action::Increment) - count(Action::Decrement);
        let set = input
            .accesskit_action_requests(response.id, Action::SetValue)
            .last();
        match set.and_then(|request| request.data.as_ref()) {
            Some(ActionData::NumericValue(number)) => Some(within(*number as f32, range)),
            _ if steps != 0.0 => Some(within(value + steps * KEY_STEP, range)),
            _ => None,
        }
    })
}

fn describe(ui: &Ui, response: &Response, axis: &Axis, value: f32, range: Range) {
    let label = format!("{}, {}", axis.spoken, axis.unit);
    response.widget_info(|| WidgetInfo::slider(ui.is_enabled(), f64::from(value), &label));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_min_numeric_value(f64::from(range[0]));
        node.set_max_numeric_value(f64::from(range[1]));
        node.set_numeric_value_step(f64::from(KEY_STEP));
        node.add_action(accesskit::Action::SetValue);
        if value < range[1] {
            node.add_action(accesskit::Action::Increment);
        }
        if value > range[0] {
            node.add_action(accesskit::Action::Decrement);
        }
    });
}

fn draw(
    ui: &Ui,
    response: &Response,
    rail: Rangef,
    value: f32,
    measured: Option<f32>,
    range: Range,
) {
    let painter = ui.painter();
    let y = response.rect.center().y;
    let x = |value: f32| rail.min + share(value, range) * rail.span();
    let bar = |from: f32, to: f32, colour: Color32| {
        let bar = Rect::from_two_pos(
            pos2(from, y - RAIL_HEIGHT / 2.0),
            pos2(to, y + RAIL_HEIGHT / 2.0),
        );
        painter.rect_filled(bar, CornerRadius::same(3), colour);
    };
    let white = theme::colour(palette::COMMANDED);
    bar(
        response.rect.left(),
        response.rect.right(),
        theme::colour(palette::LINE),
    );
    bar(x(0.0), x(value), white);
    let tick = Stroke::new(1.0, theme::colour(palette::TEXT_SECONDARY));
    painter.vline(x(0.0), Rangef::point(y).expand(6.0), tick);
    let knob = pos2(x(value), y);
    painter.circle_filled(knob, KNOB_RADIUS, white);
    if response.has_focus() {
        let ring = Stroke::new(2.0, theme::colour(palette::TEXT_SECONDARY));
        painter.circle_stroke(knob, KNOB_RADIUS + 3.0, ring);
    } else if response.hovered() || response.dragged() {
        painter.circle_filled(
            knob,
            KNOB_RADIUS + 4.0,
            theme::faded(palette::COMMANDED, 0.15),
        );
    }
    if let Some(measured) = measured.filter(|measured| measured.is_finite()) {
        let needle = Rect::from_center_size(pos2(x(measured), y), NEEDLE);
        painter.rect_filled(
            needle,
            CornerRadius::same(1),
            theme::colour(palette::MEASURED),
        );
    }
}
