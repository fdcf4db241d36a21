//! The layers of the network, and what they did in one step, as plain numbers.

use std::borrow::Cow;
use std::fmt;

use super::network::NetworkConfig;
use crate::robot::JOINTS;

/// A layer of the actor. Further encoder and decoder layers count from 0 in the order of the data's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    Encoder(usize),
    /// Hidden state of the LSTM.
    Hidden,
    /// Cell state of the LSTM.
    Cell,
    Decoder(usize),
    /// Mean action: the joint targets before they are scaled.
    Action,
}

impl Layer {
    /// As files call it: `encoder`, `encoder_2`, ..., `hidden`, `cell`, `decoder`, ..., `action`.
    pub fn name(self) -> Cow<'static, str> {
        match self {
            Self::Encoder(index) => numbered("encoder", index),
            Self::Hidden => "hidden".into(),
            Self::Cell => "cell".into(),
            Self::Decoder(index) => numbered("decoder", index),
            Self::Action => "action".into(),
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

fn numbered(name: &'static str, index: usize) -> Cow<'static, str> {
    match index {
        0 => name.into(),
        _ => format!("{name}_{}", index + 1).into(),
    }
}

/// Layers and their units in the order of the data's way.
pub(super) fn layers(config: &NetworkConfig) -> impl Iterator<Item = (Layer, usize)> {
    fn with<'a>(
        layer: fn(usize) -> Layer,
        units: &'a [usize],
    ) -> impl Iterator<Item = (Layer, usize)> + 'a {
        units
            .iter()
            .enumerate()
            .map(move |(index, &units)| (layer(index), units))
    }
    let memory = [Layer::Hidden, Layer::Cell].map(|layer| (layer, config.recurrent));
    with(Layer::Encoder, &config.encoder)
        .chain(memory)
        .chain(with(Layer::Decoder, &config.decoder))
        .chain([(Layer::Action, JOINTS)])
}

/// Every layer's activity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taps {
    /// Layer by layer, after the ELU.
    pub encoder: Vec<Vec<f32>>,
    pub hidden: Vec<f32>,
    pub cell: Vec<f32>,
    /// Layer by layer, after the ELU.
    pub decoder: Vec<Vec<f32>>,
    pub action: Vec<f32>,
}

impl Taps {
    /// A layer's activity; none if the network has no such layer.
    pub fn get(&self, layer: Layer) -> Option<&[f32]> {
        match layer {
            Layer::Encoder(index) => self.encoder.get(index).map(Vec::as_slice),
            Layer::Hidden => Some(&self.hidden),
            Layer::Cell => Some(&self.cell),
            Layer::Decoder(index) => self.decoder.get(index).map(Vec::as_slice),
            Layer::Action => Some(&self.action),
        }
    }

    /// All layers in the order of the data's way.
    pub fn iter(&self) -> impl Iterator<Item = (Layer, &[f32])> {
        fn with(
            layer: fn(usize) -> Layer,
            activity: &[Vec<f32>],
        ) -> impl Iterator<Item = (Layer, &[f32])> {
            activity
                .iter()
                .enumerate()
                .map(move |(index, values)| (layer(index), values.as_slice()))
        }
        let memory = [
            (Layer::Hidden, self.hidden.as_slice()),
            (Layer::Cell, self.cell.as_slice()),
        ];
        with(Layer::Encoder, &self.encoder)
            .chain(memory)
            .chain(with(Layer::Decoder, &self.decoder))
            .chain([(Layer::Action, self.action.as_slice())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_named_and_counted_in_the_order_of_the_datas_way() {
        let config = NetworkConfig {
            encoder: vec![7, 5],
            recurrent: 4,
            decoder: vec![3, 2, 6],
            critic: Vec::new(),
            memory: true,
            previous_action: true,
        };
        let named: Vec<(String, usize)> = layers(&config)
            .map(|(layer, units)| (layer.to_string(), units))
            .collect();
        let expected = [
            ("encoder", 7),
            ("encoder_2", 5),
            ("hidden", 4),
            ("cell", 4),
            ("decoder", 3),
            ("decoder_2", 2),
            ("decoder_3", 6),
            ("action", JOINTS),
        ];
        assert_eq!(
            named,
            expected.map(|(name, units)| (name.to_owned(), units))
        );
    }

    #[test]
    fn iterating_and_getting_agree() {
        let taps = Taps {
            encoder: vec![vec![1.0], vec![2.0]],
            hidden: vec![3.0],
            cell: vec![4.0],
            decoder: vec![vec![5.0]],
            action: vec![6.0],
        };
        let values: Vec<f32> = taps.iter().map(|(_, values)| values[0]).collect();
        assert_eq!(values, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        for (layer, values) in taps.iter() {
            assert_eq!(taps.get(layer), Some(values), "{layer}");
        }
        assert_eq!(taps.get(Layer::Encoder(2)), None);
        assert_eq!(taps.get(Layer::Decoder(1)), None);
    }
}
