//! What the two layers that pictures show are called. In: whether the network has memory. Out: names and
//! titles that say what is truly drawn.

/// How people call a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerNames {
    /// In a legend: "recurrent".
    pub short: &'static str,
    /// Of a portrait: "Recurrent layer · hidden state".
    pub title: &'static str,
}

/// The twelve joint targets.
pub const ACTUATION: LayerNames = LayerNames {
    short: "actuation",
    title: "Actuation layer · 12 targets",
};

/// The layer of hidden units before them, which is recurrent only if the network has memory.
#[must_use]
pub const fn hidden(memory: bool) -> LayerNames {
    if memory {
        LayerNames {
            short: "recurrent",
            title: "Recurrent layer · hidden state",
        }
    } else {
        LayerNames {
            short: "feed-forward",
            title: "Feed-forward layer · hidden units",
        }
    }
}
