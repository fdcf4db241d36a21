//! Draws tangling: the curves of both layers at the left, the numbers at the right, and, on hover, which
//! form of Q this is and what biases it.

use bevy_egui::egui::{
    Align2, Color32, CornerRadius, Rect, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, WidgetType,
    pos2, vec2,
};

use super::data::{SmoothedNumbers, Tangling, curve, cut_peaks, high, reasons};
use super::readout;
use crate::{
    lab::{
        theme,
        views::{
            self, SHOWN_SECONDS,
            time_plot::{Curve, SlowBound, TimePlot, round_ticks, short},
        },
    },
    style::palette,
};

/// Least upper end of the axis, 1/s^2.
const LEAST_BOUND: f64 = 100.0;
/// Width of the axis labels.
const AXIS_WIDTH: f32 = 34.0;
/// Half the width of the mark of a peak that is cut, and its height.
const MARK: Vec2 = vec2(3.5, 5.0);
/// Least height of the panel.
pub const LEAST_HEIGHT: f32 = 178.0;

/// What the panel shows.
pub const SHOWS: &str = "How differently each layer goes on from moments at which it is alike, over the last \
5 s of walking: high where like states lead to unlike futures.";

/// What the form of Q is and what biases it, for whoever asks.
pub const EXPLANATION: &str = "How differently each layer goes on from moments at which it is alike, over the last \
5 s of walking: high where like states lead to unlike futures.\n\n\
Q(t) is the largest |x'(t) − x'(t')|² / (|x(t) − x(t')|² + ε) over all t' of the window. \
Form: units z-scored by the policy's fixed basis; open first differences divided by dt; \
ε = 0.1 × the variance of all entries; unit 1/s²; window 5 s, anew after standing. Peaks above the plot \
are cut and marked ▲. The numbers wander with the window, also at a steady speed: the line under the \
ratio says between which values it lay in the last 10 s.\n\n\
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
            let number = readout::number_size(area.size());
            let split = area.right() - readout::width(number);
            let curves = [
                (tangling.actuation, palette::ACTUATION),
                (tangling.recurrent, palette::RECURRENT),
            ];
            let curves = curves.map(|(layer, rgb)| Curve {
                name: layer.name,
                colour: theme::colour(rgb),
                points: curve(layer.q, tangling.interval)
                    .filter(|(age, _)| *age <= SHOWN_SECONDS)
                    .collect(),
            });
            let is_cut = |curve: &Curve| !cut_peaks(&curve.points, bound).is_empty();
            let note = if curves.iter().any(is_cut) {
                "last 5 s, 1/s² · ▲ cut"
            } else {
                "last 5 s, 1/s²"
            };
            let right = split - theme::MARGIN.x;
            let row = Rect::from_min_max(area.min, pos2(right, area.bottom()));
            let mut top = area.top();
            views::within(ui, row, row, |ui| {
                top = views::heading(ui, "Tangling Q", note, &[]).bottom() + 10.0;
            });
            let above = Rect::from_min_max(area.min, pos2(right, top));
            views::explain(ui, above, "tangling", EXPLANATION);
            let plot = TimePlot {
                rect: Rect::from_min_max(
                    pos2(area.left() + AXIS_WIDTH, top),
                    pos2(right - theme::MARGIN.x, area.bottom() - 13.0),
                ),
                lower: 0.0,
                upper: bound,
            };
            draw_plot(ui, plot, curves.into(), &reasons(tangling));
            let column = Rect::from_min_max(pos2(split, area.top()), area.max);
            views::explain(ui, column, "its numbers", EXPLANATION);
            let names = [tangling.recurrent.name, tangling.actuation.name];
            views::within(ui, column, area, |ui| {
                readout::show(ui, number, names, &numbers)
            });
        });
    }
}

