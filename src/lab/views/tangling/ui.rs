//! Draws tangling: the curves of both layers at the left, three large numbers at the right,
//! and, on hover, which form of Q this is and what biases it.

use bevy_egui::egui::{
    Align2, CornerRadius, Rect, RichText, Sense, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2,
};

use super::data::{DASH, Numbers, SmoothedNumbers, Tangling, curve, high, reasons, three_digits};
use crate::{
    lab::{
        theme,
        views::{
            self, SHOWN_SECONDS,
            time_plot::{Curve, SlowBound, TimePlot, round_ticks, short},
        },
    },
    report::palette::{self, Rgb},
};

/// Least upper end of the axis, 1/s^2.
const LEAST_BOUND: f64 = 100.0;
/// Width of the numbers' column.
const NUMBERS_WIDTH: f32 = 118.0;
/// Room for the line under the ratio's name.
const NOTE_HEIGHT: f32 = 14.0;
/// Greatest distance from one number to the next.
const GREATEST_PITCH: f32 = 90.0;
/// Width of the axis labels.
const LABELS_WIDTH: f32 = 34.0;
/// Least height of the panel.
pub const LEAST_HEIGHT: f32 = 178.0;

/// What the form of Q is and what biases it, for whoever asks.
pub const EXPLANATION: &str = "Q(t) is the largest |x'(t) − x'(t')|² / (|x(t) − x(t')|² + ε) over all t' of the window: \
high where like states lead to unlike futures.\n\n\
Form: units z-scored by the policy's fixed basis; open first differences divided by dt; \
ε = 0.1 × the variance of all entries; unit 1/s²; window 5 s. Peaks above the plot are cut.\n\n\
What biases the ratio: ε is 0.1/N of the total variance, so a layer of more units is softened \
less (the equal-dimension ratio takes as many from both); noise alone gives a ratio far from 1 \
between layers of unequal size; z-scoring blows up noise where little moves. While the robot \
stands, or where a layer hardly varies, there is no tangling to show.";

/// The panel's memory between frames.
#[derive(Clone, Copy, Debug)]
pub struct TanglingView {
    numbers: SmoothedNumbers,
    bound: SlowBound,
}

impl Default for TanglingView {
    fn default() -> Self {
        Self {
            numbers: SmoothedNumbers::default(),
            bound: SlowBound::new(LEAST_BOUND),
        }
    }
}

impl TanglingView {
    /// Draws the panel, `height` high and as wide as the ui.
    pub fn show(&mut self, ui: &mut Ui, tangling: &Tangling, height: f32) {
        let elapsed = f64::from(ui.input(|input| input.stable_dt));
        let numbers = self.numbers.follow(tangling, elapsed);
        let bound = self.bound.follow(high(tangling), elapsed);
        let size = Vec2::new(ui.available_width(), height);
        views::card(ui, size, |ui| {
            let area = ui.max_rect();
            let hover = ui.interact(area, ui.id().with("tangling"), Sense::hover());
            hover.on_hover_text(EXPLANATION);
            let top = views::heading(ui, "Tangling Q", "last 5 s, 1/s²", &[]).bottom() + 8.0;
            let split = area.right() - NUMBERS_WIDTH;
            let plot = Rect::from_min_max(
                pos2(area.left() + LABELS_WIDTH, top),
                pos2(split - 2.0 * theme::MARGIN.x, area.bottom() - 13.0),
            );
            draw_plot(
                ui,
                TimePlot {
                    rect: plot,
                    lower: 0.0,
                    upper: bound,
                },
                tangling,
            );
            let column = Rect::from_min_max(pos2(split, area.top()), area.max);
            views::within(ui, column, area, |ui| show_numbers(ui, &numbers));
        });
    }
}

