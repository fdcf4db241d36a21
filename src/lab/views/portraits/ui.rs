//! Draws a portrait: title, note or legend, a square with a thin cross through the origin, faint mean
//! cycles, and the trail as one mesh that fades by age. Scores go up and right; lengths in points.

use bevy_egui::egui::{
    Align2, Color32, Label, Mesh, Painter, Pos2, Rect, Sense, Shape, Stroke, TextStyle, Ui, Vec2,
    WidgetInfo, WidgetType, pos2, vec2,
};

use super::data::{FaintCycle, Portrait, Portraits, TrailPoint, axis_label, opacity, trail};
use crate::{
    lab::{history::History, theme, views},
    report::palette::{self, Rgb},
};

/// From the panel's upper edge to the square: title and note.
const HEADER: f32 = 42.0;
/// From the square to the panel's lower edge.
const FOOTER: f32 = 12.0;
/// Half the width of a trail: at its end, and at the present.
const HALF_WIDTHS: [f32; 2] = [0.5, 1.0];
/// Width of the rim in which a trail's edge fades out.
const RIM: f32 = 1.0;
const POINT_RADIUS: f32 = 4.5;
/// Width of a mean cycle: a band, wider than the trail that mostly covers it.
const CYCLE_WIDTH: f32 = 6.0;
/// How opaque a mean cycle is: seen, and still behind the trail.
const CYCLE_OPACITY: f32 = 0.28;
/// Length of the band that stands for the mean cycles in the legend, and its gap to the words.
const SAMPLE: [f32; 2] = [10.0, 4.0];
/// What a mean cycle is, for who asks.
const CYCLE_HELP: &str = "The faint band is the mean over many strides of the experiment at the walked \
     speed nearest to the command, or at the two on both sides of it: what this layer does there on average.";

/// The height of a portrait's panel that is `width` wide.
#[must_use]
pub fn height(width: f32) -> f32 {
    width - 2.0 * theme::MARGIN.x + HEADER + FOOTER
}

/// Draws both portraits, as wide as the ui.
pub fn show(ui: &mut Ui, portraits: &Portraits, history: &History) {
    let width = ((ui.available_width() - theme::GAP) / 2.0).max(1.0);
    let size = vec2(width, height(width));
    let recurrent = trail(history, |sample| sample.recurrent_scores);
    let actuation = trail(history, |sample| sample.actuation_scores);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP;
        views::card(ui, size, |ui| {
            one(ui, &portraits.recurrent, &recurrent, palette::RECURRENT);
        });
        views::card(ui, size, |ui| {
            one(ui, &portraits.actuation, &actuation, palette::ACTUATION);
        });
    });
}

fn one(ui: &mut Ui, portrait: &Portrait, trail: &[TrailPoint], rgb: Rgb) {
    let area = ui.max_rect();
    ui.spacing_mut().item_spacing.y = 1.0;
    ui.add(Label::new(theme::title(portrait.title)).truncate());
    let note = if trail.is_empty() && portrait.note.is_empty() {
        "nothing recorded yet"
    } else {
        portrait.note
    };
    if note.is_empty() && !portrait.mean_speeds.is_empty() {
        show_legend(ui, portrait.mean_speeds);
    } else {
        ui.add(Label::new(theme::small(note)).truncate());
    }
    let top_left = pos2(area.left(), area.top() - theme::MARGIN.y + HEADER);
    let square = Rect::from_min_size(top_left, Vec2::splat(area.width()));
    let response = ui.interact(square, ui.id().with(portrait.title), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(
            WidgetType::Image,
            true,
            format!("Portrait: {}", portrait.title),
        )
    });
    let painter = ui.painter_at(square.expand(1.0));
    draw_axes(&painter, square, portrait);
    let view = View::new(square, portrait.half_extent);
    for cycle in portrait.mean_cycles {
        draw_mean_cycle(&painter, view, cycle);
    }
    draw_trail(&painter, view, trail, rgb);
}

/// From scores to the screen.
#[derive(Clone, Copy)]
struct View {
    centre: Pos2,
    scale: f32,
}

impl View {
    fn new(square: Rect, half_extent: f32) -> Self {
        Self {
            centre: square.center(),
            scale: square.width() / 2.0 / half_extent.max(f32::MIN_POSITIVE),
        }
    }

    fn on_screen(&self, [pc1, pc2]: [f32; 2]) -> Pos2 {
        self.centre + self.scale * vec2(pc1, -pc2)
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
        let text = if fits(ui, &full) { &full } else { speeds };
        let words = Label::new(theme::small(text)).truncate();
        ui.add(words.show_tooltip_when_elided(false))
            .on_hover_text(format!("{full}. {CYCLE_HELP}"));
    });
}