fn draw_plot(ui: &mut Ui, plot: TimePlot, curves: Vec<Curve>, reasons: &[String]) {
    let painter = ui.painter().clone();
    plot.draw_lines(&painter, &round_ticks(plot.lower, plot.upper), short);
    plot.draw_time_labels(&painter);
    let marks: Vec<(f64, Color32)> = curves
        .iter()
        .flat_map(|curve| {
            let cut = cut_peaks(&curve.points, plot.upper).into_iter();
            cut.map(|(age, _)| (age, curve.colour))
        })
        .collect();
    plot.show_curves(ui, "tangling over time", "1/s²", SHOWS, curves);
    for (age, colour) in marks {
        let foot = pos2(plot.x(age), plot.rect.top() - 1.0);
        let corners = vec![
            foot - vec2(MARK.x, 0.0),
            foot - vec2(0.0, MARK.y),
            foot + vec2(MARK.x, 0.0),
        ];
        painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
    }
    if reasons.is_empty() {
        return;
    }
    let text = reasons.join("\n");
    let font = theme::regular(theme::TEXT_SIZE);
    let colour = theme::colour(palette::TEXT_SECONDARY);
    let galley = painter.layout(text.clone(), font, colour, plot.rect.width());
    let place = Align2::CENTER_CENTER.anchor_size(plot.rect.center(), galley.size());
    let ground = theme::colour(palette::PANEL);
    painter.rect_filled(place.expand(4.0), CornerRadius::ZERO, ground);
    painter.galley(place.min, galley, colour);
    let response = ui.interact(place, ui.id().with("why no tangling"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &text));
}

#[cfg(test)]
mod tests {
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::lab::views::{
        fixture::{self, harness},
        tangling::data::LayerTangling,
    };
    use crate::style::numbers::DASH;

    fn shown(tangling: Tangling<'static>) -> egui_kittest::Harness<'static, TanglingView> {
        harness(
            TanglingView::default(),
            move |ui, view: &mut TanglingView| {
                view.show(ui, &tangling, LEAST_HEIGHT);
            },
        )
    }

    #[test]
    fn shows_the_three_numbers() {
        let h = shown(fixture::tangling());
        for label in [
            "8,700",
            "11,000",
            "0.78",
            "recurrent · median",
            "ratio, 0.70 to 0.86",
            "equal dim. 0.91",
        ] {
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
            ..Default::default()
        };
        let short: &[f64] = &[3.0];
        let broken: &[f64] = &[1.0, f64::NAN, 2.0, 3.0, f64::INFINITY];
        let h = shown(Tangling {
            recurrent: layer(short),
            actuation: layer(broken),
            interval: 0.02,
            ..Default::default()
        });
        assert!(h.query_by_label("1.0").is_some());
    }

    #[test]
    fn cut_peaks_are_told() {
        let mut q = [900.0; 250];
        let layer = |q: &[f64]| LayerTangling {
            q: q.to_vec().leak(),
            median: Some(900.0),
            ..Default::default()
        };
        let tangling = |q: &[f64]| Tangling {
            recurrent: layer(q),
            actuation: layer(&[900.0; 250]),
            interval: 0.02,
            ..Default::default()
        };
        let note = "last 5 s, 1/s² · ▲ cut";
        assert!(shown(tangling(&q)).query_by_label(note).is_none());
        q[100] = 90_000.0;
        assert!(shown(tangling(&q)).query_by_label(note).is_some());
    }

    #[test]
    fn numbers_stay_beside_the_plot_and_apart_at_every_size() {
        for [width, height] in [
            [304.0, 178.0],
            [440.0, 178.0],
            [604.0, 452.0],
            [900.0, 900.0],
        ] {
            let h = fixture::sized_harness(
                [width, height],
                TanglingView::default(),
                move |ui, view: &mut TanglingView| {
                    view.show(ui, &fixture::tangling(), height);
                },
            );
            let labels = [
                "8,700",
                "recurrent · median",
                "11,000",
                "0.78",
                "equal dim. 0.91",
            ];
            let places: Vec<Rect> = labels
                .into_iter()
                .map(|label| h.get_by_label(label).rect())
                .collect();
            for (index, place) in places.iter().enumerate() {
                assert!(
                    place.bottom() <= height && place.right() <= width,
                    "{place}"
                );
                let next = &places[index + 1..];
                assert!(next.iter().all(|next| next.top() >= place.bottom() - 0.5));
            }
        }
    }

    #[test]
    fn the_pointer_is_told_what_is_shown_in_one_sentence() {
        let mut h = shown(fixture::tangling());
        h.hover_at(h.get_by_label("ratio, 0.70 to 0.86").rect().center());
        h.run_steps(90);
        assert!(h.query_by_label_contains(SHOWS).is_some());
    }
}
