//! Draws the texts in the corners of the robot's area, and the notice at its top. A text without
//! room is left out, the gait from its end on; none overlaps another.

use bevy_egui::egui::{
    Align, Area, Button, FontId, Frame, Id, Label, Layout, Margin, Order, Rect, RichText, Stroke,
    Ui, pos2,
};

use super::data::{Severity, StatusInput};
use crate::{
    lab::{
        theme,
        views::{action::Action, fitting, text_width, within},
    },
    style::palette::{self, Rgb},
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
        let legend = "commanded · measured";
        if fitting(ui, legend, &font(), top.width()) == Some(legend) {
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                text(ui, "commanded", palette::COMMANDED);
                text(ui, "measured", palette::MEASURED);
            });
        }
    });
    within(ui, bottom, area, |ui| {
        let gait = fitting(ui, input.gait, &font(), bottom.width()).unwrap_or_default();
        let beside = text_width(ui, gait, font()) + INSET;
        let grid = fitting(ui, input.grid, &font(), bottom.width() - beside);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            text(ui, gait, palette::TEXT_SECONDARY);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                text(ui, grid.unwrap_or_default(), palette::TEXT_SECONDARY);
            });
        });
    });
    show_notice(ui, area, input, actions);
}

fn font() -> FontId {
    theme::regular(theme::TEXT_SIZE)
}

fn text(ui: &mut Ui, text: &str, rgb: Rgb) {
    if !text.is_empty() {
        ui.label(RichText::new(text).font(font()).color(theme::colour(rgb)));
    }
}

/// Draws the notice alone, if there is one.
pub(crate) fn show_notice(ui: &Ui, area: Rect, input: &StatusInput, actions: &mut Vec<Action>) {
    let Some(notice) = input.notice else { return };
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
        .fade_in(false)
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
    use crate::lab::views::fixture::{self, harness};
    use crate::lab::views::status::data::Notice;

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
    fn texts_never_overlap_and_are_whole_or_absent() {
        let gait = "trot · 2.1 strides/s · duty 0.50";
        let mut most = 0;
        for width in (20..420).step_by(5) {
            let size = [width as f32, 200.0];
            let h = fixture::sized_harness(size, Vec::new(), move |ui, actions| {
                let input = StatusInput {
                    gait,
                    grid: "grid 1 m",
                    notice: None,
                };
                show(ui, ui.max_rect(), &input, actions);
            });
            let texts = [
                "commanded",
                "measured",
                gait,
                "trot · 2.1 strides/s",
                "trot",
                "grid 1 m",
            ];
            let shown: Vec<Rect> = texts
                .iter()
                .filter_map(|text| h.query_by_label(text))
                .map(|node| node.rect())
                .collect();
            for (index, a) in shown.iter().enumerate() {
                assert!(a.right() <= size[0], "{width}: {a} is cut");
                assert!(
                    shown[index + 1..].iter().all(|b| !a.intersects(*b)),
                    "{width}: {shown:?}"
                );
            }
            most = most.max(shown.len());
        }
        assert_eq!(most, 4);
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
