//! A square of a plane of two components at one scale, its origin in the middle.

use super::TICK;
use crate::report::svg::{Anchor, Paint, Point, Rect, Svg};
use crate::style::palette;

/// Room between the outermost point and the edge, as a part of half the side.
const ROOM: f64 = 0.16;

/// The square.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plane {
    /// Where it is drawn.
    pub square: Rect,
    /// The value at its edge.
    pub half_range: f64,
}

/// The value at the edge of a plane that holds all of these points.
pub(crate) fn half_range(points: impl IntoIterator<Item = [f64; 2]>) -> f64 {
    let sizes = points.into_iter().flatten().map(f64::abs);
    let largest = sizes.filter(|size| size.is_finite()).fold(0.0, f64::max);
    if largest > 0.0 {
        largest * (1.0 + ROOM)
    } else {
        1.0
    }
}

impl Plane {
    /// A point in pixels; `None` for one that is not finite.
    pub(crate) fn point(&self, [x, y]: [f64; 2]) -> Option<Point> {
        let [middle_x, middle_y] = self.square.center();
        let scale = f64::from(self.square.width) / 2.0 / self.half_range;
        let at = [middle_x + (x * scale) as f32, middle_y - (y * scale) as f32];
        at.iter().all(|value| value.is_finite()).then_some(at)
    }

    /// Points in pixels; those that are not finite are left out.
    pub(crate) fn points(&self, values: impl IntoIterator<Item = [f64; 2]>) -> Vec<Point> {
        let points = values.into_iter().filter_map(|value| self.point(value));
        points.collect()
    }

    /// A border and a thin cross through the origin, with the names of both components.
    pub(crate) fn draw(&self, svg: &mut Svg, [x_name, y_name]: [&str; 2]) {
        let square = self.square;
        let [x, y] = square.center();
        let paint = Paint::fill(palette::PAPER).outlined(palette::RULE, 1.0);
        svg.rect(square, 2.0, paint);
        let rule = Paint::stroke(palette::RULE, 1.0);
        svg.line([square.x, y], [square.right(), y], rule);
        svg.line([x, square.y], [x, square.bottom()], rule);
        let right = [square.right() - 5.0, square.bottom() - 6.0];
        svg.text(right, TICK.anchor(Anchor::End), x_name);
        svg.text([square.x + 5.0, square.y + 14.0], TICK, y_name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_components_have_one_scale_and_what_is_not_finite_is_left_out() {
        let plane = Plane {
            square: Rect::new(0.0, 0.0, 100.0, 100.0),
            half_range: 5.0,
        };
        assert_eq!(plane.point([5.0, -5.0]), Some([100.0, 100.0]));
        assert_eq!(plane.points([[0.0, 0.0], [f64::NAN, 1.0]]), [[50.0, 50.0]]);
        assert_eq!(half_range([[0.0, f64::NAN]]), 1.0);
    }
}
