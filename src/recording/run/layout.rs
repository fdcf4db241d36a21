//! What stands where in a row: names and widths of its parts.

use crate::physics::RobotState;
use crate::policy::{Layer, Taps};
use crate::robot::JOINTS;
use crate::rollout::StepRecord;
use crate::task::OBSERVATION;

/// Most layers of a network, and most units of a layer, of a file.
const MOST_LAYERS: usize = 64;
const MOST_UNITS: usize = 1 << 16;

/// The widths of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pub links: usize,
    /// Layers with their units, in the order of the data's way.
    pub layers: Vec<(Layer, usize)>,
}

impl Layout {
    /// Of a record.
    pub fn of(record: &StepRecord) -> Self {
        let taps = record.decision.taps.iter();
        Self {
            links: record.state.link_poses.len(),
            layers: taps.map(|(layer, values)| (layer, values.len())).collect(),
        }
    }

    /// Numbers of a row.
    pub(super) fn width(&self) -> usize {
        self.parts().iter().map(|(_, width)| width).sum()
    }

    /// The parts of a row by name, with their widths.
    pub(super) fn parts(&self) -> Vec<(String, usize)> {
        let mut parts: Vec<(String, usize)> = vec![
            ("command".to_owned(), 3),
            ("state".to_owned(), RobotState::numbers(self.links)),
            ("observation".to_owned(), OBSERVATION),
            ("joint_target".to_owned(), JOINTS),
            ("joint_torque".to_owned(), JOINTS),
        ];
        let layers = self.layers.iter();
        parts.extend(layers.map(|(layer, units)| (layer.name().into_owned(), *units)));
        parts
    }

    /// As it stands before rows.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.layers.len() as u8];
        for (layer, units) in &self.layers {
            let (kind, index) = match layer {
                Layer::Encoder(index) => (0, *index),
                Layer::Hidden => (1, 0),
                Layer::Cell => (2, 0),
                Layer::Decoder(index) => (3, *index),
                Layer::Action => (4, 0),
            };
            bytes.extend([kind, index as u8]);
            bytes.extend((*units as u32).to_le_bytes());
        }
        bytes
    }

    /// The layout at the beginning of `bytes`, and what follows it.
    pub(super) fn read(links: usize, bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (&count, mut bytes) = bytes.split_first()?;
        let mut layers = Vec::new();
        if usize::from(count) > MOST_LAYERS {
            return None;
        }
        for _ in 0..count {
            let (entry, rest) = bytes.split_first_chunk::<6>()?;
            let [kind, index, units @ ..] = *entry;
            let index = usize::from(index);
            let layer = match kind {
                0 => Layer::Encoder(index),
                1 => Layer::Hidden,
                2 => Layer::Cell,
                3 => Layer::Decoder(index),
                4 => Layer::Action,
                _ => return None,
            };
            let units = u32::from_le_bytes(units) as usize;
            if units > MOST_UNITS {
                return None;
            }
            layers.push((layer, units));
            bytes = rest;
        }
        let layout = Self { links, layers };
        layout.is_network().then_some((layout, bytes))
    }

    /// Whether the layers are those of one network, in the order of the data's way: as [`Taps`] keeps them.
    fn is_network(&self) -> bool {
        let rank = |layer: &Layer| match layer {
            Layer::Encoder(index) => (0, *index),
            Layer::Hidden => (1, 0),
            Layer::Cell => (2, 0),
            Layer::Decoder(index) => (3, *index),
            Layer::Action => (4, 0),
        };
        let count =
            |of: fn(&Layer) -> bool| self.layers.iter().filter(|(layer, _)| of(layer)).count();
        let expected = (0..count(|layer| matches!(layer, Layer::Encoder(_))))
            .map(Layer::Encoder)
            .chain([Layer::Hidden, Layer::Cell])
            .chain((0..count(|layer| matches!(layer, Layer::Decoder(_)))).map(Layer::Decoder))
            .chain([Layer::Action]);
        let found = self.layers.iter().map(|(layer, _)| rank(layer));
        let acts = self
            .layers
            .last()
            .is_some_and(|(_, units)| *units == JOINTS);
        acts && found.eq(expected.map(|layer| rank(&layer)))
    }

    /// The activity of all layers, whose numbers come one by one.
    pub(super) fn taps(&self, next: &mut impl FnMut() -> f32) -> Taps {
        let mut taps = Taps::default();
        for (layer, units) in &self.layers {
            let values: Vec<f32> = (0..*units).map(|_| next()).collect();
            match layer {
                Layer::Encoder(_) => taps.encoder.push(values),
                Layer::Hidden => taps.hidden = values,
                Layer::Cell => taps.cell = values,
                Layer::Decoder(_) => taps.decoder.push(values),
                Layer::Action => taps.action = values,
            }
        }
        taps
    }
}
