//! The film's ground: a metric grid (1 m strong, 0.25 m faint) that follows its rise and fall and
//! fades into mist, and the shadows of trunk and feet.

use nalgebra::Vector3;

use super::camera::Camera;
use crate::report::svg::{Paint, Path, Point, Rect, Svg};
use crate::style::palette;

/// How far the grid reaches from the robot in m.
const STRONG_REACH: i32 = 12;
const FAINT_REACH: i32 = 3;
/// Lines of the faint grid in a metre.
const FAINT_PER_METRE: i32 = 4;
/// Distance of the places at which a relief's height is looked up, m: as wide as its cells.
const SPACING: f32 = 1.0 / 32.0;
/// Slopes along a line that differ by less are one.
const STRAIGHT: f32 = 1e-3;
/// Direction in which light falls: from the robot's left front, in its heading's axes.
pub(super) const SUNLIGHT: [f32; 3] = [-0.34, -0.30, -0.89];

/// What a film's robot walks on.
pub(crate) trait FilmGround: std::fmt::Debug + Send + Sync {
    /// Height at a place, m.
    fn height(&self, x: f32, y: f32) -> f32;

    /// Rise along x, m a metre, where the ground is one plane; `None` where it is not.
    fn gradient(&self) -> Option<f32>;
}

/// A plane through the world's origin that rises along x.
#[cfg(test)]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Plane {
    /// m a metre
    pub gradient: f32,
}

#[cfg(test)]
impl FilmGround for Plane {
    fn height(&self, x: f32, _: f32) -> f32 {
        self.gradient * x
    }

    fn gradient(&self) -> Option<f32> {
        Some(self.gradient)
    }
}

/// The ground's point at a place (x, y in m).
pub(super) fn on_ground(ground: &dyn FilmGround, [x, y]: [f32; 2]) -> Vector3<f32> {
    Vector3::new(x, y, ground.height(x, y))
}

/// Draws sky, ground and grid around `target` (x, y in m).
pub(super) fn draw_ground(
    svg: &mut Svg,
    camera: &Camera,
    ground: &dyn FilmGround,
    target: [f32; 2],
    frame: Rect,
) {
    let horizon = camera.horizon();
    let sky = svg.linear_gradient(
        [0.0, frame.y],
        [0.0, frame.bottom()],
        &[
            (0.0, palette::MIST, 1.0),
            (0.45, palette::mix(palette::MIST, palette::GROUND, 0.8), 1.0),
            (1.0, palette::GROUND, 1.0),
        ],
    );
    svg.rect(frame, 0.0, Paint::fill(sky));
    for (reach, per_metre, opacity) in [
        (FAINT_REACH, FAINT_PER_METRE, 0.32),
        (STRONG_REACH, 1, 0.85),
    ] {
        let path = grid(camera, ground, target, reach, per_metre);
        let ink = palette::mix(palette::LINE, palette::TEXT_SECONDARY, 0.25);
        svg.path(
            &path,
            Paint::stroke(ink, 1.0).opacity(opacity).class("grid"),
        );
    }
    let mist_end = horizon + 0.34 * frame.height;
    let mist = svg.linear_gradient(
        [0.0, horizon],
        [0.0, mist_end],
        &[
            (0.0, palette::MIST, 1.0),
            (0.35, palette::MIST, 0.75),
            (1.0, palette::MIST, 0.0),
        ],
    );
    let band = Rect::new(frame.x, frame.y, frame.width, mist_end - frame.y);
    svg.rect(band, 0.0, Paint::fill(mist));
}

/// Lines of constant x and of constant y, as one path.
fn grid(
    camera: &Camera,
    ground: &dyn FilmGround,
    target: [f32; 2],
    reach: i32,
    per_metre: i32,
) -> Path {
    let spacing = 1.0 / per_metre as f32;
    let middle = target.map(|value| (value / spacing).round() as i32);
    let reach = reach * per_metre;
    let mut path = Path::default();
    for (axis, middle) in middle.into_iter().enumerate() {
        let across = (target[1 - axis] / SPACING).round() * SPACING;
        let span = reach as f32 * spacing;
        for line in middle - reach..=middle + reach {
            if per_metre > 1 && line % per_metre == 0 {
                continue;
            }
            let along = line as f32 * spacing;
            let end = |across: f32| match axis {
                0 => [along, across],
                _ => [across, along],
            };
            append_line(
                &mut path,
                camera,
                ground,
                end(across - span),
                end(across + span),
            );
        }
    }
    path
}

/// Appends the ground's line between two places, as far as it lies before the camera.
fn append_line(
    path: &mut Path,
    camera: &Camera,
    ground: &dyn FilmGround,
    from: [f32; 2],
    to: [f32; 2],
) {
    let line = match ground.gradient() {
        Some(_) => vec![on_ground(ground, from), on_ground(ground, to)],
        None => bends(ground, from, to),
    };
    for pair in line.windows(2) {
        if let Some(ends) = camera.project_segment(pair[0], pair[1]) {
            path.polyline(&ends);
        }
    }
}

