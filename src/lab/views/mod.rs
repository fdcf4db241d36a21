//! The views: what the lab shows of a walk. A view is a folder and a row of [`table`]: `data` prepares what
//! to draw from plain inputs, without egui; `ui` draws it; `view` takes its inputs from the record. Lengths on
//! the screen in points. The top bar and the texts over the robot (`status`) are always there and have no row.

pub mod action;
pub mod caption;
pub mod command;
pub mod feet;
#[cfg(test)]
pub mod fixture;
pub mod plot_stack;
pub mod portraits;
pub mod raster;
pub mod speed;
pub mod status;
pub mod table;
pub mod tangling;
pub mod time_plot;
pub mod top_bar;
pub mod torques;
pub mod view;

use bevy_egui::egui::{
    Align, Color32, CornerRadius, FontId, Layout, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    Vec2,
};

use super::theme;
use crate::style::palette;

/// Seconds that the views with a time axis show.
pub const SHOWN_SECONDS: f64 = 5.0;

/// A panel's frame of exactly `size`, with `contents` inside its margin and clipped to it.
pub fn card(ui: &mut Ui, size: Vec2, contents: impl FnOnce(&mut Ui)) {
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect(
        rect,
        CornerRadius::same(theme::PANEL_RADIUS),
        theme::colour(palette::PANEL),
        Stroke::new(1.0, theme::colour(palette::LINE)),
        StrokeKind::Inside,
    );
    within(ui, rect.shrink2(theme::MARGIN), rect, contents);
}

/// Runs `contents` in `rect`, clipped to `clip`, without moving the parent's cursor.
pub fn within(ui: &mut Ui, rect: Rect, clip: Rect, contents: impl FnOnce(&mut Ui)) {
    let mut inner = ui.new_child(
        UiBuilder::new()
            .max_rect(rect)
            .layout(Layout::top_down(Align::Min)),
    );
    inner.shrink_clip_rect(clip);
    contents(&mut inner);
}

/// Between the parts of a text that may be said shorter, from its end on.
const PART: &str = " · ";

/// How wide a line of text is.
#[must_use]
pub fn text_width(ui: &Ui, text: &str, font: FontId) -> f32 {
    let colour = theme::colour(palette::TEXT);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, colour);
    galley.size().x
}

/// As many whole parts of a text, separated by " · ", as `width` has room for; none if the first
/// has none. Nothing is ever cut within a word.
#[must_use]
pub fn fitting<'a>(ui: &Ui, text: &'a str, font: &FontId, width: f32) -> Option<&'a str> {
    let mut shorter = text;
    while text_width(ui, shorter, font.clone()) > width {
        shorter = &shorter[..shorter.rfind(PART)?];
    }
    Some(shorter)
}

/// Says in one sentence what stands in `rect` to whoever rests the pointer there, where nothing drawn
/// later says something of its own.
pub fn explain(ui: &Ui, rect: Rect, name: &str, sentence: &str) {
    let response = ui.interact(rect, ui.id().with(("what it shows", name)), Sense::hover());
    response.on_hover_text(sentence);
}

/// A title, a note beside it, and a legend of named colours at the right end; returns where
/// they lie. What has no room is left out whole: the note first, then the legend.
pub fn heading(ui: &mut Ui, title: &str, note: &str, legend: &[(&str, Color32)]) -> Rect {
    ui.spacing_mut().interact_size.y = 0.0;
    let (gap, width) = (ui.spacing().item_spacing.x, ui.available_width());
    let small = |text: &str| text_width(ui, text, theme::regular(theme::SMALL_SIZE)) + gap;
    let of_title = text_width(ui, title, theme::semibold(theme::TEXT_SIZE));
    let of_legend: f32 = legend.iter().map(|(name, _)| small(name)).sum();
    let legend = if of_title + of_legend <= width {
        legend
    } else {
        &[]
    };
    let of_legend = if legend.is_empty() { 0.0 } else { of_legend };
    let note_fits = of_title + small(note) + of_legend <= width;
    let row = ui.horizontal(|ui| {
        ui.label(theme::title(title));
        if note_fits {
            ui.label(theme::small(note));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for &(name, colour) in legend.iter().rev() {
                ui.label(theme::small(name).color(colour));
            }
        });
    });
    row.response.rect
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use fixture::sized_harness;

    #[test]
    fn a_text_loses_whole_parts_until_it_fits() {
        let text = "trot · 2.1 strides/s · duty 0.50";
        let parts = ["trot", "trot · 2.1 strides/s", text];
        let h = sized_harness([900.0, 40.0], Vec::new(), move |ui, said: &mut Vec<_>| {
            let font = theme::regular(theme::TEXT_SIZE);
            let mut widths: Vec<f32> = vec![0.0];
            widths.extend(parts.map(|part| text_width(ui, part, font.clone())));
            // just below and just above the width of each
            *said = widths
                .iter()
                .flat_map(|width| [width - 0.5, width + 0.5])
                .map(|width| fitting(ui, text, &font, width))
                .collect();
        });
        let [first, second, third] = parts.map(Some);
        let expected = [None, None, None, first, first, second, second, third];
        assert_eq!(h.state(), &expected);
    }

    #[test]
    fn a_heading_never_overlaps_itself() {
        let legend = [("commanded", Color32::WHITE), ("measured", Color32::WHITE)];
        let mut most = 0;
        for width in 60..420 {
            let h = sized_harness([width as f32, 60.0], (), move |ui, ()| {
                heading(ui, "Speed", "forward, m/s", &legend);
            });
            let words = ["Speed", "forward, m/s", "commanded", "measured"];
            let places: Vec<Rect> = words
                .iter()
                .filter_map(|word| h.query_by_label(word))
                .map(|node| node.rect())
                .collect();
            for (index, a) in places.iter().enumerate() {
                assert!(a.right() <= width as f32 + 0.5, "{width}: {a} is cut");
                for b in &places[index + 1..] {
                    assert!(!a.shrink(0.5).intersects(*b), "{width}: {a} and {b}");
                }
            }
            assert!(places.len() >= most, "{width}: more room shows no less");
            most = places.len();
        }
        assert_eq!(most, 4);
    }
}
