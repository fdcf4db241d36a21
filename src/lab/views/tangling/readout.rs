//! Draws the numbers beside the curves: both medians and their ratio, as large as the panel has room for.
//! Lengths in points.

use bevy_egui::egui::{Rect, RichText, Ui, Vec2, vec2};

use super::data::Numbers;
use crate::{
    lab::{
        theme,
        views::{self, fitting},
    },
    style::{
        numbers::{DASH, two_digit_range, two_digits},
        palette::{self, Rgb},
    },
};

/// Width of the numbers' column, as a multiple of the size of a number.
const COLUMN_PER_SIZE: f32 = 4.9;
/// The column takes at most this share of the panel's width.
const COLUMN_SHARE: f32 = 0.36;
/// Greatest size of a number, and what one takes of the height that it has, with its words.
const GREATEST_NUMBER: f32 = 38.0;
const NUMBER_SHARE: f32 = 0.46;
/// Size of the words below a number, as a share of it.
const WORDS_SHARE: f32 = 0.34;
/// Room for the line under the ratio's name.
const NOTE_HEIGHT: f32 = 14.0;
/// Greatest distance from one number to the next, as a multiple of the size of a number.
const GREATEST_PITCH: f32 = 3.2;
/// The width of the column for numbers of a size.
#[must_use]
pub(super) fn width(size: f32) -> f32 {
    COLUMN_PER_SIZE * size
}

/// The size of the numbers: larger in a tall panel, if it is wide enough.
pub(super) fn number_size(area: Vec2) -> f32 {
    let high = NUMBER_SHARE * (area.y - NOTE_HEIGHT) / 3.0;
    let wide = COLUMN_SHARE * area.x / COLUMN_PER_SIZE;
    high.min(wide).clamp(theme::NUMBER_SIZE, GREATEST_NUMBER)
}

/// Draws the three numbers, of a size, for layers of these names, in the ui's rectangle.
pub(super) fn show(ui: &mut Ui, size: f32, names: [&str; 2], numbers: &Numbers) {
    let ratio = match numbers.ratio_spread {
        Some(spread) => format!("ratio, {}", two_digit_range(spread)),
        None => "ratio".to_owned(),
    };
    let equal = numbers.equal_dimension_ratio;
    let equal = equal.map(|ratio| format!("equal dim. {}", two_digits(Some(ratio))));
    let [recurrent, actuation] = names.map(|name| format!("{name} · median"));
    let rows = [
        (numbers.recurrent, recurrent, None, palette::RECURRENT),
        (numbers.actuation, actuation, None, palette::ACTUATION),
        (numbers.ratio, ratio, equal, palette::TEXT),
    ];
    let area = ui.max_rect();
    let pitch = (area.height() - NOTE_HEIGHT) / rows.len() as f32;
    let pitch = pitch.min(GREATEST_PITCH * size);
    for (index, (value, name, note, rgb)) in rows.into_iter().enumerate() {
        let top = area.left_top() + vec2(0.0, pitch * index as f32 - 4.0);
        let row = Rect::from_min_size(top, vec2(area.width(), pitch + NOTE_HEIGHT));
        let notes = [Some(name), note];
        views::within(ui, row, row, |ui| show_number(ui, size, value, notes, rgb));
    }
}

fn show_number(ui: &mut Ui, size: f32, value: Option<f64>, notes: [Option<String>; 2], rgb: Rgb) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let text = two_digits(value);
    let colour = if text == DASH {
        palette::TEXT_SECONDARY
    } else {
        rgb
    };
    ui.label(
        RichText::new(text)
            .font(theme::semibold(size))
            .color(theme::colour(colour)),
    );
    let font = theme::regular((WORDS_SHARE * size).max(theme::SMALL_SIZE));
    for note in notes.into_iter().flatten() {
        let words = fitting(ui, &note, &font, ui.available_width());
        ui.label(theme::small(words.unwrap_or_default()).font(font.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_grow_with_a_tall_and_wide_panel() {
        let size = |width: f32, height: f32| number_size(vec2(width, height));
        assert_eq!(size(416.0, 162.0), theme::NUMBER_SIZE);
        assert!(size(580.0, 436.0) > 1.5 * theme::NUMBER_SIZE);
        assert_eq!(size(280.0, 436.0), theme::NUMBER_SIZE, "narrow");
        assert_eq!(size(5000.0, 5000.0), GREATEST_NUMBER);
    }
}
