//! The trunk: shell with bevelled edges, belt, drive housings, sensor head, in the base's frame, m.

use std::ops::Deref;

use rapier3d::glamx::{Pose3, Quat, Vec3};

use super::finish::Finish;
use super::parts::{BASE, Parts};
use crate::lab::solid::Solid;
use crate::lab::solid::shapes::{Section, block, cylinder, prism};
use crate::robot::body::Trunk;

/// Adds the parts of the trunk.
pub(super) fn add(parts: &mut Parts, trunk: Trunk) {
    let shape = TrunkShape(trunk);
    shape.add_shell(parts);
    shape.add_deck(parts);
    for end in [1.0, -1.0] {
        shape.add_housing(parts, end);
    }
    shape.add_sensors(parts);
}

/// Draws by the trunk's sizes.
struct TrunkShape(Trunk);

impl Deref for TrunkShape {
    type Target = Trunk;

    fn deref(&self) -> &Trunk {
        &self.0
    }
}

impl TrunkShape {
    /// A slice of the trunk from plan sections (height from the top, inset of both half extents).
    fn slice(&self, sections: &[[f32; 3]], edge: f32) -> Solid {
        let s = self.scale;
        let sections: Vec<Section> = sections
            .iter()
            .map(|&[drop, inset_x, inset_y]| Section {
                height: self.top - drop * s,
                half: [self.half[0] - inset_x * s, self.half[1] - inset_y * s],
                corner: 0.034 * s,
            })
            .collect();
        prism(&sections, edge * s)
    }

    fn add_shell(&self, parts: &mut Parts) {
        let upper = [
            [0.128, 0.002, 0.002],
            [0.086, 0.0, 0.0],
            [0.074, 0.003, 0.0035],
            [0.0, 0.038, 0.046],
        ];
        parts.add(BASE, Finish::Shell, self.slice(&upper, 0.010));
        let belt = [[0.160, 0.010, 0.010], [0.120, 0.010, 0.010]];
        parts.add(BASE, Finish::Belt, self.slice(&belt, 0.004));
        let lower = [
            [0.218, 0.040, 0.040],
            [0.186, 0.0055, 0.0055],
            [0.178, 0.0015, 0.0015],
            [0.150, 0.0, 0.0],
        ];
        parts.add(BASE, Finish::Shell, self.slice(&lower, 0.010));
    }

    /// The dark deck on top, with two rails and a rotating sensor's dome at the rear.
    fn add_deck(&self, parts: &mut Parts) {
        let s = self.scale;
        let at = |x: f32, y: f32, z: f32| Pose3::from_translation(Vec3::new(x, y, self.top + z));
        let [length, width] = [self.half[0] - 0.075 * s, self.half[1] - 0.085 * s];
        let plate = block(Vec3::new(length, width, 0.006 * s), 0.004 * s);
        parts.add(BASE, Finish::Belt, plate.moved(at(0.0, 0.0, 0.002 * s)));
        for y in [width + 0.014 * s, -width - 0.014 * s] {
            let rail = block(Vec3::new(length, 0.005 * s, 0.010 * s), 0.004 * s);
            parts.add(BASE, Finish::Drive, rail.moved(at(0.0, y, 0.005 * s)));
        }
        let foot = Vec3::new(-0.55 * self.half[0], 0.0, self.top);
        let puck = |low: f32, high: f32, radius: f32| {
            let [from, to] = [low, high].map(|z| foot + s * z * Vec3::Z);
            cylinder(from, to, radius * s, 0.006 * s)
        };
        parts.add(BASE, Finish::Drive, puck(0.0, 0.022, 0.046));
        parts.add(BASE, Finish::Lens, puck(0.018, 0.052, 0.041));
        parts.add(BASE, Finish::Drive, puck(0.048, 0.064, 0.045));
    }

    /// A prism along x toward an end: sections of (distance along x, half width, half height).
    fn along_x(&self, end: f32, sections: &[[f32; 3]], edge: f32) -> Solid {
        let s = self.scale;
        let sections: Vec<Section> = sections
            .iter()
            .map(|&[height, half_width, half_height]| Section {
                height,
                half: [half_height * s, half_width * s],
                corner: 0.018 * s,
            })
            .collect();
        let turn = Quat::from_rotation_y(end * std::f32::consts::FRAC_PI_2);
        let center = Vec3::new(0.0, 0.0, self.hip_height + 0.012 * s);
        prism(&sections, edge * s).moved(Pose3::from_parts(center, turn))
    }

    /// Distance of a housing's end from the base's centre.
    fn reach(&self, end: f32) -> f32 {
        if end > 0.0 { self.front } else { -self.rear }
    }

    fn add_housing(&self, parts: &mut Parts, end: f32) {
        let s = self.scale;
        let reach = self.reach(end);
        let neck = [
            [self.half[0] - 0.03 * s, 0.052, 0.066],
            [reach - 0.05 * s, 0.052, 0.056],
        ];
        parts.add(BASE, Finish::Drive, self.along_x(end, &neck, 0.006));
        let cap = [
            [reach - 0.082 * s, 0.066, 0.058],
            [reach - 0.060 * s, 0.092, 0.074],
            [reach - 0.022 * s, 0.092, 0.074],
            [reach, 0.074, 0.056],
        ];
        parts.add(BASE, Finish::Shell, self.along_x(end, &cap, 0.010));
    }

    /// The face: a glossy plate with two eyes in front; a plain grille behind.
    fn add_sensors(&self, parts: &mut Parts) {
        let s = self.scale;
        let visor = [
            [self.front - 0.02 * s, 0.060, 0.034],
            [self.front + 0.004 * s, 0.058, 0.032],
        ];
        parts.add(BASE, Finish::Lens, self.along_x(1.0, &visor, 0.004));
        let face = Vec3::new(self.front + 0.003 * s, 0.0, self.hip_height + 0.012 * s);
        for y in [0.030, -0.030] {
            let eye = face + s * y * Vec3::Y;
            let rim = cylinder(eye, eye + 0.006 * s * Vec3::X, 0.017 * s, 0.002 * s);
            parts.add(BASE, Finish::Drive, rim);
            let lens = cylinder(eye, eye + 0.009 * s * Vec3::X, 0.0125 * s, 0.003 * s);
            parts.add(BASE, Finish::Lens, lens);
        }
        for row in [-0.022, 0.0, 0.022] {
            let slat = block(Vec3::new(0.006, 0.052, 0.006) * s, 0.003 * s);
            let x = self.rear - 0.001 * s;
            let z = self.hip_height + (0.012 + row) * s;
            let pose = Pose3::from_translation(Vec3::new(x, 0.0, z));
            parts.add(BASE, Finish::Belt, slat.moved(pose));
        }
    }
}
