//! A small typed SVG writer. In: shapes and text in pixels (x to the right, y down).
//! Out: a [`Figure`]. Text is escaped; coordinates are written with two decimals.

use std::fmt::{self, Write as _};

use super::figure::Figure;
use super::fonts;
use super::palette::{self, Rgb};

/// A position in pixels.
pub type Point = [f32; 2];

/// An axis-aligned rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Rect {
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }

    pub fn center(&self) -> Point {
        [self.x + self.width / 2.0, self.y + self.height / 2.0]
    }
}

/// What a shape is filled or stroked with.
#[derive(Clone, Copy, Debug)]
pub enum Ink {
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
pub struct Paint {
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

    pub fn fill(ink: impl Into<Ink>) -> Self {
        Self {
            fill: Some(ink.into()),
            ..Self::NONE
        }
    }

    pub fn stroke(ink: impl Into<Ink>, width: f32) -> Self {
        Self {
            stroke: Some((ink.into(), width)),
            ..Self::NONE
        }
    }

    pub fn outlined(self, ink: impl Into<Ink>, width: f32) -> Self {
        Self {
            stroke: Some((ink.into(), width)),
            ..self
        }
    }

    pub fn opacity(self, opacity: f32) -> Self {
        Self { opacity, ..self }
    }

    /// Dashes and gaps of this length in pixels.
    pub fn dashed(self, length: f32) -> Self {
        Self {
            dash: Some(length),
            ..self
        }
    }

