//! Draws the command panel: three rows of name, slider, commanded and measured number, unit.

use bevy_egui::egui::{Align2, Rect, Ui, Vec2, pos2, vec2};

use super::{
    data::{AXES, Axis, CommandInput, Range, signed},
    slider::slider,
};
use crate::{
    lab::{theme, views},
    style::palette,
};

/// Width of an axis's name.
const NAME_WIDTH: f32 = 84.0;
/// From the slider's end to the right edge of each number, and to the unit.
const NUMBER_ENDS: [f32; 2] = [48.0, 95.0];
const UNIT_START: f32 = 102.0;
const UNIT_WIDTH: f32 = 30.0;
/// Least and greatest height of the panel.
pub const HEIGHTS: [f32; 2] = [140.0, 228.0];

/// Draws the panel, `height` high and as wide as the ui; returns whether the command changed.
pub fn show(ui: &mut Ui, command: &mut [f32; 3], input: &CommandInput, height: f32) -> bool {
    let mut changed = false;
    views::card(ui, Vec2::new(ui.available_width(), height), |ui| {
        let secondary = theme::colour(palette::TEXT_SECONDARY);
        let area = ui.max_rect();
        let top = views::heading(ui, "Command", "", &[(input.keys, secondary)]).bottom();
        let pitch = (area.bottom() - top + 4.0) / AXES.len() as f32;
        for (index, axis) in AXES.iter().enumerate() {
            let row = Rect::from_min_size(
                pos2(area.left(), top + pitch * index as f32),
                vec2(area.width(), pitch),
            );
            let measured = input.measured.map(|measured| measured[index]);
            changed |= show_row(
                ui,
                row,
                axis,
                &mut command[index],
                measured,
                input.ranges[index],
            );
        }
    });
    changed
}

fn show_row(
    ui: &mut Ui,
    row: Rect,
    axis: &Axis,
    value: &mut f32,
    measured: Option<f32>,
    range: Range,
) -> bool {
    let y = row.center().y;
    let track = Rect::from_x_y_ranges(
        row.left() + NAME_WIDTH..=row.right() - UNIT_START - UNIT_WIDTH,
        y - 13.0..=y + 13.0,
    );
    let mut changed = false;
    views::within(ui, track, row, |ui| {
        changed = slider(ui, axis, value, measured, range, track.width()).changed();
    });
    let text = |x: f32, align: Align2, text: &str, font, rgb| {
        ui.painter()
            .text(pos2(x, y), align, text, font, theme::colour(rgb));
    };
    let name = theme::regular(theme::TEXT_SIZE);
    let number = theme::semibold(theme::TEXT_SIZE);
    let unit = theme::regular(theme::SMALL_SIZE);
    let [commanded_end, measured_end] = NUMBER_ENDS.map(|end| track.right() + end);
    text(
        row.left(),
        Align2::LEFT_CENTER,
        axis.name,
        name,
        palette::TEXT,
    );
    let commanded = signed(*value);
    text(
        commanded_end,
        Align2::RIGHT_CENTER,
        &commanded,
        number.clone(),
        palette::COMMANDED,
    );
    if let Some(measured) = measured {
        text(
            measured_end,
            Align2::RIGHT_CENTER,
            &signed(measured),
            number,
            palette::MEASURED,
        );
    }
    let unit_start = track.right() + UNIT_START;
    text(
        unit_start,
        Align2::LEFT_CENTER,
        axis.unit,
        unit,
        palette::TEXT_SECONDARY,
    );
    changed
}

#[cfg(test)]
mod tests {
    use bevy_egui::egui::{Key, accesskit::Role};
    use egui_kittest::{
        Harness,
        kittest::{NodeT as _, Queryable as _},
    };

    use super::*;
    use crate::lab::views::fixture::harness;

    const FORWARD: &str = "forward velocity, m/s";

    fn shown() -> Harness<'static, [f32; 3]> {
        let input = CommandInput {
            ranges: [[-1.0, 1.0], [-0.5, 0.5], [-1.0, 1.0]],
            measured: Some([0.7, f32::NAN, 5.0]),
            keys: "W S",
        };
        harness([0.5, 0.0, 0.0], move |ui, command: &mut [f32; 3]| {
            show(ui, command, &input, 200.0);
        })
    }

    fn number(h: &Harness<'static, [f32; 3]>) -> Option<f64> {
        h.get_by_role_and_label(Role::Slider, FORWARD)
            .accesskit_node()
            .numeric_value()
    }

    #[test]
    fn is_a_slider_with_a_number_for_assistive_technology() {
        let h = shown();
        assert_eq!(number(&h), Some(0.5));
        assert_eq!(h.query_all_by_role(Role::Slider).count(), 3);
    }

    #[test]
    fn drag_sets_the_command() {
        let mut h = shown();
        let rect = h.get_by_role_and_label(Role::Slider, FORWARD).rect();
        h.drag_at(rect.center());
        h.run();
        h.hover_at(rect.right_center() + vec2(40.0, 0.0));
        h.run();
        h.drop_at(rect.right_center() + vec2(40.0, 0.0));
        h.run();
        assert_eq!(h.state(), &[1.0, 0.0, 0.0]);
    }

    #[test]
    fn click_sets_and_double_click_zeroes() {
        let mut h = shown();
        let rect = h.get_by_role_and_label(Role::Slider, FORWARD).rect();
        let at = rect.left_center() + vec2(rect.width() / 4.0, 0.0);
        let click = |h: &mut Harness<'static, [f32; 3]>| {
            h.drag_at(at);
            h.drop_at(at);
            h.step();
        };
        click(&mut h);
        assert!((h.state()[0] + 0.5).abs() < 0.05, "{:?}", h.state());
        click(&mut h);
        h.run();
        assert_eq!(h.state()[0], 0.0);
    }

    #[test]
    fn arrows_change_the_focused_slider_only() {
        let mut h = shown();
        h.key_press(Key::ArrowRight);
        h.run();
        assert_eq!(h.state()[0], 0.5);
        h.get_by_role_and_label(Role::Slider, FORWARD).focus();
        h.run();
        h.key_press(Key::ArrowRight);
        h.run();
        assert!((h.state()[0] - 0.55).abs() < 1e-6);
        for _ in 0..3 {
            h.key_press(Key::ArrowLeft);
            h.run();
        }
        assert!((h.state()[0] - 0.4).abs() < 1e-6);
        h.key_press(Key::ArrowUp);
        h.run();
        h.key_press(Key::ArrowDown);
        h.key_press(Key::ArrowDown);
        h.run();
        assert!((h.state()[0] - 0.35).abs() < 1e-6);
        assert_eq!(h.state()[1..], [0.0; 2], "the focus has stayed");
        h.key_press(Key::Home);
        h.run();
        assert_eq!(h.state(), &[0.0; 3]);
    }
}
