//! Plots one below the other on one time axis, under a heading: where they lie, and their names. Lengths in points.

use bevy_egui::egui::{Align2, Color32, CornerRadius, Rect, Ui, pos2, vec2};

use super::time_plot::LABELS_WIDTH;
use super::{explain, heading, text_width};
use crate::lab::theme;
use crate::style::palette;

/// From the top to the first plot, from the last to the bottom, and between two.
const HEADER: f32 = 27.0;
const FOOTER: f32 = 4.0;
const BETWEEN: f32 = 6.0;

/// What so many plots need, none of them lower than `least`, with the heading.
#[must_use]
pub const fn least_height(plots: usize, least: f32) -> f32 {
    HEADER + plots as f32 * least + plots.saturating_sub(1) as f32 * BETWEEN + FOOTER
}

/// Draws the heading of the ui, and says what it `shows` to who asks; returns the area of heading and plots.
pub fn head(
    ui: &mut Ui,
    [title, note]: [&str; 2],
    legend: &[(&str, Color32)],
    shows: &str,
) -> Rect {
    // before the heading, which may widen it
    let area = ui.max_rect();
    let above = Rect::from_min_max(area.min, pos2(area.right(), area.top() + HEADER));
    explain(ui, above, title, shows);
    heading(ui, title, note, legend);
    area
}

/// Where so many plots lie in an area, from top to bottom, right of their labels.
pub fn places(area: Rect, plots: usize) -> impl Iterator<Item = Rect> {
    let room = Rect::from_min_max(
        area.min + vec2(LABELS_WIDTH, HEADER),
        area.max - vec2(0.0, FOOTER),
    );
    let count = plots as f32;
    let height = (room.height() - (count - 1.0) * BETWEEN) / count;
    (0..plots).map(move |row| {
        let top = room.top() + row as f32 * (height + BETWEEN);
        Rect::from_x_y_ranges(room.x_range(), top..=top + height)
    })
}

/// The name of a plot, in its corner, over the oldest part of the curves.
pub fn corner_name(ui: &Ui, plot: Rect, name: &str) {
    let font = theme::regular(theme::SMALL_SIZE);
    let size = vec2(text_width(ui, name, font.clone()), theme::SMALL_SIZE + 2.0);
    let place = Rect::from_min_size(pos2(plot.left(), plot.top() - 1.0), size);
    let ground = theme::colour(palette::PANEL);
    let painter = ui.painter();
    painter.rect_filled(place.expand2(vec2(3.0, 0.0)), CornerRadius::same(2), ground);
    painter.text(
        place.left_center(),
        Align2::LEFT_CENTER,
        name,
        font,
        theme::colour(palette::TEXT_SECONDARY),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plots_share_the_area_and_have_their_least_in_the_least_height() {
        let area = |height| Rect::from_min_size(pos2(10.0, 20.0), vec2(400.0, height));
        for (plots, least) in [(1, 18.0), (3, 27.0)] {
            let exact = area(least_height(plots, least));
            let places: Vec<Rect> = places(exact, plots).collect();
            assert_eq!(places.len(), plots);
            for pair in places.windows(2) {
                assert!((pair[1].top() - pair[0].bottom() - BETWEEN).abs() < 1e-3);
            }
            for place in &places {
                assert!((place.height() - least).abs() < 1e-3, "{place}");
                assert_eq!(place.x_range(), exact.with_min_x(38.0).x_range());
            }
            let last = places[plots - 1].bottom();
            assert!((last + FOOTER - exact.bottom()).abs() < 1e-3);
        }
    }
}
