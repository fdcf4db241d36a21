//! Drives, thigh, shank and foot of one leg, in the frames of its three links, m.
//!
//! Beside each other along the hip's axis: hip drive, hip flexion drive, thigh, shank, so that
//! nothing meets when the knee folds.

use rapier3d::glamx::{Pose3, Quat, Vec3};

use super::finish::Finish;
use super::parts::Parts;
use crate::lab::solid::Solid;
use crate::lab::solid::shapes::{cylinder, limb};
use crate::robot::body::{Leg, side};
use crate::robot::{Joint, Robot};

/// Adds the parts of a leg.
pub(super) fn add(parts: &mut Parts, robot: &Robot, leg: usize, size: Leg) {
    let shape = LegShape {
        leg,
        scale: size.scale,
        size,
        joints: [0, 1, 2].map(|part| &robot.joints[3 * leg + part]),
        foot: robot.feet[leg],
    };
    shape.add_hip(parts);
    shape.add_thigh(parts);
    shape.add_shank(parts);
    shape.add_foot(parts);
}

struct LegShape<'a> {
    leg: usize,
    scale: f32,
    size: Leg,
    joints: [&'a Joint; 3],
    foot: Vec3,
}

impl LegShape<'_> {
    fn link(&self, part: usize) -> usize {
        1 + 3 * self.leg + part
    }

    /// A joint's axis, turned to point away from the trunk.
    fn axis(&self, part: usize) -> Vec3 {
        let axis = self.joints[part].axis;
        let reference = Vec3::new(self.size.forward, self.size.outward, 0.0);
        axis * side(axis.dot(reference))
    }

    /// A cylinder about `axis` with its leg-coloured disc on the outer face.
    fn drive(&self, parts: &mut Parts, link: usize, center: Vec3, axis: Vec3, size: Drive) {
        let [from, to] = [size.from, size.to].map(|d| center + d * axis);
        let solid = cylinder(from, to, size.radius, 0.12 * size.radius);
        parts.add(link, Finish::Drive, solid);
        if let Some(radius) = size.disc {
            let rim = to - 0.002 * self.scale * axis;
            let face = to + 0.005 * self.scale * axis;
            let disc = cylinder(rim, face, radius, 0.003 * self.scale);
            parts.add(link, Finish::Disc(self.leg), disc);
        }
    }

    fn add_hip(&self, parts: &mut Parts) {
        let s = self.scale;
        let flexion = self.joints[1].origin;
        let (abduction_axis, flexion_axis) = (self.axis(0), self.axis(1));
        let along = flexion.dot(abduction_axis);
        let abduction = Drive {
            from: -0.055 * s,
            to: along + 0.054 * s,
            radius: self.size.abduction_drive,
            disc: Some(0.024 * s),
        };
        self.drive(parts, self.link(0), Vec3::ZERO, abduction_axis, abduction);
        let out = flexion.dot(flexion_axis);
        let flexion_drive = Drive {
            from: -out,
            to: 0.012 * s,
            radius: 0.051 * s,
            disc: None,
        };
        self.drive(parts, self.link(0), flexion, flexion_axis, flexion_drive);
    }

    fn add_thigh(&self, parts: &mut Parts) {
        let s = self.scale;
        let (link, axis) = (self.link(1), self.axis(1));
        let knee = self.joints[2].origin;
        let out = 0.5 * knee.dot(axis);
        let hip_hub = Drive {
            from: out - 0.033 * s,
            to: out + 0.033 * s,
            radius: self.size.hip_hub,
            disc: Some(0.028 * s),
        };
        self.drive(parts, link, Vec3::ZERO, axis, hip_hub);
        let knee_in_plane = knee - knee.dot(axis) * axis;
        let knee_hub = Drive {
            from: out - 0.030 * s,
            to: out + 0.027 * s,
            radius: self.size.knee_hub,
            disc: None,
        };
        self.drive(parts, link, knee_in_plane, axis, knee_hub);
        let stations = [
            [0.0, self.size.thigh[0], 0.025 * s],
            [0.35, 0.045 * s, 0.026 * s],
            [1.0, self.size.thigh[1], 0.021 * s],
        ];
        let plane = out * axis;
        let solid = limb(plane, knee_in_plane + plane, axis, &stations, 0.75);
        parts.add(link, Finish::Thigh(self.leg), solid);
    }

    fn add_shank(&self, parts: &mut Parts) {
        let s = self.scale;
        let (link, axis) = (self.link(2), self.axis(2));
        let hub = Drive {
            from: -0.021 * s,
            to: 0.021 * s,
            radius: 0.040 * s,
            disc: Some(0.022 * s),
        };
        self.drive(parts, link, Vec3::ZERO, axis, hub);
        let stations = [
            [0.0, self.size.shank[0], 0.016 * s],
            [0.25, 0.027 * s, 0.0165 * s],
            [1.0, self.size.shank[1], 0.0125 * s],
        ];
        let ankle = self.foot * 0.86;
        let solid = limb(Vec3::ZERO, ankle, axis, &stations, 0.85);
        parts.add(link, Finish::Shank, solid);
        let boot = [[0.0, 0.0160 * s, 0.0140 * s], [1.0, 0.0175 * s, 0.0155 * s]];
        let solid = limb(self.foot * 0.80, self.foot * 0.93, axis, &boot, 0.95);
        parts.add(link, Finish::Rubber, solid);
    }

    fn add_foot(&self, parts: &mut Parts) {
        let (link, axis) = (self.link(2), self.axis(2));
        let turn = Quat::from_rotation_arc(Vec3::Z, axis);
        let at_foot = |solid: Solid| solid.moved(Pose3::from_parts(self.foot, turn));
        let ball = at_foot(Solid::ball(self.size.foot, 32));
        parts.add(link, Finish::Rubber, ball);
        let tube = 0.34 * self.size.foot;
        let ring = at_foot(Solid::torus(self.size.foot, tube, 40, 16));
        parts.add(link, Finish::FootRing(self.leg), ring);
    }
}

/// Extent of a drive along its axis from the given centre, radii, m.
struct Drive {
    from: f32,
    to: f32,
    radius: f32,
    disc: Option<f32>,
}
