//! Where a robot begins.

use rapier3d::prelude::*;

use super::ground::Ground;
use crate::robot::{JointArray, LegArray, Robot};

/// Where and how a robot starts, at rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Start {
    pub world_from_base: Pose,
    /// rad
    pub joint_position: JointArray,
}

impl Start {
    /// Default pose at the start height, at the origin, facing x.
    pub fn standing(robot: &Robot) -> Self {
        Self {
            world_from_base: Pose::translation(0.0, 0.0, robot.spec.start_height),
            joint_position: robot.spec.default_joint_position,
        }
    }

    /// Default pose at the origin, facing x: at the start height over level ground, else on it.
    pub fn standing_on(ground: &Ground, robot: &Robot) -> Self {
        let mut start = Self::standing(robot);
        if !ground.is_level() {
            start.put_on(ground, robot);
        }
        start
    }

    /// Tilts the base as the ground under the feet is tilted, and lifts or lowers it until the
    /// lowest foot touches.
    pub fn put_on(&mut self, ground: &Ground, robot: &Robot) {
        if !ground.is_level() {
            let up = mean_normal(&self.feet(robot), ground);
            let pose = &mut self.world_from_base;
            pose.rotation = Rotation::from_rotation_arc(Vector::Z, up) * pose.rotation;
        }
        let lift = self
            .feet(robot)
            .iter()
            .map(|foot| ground.resting_height(foot.x, foot.y, robot.foot_radius) - foot.z)
            .fold(f32::NEG_INFINITY, f32::max);
        self.world_from_base.translation.z += lift;
    }

    fn feet(&self, robot: &Robot) -> LegArray<Vector> {
        robot.foot_positions(&robot.link_poses(self.world_from_base, &self.joint_position))
    }
}

/// Unit normal of the ground as four feet meet it: square to the lines between diagonal feet.
fn mean_normal(feet: &LegArray<Vector>, ground: &Ground) -> Vector {
    let [lf, lh, rf, rh] = feet.map(|foot| foot.with_z(ground.height(foot.x, foot.y)));
    (lf - rh).cross(lh - rf).normalize_or(Vector::Z)
}
