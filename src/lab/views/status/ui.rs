//! Draws the texts in the corners of the robot's area, and the notice at its top.

use bevy_egui::egui::{
    Align, Area, Button, Frame, Id, Label, Layout, Margin, Order, Rect, RichText, Stroke, Ui, pos2,
};

use super::data::{Notice, Severity, StatusInput};
use crate::{
    lab::{
        theme,
        views::{action::Action, within},
    },
    report::palette::{self, Rgb},
};

/// From the area's edge to a text.
const INSET: f32 = 16.0;
/// Height of a line.
const LINE: f32 = 18.0;
/// Greatest width of a notice.
const NOTICE_WIDTH: f32 = 520.0;
/// Room for the button at its right end.
const DISMISS_WIDTH: f32 = 72.0;

/// Draws over `area`, the robot's place in the window.
pub fn show(ui: &mut Ui, area: Rect, input: &StatusInput, actions: &mut Vec<Action>) {
    let inner = area.shrink(INSET);
    if inner.width() < 1.0 || inner.height() < 2.0 * LINE {
        return;
    }
    let top = Rect::from_min_max(inner.min, pos2(inner.right(), inner.top() + LINE));
    let bottom = Rect::from_min_max(pos2(inner.left(), inner.bottom() - LINE), inner.max);
    within(ui, top, area, |ui| {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            text(ui, "commanded", palette::COMMANDED);
            text(ui, "measured", palette::MEASURED);
        });
    });
    within(ui, bottom, area, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            text(ui, input.grid, palette::TEXT_SECONDARY);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                text(ui, input.gait, palette::TEXT_SECONDARY);
            });
        });
    });
    if let Some(notice) = input.notice {
        show_notice(ui, area, notice, actions);
    }
}

fn text(ui: &mut Ui, text: &str, rgb: Rgb) {
    if !text.is_empty() {
        ui.add(Label::new(RichText::new(text).color(theme::colour(rgb))).truncate());
    }
}

fn show_notice(ui: &Ui, area: Rect, notice: Notice, actions: &mut Vec<Action>) {
    let rgb = match notice.severity {
        Severity::Info => palette::TEXT_SECONDARY,
        Severity::Error => palette::ALERT,
    };
    let width = (area.width() - 2.0 * INSET).min(NOTICE_WIDTH);
    let position = pos2(
        area.center().x - width / 2.0,
        area.top() + INSET + LINE + theme::GAP,
    );
    let frame = Frame::new()
        .fill(theme::colour(palette::PANEL))
        .stroke(Stroke::new(1.0, theme::colour(rgb)))
        .corner_radius(theme::PANEL_RADIUS)
        .inner_margin(Margin::symmetric(12, 8));
    Area::new(Id::new("notice"))
        .order(Order::Foreground)
        .fixed_pos(position)
        .show(ui, |ui| {
            frame.show(ui, |ui| {
                ui.set_width(width - 24.0);
                ui.horizontal_top(|ui| {
                    ui.vertical(|ui| {
                        ui.set_width(width - 24.0 - DISMISS_WIDTH);
                        ui.add_space(4.0);
                        ui.add(Label::new(notice.text).wrap());
                    });
                    if ui
                        .add(Button::new("dismiss").frame_when_inactive(false))
                        .clicked()
                    {
                        actions.push(Action::DismissNotice);
                    }
                });
            });
        });
}

#[cfg(test)]
mod tests {
    use egui_kittest::{Harness, kittest::Queryable as _};

    use super::*;
    use crate::lab::views::fixture::harness;

    const FAULT: &str = "The simulation became non-finite: the robot was reset";

    fn shown(notice: Option<Notice<'static>>) -> Harness<'static, Vec<Action>> {
        harness(Vec::new(), move |ui, actions: &mut Vec<Action>| {
            let input = StatusInput {
                gait: "trot · duty 0.50",
                grid: "grid 1 m",
                notice,
            };
            let area = ui.max_rect();
            show(ui, area, &input, actions);
        })
    }

    #[test]
    fn shows_legend_gait_and_grid() {
        let h = shown(None);
        for label in ["commanded", "measured", "trot · duty 0.50", "grid 1 m"] {
            assert!(h.query_by_label(label).is_some(), "no {label}");
        }
        assert!(h.query_by_label("dismiss").is_none());
    }

    #[test]
    fn notice_can_be_dismissed() {
        let mut h = shown(Some(Notice {
            text: FAULT,
            severity: Severity::Error,
        }));
        h.run();
        assert!(h.query_by_label(FAULT).is_some());
        h.get_by_label("dismiss").click();
        h.run();
        assert_eq!(h.state(), &[Action::DismissNotice]);
    }
}