/// Points of the ground's line between two places, between which it is straight.
fn bends(ground: &dyn FilmGround, from: [f32; 2], to: [f32; 2]) -> Vec<Vector3<f32>> {
    let way = [to[0] - from[0], to[1] - from[1]];
    let count = (way[0].hypot(way[1]) / SPACING).round().max(1.0) as usize;
    let slope = |a: Vector3<f32>, b: Vector3<f32>| (b.z - a.z) / (b - a).xy().norm();
    let mut line: Vec<Vector3<f32>> = Vec::new();
    for step in 0..=count {
        let share = step as f32 / count as f32;
        let point = on_ground(ground, [0, 1].map(|axis| from[axis] + share * way[axis]));
        if let [.., before, last] = line[..]
            && (slope(before, last) - slope(last, point)).abs() < STRAIGHT
        {
            line.pop();
        }
        line.push(point);
    }
    line
}

/// The soft shadow of a body on the plane through the ground under it.
pub(super) struct BodyShadow {
    /// A point of the plane.
    under: Vector3<f32>,
    /// The plane's upward unit normal.
    normal: Vector3<f32>,
    /// Direction in which light falls.
    sun: Vector3<f32>,
}

impl BodyShadow {
    /// Of a body over a place (x, y in m); on what is no plane it falls level.
    pub(super) fn on(ground: &dyn FilmGround, place: [f32; 2], sun: Vector3<f32>) -> Self {
        let gradient = ground.gradient().unwrap_or(0.0);
        Self {
            under: on_ground(ground, place),
            normal: Vector3::new(-gradient, 0.0, 1.0).normalize(),
            sun,
        }
    }

    /// Draws the shadow that the corners of a convex body cast.
    pub(super) fn draw(&self, svg: &mut Svg, camera: &Camera, body: &[Vector3<f32>]) {
        let steepness = -self.sun.dot(&self.normal);
        let fallen = body.iter().map(|point| {
            let height = (point - self.under).dot(&self.normal);
            point + self.sun * (height / steepness)
        });
        let points: Vec<Point> = fallen.filter_map(|point| camera.project(point)).collect();
        let shadow = Path::polygon(&convex_hull(points));
        svg.blurred(3.0, |svg| {
            svg.path(
                &shadow,
                Paint::fill(palette::SHADOW).opacity(0.62).class("shadow"),
            );
        });
    }
}

/// Draws the dark spot under a foot; it is darkest when the foot touches the ground.
pub(super) fn draw_foot_shadow(
    svg: &mut Svg,
    camera: &Camera,
    ground: &dyn FilmGround,
    foot: Vector3<f32>,
    radius: f32,
) {
    let height = (foot.z - radius - ground.height(foot.x, foot.y)).max(0.0);
    let opacity = 0.8 / (1.0 + 12.0 * height);
    let reach = radius * (1.5 + 6.0 * height);
    let points: Vec<Point> = (0..24)
        .map(|i| std::f32::consts::TAU * i as f32 / 24.0)
        .map(|angle| [foot.x + reach * angle.cos(), foot.y + reach * angle.sin()])
        .filter_map(|place| camera.project(on_ground(ground, place)))
        .collect();
    let paint = Paint::fill(palette::SHADOW)
        .opacity(opacity)
        .class("foot-shadow");
    svg.path(&Path::polygon(&points), paint);
}

/// The convex hull of points in the plane (Andrew's monotone chain).
pub(super) fn convex_hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let turns_left = |a: Point, b: Point, c: Point| {
        (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0.0
    };
    let chain = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while let [.., before, last] = chain[..] {
                if turns_left(before, last, point) {
                    break;
                }
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut hull = chain(&mut points.iter().copied());
    hull.extend(chain(&mut points.iter().rev().copied()));
    hull
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stairs of 5 cm every half metre along x, each over a ramp as wide as a relief's cell.
    #[derive(Debug)]
    struct Stairs;

    impl FilmGround for Stairs {
        fn height(&self, x: f32, _: f32) -> f32 {
            let stairs = x / 0.5;
            0.05 * (stairs.floor() + (16.0 * (stairs - stairs.floor())).min(1.0))
        }

        fn gradient(&self) -> Option<f32> {
            None
        }
    }

    #[test]
    fn a_line_over_stairs_bends_where_they_do_and_nowhere_else() {
        let line = bends(&Stairs, [-2.0, 0.5], [2.0, 0.5]);
        // foot and head of eight ramps, and the foot of the ninth
        assert_eq!(line.len(), 17, "{line:?}");
        for pair in line.windows(2) {
            for share in [0.0, 0.25, 0.5, 0.75] {
                let point = pair[0] + (pair[1] - pair[0]) * share;
                let gap = point.z - Stairs.height(point.x, point.y);
                assert!(gap.abs() < 1e-4, "{gap} m at {point:?}");
            }
        }
        let across = bends(&Stairs, [0.25, -2.0], [0.25, 2.0]);
        assert_eq!(across.len(), 2);
    }

    #[test]
    fn a_hull_leaves_inner_points_out() {
        let square = vec![
            [0.0, 0.0],
            [2.0, 0.0],
            [2.0, 2.0],
            [0.0, 2.0],
            [1.0, 1.0],
            [1.0, 0.0],
        ];
        let hull = convex_hull(square);
        assert_eq!(hull, [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]);
    }

    #[test]
    fn few_points_are_their_own_hull() {
        assert_eq!(
            convex_hull(vec![[1.0, 1.0], [0.0, 0.0]]),
            [[0.0, 0.0], [1.0, 1.0]]
        );
    }
}
