//! The caption in the lower third of the robot's area: what a scene says to whoever watches.

use bevy_egui::egui::{
    Align, Align2, Area, Frame, Id, Label, Margin, Order, Rect, RichText, Ui, pos2,
};

use crate::lab::theme;
use crate::style::palette;

/// From the area's lower edge to the caption, as a share of its height; and at least this, points.
const ABOVE: f32 = 0.08;
const LEAST_ABOVE: f32 = 44.0;
/// Widest line, as a share of the area's width, and in points.
const WIDTH: f32 = 0.8;
const WIDEST: f32 = 640.0;
/// Size of the type.
const SIZE: f32 = 20.0;
/// How much of what is behind shows through.
const OPACITY: f32 = 0.82;

/// Draws a caption over `area`; nothing for an empty one.
pub fn show(ui: &Ui, area: Rect, text: &str) {
    if text.is_empty() {
        return;
    }
    let above = (ABOVE * area.height()).max(LEAST_ABOVE);
    let width = (WIDTH * area.width()).min(WIDEST);
    let text = RichText::new(text)
        .font(theme::semibold(SIZE))
        .color(theme::colour(palette::TEXT));
    let frame = Frame::new()
        .fill(theme::colour(palette::PANEL).gamma_multiply(OPACITY))
        .corner_radius(theme::PANEL_RADIUS)
        .inner_margin(Margin::symmetric(16, 8));
    Area::new(Id::new("caption"))
        .order(Order::Middle)
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(pos2(area.center().x, area.bottom() - above))
        .interactable(false)
        // in a picture no time passes in which it could appear
        .fade_in(false)
        .show(ui, |ui| {
            ui.set_max_width(width);
            frame.show(ui, |ui| ui.add(Label::new(text).halign(Align::Center)));
        });
}