fn draw_plot(ui: &mut Ui, plot: TimePlot, tangling: &Tangling) {
    let painter = ui.painter().clone();
    plot.draw_lines(&painter, &round_ticks(plot.lower, plot.upper), short);
    plot.draw_time_labels(&painter);
    let layers = [
        ("actuation", &tangling.actuation, palette::ACTUATION),
        ("recurrent", &tangling.recurrent, palette::RECURRENT),
    ];
    let curves = layers.map(|(name, layer, rgb)| Curve {
        name,
        colour: theme::colour(rgb),
        points: curve(layer.q, tangling.interval)
            .filter(|(age, _)| *age <= SHOWN_SECONDS)
            .collect(),
    });
    plot.show_curves(ui, "tangling over time", "1/s²", curves.into());
    let reasons = reasons(tangling);
    if reasons.is_empty() {
        return;
    }
    let text = reasons.join("\n");
    let font = theme::regular(theme::TEXT_SIZE);
    let colour = theme::colour(palette::TEXT_SECONDARY);
    let galley = painter.layout_no_wrap(text.clone(), font, colour);
    let place = Align2::CENTER_CENTER.anchor_size(plot.rect.center(), galley.size());
    let ground = theme::colour(palette::PANEL);
    painter.rect_filled(place.expand(4.0), CornerRadius::ZERO, ground);
    painter.galley(place.min, galley, colour);
    let response = ui.interact(place, ui.id().with("why no tangling"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &text));
}

fn show_numbers(ui: &mut Ui, numbers: &Numbers) {
    let equal = numbers.equal_dimension_ratio;
    let equal = equal.map(|ratio| format!("equal dim. {}", three_digits(Some(ratio))));
    let rows = [
        (
            numbers.recurrent,
            "recurrent, median",
            "",
            palette::RECURRENT,
        ),
        (
            numbers.actuation,
            "actuation, median",
            "",
            palette::ACTUATION,
        ),
        (
            numbers.ratio,
            "ratio",
            equal.as_deref().unwrap_or_default(),
            palette::TEXT,
        ),
    ];
    let area = ui.max_rect();
    let pitch = ((area.height() - NOTE_HEIGHT) / rows.len() as f32).min(GREATEST_PITCH);
    for (index, (value, name, note, rgb)) in rows.into_iter().enumerate() {
        let top = area.left_top() + vec2(0.0, pitch * index as f32 - 4.0);
        let row = Rect::from_min_size(top, vec2(NUMBERS_WIDTH, pitch + NOTE_HEIGHT));
        views::within(ui, row, row, |ui| number(ui, value, [name, note], rgb));
    }
}

fn number(ui: &mut Ui, value: Option<f64>, notes: [&str; 2], rgb: Rgb) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let text = three_digits(value);
    let colour = if text == DASH {
        palette::TEXT_SECONDARY
    } else {
        rgb
    };
    ui.label(
        RichText::new(text)
            .font(theme::semibold(theme::NUMBER_SIZE))
            .color(theme::colour(colour)),
    );
    for note in notes.into_iter().filter(|note| !note.is_empty()) {
        ui.label(theme::small(note));
    }
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::lab::views::{
        fixture::{self, harness},
        tangling::data::LayerTangling,
    };

    fn shown(tangling: Tangling<'static>) -> egui_kittest::Harness<'static, TanglingView> {
        harness(
            TanglingView::default(),
            move |ui, view: &mut TanglingView| {
                view.show(ui, &tangling, 180.0);
            },
        )
    }

    #[test]
    fn shows_the_three_numbers() {
        let h = shown(fixture::tangling());
        for label in ["8,720", "11,100", "0.783", "ratio", "equal dim. 0.910"] {
            assert!(h.query_by_label(label).is_some(), "no {label}");
        }
    }

    #[test]
    fn shows_dashes_and_the_reason_when_standing() {
        let standing = LayerTangling {
            absent_because: "standing: no tangling",
            ..Default::default()
        };
        let h = shown(Tangling {
            recurrent: standing,
            actuation: standing,
            ..Default::default()
        });
        assert_eq!(h.query_all_by_label(DASH).count(), 3);
        assert!(h.query_by_label("standing: no tangling").is_some());
        assert!(h.query_by_label("ratio").is_some());
    }

    #[test]
    fn draws_short_and_broken_curves() {
        let layer = |q| LayerTangling {
            q,
            median: Some(5.0),
            absent_because: "",
        };
        let short: &[f64] = &[3.0];
        let broken: &[f64] = &[1.0, f64::NAN, 2.0, 3.0, f64::INFINITY];
        let h = shown(Tangling {
            recurrent: layer(short),
            actuation: layer(broken),
            equal_dimension_ratio: None,
            interval: 0.02,
        });
        assert!(h.query_by_label("1.00").is_some());
    }
}
