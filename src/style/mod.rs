//! How Tanglewalk looks, wherever it is drawn: colours, the typeface and the names of layers, in figures, the film
//! strip and the lab.

pub mod fonts;
pub mod layers;
pub mod palette;
