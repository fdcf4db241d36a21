//! The raster as a row of the table: both portrayed layers, from the record. Its images are made anew with each
//! control step, not with each frame.

use bevy_egui::egui::Ui;

use super::data::raster;
use super::ui::{Band, LEAST_HEIGHT, RasterView};
use crate::lab::live::LiveLayer;
use crate::lab::views::action::Action;
use crate::lab::views::view::{Height, Moment, View};
use crate::style::layers::names;

impl View for RasterView {
    fn height(&self, _: &Ui, _: &Moment) -> Height {
        Height::growing(LEAST_HEIGHT, 1.5)
    }

    fn show(&mut self, ui: &mut Ui, moment: &Moment, _: &mut Vec<Action>) {
        let step = moment.record.history.latest().map(|step| step.step);
        let policy = &moment.policy.sha256;
        let is_shown = |shown: &(Option<u64>, String)| shown.0 == step && shown.1 == *policy;
        if !self.moment.as_ref().is_some_and(is_shown) {
            self.take(ui.ctx(), bands(moment));
            self.moment = Some((step, policy.clone()));
        }
        self.draw(ui);
    }
}

fn bands(moment: &Moment) -> Vec<Band> {
    let record = moment.record;
    let band = |layer: &LiveLayer| {
        let names = names(layer.layer(), moment.policy.network.memory);
        let raster = raster(&record.history, layer.layer(), layer.basis());
        Band {
            name: format!("{} · {} units", names.short, raster.units),
            raster,
        }
    };
    record.layers.iter().map(band).collect()
}
