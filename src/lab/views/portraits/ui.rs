//! Draws the portraits, at one scale in both axes and both layers: title, note or legend, a frame with a thin
//! cross through the origin, faint mean cycles, and the trail as one mesh that fades by age. Scores go up
//! and right; lengths in points.

use bevy_egui::egui::{
    Align2, Painter, Pos2, Rect, Sense, Shape, Stroke, TextStyle, Ui, WidgetInfo, WidgetType, pos2,
    vec2,
};

use super::data::{FaintCycle, Note, Portrait, TrailPoint, axis_label, opacity};
use super::frames::{Frames, frames};
use super::ribbon::ribbon;
use crate::{
    lab::{
        theme,
        views::{self, fitting, text_width},
    },
    style::palette::{self, Rgb},
};

/// From the panel's upper edge to the frame: title and note.
const HEADER: f32 = 42.0;
/// From the frame to the panel's lower edge.
const FOOTER: f32 = 12.0;
const POINT_RADIUS: f32 = 4.5;
/// Width of a mean cycle: a band, wider than the trail that mostly covers it.
const CYCLE_WIDTH: f32 = 6.0;
/// How opaque a mean cycle is: seen, and still behind the trail.
const CYCLE_OPACITY: f32 = 0.28;
/// Length of the band that stands for the mean cycles in the legend, and its gap to the words.
const SAMPLE: [f32; 2] = [10.0, 4.0];
/// What the portraits show.
pub const SHOWS: &str = "All units of a layer as one point, in the plane in which they vary most over all gaits: \
     its way over the last 3.5 s; white is now.";
/// Where there is no trail.
const NOTHING_YET: Note = Note {
    text: "nothing recorded yet",
    detail: "",
};
/// The shortest name of what the band stands for.
const CYCLE: &str = "mean cycle";
/// What a mean cycle is, for who asks.
const CYCLE_HELP: &str = "The faint band is the mean over many strides of the experiment at the walked \
     speed nearest to the command, or at the two on both sides of it: what this layer does there on average.";

/// The height of both portraits in a column that is `width` wide: as high as two squares beside each
/// other.
#[must_use]
pub fn height(width: f32) -> f32 {
    frames_width(width) / 2.0 + HEADER + FOOTER
}

/// What is left of a column's width for both frames.
fn frames_width(width: f32) -> f32 {
    (width - theme::GAP - 4.0 * theme::MARGIN.x).max(2.0)
}

/// Draws both portraits, as wide as the ui.
pub fn show(ui: &mut Ui, portraits: &[Portrait; 2]) {
    let width = frames_width(ui.available_width());
    let Frames { widths, scale } = frames(portraits, width, width / 2.0);
    let size = |frame: f32| vec2(frame + 2.0 * theme::MARGIN.x, width / 2.0 + HEADER + FOOTER);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        for (portrait, width) in portraits.iter().zip(widths) {
            views::card(ui, size(width), |ui| one(ui, portrait, scale));
        }
    });
}

fn one(ui: &mut Ui, portrait: &Portrait, scale: f32) {
    let area = ui.max_rect();
    ui.spacing_mut().item_spacing.y = 1.0;
    let shows = format!("{}. {SHOWS}", portrait.title);
    let font = theme::semibold(theme::TEXT_SIZE);
    let title = fitting(ui, portrait.title, &font, area.width());
    ui.label(theme::title(title.unwrap_or_default()));
    if portrait.trail.is_empty() && portrait.note.text.is_empty() {
        show_note(ui, NOTHING_YET);
    } else if !portrait.note.text.is_empty() {
        show_note(ui, portrait.note);
    } else if !portrait.mean_speeds.is_empty() {
        show_legend(ui, portrait.mean_speeds);
    } else {
        show_note(ui, portrait.no_cycle);
    }
    let top_left = pos2(area.left(), area.top() - theme::MARGIN.y + HEADER);
    let bottom_right = pos2(area.right(), area.bottom() + theme::MARGIN.y - FOOTER);
    let frame = Rect::from_min_max(top_left, bottom_right);
    let above = Rect::from_min_max(area.min, pos2(area.right(), frame.top()));
    views::explain(ui, above, portrait.title, &shows);
    let response = ui.interact(frame, ui.id().with(portrait.title), Sense::hover());
    let response = response.on_hover_text(&shows);
    response.widget_info(|| {
        WidgetInfo::labeled(
            WidgetType::Image,
            true,
            format!("Portrait: {}", portrait.title),
        )
    });
    let painter = ui.painter_at(frame.expand(1.0));
    let view = View {
        origin: frame.center(),
        scale: scale / portrait.unit,
    };
    draw_axes(&painter, frame, portrait);
    for cycle in portrait.mean_cycles {
        draw_mean_cycle(&painter, view, cycle);
    }
    draw_trail(&painter, view, portrait.trail, portrait.colour);
}

