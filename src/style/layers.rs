//! What the layers of a network are called where people look at them. In: the layer, and whether the network
//! has memory. Out: names and titles that say what is truly drawn. Colours: [`super::palette::layer`].

use crate::policy::Layer;

/// How people call a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerNames {
    /// In a legend: "recurrent".
    pub short: &'static str,
    /// Of a portrait: "Recurrent layer · hidden state".
    pub title: &'static str,
}

/// The names of a layer. That of the hidden units is recurrent only if the network has memory.
#[must_use]
pub const fn names(layer: Layer, has_memory: bool) -> LayerNames {
    let (short, title) = match layer {
        Layer::Encoder(_) => ("encoder", "Encoder layer"),
        Layer::Hidden if has_memory => ("recurrent", "Recurrent layer · hidden state"),
        Layer::Hidden => ("feed-forward", "Feed-forward layer · hidden units"),
        Layer::Cell => ("cell", "Recurrent layer · cell state"),
        Layer::Decoder(_) => ("decoder", "Decoder layer"),
        Layer::Action => ("actuation", "Actuation layer · 12 targets"),
    };
    LayerNames { short, title }
}
