//! How Tanglewalk looks, wherever it is drawn: colours and the typeface of figures, the film strip and the lab.

pub mod fonts;
pub mod palette;