/// From scores to the screen.
#[derive(Clone, Copy)]
struct View {
    /// Where all scores are zero.
    origin: Pos2,
    /// Points for a score of one.
    scale: f32,
}

impl View {
    fn on_screen(&self, [pc1, pc2]: [f32; 2]) -> Pos2 {
        self.origin + self.scale * vec2(pc1, -pc2)
    }
}

/// A note, shorter where there is little room, and what it means to whoever rests the pointer on it.
fn show_note(ui: &mut Ui, note: Note) {
    let font = theme::regular(theme::SMALL_SIZE);
    let text = fitting(ui, note.text, &font, ui.available_width());
    let label = ui.label(theme::small(text.unwrap_or_default()));
    if !note.detail.is_empty() {
        label.on_hover_text(note.detail);
    }
}

/// A sample of the faint band, and what it is, with fewer words where there is little room.
fn show_legend(ui: &mut Ui, speeds: &str) {
    ui.spacing_mut().interact_size.y = 0.0;
    ui.horizontal(|ui| {
        let [length, gap] = SAMPLE;
        ui.spacing_mut().item_spacing.x = gap;
        let height = ui.text_style_height(&TextStyle::Small);
        let (sample, _) = ui.allocate_exact_size(vec2(length, height), Sense::hover());
        ui.painter()
            .hline(sample.x_range(), sample.center().y, band(1.0));
        let full = format!("mean cycle at {speeds}");
        let font = theme::regular(theme::SMALL_SIZE);
        let fits = |text: &&str| text_width(ui, text, font.clone()) <= ui.available_width();
        let text = [&full, speeds, CYCLE].into_iter().find(fits);
        ui.label(theme::small(text.unwrap_or_default()))
            .on_hover_text(format!("{full}. {CYCLE_HELP}"));
    });
}

fn band(opacity: f32) -> Stroke {
    let colour = theme::faded(palette::TEXT_SECONDARY, CYCLE_OPACITY * opacity);
    Stroke::new(CYCLE_WIDTH, colour)
}

fn draw_mean_cycle(painter: &Painter, view: View, cycle: &FaintCycle) {
    let points = cycle.scores.iter();
    let points = points.map(|&[pc1, pc2, _]| view.on_screen([pc1, pc2]));
    let line = Shape::closed_line(points.collect(), band(cycle.opacity));
    painter.add(line);
}

fn draw_axes(painter: &Painter, frame: Rect, portrait: &Portrait) {
    let stroke = Stroke::new(1.0, theme::colour(palette::LINE));
    let centre = frame.center();
    painter.hline(frame.x_range(), centre.y, stroke);
    painter.vline(centre.x, frame.y_range(), stroke);
    let labels = [
        (
            frame.right_bottom() - vec2(0.0, 4.0),
            Align2::RIGHT_BOTTOM,
            0,
        ),
        (frame.left_top(), Align2::LEFT_TOP, 1),
    ];
    for (position, align, axis) in labels {
        let font = theme::regular(theme::SMALL_SIZE);
        let colour = theme::colour(palette::TEXT_SECONDARY);
        painter.text(position, align, axis_label(portrait, axis), font, colour);
    }
}

