//! Tangling as a row of the table: both portrayed layers, from the record.

use bevy_egui::egui::Ui;

use super::data::{LayerTangling, Tangling};
use super::ui::{LEAST_HEIGHT, TanglingView};
use crate::lab::clock::CONTROL_STEP;
use crate::lab::live::LiveLayer;
use crate::lab::views::action::Action;
use crate::lab::views::view::{Height, Moment, View};
use crate::style::layers::names;

impl View for TanglingView {
    fn height(&self, _: &Ui, _: &Moment) -> Height {
        Height::growing(LEAST_HEIGHT, 1.0)
    }

    fn show(&mut self, ui: &mut Ui, moment: &Moment, _: &mut Vec<Action>) {
        let height = ui.max_rect().height();
        TanglingView::show(self, ui, &tangling(moment), height);
    }
}

fn tangling<'a>(moment: &Moment<'a>) -> Tangling<'a> {
    let layers = &moment.record.layers;
    let of = |layer: &'a LiveLayer| LayerTangling {
        name: names(layer.layer(), moment.policy.network.memory).short,
        q: &layer.tangling.q,
        median: layer.tangling.median,
        absent_because: layer.tangling.absent.reason(),
    };
    let [recurrent, actuation] = layers.each_ref().map(of);
    let [of_recurrent, of_actuation] = layers
        .each_ref()
        .map(|layer| layer.tangling.equal_dimension_median);
    Tangling {
        recurrent,
        actuation,
        equal_dimension_ratio: of_recurrent
            .zip(of_actuation)
            .map(|(recurrent, actuation)| recurrent / actuation),
        ratio_spread: moment.record.ratio_spread.range(),
        interval: CONTROL_STEP,
    }
}
