//! Text: sizes and weights in use, and text that XML accepts.

use std::fmt::{self, Write as _};

use crate::style::palette::{self, Rgb};

/// Which end of a text its position gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set; its position is on the baseline.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextStyle {
    pub size: f32,
    pub semibold: bool,
    pub color: Rgb,
    pub anchor: Anchor,
}

/// The name of a panel.
pub(crate) const TITLE: TextStyle = TextStyle {
    size: 15.0,
    semibold: true,
    color: palette::TEXT,
    anchor: Anchor::Start,
};
/// Running text and labels.
pub(crate) const BODY: TextStyle = TextStyle {
    size: 13.0,
    semibold: false,
    ..TITLE
};
/// Units and axes.
pub(crate) const AXIS: TextStyle = TextStyle {
    size: 11.0,
    color: palette::TEXT_SECONDARY,
    ..BODY
};
/// A number that is read from the back of a room.
pub(crate) const NUMBER: TextStyle = TextStyle {
    size: 24.0,
    ..TITLE
};

impl TextStyle {
    pub(crate) const fn color(self, color: Rgb) -> Self {
        Self { color, ..self }
    }

    pub(crate) const fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// About how wide a text will be, in pixels: good enough to decide whether it fits.
    pub(crate) fn approximate_width(&self, text: &str) -> f32 {
        let em = if self.semibold { 0.60 } else { 0.56 };
        text.chars().count() as f32 * self.size * em
    }
}

/// Text made safe for XML; characters that XML forbids become U+FFFD.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\t' | '\n' | '\r' => f.write_char(' ')?,
                '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
