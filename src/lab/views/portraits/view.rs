//! The portraits as a row of the table: both portrayed layers on their bases' axes, from the record.

use bevy_egui::egui::Ui;

use super::data::{FaintCycle, Note, Portrait, TrailPoint, trail};
use super::ui;
use crate::analysis::basis::LayerBasis;
use crate::lab::live::LiveLayer;
use crate::lab::views::action::Action;
use crate::lab::views::view::{Height, Moment, View};
use crate::style::{layers::names, palette};

/// Where the axes are not a policy's own.
const ROLLING: Note = Note {
    text: "rolling axes · no basis file",
    detail: "This policy has no basis file: the axes are fitted anew to the last 5 s of walking, every second. \
             `tanglewalk basis` makes one.",
};

/// The two portraits.
#[derive(Clone, Copy, Debug, Default)]
pub struct PortraitsView;

impl View for PortraitsView {
    fn height(&self, ui: &Ui, _: &Moment) -> Height {
        Height::fixed(ui::height(ui.available_width()))
    }

    fn show(&mut self, ui: &mut Ui, moment: &Moment, _: &mut Vec<Action>) {
        let layers = moment.record.layers.each_ref();
        let trails = layers.map(|layer| layer_trail(moment, layer));
        let cycles = layers.map(|layer| mean_cycles(moment, layer));
        let reaches = reaches(layers);
        let portraits: [Portrait; 2] = std::array::from_fn(|index| Portrait {
            reach: reaches[index],
            trail: &trails[index],
            mean_cycles: &cycles[index],
            ..portrait(moment, layers[index])
        });
        ui::show(ui, &portraits);
    }
}

/// The layer's way over the last seconds on its present axes.
fn layer_trail(moment: &Moment, layer: &LiveLayer) -> Vec<TrailPoint> {
    trail(&moment.record.history, |step| {
        let row = step.decision.taps.get(layer.layer());
        row.map_or([f32::NAN; 2], |row| layer.scores(row))
    })
}

/// The mean cycles of a layer near the command.
fn mean_cycles<'a>(moment: &Moment<'a>, layer: &LiveLayer) -> Vec<FaintCycle<'a>> {
    let of_layer = |atlas| moment.mean_cycles.of_layer(atlas, layer.layer());
    moment.atlas.map_or(Vec::new(), of_layer)
}

fn portrait<'a>(moment: &Moment<'a>, layer: &'a LiveLayer) -> Portrait<'a> {
    let basis = layer.basis();
    let first_two = |basis: &LayerBasis| match basis.variance_ratio.as_slice() {
        [first, second, ..] => Some([*first as f32, *second as f32]),
        _ => None,
    };
    let note = if layer.is_fixed() {
        Note::default()
    } else {
        ROLLING
    };
    Portrait {
        title: names(layer.layer(), moment.policy.network.memory).title,
        colour: palette::layer(&layer.layer().name()),
        explained: basis.and_then(first_two),
        unit: basis.map_or(1.0, unit) as f32,
        reach: [0.0; 2],
        note,
        trail: &[],
        mean_cycles: &[],
        mean_speeds: moment.mean_cycles.speeds(),
        no_cycle: moment.mean_cycles.note(),
    }
}

/// The unit of a layer's scores: z-scored layers of 128 and of 12 units then stand at one scale.
fn unit(basis: &LayerBasis) -> f64 {
    (basis.units() as f64).sqrt()
}

/// How far both layers' scores go on PC1 and PC2, in units, by the bounds of their bases: fixed, where the
/// bases are. Those that roll have frames of one size, which does not change as they roll.
fn reaches(layers: [&LiveLayer; 2]) -> [[f32; 2]; 2] {
    let of_basis = |basis: &LayerBasis| -> [f32; 2] {
        std::array::from_fn(|axis| {
            let ends = basis.bounds.get(axis).copied().unwrap_or_default();
            (ends[0].abs().max(ends[1].abs()) / unit(basis)) as f32
        })
    };
    let reaches = layers.map(|layer| layer.basis().map_or([0.0; 2], of_basis));
    if layers.iter().all(|layer| layer.is_fixed()) {
        return reaches;
    }
    let farthest = reaches.as_flattened().iter().copied().fold(0.0, f32::max);
    [[farthest; 2]; 2]
}
