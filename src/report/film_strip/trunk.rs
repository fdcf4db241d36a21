//! The film's trunk: a light bevelled shell with a darker belt and dark end plates.
//!
//! In: the base's pose. Out: faces of one convex solid, shaded by the sun; faces that are
//! turned away are not drawn, so that their order does not matter.

use nalgebra::{Isometry3, Vector3};

use super::camera::Camera;
use crate::report::svg::{Paint, Path, Point, Svg};
use crate::style::palette::{self, Rgb};

/// Half the length of the shell's full section, and of the shell with its end bevels, in m.
const HALF_LENGTH: f32 = 0.43;
const HALF_LENGTH_WITH_BEVEL: f32 = 0.48;
/// How much the end plates are smaller than the section, in m.
const END_BEVEL: f32 = 0.045;
/// Half the width of the shell in m.
pub const HALF_WIDTH: f32 = 0.135;
/// Height over the base's origin in m: of the shell's top, its belt, and its bottom.
const TOP: f32 = 0.145;
const BELT: [f32; 2] = [0.035, -0.015];
const BOTTOM: f32 = -0.07;
const BEVEL: f32 = 0.04;
/// The part of full light that the dark side still gets.
const AMBIENT: f32 = 0.46;

/// Half the section, from the top's middle down the left side, as (y, z) in m.
const PROFILE: [[f32; 2]; 6] = [
    [HALF_WIDTH - BEVEL, TOP],
    [HALF_WIDTH, TOP - BEVEL],
    [HALF_WIDTH, BELT[0]],
    [HALF_WIDTH, BELT[1]],
    [HALF_WIDTH, BOTTOM + BEVEL],
    [HALF_WIDTH - BEVEL, BOTTOM],
];

/// The whole section round the trunk, as (y, z): down the left side, up the right.
fn section() -> Vec<[f32; 2]> {
    let right = PROFILE.iter().rev().map(|&[y, z]| [-y, z]);
    PROFILE.iter().copied().chain(right).collect()
}

/// The section at `x`, smaller by `inset` all round, in base axes.
fn ring(x: f32, inset: f32) -> Vec<Vector3<f32>> {
    let middle = (TOP + BOTTOM) / 2.0;
    let shrunk = |value: f32, half: f32| value * (half - inset) / half;
    section()
        .into_iter()
        .map(|[y, z]| {
            let z = middle + shrunk(z - middle, TOP - middle);
            Vector3::new(x, shrunk(y, HALF_WIDTH), z)
        })
        .collect()
}

/// Corners of the trunk in the world, for its shadow.
pub fn corners(world_from_base: &Isometry3<f32>) -> Vec<Vector3<f32>> {
    [-HALF_LENGTH, HALF_LENGTH]
        .into_iter()
        .flat_map(|x| ring(x, 0.0))
        .map(|point| world_from_base.transform_point(&point.into()).coords)
        .collect()
}

/// Draws the trunk.
pub fn draw_trunk(
    svg: &mut Svg,
    camera: &Camera,
    sun: Vector3<f32>,
    world_from_base: &Isometry3<f32>,
) {
    let brush = Brush {
        camera,
        sun,
        world_from_base,
    };
    let front = ring(HALF_LENGTH, 0.0);
    let rear = ring(-HALF_LENGTH, 0.0);
    let ends = [
        (&front, ring(HALF_LENGTH_WITH_BEVEL, END_BEVEL)),
        (&rear, ring(-HALF_LENGTH_WITH_BEVEL, END_BEVEL)),
    ];
    let count = front.len();
    for i in 0..count {
        let next = (i + 1) % count;
        let color = if is_belt(i) {
            palette::SHELL_BELT
        } else {
            palette::SHELL
        };
        brush.face(svg, &[front[i], front[next], rear[next], rear[i]], color);
        for (full, plate) in &ends {
            brush.face(svg, &[full[i], full[next], plate[next], plate[i]], color);
        }
    }
    for (_, plate) in &ends {
        brush.face(svg, plate, palette::DRIVE);
    }
    brush.face(
        svg,
        &lid(),
        palette::mix(palette::SHELL, palette::SHELL_BELT, 0.16),
    );
}

/// Whether the face from corner `i` of the section to the next belongs to the belt.
fn is_belt(i: usize) -> bool {
    let left = 2;
    let right = 2 * PROFILE.len() - 2 - left;
    i == left || i == right
}

/// A plate let into the top.
fn lid() -> Vec<Vector3<f32>> {
    let (x, y) = (0.30, HALF_WIDTH - BEVEL - 0.025);
    [[x, y], [x, -y], [-x, -y], [-x, y]]
        .map(|[x, y]| Vector3::new(x, y, TOP))
        .to_vec()
}

/// What is needed to draw a face.
struct Brush<'a> {
    camera: &'a Camera,
    sun: Vector3<f32>,
    world_from_base: &'a Isometry3<f32>,
}

impl Brush<'_> {
    /// Draws a flat face, given by corners in base axes, if it is turned to the camera.
    fn face(&self, svg: &mut Svg, corners: &[Vector3<f32>], color: Rgb) {
        let middle = corners.iter().sum::<Vector3<f32>>() / corners.len() as f32;
        let mut normal = (corners[1] - corners[0])
            .cross(&(corners[2] - corners[1]))
            .normalize();
        let inside = Vector3::new(0.0, 0.0, (TOP + BOTTOM) / 2.0);
        if normal.dot(&(middle - inside)) < 0.0 {
            normal = -normal;
        }
        let normal = self.world_from_base.rotation * normal;
        let in_world = |point: &Vector3<f32>| {
            self.world_from_base
                .transform_point(&(*point).into())
                .coords
        };
        if !self.camera.sees(in_world(&middle), normal) {
            return;
        }
        let points: Option<Vec<Point>> = corners
            .iter()
            .map(|corner| self.camera.project(in_world(corner)))
            .collect();
        let Some(points) = points else { return };
        let light = AMBIENT + (1.0 - AMBIENT) * normal.dot(&-self.sun).max(0.0);
        let ink = palette::mix(palette::SHADOW, color, light.min(1.0));
        // A hairline of its own colour closes the seam between neighbours.
        svg.path(
            &Path::polygon(&points),
            Paint::fill(ink).outlined(ink, 0.6).class("shell"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::svg::Rect;

    #[test]
    fn the_belt_runs_along_both_sides() {
        let section = section();
        let belt: Vec<[f32; 4]> = (0..section.len())
            .filter(|&i| is_belt(i))
            .map(|i| [section[i], section[(i + 1) % section.len()]])
            .map(|[from, to]| [from[0], from[1], to[0], to[1]])
            .collect();
        let w = HALF_WIDTH;
        assert_eq!(belt, [[w, BELT[0], w, BELT[1]], [-w, BELT[1], -w, BELT[0]]]);
    }

    #[test]
    fn only_faces_turned_to_the_camera_are_drawn() {
        let camera = Camera::at_left_front(
            Vector3::zeros(),
            0.0,
            0.0,
            Rect::new(0.0, 0.0, 200.0, 200.0),
        );
        let mut svg = Svg::new(200, 200, "");
        let sun = Vector3::new(-0.3, -0.4, -0.86).normalize();
        draw_trunk(
            &mut svg,
            &camera,
            sun,
            &Isometry3::translation(0.0, 0.0, 0.5),
        );
        let drawn = svg.finish().svg.matches("class=\"shell\"").count();
        let faces = 3 * 2 * PROFILE.len() + 3;
        assert!(drawn > 8 && drawn < faces * 2 / 3, "{drawn} of {faces}");
    }
}
