//! What the network did in one step, layer by layer, as plain numbers.

/// One layer's activity.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerTap {
    /// `encoder`, `hidden`, `cell`, `decoder`, `action`; with `_2`, `_3`, ... for further layers.
    pub name: String,
    pub values: Vec<f32>,
}

/// Every layer's activity, in the order of the data's way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taps {
    pub layers: Vec<LayerTap>,
}

impl Taps {
    /// A layer's activity by name.
    pub fn get(&self, name: &str) -> Option<&[f32]> {
        self.layers
            .iter()
            .find(|layer| layer.name == name)
            .map(|layer| layer.values.as_slice())
    }

    pub(super) fn push(&mut self, name: String, values: Vec<f32>) {
        self.layers.push(LayerTap { name, values });
    }
}

/// `encoder`, `encoder_2`, ...
pub(super) fn numbered(name: &str, index: usize) -> String {
    if index == 0 {
        name.to_owned()
    } else {
        format!("{name}_{}", index + 1)
    }
}
