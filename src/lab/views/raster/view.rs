//! The raster as a row of the table: both portrayed layers, from the record.

use bevy_egui::egui::Ui;

use super::data::raster;
use super::ui::{Band, LEAST_HEIGHT, RasterView};
use crate::lab::views::action::Action;
use crate::lab::views::view::{Height, Moment, View};
use crate::style::layers::names;

impl View for RasterView {
    fn height(&self, _: &Ui, _: &Moment) -> Height {
        Height::growing(LEAST_HEIGHT, 1.5)
    }

    fn show(&mut self, ui: &mut Ui, moment: &Moment, _: &mut Vec<Action>) {
        let record = moment.record;
        let layers = record.layers.each_ref();
        let rasters = layers.map(|layer| raster(&record.history, layer.layer(), layer.basis()));
        let bands: Vec<Band> = layers
            .iter()
            .zip(&rasters)
            .map(|(layer, raster)| {
                let names = names(layer.layer(), moment.policy.network.memory);
                Band {
                    name: format!("{} · {} units", names.short, raster.units),
                    raster,
                }
            })
            .collect();
        self.draw(ui, &bands);
    }
}
