//! The film's trunk: a light bevelled shell with a darker belt and dark end plates.
//!
//! In: the base's pose. Out: faces of one convex solid, shaded by the sun; faces that are
//! turned away are not drawn, so that their order does not matter.

use nalgebra::{Isometry3, Vector3};

use super::camera::Camera;
use crate::report::svg::{Paint, Path, Point, Svg};
use crate::robot::body::Trunk;
use crate::style::palette::{self, Rgb};

/// The bevels of a trunk of scale 1, m: at the ends; along the upper and the lower edges, across and down.
const END_BEVEL: f32 = 0.05;
const UPPER_BEVEL: [f32; 2] = [0.046, 0.074];
const LOWER_BEVEL: [f32; 2] = [0.040, 0.032];
/// The part of full light that the dark side still gets.
const AMBIENT: f32 = 0.46;
/// Corners of half the section.
const PROFILE: usize = 6;

/// The trunk as the film draws it: a convex solid of a robot's sizes.
pub(super) struct DrawnTrunk {
    size: Trunk,
    /// Half the section, from the top's middle down the left side, as (y, z) in m.
    profile: [[f32; 2]; PROFILE],
}

impl DrawnTrunk {
    /// A trunk of these sizes.
    pub(super) fn new(size: Trunk) -> Self {
        let half_width = size.half[1];
        let [upper, lower] = [UPPER_BEVEL, LOWER_BEVEL].map(|bevel| bevel.map(|m| m * size.scale));
        Self {
            profile: [
                [half_width - upper[0], size.top],
                [half_width, size.top - upper[1]],
                [half_width, size.belt[0]],
                [half_width, size.belt[1]],
                [half_width, size.bottom + lower[1]],
                [half_width - lower[0], size.bottom],
            ],
            size,
        }
    }

    /// The whole section round the trunk, as (y, z): down the left side, up the right.
    fn section(&self) -> Vec<[f32; 2]> {
        let right = self.profile.iter().rev().map(|&[y, z]| [-y, z]);
        self.profile.iter().copied().chain(right).collect()
    }

    fn middle(&self) -> f32 {
        (self.size.top + self.size.bottom) / 2.0
    }

    /// The section at `x`, smaller by `inset` all round, in base axes.
    fn ring(&self, x: f32, inset: f32) -> Vec<Vector3<f32>> {
        let (middle, half_width) = (self.middle(), self.size.half[1]);
        let shrunk = |value: f32, half: f32| value * (half - inset) / half;
        self.section()
            .into_iter()
            .map(|[y, z]| {
                let z = middle + shrunk(z - middle, self.size.top - middle);
                Vector3::new(x, shrunk(y, half_width), z)
            })
            .collect()
    }

    /// Where the full section ends, at the front and at the rear.
    fn full(&self) -> [f32; 2] {
        let bevel = END_BEVEL * self.size.scale;
        [self.size.front - bevel, self.size.rear + bevel]
    }

    /// Corners of the trunk in the world, for its shadow.
    pub(super) fn corners(&self, world_from_base: &Isometry3<f32>) -> Vec<Vector3<f32>> {
        self.full()
            .into_iter()
            .flat_map(|x| self.ring(x, 0.0))
            .map(|point| world_from_base.transform_point(&point.into()).coords)
            .collect()
    }

    /// Draws the trunk.
    pub(super) fn draw(
        &self,
        svg: &mut Svg,
        camera: &Camera,
        sun: Vector3<f32>,
        world_from_base: &Isometry3<f32>,
    ) {
        let brush = Brush {
            camera,
            sun,
            world_from_base,
            inside: Vector3::new(0.0, 0.0, self.middle()),
        };
        let [front, rear] = self.full().map(|x| self.ring(x, 0.0));
        let bevel = END_BEVEL * self.size.scale;
        let ends = [
            (&front, self.ring(self.size.front, bevel)),
            (&rear, self.ring(self.size.rear, bevel)),
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
        let lid_color = palette::mix(palette::SHELL, palette::SHELL_BELT, 0.16);
        brush.face(svg, &self.lid(), lid_color);
    }

    /// A plate let into the top.
    fn lid(&self) -> Vec<Vector3<f32>> {
        let x = self.size.half[0];
        let y = self.size.half[1] - (UPPER_BEVEL[0] + 0.025) * self.size.scale;
        [[x, y], [x, -y], [-x, -y], [-x, y]]
            .map(|[x, y]| Vector3::new(x, y, self.size.top))
            .to_vec()
    }
}

/// Whether the face from corner `i` of the section to the next belongs to the belt.
fn is_belt(i: usize) -> bool {
    let left = 2;
    let right = 2 * PROFILE - 2 - left;
    i == left || i == right
}

/// What is needed to draw a face.
struct Brush<'a> {
    camera: &'a Camera,
    sun: Vector3<f32>,
    world_from_base: &'a Isometry3<f32>,
    /// A point within the trunk, base axes.
    inside: Vector3<f32>,
}

impl Brush<'_> {
    /// Draws a flat face, given by corners in base axes, if it is turned to the camera.
    fn face(&self, svg: &mut Svg, corners: &[Vector3<f32>], color: Rgb) {
        let middle = corners.iter().sum::<Vector3<f32>>() / corners.len() as f32;
        let mut normal = (corners[1] - corners[0])
            .cross(&(corners[2] - corners[1]))
            .normalize();
        if normal.dot(&(middle - self.inside)) < 0.0 {
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
    use crate::robot::Robot;
    use crate::robot::body::Body;

    fn trunk() -> DrawnTrunk {
        let robot = Robot::built_in().expect("the built-in robot is valid");
        DrawnTrunk::new(Body::of(&robot).trunk)
    }

    #[test]
    fn the_belt_runs_along_both_sides() {
        let trunk = trunk();
        let section = trunk.section();
        let belt: Vec<[f32; 4]> = (0..section.len())
            .filter(|&i| is_belt(i))
            .map(|i| [section[i], section[(i + 1) % section.len()]])
            .map(|[from, to]| [from[0], from[1], to[0], to[1]])
            .collect();
        let ([upper, lower], w) = (trunk.size.belt, trunk.size.half[1]);
        assert_eq!(belt, [[w, upper, w, lower], [-w, lower, -w, upper]]);
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
        trunk().draw(
            &mut svg,
            &camera,
            sun,
            &Isometry3::translation(0.0, 0.0, 0.5),
        );
        let drawn = svg.finish().svg.matches("class=\"shell\"").count();
        let faces = 3 * 2 * PROFILE + 3;
        assert!(drawn > 8 && drawn < faces * 2 / 3, "{drawn} of {faces}");
    }
}