    /// Names what the shape stands for, for style sheets and for tests.
    pub fn class(self, class: &'static str) -> Self {
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
pub struct Path(String);

impl Path {
    /// The closed polygon through these points.
    pub fn polygon(points: &[Point]) -> Self {
        let mut path = Self::default();
        path.polyline(points);
        path.0.push('Z');
        path
    }

    pub fn move_to(&mut self, [x, y]: Point) {
        self.append(format_args!("M{} {}", Number(x), Number(y)));
    }

    pub fn line_to(&mut self, [x, y]: Point) {
        self.append(format_args!("L{} {}", Number(x), Number(y)));
    }

    pub fn cubic_to(&mut self, [ax, ay]: Point, [bx, by]: Point, [x, y]: Point) {
        let [ax, ay, bx, by] = [ax, ay, bx, by].map(Number);
        self.append(format_args!(
            "C{ax} {ay} {bx} {by} {} {}",
            Number(x),
            Number(y)
        ));
    }

    /// Appends an open line through these points.
    pub fn polyline(&mut self, points: &[Point]) {
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

/// Which end of a text its position gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text is set; its position is on the baseline.
#[derive(Clone, Copy, Debug)]
pub struct TextStyle {
    pub size: f32,
    pub semibold: bool,
    pub color: Rgb,
    pub anchor: Anchor,
}

/// The name of a panel.
pub const TITLE: TextStyle = TextStyle {
    size: 15.0,
    semibold: true,
    color: palette::TEXT,
    anchor: Anchor::Start,
};
/// Running text and labels.
pub const BODY: TextStyle = TextStyle {
    size: 13.0,
    semibold: false,
    ..TITLE
};
/// Units and axes.
pub const AXIS: TextStyle = TextStyle {
    size: 11.0,
    color: palette::TEXT_SECONDARY,
    ..BODY
};
/// A number that is read from the back of a room.
pub const NUMBER: TextStyle = TextStyle {
    size: 24.0,
    ..TITLE
};

impl TextStyle {
    pub const fn color(self, color: Rgb) -> Self {
        Self { color, ..self }
    }

    pub const fn anchor(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    /// About how wide a text will be, in pixels: good enough to decide whether it fits.
    pub fn approximate_width(&self, text: &str) -> f32 {
        let em = if self.semibold { 0.60 } else { 0.56 };
        text.chars().count() as f32 * self.size * em
    }
}

/// A document that is being drawn, back to front.
#[derive(Debug)]
pub struct Svg {
    width: u32,
    height: u32,
    title: String,
    definitions: String,
    body: String,
    next_id: usize,
}

impl Svg {
    /// An empty figure on the background colour; `title` is for screen readers.
    pub fn new(width: u32, height: u32, title: &str) -> Self {
        let mut svg = Self {
            width,
            height,
            title: title.to_owned(),
            definitions: String::new(),
            body: String::new(),
            next_id: 0,
        };
        let all = Rect::new(0.0, 0.0, width as f32, height as f32);
        svg.rect(all, 0.0, Paint::fill(palette::BACKGROUND));
        svg
    }

    pub fn rect(&mut self, rect: Rect, radius: f32, paint: Paint) {
        let Rect {
            x,
            y,
            width,
            height,
        } = rect;
        let [x, y, width, height, radius] = [x, y, width, height, radius].map(Number);
        self.append(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"{paint}/>\n"
        ));
    }

    pub fn circle(&mut self, [x, y]: Point, radius: f32, paint: Paint) {
        let [x, y, radius] = [x, y, radius].map(Number);
        self.append(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{paint}/>\n"
        ));
    }

    pub fn line(&mut self, from: Point, to: Point, paint: Paint) {
        let mut path = Path::default();
        path.polyline(&[from, to]);
        self.path(&path, paint);
    }

    pub fn path(&mut self, path: &Path, paint: Paint) {
        self.append(format_args!("<path d=\"{}\"{paint}/>\n", path.0));
    }

    pub fn text(&mut self, at: Point, style: TextStyle, text: &str) {
        self.text_runs(at, &[(style, text)]);
    }

    /// Texts of several styles on one baseline, 8 pixels apart, anchored like the first.
    pub fn text_runs(&mut self, [x, y]: Point, runs: &[(TextStyle, &str)]) {
        let anchor = match runs.first().map(|(style, _)| style.anchor) {
            None => return,
            Some(Anchor::Start) => "start",
            Some(Anchor::Middle) => "middle",
            Some(Anchor::End) => "end",
        };
        let (x, y) = (Number(x), Number(y));
        self.append(format_args!(
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">"
        ));
        for (i, (style, text)) in runs.iter().enumerate() {
            let gap = if i == 0 { "" } else { " dx=\"8\"" };
            let weight = if style.semibold { 600 } else { 400 };
            let (ink, size) = (Ink::Color(style.color), Number(style.size));
            self.append(format_args!(
                "<tspan{gap} font-size=\"{size}\" font-weight=\"{weight}\" fill=\"{ink}\">{}</tspan>",
                Escaped(text)
            ));
        }
        self.body.push_str("</text>\n");
    }

    /// Whatever `draw` draws, cut off at a rounded rectangle.
    pub fn clipped(&mut self, rect: Rect, radius: f32, draw: impl FnOnce(&mut Self)) {
        let id = self.new_id();
        let Rect {
            x,
            y,
            width,
            height,
        } = rect;
        let [x, y, width, height, radius] = [x, y, width, height, radius].map(Number);
        append(
            &mut self.definitions,
            format_args!(
                "<clipPath id=\"clip{id}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" \
                 height=\"{height}\" rx=\"{radius}\"/></clipPath>\n"
            ),
        );
        self.append(format_args!("<g clip-path=\"url(#clip{id})\">\n"));
        draw(self);
        self.body.push_str("</g>\n");
    }

    /// Whatever `draw` draws, softened by a Gaussian of this standard deviation in pixels.
    pub fn blurred(&mut self, deviation: f32, draw: impl FnOnce(&mut Self)) {
        let id = self.new_id();
        append(
            &mut self.definitions,
            format_args!(
                "<filter id=\"blur{id}\" x=\"-30%\" y=\"-30%\" width=\"160%\" height=\"160%\">\
                 <feGaussianBlur stdDeviation=\"{}\"/></filter>\n",
                Number(deviation)
            ),
        );
        self.append(format_args!("<g filter=\"url(#blur{id})\">\n"));
        draw(self);
        self.body.push_str("</g>\n");
    }

    /// A gradient along a line; stops are (place from 0 to 1, colour, opacity).
    pub fn linear_gradient(&mut self, from: Point, to: Point, stops: &[(f32, Rgb, f32)]) -> Ink {
        let id = self.new_id();
        let [x1, y1, x2, y2] = [from[0], from[1], to[0], to[1]].map(Number);
        append(
            &mut self.definitions,
            format_args!(
                "<linearGradient id=\"gradient{id}\" gradientUnits=\"userSpaceOnUse\" \
                 x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\">"
            ),
        );
        for &(offset, color, opacity) in stops {
            let (offset, ink, opacity) = (Number(offset), Ink::Color(color), Number(opacity));
            append(
                &mut self.definitions,
                format_args!(
                    "<stop offset=\"{offset}\" stop-color=\"{ink}\" stop-opacity=\"{opacity}\"/>"
                ),
            );
        }
        self.definitions.push_str("</linearGradient>\n");
        Ink::Gradient(id)
    }

    /// The finished figure.
    pub fn finish(self) -> Figure {
        let Self {
            width,
            height,
            title,
            definitions,
            body,
            ..
        } = self;
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" \
             font-family=\"{}, 'Helvetica Neue', Arial, sans-serif\" \
             style=\"font-variant-numeric: tabular-nums\" \
             stroke-linejoin=\"round\" stroke-linecap=\"round\">\n\
             <title>{}</title>\n<defs>\n{definitions}</defs>\n{body}</svg>\n",
            fonts::FAMILY,
            Escaped(&title),
        );
        Figure { width, height, svg }
    }

    fn new_id(&mut self) -> usize {
        self.next_id += 1;
        self.next_id
    }

    fn append(&mut self, part: fmt::Arguments) {
        append(&mut self.body, part);
    }
}

fn append(text: &mut String, part: fmt::Arguments) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(part);
}

/// A coordinate with at most two decimals.
#[derive(Clone, Copy)]
struct Number(f32);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.2}", self.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if text == "-0" { "0" } else { text })
    }
}

/// Text made safe for XML; characters that XML forbids become U+FFFD.
struct Escaped<'a>(&'a str);

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_out_of_its_element() {
        let mut svg = Svg::new(10, 10, "a & b");
        svg.text([0.0, 0.0], BODY, "</text><script>\"1 < 2\"\0");
        let figure = svg.finish();
        assert!(figure.svg.contains("<title>a &amp; b</title>"));
        assert!(
            figure
                .svg
                .contains("&lt;/text&gt;&lt;script&gt;&quot;1 &lt; 2&quot;\u{fffd}")
        );
        assert!(figure.to_png().is_ok());
    }

    #[test]
    fn numbers_are_short() {
        let texts = [1.0, 0.5, -0.001, 100.0, 12.3456].map(|value| Number(value).to_string());
        assert_eq!(texts, ["1", "0.5", "0", "100", "12.35"]);
    }

    #[test]
    fn paint_says_what_a_shape_stands_for() {
        let mut svg = Svg::new(10, 10, "");
        let paint = Paint::fill(palette::TEXT).class("stance").opacity(0.5);
        svg.circle([1.0, 2.0], 3.0, paint);
        let expected = "<circle cx=\"1\" cy=\"2\" r=\"3\" class=\"stance\" fill=\"#e8ebf0\" \
                        opacity=\"0.5\"/>";
        assert!(svg.finish().svg.contains(expected));
    }
}
