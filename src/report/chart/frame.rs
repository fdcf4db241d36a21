//! A plot's frame on paper: grid, ticks of both axes with their labels, and the names of the axes.

use super::{LABEL, TICK};
use crate::report::panel::Plot;
use crate::report::svg::{Anchor, Paint, Svg};
use crate::style::{numbers, palette};

/// The names of a plot's axes, with units.
pub(crate) struct Frame<'a> {
    /// Below.
    pub x: &'a str,
    /// At the left, turned.
    pub y: &'a str,
}

/// Draws grid, ticks and names about `plot`: 44 pixels at the left, 38 below.
pub(crate) fn draw_frame(svg: &mut Svg, plot: &Plot, names: &Frame) {
    let rect = plot.rect;
    let rule = Paint::stroke(palette::RULE, 1.0);
    for &value in &plot.y.ticks {
        let Some(y) = plot.y_of(value) else { continue };
        svg.line([rect.x, y], [rect.right(), y], rule);
        let style = TICK.anchor(Anchor::End);
        svg.text([rect.x - 6.0, y + 4.0], style, &numbers::tick(value));
    }
    for &value in &plot.x.ticks {
        let Some(x) = plot.x_of(value) else { continue };
        svg.line([x, rect.y], [x, rect.bottom()], rule);
        let at = [x, rect.bottom() + 16.0];
        svg.text(at, TICK.anchor(Anchor::Middle), &numbers::tick(value));
    }
    let edge = Paint::stroke(palette::INK_SECONDARY, 1.0);
    svg.line([rect.x, rect.y], [rect.x, rect.bottom()], edge);
    svg.line([rect.x, rect.bottom()], [rect.right(), rect.bottom()], edge);
    let [x, y] = rect.center();
    let style = LABEL.anchor(Anchor::Middle);
    if !names.x.is_empty() {
        svg.text([x, rect.bottom() + 34.0], style, names.x);
    }
    if !names.y.is_empty() {
        svg.text_turned([rect.x - 44.0, y], -90.0, style, names.y);
    }
}

/// The line on which both axes have one value; the axes must be the same.
pub(crate) fn draw_unity(svg: &mut Svg, plot: &Plot) {
    let rect = plot.rect;
    let paint = Paint::stroke(palette::INK, 1.2).dashed(5.0).class("unity");
    svg.line([rect.x, rect.bottom()], [rect.right(), rect.y], paint);
}