/// Whether a note has room in what is left of the row.
fn fits(ui: &Ui, text: &str) -> bool {
    let font = theme::regular(theme::SMALL_SIZE);
    let colour = theme::colour(palette::TEXT_SECONDARY);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, colour);
    galley.size().x <= ui.available_width()
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

fn draw_axes(painter: &Painter, square: Rect, portrait: &Portrait) {
    let stroke = Stroke::new(1.0, theme::colour(palette::LINE));
    let centre = square.center();
    painter.hline(square.x_range(), centre.y, stroke);
    painter.vline(centre.x, square.y_range(), stroke);
    let labels = [
        (
            square.right_bottom() - vec2(0.0, 4.0),
            Align2::RIGHT_BOTTOM,
            0,
        ),
        (square.left_top(), Align2::LEFT_TOP, 1),
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

/// A band along (position, opacity) points with rims that fade out: four vertices a point.
fn ribbon(points: &[(Pos2, f32)], rgb: Rgb) -> Mesh {
    let mut mesh = Mesh::default();
    mesh.reserve_vertices(4 * points.len());
    mesh.reserve_triangles(6 * points.len());
    let mut normal = vec2(0.0, 1.0);
    for (index, &(position, opacity)) in points.iter().enumerate() {
        let before = points[index.saturating_sub(1)].0;
        let after = points[(index + 1).min(points.len() - 1)].0;
        let along = after - before;
        if along.length_sq() > 1e-6 {
            normal = along.normalized().rot90();
        }
        let half = HALF_WIDTHS[0] + (HALF_WIDTHS[1] - HALF_WIDTHS[0]) * opacity;
        let colour = theme::faded(rgb, opacity);
        let sides = [
            (half + RIM, Color32::TRANSPARENT),
            (half, colour),
            (-half, colour),
            (-half - RIM, Color32::TRANSPARENT),
        ];
        for (offset, colour) in sides {
            mesh.colored_vertex(position + offset * normal, colour);
        }
    }
    for point in 1..points.len() as u32 {
        for side in 0..3 {
            let [a, b] = [4 * (point - 1) + side, 4 * point + side];
            mesh.add_triangle(a, a + 1, b);
            mesh.add_triangle(a + 1, b + 1, b);
        }
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::views::fixture::{self, harness};

    #[test]
    fn ribbon_is_one_valid_mesh_around_its_points() {
        let points: Vec<_> = (0..50).map(|i| (pos2(i as f32 * 3.0, 10.0), 1.0)).collect();
        let mesh = ribbon(&points, palette::RECURRENT);
        assert!(mesh.is_valid());
        assert_eq!(mesh.vertices.len(), 200);
        let bounds = mesh.calc_bounds();
        assert!((bounds.top() - 8.0).abs() < 1e-3 && (bounds.bottom() - 12.0).abs() < 1e-3);
    }

    #[test]
    fn ribbon_stands_still_points() {
        let points = [(pos2(5.0, 5.0), 0.5); 3];
        let mesh = ribbon(&points, palette::ACTUATION);
        assert!(mesh.vertices.iter().all(|vertex| vertex.pos.is_finite()));
        assert!(ribbon(&[], palette::ACTUATION).is_empty());
    }

    #[test]
    fn shows_both_layers_and_says_when_empty() {
        use egui_kittest::kittest::Queryable as _;
        for history in [History::new(5.0), fixture::walk(0.1), fixture::walk(5.0)] {
            let empty = history.is_empty();
            let portraits = fixture::portraits();
            let h = harness((), move |ui, ()| show(ui, &portraits, &history));
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
        let long = "0.5 m/s, 0.25 m/s left, 0.25 m/s right, 0.26 & 0.54 rad/s left";
        for (speeds, note, shown) in [
            ("0.8 m/s", "", "mean cycle at 0.8 m/s"),
            (long, "", long),
            ("0.8 m/s", "rolling axes", "rolling axes"),
        ] {
            let mut portraits = fixture::portraits();
            portraits.recurrent.mean_cycles = &CYCLES;
            portraits.recurrent.mean_speeds = speeds;
            portraits.recurrent.note = note;
            let history = fixture::walk(5.0);
            let h = harness((), move |ui, ()| show(ui, &portraits, &history));
            assert!(h.query_by_label(shown).is_some(), "{shown}");
        }
    }
}
