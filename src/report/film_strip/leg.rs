//! The film's legs: dark drives with a disc in the leg's colour, tapered thighs in that
//! colour, light shanks, feet as rings (filled while on the ground).

use nalgebra::Vector3;

use super::LegPoints;
use super::camera::Camera;
use crate::report::svg::{Paint, Path, Point, Svg};
use crate::robot::body;
use crate::style::palette::{self, Rgb};

/// The coloured disc of a drive, as a part of its radius.
const DISC: f32 = 0.52;
/// Half the thickness of a drive in m.
const HALF_DRIVE: f32 = 0.032;
/// Corners of a drawn circle or half circle.
const CORNERS: usize = 28;

/// One leg, ready to be drawn; points in the world, in m.
pub(super) struct Leg<'a> {
    pub camera: &'a Camera,
    pub size: body::Leg,
    pub points: [Vector3<f32>; 4],
    /// Forward axis of the base.
    pub forward: Vector3<f32>,
    /// From the base's middle to this side, level with the base.
    pub side: Vector3<f32>,
    pub color: Rgb,
    pub on_ground: bool,
}

impl Leg<'_> {
    /// How far the hip is along the view, in m.
    pub(super) fn depth(&self) -> f32 {
        self.camera.depth(self.points[1])
    }

    /// Whether the leg is on the side of the trunk that the camera sees.
    pub(super) fn is_near(&self) -> bool {
        self.camera.sees(self.points[0], self.side)
    }

    /// Whether the end of the trunk that the hip drive sits in is turned to the camera.
    pub(super) fn hip_is_near(&self) -> bool {
        self.camera
            .sees(self.points[0], self.forward * self.size.forward)
    }

    /// The drive that swings the leg sideways, in the corner of the trunk.
    pub(super) fn draw_abduction_drive(&self, svg: &mut Svg) {
        let axis = self.forward * self.size.forward;
        let hip = self.points[0];
        self.drive(
            svg,
            hip + axis * 0.155 * self.size.scale,
            axis,
            self.size.abduction_drive,
        );
    }

    /// Everything from the hip's flexion drive to the foot.
    pub(super) fn draw(&self, svg: &mut Svg) {
        let [hip, flexion, knee, foot] = self.points;
        let outward = self.outward();
        let thigh_top = flexion + outward * 0.03;
        let (thigh, shank) = ([thigh_top, knee], [knee, foot]);
        let hip_drive =
            |svg: &mut Svg| self.drive(svg, flexion - outward * 0.01, outward, self.size.hip_hub);
        let knee_drive = |svg: &mut Svg| self.drive(svg, knee, outward, self.size.knee_hub);
        if self.camera.sees(hip, outward) {
            self.limb(svg, shank, self.size.shank, palette::SHANK);
            self.limb(svg, thigh, self.size.thigh, self.color);
            hip_drive(svg);
            knee_drive(svg);
            self.foot(svg);
        } else {
            self.limb(svg, shank, self.size.shank, palette::SHANK);
            self.foot(svg);
            knee_drive(svg);
            self.limb(svg, thigh, self.size.thigh, self.color);
            hip_drive(svg);
        }
    }

    /// Axis of the flexion drives: square to the base's forward axis, away from the trunk.
    fn outward(&self) -> Vector3<f32> {
        let [hip, flexion, ..] = self.points;
        let offset = flexion - hip;
        let across = offset - self.forward * offset.dot(&self.forward);
        across.try_normalize(1e-4).unwrap_or(self.side)
    }

    /// A tapered limb, lit from the upper left of the picture.
    fn limb(&self, svg: &mut Svg, ends: [Vector3<f32>; 2], radii: [f32; 2], color: Rgb) {
        let Some([from, to]) = self.project_both(ends) else {
            return;
        };
        let [Some(from_scale), Some(to_scale)] = ends.map(|end| self.camera.pixels_per_metre(end))
        else {
            return;
        };
        let (from_radius, to_radius) = (radii[0] * from_scale, radii[1] * to_scale);
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        let length = dx.hypot(dy).max(1e-3);
        let mut across = [-dy / length, dx / length];
        if across[0] + across[1] > 0.0 {
            across = across.map(|value| -value);
        }
        let rim = |sign: f32| {
            let reach = sign * from_radius.max(to_radius);
            [from[0] + across[0] * reach, from[1] + across[1] * reach]
        };
        let ink = svg.linear_gradient(
            rim(1.0),
            rim(-1.0),
            &[
                (0.0, palette::mix(color, palette::SHADOW, 0.08), 1.0),
                (0.28, palette::mix(color, palette::COMMANDED, 0.32), 1.0),
                (0.55, color, 1.0),
                (1.0, palette::mix(color, palette::SHADOW, 0.48), 1.0),
            ],
        );
        let outline = tapered_outline(from, from_radius, to, to_radius);
        let edge = palette::mix(color, palette::SHADOW, 0.72);
        let paint = Paint::fill(ink).outlined(edge, 0.8).class("limb");
        svg.path(&Path::polygon(&outline), paint);
    }

    /// A short dark cylinder with a disc in the leg's colour on the side that is seen.
    fn drive(&self, svg: &mut Svg, middle: Vector3<f32>, axis: Vector3<f32>, radius: f32) {
        let seen = if self.camera.sees(middle, axis) {
            axis
        } else {
            -axis
        };
        let (near, far) = (middle + seen * HALF_DRIVE, middle - seen * HALF_DRIVE);
        let circle = |center: Vector3<f32>, radius: f32| -> Option<Vec<Point>> {
            let u = seen
                .cross(&Vector3::z())
                .try_normalize(1e-4)
                .unwrap_or(self.forward);
            let v = seen.cross(&u);
            (0..CORNERS)
                .map(|i| std::f32::consts::TAU * i as f32 / CORNERS as f32)
                .map(|angle| center + (u * angle.cos() + v * angle.sin()) * radius)
                .map(|point| self.camera.project(point))
                .collect()
        };
        let rings = (
            circle(near, radius),
            circle(far, radius),
            circle(near, radius * DISC),
        );
        let (Some(face), Some(back), Some(disc)) = rings else {
            return;
        };
        let body = super::ground::convex_hull(face.iter().chain(&back).copied().collect());
        let rim = palette::mix(palette::DRIVE, palette::TEXT_SECONDARY, 0.35);
        let wall = palette::mix(palette::DRIVE, palette::SHADOW, 0.45);
        svg.path(
            &Path::polygon(&body),
            Paint::fill(wall).outlined(palette::SHADOW, 0.8),
        );
        svg.path(
            &Path::polygon(&face),
            Paint::fill(palette::DRIVE).outlined(rim, 0.8),
        );
        svg.path(&Path::polygon(&disc), Paint::fill(self.color).class("disc"));
    }

    fn foot(&self, svg: &mut Svg) {
        let foot = self.points[3];
        let (Some(at), Some(scale)) = (
            self.camera.project(foot),
            self.camera.pixels_per_metre(foot),
        ) else {
            return;
        };
        let (fill, class) = if self.on_ground {
            (self.color, "foot on-ground")
        } else {
            (palette::BACKGROUND, "foot in-air")
        };
        let ring = 0.011 * scale;
        let edge = if self.on_ground {
            palette::mix(self.color, palette::SHADOW, 0.35)
        } else {
            self.color
        };
        let paint = Paint::fill(fill).outlined(edge, ring).class(class);
        svg.circle(at, self.size.foot * scale - ring / 2.0, paint);
    }

    fn project_both(&self, ends: [Vector3<f32>; 2]) -> Option<[Point; 2]> {
        Some([self.camera.project(ends[0])?, self.camera.project(ends[1])?])
    }
}

impl LegPoints {
    /// Hip, flexion joint, knee, foot.
    pub(super) fn vectors(&self) -> [Vector3<f32>; 4] {
        [self.hip, self.thigh, self.knee, self.foot].map(Vector3::from)
    }
}

/// The outline of two circles and the strip between them.
fn tapered_outline(from: Point, from_radius: f32, to: Point, to_radius: f32) -> Vec<Point> {
    let circle = |[x, y]: Point, radius: f32| {
        (0..CORNERS)
            .map(|i| std::f32::consts::TAU * i as f32 / CORNERS as f32)
            .map(move |angle| [x + radius * angle.cos(), y + radius * angle.sin()])
    };
    super::ground::convex_hull(
        circle(from, from_radius)
            .chain(circle(to, to_radius))
            .collect(),
    )
}