fn draw_trail(painter: &Painter, view: View, trail: &[TrailPoint], rgb: Rgb) {
    let Some(present) = trail.last() else { return };
    let points: Vec<(Pos2, f32)> = trail
        .iter()
        .map(|point| (view.on_screen(point.scores), opacity(point.age)))
        .collect();
    painter.add(Shape::mesh(ribbon(&points, rgb)));
    let centre = view.on_screen(present.scores);
    painter.circle_filled(centre, 2.2 * POINT_RADIUS, theme::faded(rgb, 0.25));
    painter.circle_filled(centre, 1.5 * POINT_RADIUS, theme::faded(rgb, 0.45));
    painter.circle_filled(centre, POINT_RADIUS, theme::colour(palette::COMMANDED));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::views::fixture::{self, harness};

    #[test]
    fn shows_both_layers_and_says_when_empty() {
        use egui_kittest::kittest::Queryable as _;
        for empty in [true, false] {
            let mut portraits = fixture::portraits();
            if empty {
                portraits = portraits.map(|portrait| Portrait {
                    trail: &[],
                    ..portrait
                });
            }
            let h = harness((), move |ui, ()| show(ui, &portraits));
            assert!(
                h.query_by_label("Portrait: Recurrent layer · hidden state")
                    .is_some()
            );
            assert!(
                h.query_by_label("Portrait: Actuation layer · 12 targets")
                    .is_some()
            );
            assert_eq!(
                h.query_all_by_label("nothing recorded yet").count() == 2,
                empty
            );
        }
    }

    #[test]
    fn titles_and_notes_are_never_cut_within_a_word() {
        use egui_kittest::kittest::Queryable as _;
        for width in [300.0, 390.0, 460.0, 640.0, 900.0] {
            let mut portraits = fixture::portraits();
            portraits[0].no_cycle.text = "no mean cycle near · closest 1.1 m/s";
            let size = [width, 500.0];
            let h = fixture::sized_harness(size, (), move |ui, ()| show(ui, &portraits));
            let panel = (width - theme::GAP) / 2.0; // as both reach equally far
            for texts in [
                ["Recurrent layer", "Recurrent layer · hidden state"],
                ["no mean cycle near", "no mean cycle near · closest 1.1 m/s"],
            ] {
                let shown: Vec<_> = texts
                    .iter()
                    .filter_map(|text| h.query_by_label(text))
                    .collect();
                assert_eq!(shown.len(), 1, "{texts:?} at {width}");
                assert!(shown[0].rect().right() <= panel - theme::MARGIN.x + 0.5);
            }
        }
    }

    #[test]
    fn the_legend_stands_where_no_note_does() {
        use egui_kittest::kittest::Queryable as _;
        const CYCLE: [[f32; 3]; 4] = [
            [4.0, 0.0, 0.0],
            [0.0, 4.0, 0.0],
            [-4.0, 0.0, 0.0],
            [0.0, -4.0, 0.0],
        ];
        const CYCLES: [FaintCycle; 1] = [FaintCycle {
            scores: &CYCLE,
            opacity: 1.0,
        }];
        let long = "0.5 m/s, 0.25 m/s left, 0.25 m/s right, 0.26 & 0.54 rad/s left, and farther";
        for (speeds, note, shown) in [
            ("0.8 m/s", "", "mean cycle at 0.8 m/s"),
            (long, "", "mean cycle"),
            ("0.8 m/s", "rolling axes", "rolling axes"),
            ("", "", "standing: no mean cycle"),
        ] {
            let mut portraits = fixture::portraits();
            portraits[0].mean_cycles = &CYCLES;
            portraits[0].mean_speeds = speeds;
            portraits[0].note.text = note;
            portraits[0].no_cycle.text = "standing: no mean cycle";
            let h = harness((), move |ui, ()| show(ui, &portraits));
            assert!(h.query_by_label(shown).is_some(), "{shown}");
        }
    }
}
