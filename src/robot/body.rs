//! How large the parts of a robot look: what the lab's solids and the film strip are both drawn by. In: the
//! robot's joints, feet and colliders, so that another quadruped of the same structure draws sensibly. Out:
//! lengths in m; the trunk's in the base's frame.

use rapier3d::glamx::Vec3;

use super::{LEGS, LegArray, Robot, Shape};

/// Thigh length and hip distance from the base's centre of the robot for which sizes are given, m.
const REFERENCE_THIGH: f32 = 0.302;
const REFERENCE_HIP: f32 = 0.3;
const BASE: usize = 0;

/// The sizes of a robot's parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    pub trunk: Trunk,
    pub legs: LegArray<Leg>,
}

/// The trunk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trunk {
    /// Of all that is not given here.
    pub scale: f32,
    /// Half length and half width of the shell.
    pub half: [f32; 2],
    /// Where its ends are, along x.
    pub front: f32,
    pub rear: f32,
    /// Heights of its top, of the upper and lower edge of its belt, and of its bottom.
    pub top: f32,
    pub belt: [f32; 2],
    pub bottom: f32,
    /// Height of the hip axes.
    pub hip_height: f32,
}

/// A leg. Radii of its drives and limbs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// Of all that is not given here.
    pub scale: f32,
    /// Where the hip joint sits in the base.
    pub hip: Vec3,
    /// 1 for a front leg, -1 for a hind leg.
    pub forward: f32,
    /// 1 for a left leg, -1 for a right leg.
    pub outward: f32,
    /// The drive that swings the leg sideways.
    pub abduction_drive: f32,
    /// The hubs of thigh and knee.
    pub hip_hub: f32,
    pub knee_hub: f32,
    /// Half widths of thigh and shank at both ends.
    pub thigh: [f32; 2],
    pub shank: [f32; 2],
    pub foot: f32,
}

impl Body {
    /// The sizes of a robot.
    pub fn of(robot: &Robot) -> Self {
        Self {
            trunk: Trunk::of(robot),
            legs: std::array::from_fn(|leg| Leg::of(robot, leg)),
        }
    }
}

impl Trunk {
    fn of(robot: &Robot) -> Self {
        let mean = |value: fn(Vec3) -> f32| {
            (0..LEGS).map(|leg| value(hip(robot, leg))).sum::<f32>() / LEGS as f32
        };
        let (hip_x, hip_y) = (mean(|p| p.x.abs()), mean(|p| p.y.abs()));
        let scale = hip_x.max(0.05) / REFERENCE_HIP;
        let hip_height = mean(|p| p.z);
        let margin = Vec3::new(hip_x + 0.1 * scale, hip_y, hip_height + 0.1 * scale);
        let low = Vec3::new(-margin.x, -margin.y, hip_height - 0.05 * scale);
        let (low, high) = collider_bounds(robot).unwrap_or((low, margin));
        Self {
            scale,
            half: [hip_x - 0.048 * scale, hip_y + 0.034 * scale],
            front: high.x,
            rear: low.x,
            top: high.z,
            belt: [high.z - 0.120 * scale, high.z - 0.160 * scale],
            bottom: high.z - 0.218 * scale,
            hip_height,
        }
    }
}

impl Leg {
    fn of(robot: &Robot, leg: usize) -> Self {
        let hip = hip(robot, leg);
        let thigh_length = robot.joints[3 * leg + 2].origin.length().max(0.05);
        let scale = thigh_length / REFERENCE_THIGH;
        Self {
            scale,
            hip,
            forward: side(hip.x),
            outward: side(hip.y),
            abduction_drive: 0.047 * scale,
            hip_hub: 0.058 * scale,
            knee_hub: 0.046 * scale,
            thigh: [0.046 * scale, 0.033 * scale],
            shank: [0.031 * scale, 0.0145 * scale],
            foot: robot.foot_radius,
        }
    }
}

/// The sign of a coordinate, 1 at zero, so that mid-plane joints have a side.
pub fn side(value: f32) -> f32 {
    if value < 0.0 { -1.0 } else { 1.0 }
}

/// Where a leg's hip joint sits in the base.
fn hip(robot: &Robot, leg: usize) -> Vec3 {
    robot.joints[3 * leg].origin
}

/// Lowest and highest coordinates of the base's colliders.
fn collider_bounds(robot: &Robot) -> Option<(Vec3, Vec3)> {
    let reach = |shape: Shape| match shape {
        Shape::Box { half_extents } => half_extents,
        Shape::Sphere { radius } => Vec3::splat(radius),
        Shape::Capsule {
            radius,
            half_length,
        } => Vec3::new(radius, radius, radius + half_length),
        Shape::Cylinder {
            radius,
            half_length,
        } => Vec3::new(radius, radius, half_length),
    };
    let colliders = robot.links[BASE].colliders.iter();
    let boxes = colliders.map(|collider| {
        let turn = collider.link_from_collider.rotation;
        let center = collider.link_from_collider.translation;
        let half = reach(collider.shape);
        let axes = [Vec3::X * half.x, Vec3::Y * half.y, Vec3::Z * half.z];
        let turned: Vec3 = axes.iter().map(|&axis| (turn * axis).abs()).sum();
        (center - turned, center + turned)
    });
    boxes.reduce(|(low, high), (l, h)| (low.min(l), high.max(h)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_follow_the_robot() {
        let mut robot = Robot::built_in().expect("the built-in robot is valid");
        let body = Body::of(&robot);
        let ends = [body.trunk.front, -body.trunk.rear];
        assert!(ends.iter().all(|end| (end - 0.52).abs() < 0.02), "{ends:?}");
        assert!(body.trunk.bottom < body.trunk.belt[1] && body.trunk.belt[0] < body.trunk.top);
        let sides = body.legs.map(|leg| [leg.forward, leg.outward]);
        assert_eq!(sides, [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]]);
        robot.joints[2].origin *= 2.0;
        let longer = Body::of(&robot);
        assert_eq!(
            longer.legs[0].thigh,
            body.legs[0].thigh.map(|width| 2.0 * width)
        );
        assert_eq!(longer.legs[1], body.legs[1]);
        assert_eq!(longer.trunk, body.trunk);
    }
}
