//! A small typed SVG writer. In: shapes and text in pixels (x to the right, y down).
//! Out: a [`Figure`]. Text is escaped; coordinates are written with two decimals.

mod shape;
mod text;

use std::fmt;

use super::figure::Figure;
use crate::style::fonts;
use crate::style::palette::{self, Rgb};
pub(crate) use shape::{Ink, Paint, Path, Point, Rect};
use shape::{Number, append};
use text::Escaped;
pub(crate) use text::{AXIS, Anchor, BODY, NUMBER, TITLE, TextStyle};

/// A document that is being drawn, back to front.
#[derive(Debug)]
pub(crate) struct Svg {
    width: u32,
    height: u32,
    title: String,
    definitions: String,
    body: String,
    next_id: usize,
    /// Begins the ids of clip paths, so that several figures can stand in one document.
    prefix: &'static str,
}

impl Svg {
    /// An empty figure on the background colour; `title` is for screen readers.
    pub(crate) fn new(width: u32, height: u32, title: &str) -> Self {
        Self::on(palette::BACKGROUND, "", [width, height], title)
    }

    /// An empty figure on a colour; `prefix` begins the ids of its clip paths.
    pub(crate) fn on(
        ground: Rgb,
        prefix: &'static str,
        [width, height]: [u32; 2],
        title: &str,
    ) -> Self {
        let mut svg = Self {
            width,
            height,
            title: title.to_owned(),
            definitions: String::new(),
            body: String::new(),
            next_id: 0,
            prefix,
        };
        let all = Rect::new(0.0, 0.0, width as f32, height as f32);
        svg.rect(all, 0.0, Paint::fill(ground));
        svg
    }

    pub(crate) fn rect(&mut self, rect: Rect, radius: f32, paint: Paint) {
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

    pub(crate) fn circle(&mut self, [x, y]: Point, radius: f32, paint: Paint) {
        let [x, y, radius] = [x, y, radius].map(Number);
        self.append(format_args!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"{paint}/>\n"
        ));
    }

    pub(crate) fn line(&mut self, from: Point, to: Point, paint: Paint) {
        let mut path = Path::default();
        path.polyline(&[from, to]);
        self.path(&path, paint);
    }

    pub(crate) fn path(&mut self, path: &Path, paint: Paint) {
        self.append(format_args!("<path d=\"{path}\"{paint}/>\n"));
    }

    pub(crate) fn text(&mut self, at: Point, style: TextStyle, text: &str) {
        self.text_runs(at, &[(style, text)]);
    }

    /// Texts of several styles on one baseline, 8 pixels apart, anchored like the first.
    pub(crate) fn text_runs(&mut self, [x, y]: Point, runs: &[(TextStyle, &str)]) {
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

    /// Text turned about its position, degrees clockwise.
    pub(crate) fn text_turned(
        &mut self,
        [x, y]: Point,
        degrees: f32,
        style: TextStyle,
        text: &str,
    ) {
        let [x, y, degrees] = [x, y, degrees].map(Number);
        self.append(format_args!(
            "<g transform=\"translate({x} {y}) rotate({degrees})\">\n"
        ));
        self.text([0.0, 0.0], style, text);
        self.body.push_str("</g>\n");
    }

    /// Whatever `draw` draws, cut off at a rounded rectangle.
    pub(crate) fn clipped(&mut self, rect: Rect, radius: f32, draw: impl FnOnce(&mut Self)) {
        let (prefix, id) = (self.prefix, self.new_id());
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
                "<clipPath id=\"{prefix}clip{id}\"><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" \
                 height=\"{height}\" rx=\"{radius}\"/></clipPath>\n"
            ),
        );
        self.append(format_args!("<g clip-path=\"url(#{prefix}clip{id})\">\n"));
        draw(self);
        self.body.push_str("</g>\n");
    }

    /// Whatever `draw` draws, softened by a Gaussian of this standard deviation in pixels.
    pub(crate) fn blurred(&mut self, deviation: f32, draw: impl FnOnce(&mut Self)) {
        let id = self.new_id();
        append(
            &mut self.definitions,
            format_args!(
                "<filter id=\"blur{id}\" x=\"-30%\" y=\"-30%\" width=\"160%\" height=\"160%\" \
                 color-interpolation-filters=\"sRGB\">\
                 <feGaussianBlur stdDeviation=\"{}\"/></filter>\n",
                Number(deviation)
            ),
        );
        self.append(format_args!("<g filter=\"url(#blur{id})\">\n"));
        draw(self);
        self.body.push_str("</g>\n");
    }

    /// A gradient along a line; stops are (place from 0 to 1, colour, opacity).
    pub(crate) fn linear_gradient(
        &mut self,
        from: Point,
        to: Point,
        stops: &[(f32, Rgb, f32)],
    ) -> Ink {
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
    pub(crate) fn finish(self) -> Figure {
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
