//! The joint drives: PD position control with a torque limit and a speed law.

use rapier3d::prelude::*;

use super::build::RobotHandles;
use crate::robot::{JOINTS, Joint, RobotSpec};

/// Torque of one drive in N m.
///
/// `clip(stiffness (target - position) - damping velocity, +-effort)`; a torque of the speed's own
/// sign (driving) is cut further by the robot's speed law: whole up to
/// `full_torque_below`, falling linearly to nothing at `no_torque_above`, rad/s. What is not a
/// number gives none, so that it is seen in the state.
pub fn drive_torque(
    spec: &RobotSpec,
    effort: f32,
    target: f32,
    position: f32,
    velocity: f32,
) -> f32 {
    let wanted = spec.stiffness * (target - position) - spec.damping * velocity;
    if wanted.is_nan() {
        return wanted;
    }
    let law = spec.speed_law;
    let share =
        (law.no_torque_above - velocity.abs()) / (law.no_torque_above - law.full_torque_below);
    let driving = effort * share.clamp(0.0, 1.0);
    let (lower, upper) = if velocity >= 0.0 {
        (-effort, driving)
    } else {
        (-driving, effort)
    };
    wanted.clamp(lower, upper)
}

/// Angle of the child about the joint's axis relative to the parent, in (-pi, pi] rad.
pub fn joint_angle(joint: &Joint, parent: &Rotation, child: &Rotation) -> f32 {
    let relative = parent.inverse() * *child;
    let sine = relative.xyz().dot(joint.axis);
    let angle = 2.0 * sine.atan2(relative.w);
    if angle > std::f32::consts::PI {
        angle - std::f32::consts::TAU
    } else if angle <= -std::f32::consts::PI {
        angle + std::f32::consts::TAU
    } else {
        angle
    }
}

/// How a link is turned (world from link) and turns (rad/s, world axes).
#[derive(Clone, Copy)]
pub(super) struct Turning {
    rotation: Rotation,
    velocity: Vector,
}

impl Turning {
    /// Of all links, each body looked up once.
    pub(super) fn of_links(bodies: &RigidBodySet, handles: &RobotHandles) -> [Self; JOINTS + 1] {
        std::array::from_fn(|link| {
            let body = &bodies[handles.links[link]];
            Self {
                rotation: *body.rotation(),
                velocity: body.angvel(),
            }
        })
    }
}

/// A joint at an instant.
pub(super) struct JointMotion {
    /// In world axes.
    pub axis: Vector,
    /// rad
    pub angle: f32,
    /// rad/s
    pub velocity: f32,
}

impl JointMotion {
    pub(super) fn of(joint: &Joint, parent: &Turning, child: &Turning) -> Self {
        let axis = parent.rotation * joint.axis;
        Self {
            axis,
            angle: joint_angle(joint, &parent.rotation, &child.rotation),
            velocity: axis.dot(child.velocity - parent.velocity),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robot::Robot;

    fn spec() -> RobotSpec {
        Robot::built_in().expect("built-in robot").spec
    }

    #[test]
    fn torque_is_pd_within_the_limit() {
        let spec = spec();
        assert_eq!(drive_torque(&spec, 80.0, 0.5, 0.25, 1.0), 80.0 * 0.25 - 2.0);
        assert_eq!(drive_torque(&spec, 80.0, 3.0, 0.0, 0.0), 80.0);
        assert_eq!(drive_torque(&spec, 80.0, -3.0, 0.0, 0.0), -80.0);
    }

    #[test]
    fn no_driving_torque_beyond_the_speed_limit_but_full_braking() {
        let spec = spec();
        for speed in [7.5, 9.0, 20.0] {
            assert!(drive_torque(&spec, 80.0, 5.0, 0.0, speed) <= 0.0);
            assert!(drive_torque(&spec, 80.0, -5.0, 0.0, -speed) >= 0.0);
            assert_eq!(drive_torque(&spec, 80.0, -5.0, 0.0, speed), -80.0);
        }
        let halfway = drive_torque(&spec, 80.0, 5.0, 0.0, 6.75);
        assert!((halfway - 40.0).abs() < 1e-4, "{halfway}");
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        let spec = spec();
        let nan = f32::NAN;
        for [target, position, velocity] in [[nan, 0.0, 0.0], [0.0, nan, 0.0], [0.0, 0.0, nan]] {
            assert!(drive_torque(&spec, 80.0, target, position, velocity).is_nan());
        }
        assert_eq!(drive_torque(&spec, 80.0, 0.0, 0.0, f32::INFINITY), -80.0);
    }

    #[test]
    fn angle_is_that_of_the_turn_about_the_axis() {
        let robot = Robot::built_in().expect("built-in robot");
        for joint in &robot.joints {
            for angle in [-3.0, -0.4, 0.0, 1.0, 3.1] {
                let parent = Rotation::from_rotation_x(0.7) * Rotation::from_rotation_z(2.0);
                let child = parent * Rotation::from_axis_angle(joint.axis, angle);
                assert!((joint_angle(joint, &parent, &child) - angle).abs() < 1e-5);
            }
        }
    }
}
