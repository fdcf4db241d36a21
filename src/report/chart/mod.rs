//! Charts on paper: what the figures of an experiment share.
//!
//! In: axes and values in the units of their quantity, places in pixels. Out: frames, legends,
//! colour bars, squares of a plane. Text is never smaller than [`TICK`], so that a figure can be
//! scaled to three quarters of its width.

mod color_bar;
mod frame;
mod plane;

pub(crate) use color_bar::{ColorBar, draw_color_bar};
pub(crate) use frame::{Frame, draw_frame, draw_unity};
pub(crate) use plane::{Plane, half_range};

use super::svg::{Anchor, BODY, Paint, Point, Rect, Svg, TITLE, TextStyle};
use crate::style::palette::{self, Rgb};

/// Width of every figure, pixels.
pub(crate) const WIDTH: f32 = 880.0;
/// Between a figure's edge and what it shows.
pub(crate) const EDGE: f32 = 10.0;

/// Heads a panel.
pub(crate) const HEAD: TextStyle = TextStyle {
    size: 14.0,
    color: palette::INK,
    ..TITLE
};
/// Names an axis or a line.
pub(crate) const LABEL: TextStyle = TextStyle {
    size: 13.0,
    color: palette::INK,
    ..BODY
};
/// Stands at a tick.
pub(crate) const TICK: TextStyle = TextStyle {
    size: 12.0,
    color: palette::INK_SECONDARY,
    ..BODY
};

/// An empty figure on paper; `name` keeps its ids apart from those of other figures.
pub(crate) fn sheet(name: &'static str, height: f32, title: &str) -> Svg {
    wide_sheet(name, [WIDTH, height], title)
}

/// The same of another width.
pub(crate) fn wide_sheet(name: &'static str, [width, height]: [f32; 2], title: &str) -> Svg {
    let size = [width, height].map(|length| length.ceil() as u32);
    Svg::on(palette::PAPER, name, size, title)
}

/// Heads a panel with a letter and its name.
pub(crate) fn draw_head(svg: &mut Svg, [x, y]: Point, letter: Option<char>, text: &str) {
    match letter {
        None => svg.text([x, y], HEAD, text),
        Some(letter) => {
            let letter = letter.to_string();
            let name = TextStyle {
                semibold: false,
                ..HEAD
            };
            svg.text_runs([x, y], &[(HEAD, &letter), (name, text)]);
        }
    }
}

/// Says in the middle of an area why it shows nothing.
pub(crate) fn draw_void(svg: &mut Svg, rect: Rect, why: &str) {
    svg.rect(rect, 3.0, Paint::fill(palette::VOID).class("void"));
    let [x, y] = rect.center();
    let style = LABEL.color(palette::INK_SECONDARY).anchor(Anchor::Middle);
    let lines = wrapped(why, rect.width - 16.0, style);
    let first = y + 5.0 - 9.0 * lines.len().saturating_sub(1) as f32;
    for (index, line) in lines.iter().enumerate() {
        svg.text([x, first + 18.0 * index as f32], style, line);
    }
}

/// Text broken at its spaces into lines of about this width.
pub(crate) fn wrapped(text: &str, width: f32, style: TextStyle) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if style.approximate_width(&format!("{line} {word}")) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// An entry of a legend: the name of a line that is drawn so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'a> {
    color: Rgb,
    name: &'a str,
    is_dashed: bool,
}

impl<'a> From<(Rgb, &'a str)> for Key<'a> {
    fn from((color, name): (Rgb, &'a str)) -> Self {
        Self {
            color,
            name,
            is_dashed: false,
        }
    }
}

impl Key<'_> {
    /// The same of a dashed line.
    pub(crate) fn dashed(self) -> Self {
        Self {
            is_dashed: true,
            ..self
        }
    }
}

/// Names with their lines side by side, from `at` to the right; the row breaks at `right`.
pub(crate) fn draw_legend<'a, K>(svg: &mut Svg, at: Point, right: f32, entries: &[K])
where
    K: Copy + Into<Key<'a>>,
{
    let [mut x, mut y] = at;
    for &entry in entries {
        let key: Key = entry.into();
        let width = 26.0 + LABEL.approximate_width(key.name) + 12.0;
        if x > at[0] && x + width > right {
            [x, y] = [at[0], y + 20.0];
        }
        let mut paint = Paint::stroke(key.color, 3.0).class("legend");
        if key.is_dashed {
            paint = paint.dashed(5.0);
        }
        svg.line([x + 1.5, y - 4.5], [x + 18.5, y - 4.5], paint);
        svg.text([x + 26.0, y], LABEL, key.name);
        x += width;
    }
}

/// Places of panels of one size in rows of `columns`, `gap` pixels apart, from `at` on.
pub(crate) fn grid(
    count: usize,
    columns: usize,
    at: Point,
    [width, height]: [f32; 2],
    gap: [f32; 2],
) -> Vec<Rect> {
    let place = |index: usize| {
        let (row, column) = (index / columns, index % columns);
        let x = at[0] + column as f32 * (width + gap[0]);
        let y = at[1] + row as f32 * (height + gap[1]);
        Rect::new(x, y, width, height)
    };
    (0..count).map(place).collect()
}

/// The letter of a panel: a, b, .. z, then none.
pub(crate) fn letter(index: usize) -> Option<char> {
    u8::try_from(index)
        .ok()
        .filter(|index| *index < 26)
        .map(|index| char::from(b'a' + index))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_broken_into_lines_that_fit() {
        let lines = wrapped("no policy of this role in the family", 120.0, LABEL);
        assert!(lines.len() > 1);
        assert_eq!(lines.join(" "), "no policy of this role in the family");
    }

    #[test]
    fn a_legend_shows_dashed_lines_dashed() {
        let mut svg = sheet("legend", 40.0, "");
        let keys = [
            Key::from((palette::INK, "solid")),
            Key::from((palette::INK, "other")).dashed(),
        ];
        draw_legend(&mut svg, [EDGE, 20.0], WIDTH, &keys);
        assert_eq!(svg.finish().svg.matches("stroke-dasharray").count(), 1);
    }

    #[test]
    fn panels_fill_rows_from_the_left() {
        let places = grid(3, 2, [10.0, 20.0], [100.0, 50.0], [5.0, 7.0]);
        assert_eq!(places[1], Rect::new(115.0, 20.0, 100.0, 50.0));
        assert_eq!(places[2], Rect::new(10.0, 77.0, 100.0, 50.0));
        assert_eq!((letter(2), letter(26)), (Some('c'), None));
    }
}
