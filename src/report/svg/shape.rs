//! Shapes: rectangles and outlines in pixels (x to the right, y down), and how they are
//! painted.

use std::fmt::{self, Write as _};

use crate::style::palette::Rgb;

/// A position in pixels.
pub(crate) type Point = [f32; 2];

/// An axis-aligned rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Rect {
    pub(crate) const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub(crate) fn right(&self) -> f32 {
        self.x + self.width
    }

    pub(crate) fn bottom(&self) -> f32 {
        self.y + self.height
    }

    pub(crate) fn center(&self) -> Point {
        [self.x + self.width / 2.0, self.y + self.height / 2.0]
    }
}

/// What a shape is filled or stroked with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ink {
    Color(Rgb),
    /// Made by [`Svg::linear_gradient`].
    Gradient(usize),
}

impl From<Rgb> for Ink {
    fn from(color: Rgb) -> Self {
        Self::Color(color)
    }
}

impl fmt::Display for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Color([r, g, b]) => write!(f, "#{r:02x}{g:02x}{b:02x}"),
            Self::Gradient(id) => write!(f, "url(#gradient{id})"),
        }
    }
}

/// How a shape is painted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    class: &'static str,
    fill: Option<Ink>,
    stroke: Option<(Ink, f32)>,
    opacity: f32,
    dash: Option<f32>,
}

impl Paint {
    const NONE: Self = Self {
        class: "",
        fill: None,
        stroke: None,
        opacity: 1.0,
        dash: None,
    };

    pub(crate) fn fill(ink: impl Into<Ink>) -> Self {
        Self {
            fill: Some(ink.into()),
            ..Self::NONE
        }
    }

    pub(crate) fn stroke(ink: impl Into<Ink>, width: f32) -> Self {
        Self {
            stroke: Some((ink.into(), width)),
            ..Self::NONE
        }
    }

    pub(crate) fn outlined(self, ink: impl Into<Ink>, width: f32) -> Self {
        Self {
            stroke: Some((ink.into(), width)),
            ..self
        }
    }

    pub(crate) fn opacity(self, opacity: f32) -> Self {
        Self { opacity, ..self }
    }

    /// Dashes and gaps of this length in pixels.
    pub(crate) fn dashed(self, length: f32) -> Self {
        Self {
            dash: Some(length),
            ..self
        }
    }

    /// Names what the shape stands for, for style sheets and for tests.
    pub(crate) fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }
}

impl fmt::Display for Paint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.class.is_empty() {
            write!(f, " class=\"{}\"", self.class)?;
        }
        match self.fill {
            Some(ink) => write!(f, " fill=\"{ink}\"")?,
            None => f.write_str(" fill=\"none\"")?,
        }
        if let Some((ink, width)) = self.stroke {
            write!(f, " stroke=\"{ink}\" stroke-width=\"{}\"", Number(width))?;
        }
        if self.opacity < 1.0 {
            write!(f, " opacity=\"{}\"", Number(self.opacity))?;
        }
        match self.dash {
            Some(length) => write!(f, " stroke-dasharray=\"{}\"", Number(length)),
            None => Ok(()),
        }
    }
}

/// The outline of a shape.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path(String);

impl Path {
    /// The closed polygon through these points.
    pub(crate) fn polygon(points: &[Point]) -> Self {
        let mut path = Self::default();
        path.polyline(points);
        path.0.push('Z');
        path
    }

    pub(crate) fn move_to(&mut self, [x, y]: Point) {
        self.append(format_args!("M{} {}", Number(x), Number(y)));
    }

    pub(crate) fn line_to(&mut self, [x, y]: Point) {
        self.append(format_args!("L{} {}", Number(x), Number(y)));
    }

    pub(crate) fn cubic_to(&mut self, [ax, ay]: Point, [bx, by]: Point, [x, y]: Point) {
        let [ax, ay, bx, by] = [ax, ay, bx, by].map(Number);
        self.append(format_args!(
            "C{ax} {ay} {bx} {by} {} {}",
            Number(x),
            Number(y)
        ));
    }

    /// Appends an open line through these points.
    pub(crate) fn polyline(&mut self, points: &[Point]) {
        for (i, &point) in points.iter().enumerate() {
            if i == 0 {
                self.move_to(point)
            } else {
                self.line_to(point)
            }
        }
    }

    fn append(&mut self, part: fmt::Arguments) {
        append(&mut self.0, part);
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) fn append(text: &mut String, part: fmt::Arguments) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(part);
}

/// A coordinate with at most two decimals.
#[derive(Clone, Copy)]
pub(super) struct Number(pub(super) f32);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if text == "-0" { "0" } else { text })
    }
}
