//! How Tanglewalk looks, wherever it is drawn: colours, the typeface, the names of layers and numbers as text, in figures, the film
//! strip and the lab.

pub mod fonts;
pub mod layers;
pub mod numbers;
pub mod palette;
