//! Where the links are: the simulation writes, the view reads. Poses are world_from_link, m.

use bevy::prelude::Resource;
use rapier3d::glamx::Pose3;

use crate::robot::LegArray;

/// Poses of the links (order of `Robot::links`) after the last two control steps, and how far
/// between them the frame that is drawn lies.
#[derive(Resource, Clone, Debug)]
pub struct RobotPose {
    previous: Vec<Pose3>,
    present: Vec<Pose3>,
    /// 0 draws the previous step, 1 the present one.
    pub alpha: f32,
    /// Which feet touch the ground now.
    pub foot_contact: LegArray<bool>,
}

impl RobotPose {
    /// A robot at rest.
    pub fn new(link_poses: Vec<Pose3>) -> Self {
        Self {
            previous: link_poses.clone(),
            present: link_poses,
            alpha: 1.0,
            foot_contact: LegArray::default(),
        }
    }

    /// Takes the poses after a control step.
    pub fn advance(&mut self, link_poses: Vec<Pose3>, foot_contact: LegArray<bool>) {
        self.previous = std::mem::replace(&mut self.present, link_poses);
        self.foot_contact = foot_contact;
    }

    /// Takes poses that do not follow from the last ones (reset, seek): nothing is interpolated.
    pub fn jump(&mut self, link_poses: Vec<Pose3>, foot_contact: LegArray<bool>) {
        self.previous.clone_from(&link_poses);
        self.present = link_poses;
        self.foot_contact = foot_contact;
    }

    /// The pose of a link in the frame that is drawn, if the robot has that link.
    pub fn link(&self, link: usize) -> Option<Pose3> {
        let (previous, present) = (self.previous.get(link)?, self.present.get(link)?);
        Some(interpolate(previous, present, self.alpha))
    }

    /// The pose of the base in the frame that is drawn.
    pub fn base(&self) -> Pose3 {
        self.link(0).unwrap_or(Pose3::IDENTITY)
    }
}

/// Between two poses: translation linearly, rotation along the shorter arc. `alpha` is clamped
/// to [0, 1].
pub fn interpolate(from: &Pose3, to: &Pose3, alpha: f32) -> Pose3 {
    let alpha = alpha.clamp(0.0, 1.0);
    Pose3::from_parts(
        from.translation.lerp(to.translation, alpha),
        from.rotation.slerp(to.rotation, alpha),
    )
}

#[cfg(test)]
mod tests {
    use rapier3d::glamx::{Quat, Vec3};

    use super::*;

    fn pose(x: f32, yaw: f32) -> Pose3 {
        Pose3::from_parts(Vec3::X * x, Quat::from_rotation_z(yaw))
    }

    #[test]
    fn interpolation_meets_both_ends_and_the_middle() {
        let (from, to) = (pose(1.0, 0.0), pose(3.0, 1.0));
        for (alpha, x, yaw) in [(0.0, 1.0, 0.0), (0.5, 2.0, 0.5), (1.0, 3.0, 1.0)] {
            let between = interpolate(&from, &to, alpha);
            assert!((between.translation - Vec3::X * x).length() < 1e-6);
            assert!(between.rotation.angle_between(Quat::from_rotation_z(yaw)) < 1e-3);
        }
        assert_eq!(interpolate(&from, &to, 7.0).translation.x, 3.0);
    }

    #[test]
    fn interpolation_takes_the_shorter_arc() {
        let from = pose(0.0, 0.1);
        let to = Pose3::from_parts(Vec3::ZERO, -Quat::from_rotation_z(0.3));
        let between = interpolate(&from, &to, 0.5);
        assert!(between.rotation.angle_between(Quat::from_rotation_z(0.2)) < 1e-3);
    }

    #[test]
    fn advance_keeps_the_last_step_and_jump_forgets_it() {
        let mut shown = RobotPose::new(vec![pose(0.0, 0.0)]);
        shown.advance(vec![pose(1.0, 0.0)], [true; 4]);
        shown.alpha = 0.25;
        assert!((shown.base().translation.x - 0.25).abs() < 1e-6);
        assert_eq!(shown.foot_contact, [true; 4]);
        shown.jump(vec![pose(9.0, 0.0)], [false; 4]);
        assert_eq!(shown.base().translation.x, 9.0);
        assert_eq!(shown.link(1), None);
    }
}
