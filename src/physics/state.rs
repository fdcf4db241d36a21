//! What can be known of the robot after a control step.

use rapier3d::prelude::*;

use super::build::RobotHandles;
use super::drive::{JointMotion, Turning};
use crate::robot::{JOINTS, JointArray, LEGS, LegArray, Robot};

/// A foot, knee, thigh or trunk touches the ground when the mean normal force over the
/// control step (for [`RobotState::foot_contact_share`]: over a physics step) is above this, N.
const TOUCH_FORCE: f32 = 1.0;

/// The robot's state, SI units. Positions and `foot_velocity` in world axes.
#[derive(Clone, Debug, PartialEq)]
pub struct RobotState {
    /// Origin of the base link.
    pub base_position: Vector,
    pub world_from_base: Rotation,
    /// Velocity of the base link's origin (not of its centre of mass), base axes.
    pub linear_velocity_in_base: Vector,
    pub angular_velocity_in_base: Vector,
    pub joint_position: JointArray,
    pub joint_velocity: JointArray,
    /// Mean over the control step, N m.
    pub joint_torque: JointArray,
    pub foot_position: LegArray<Vector>,
    /// Of the lowest point of each foot's ball: zero where a foot rolls without slip.
    pub foot_velocity: LegArray<Vector>,
    pub foot_contact: LegArray<bool>,
    /// Share of the control step's physics steps in which each foot touched the ground, 0 to 1.
    pub foot_contact_share: LegArray<f32>,
    pub knee_contact: LegArray<bool>,
    pub thigh_contact: LegArray<bool>,
    pub trunk_contact: bool,
    pub link_poses: Vec<Pose>,
    /// No body was stopped: rapier takes out bodies whose numbers are no longer finite, and rolls
    /// them back to finite ones.
    pub is_intact: bool,
}

impl RobotState {
    /// Gravity's direction in base axes; (0, 0, -1) when upright.
    pub fn gravity_in_base(&self) -> Vector {
        self.world_from_base.inverse() * -Vector::Z
    }

    /// Forward and lateral velocity, m/s, and yaw rate, rad/s, in base axes: what a command asks for.
    pub fn planar_velocity(&self) -> [f32; 3] {
        let (linear, angular) = (self.linear_velocity_in_base, self.angular_velocity_in_base);
        [linear.x, linear.y, angular.z]
    }

    /// Angle between the base's z axis and the vertical, rad.
    pub fn tilt(&self) -> f32 {
        (-self.gravity_in_base().z).clamp(-1.0, 1.0).acos()
    }

    /// Moves the robot up, m.
    pub fn lift(&mut self, height: f32) {
        let up = Vector::Z * height;
        self.base_position += up;
        self.foot_position.iter_mut().for_each(|foot| *foot += up);
        for pose in &mut self.link_poses {
            pose.translation += up;
        }
    }

    /// Shows every number of it, in the order of the fields; flags are 0 or 1.
    pub fn visit(&self, see: &mut impl FnMut(f32)) {
        let Self {
            base_position,
            world_from_base,
            linear_velocity_in_base,
            angular_velocity_in_base,
            joint_position,
            joint_velocity,
            joint_torque,
            foot_position,
            foot_velocity,
            foot_contact,
            foot_contact_share,
            knee_contact,
            thigh_contact,
            trunk_contact,
            link_poses,
            is_intact,
        } = self;
        let mut all = |numbers: &[f32]| numbers.iter().for_each(|number| see(*number));
        all(&base_position.to_array());
        all(&world_from_base.to_array());
        all(&linear_velocity_in_base.to_array());
        all(&angular_velocity_in_base.to_array());
        all(joint_position);
        all(joint_velocity);
        all(joint_torque);
        foot_position.iter().for_each(|foot| all(&foot.to_array()));
        foot_velocity.iter().for_each(|foot| all(&foot.to_array()));
        let flag = |flag: bool| f32::from(u8::from(flag));
        all(&foot_contact.map(flag));
        all(foot_contact_share);
        all(&knee_contact.map(flag));
        all(&thigh_contact.map(flag));
        all(&[flag(*trunk_contact)]);
        for pose in link_poses {
            all(&pose.translation.to_array());
            all(&pose.rotation.to_array());
        }
        all(&[flag(*is_intact)]);
    }

    /// A state whose numbers are read one by one, in the order of [`RobotState::visit`].
    pub fn read(links: usize, next: &mut impl FnMut() -> f32) -> Self {
        fn vector(next: &mut impl FnMut() -> f32) -> Vector {
            Vector::from_array(std::array::from_fn(|_| next()))
        }
        fn numbers<const N: usize>(next: &mut impl FnMut() -> f32) -> [f32; N] {
            std::array::from_fn(|_| next())
        }
        fn flags(next: &mut impl FnMut() -> f32) -> LegArray<bool> {
            std::array::from_fn(|_| next() != 0.0)
        }
        Self {
            base_position: vector(next),
            world_from_base: Rotation::from_array(numbers(next)),
            linear_velocity_in_base: vector(next),
            angular_velocity_in_base: vector(next),
            joint_position: numbers(next),
            joint_velocity: numbers(next),
            joint_torque: numbers(next),
            foot_position: std::array::from_fn(|_| vector(next)),
            foot_velocity: std::array::from_fn(|_| vector(next)),
            foot_contact: flags(next),
            foot_contact_share: numbers(next),
            knee_contact: flags(next),
            thigh_contact: flags(next),
            trunk_contact: next() != 0.0,
            link_poses: (0..links)
                .map(|_| {
                    let translation = vector(next);
                    Pose::from_parts(translation, Rotation::from_array(numbers(next)))
                })
                .collect(),
            is_intact: next() != 0.0,
        }
    }

    /// How many numbers the state of a robot of so many links has.
    pub fn numbers(links: usize) -> usize {
        13 + 3 * JOINTS + 10 * LEGS + 2 + 7 * links
    }

    /// No NaN and no infinity in the step, nor in what the policy or the views would read.
    pub fn is_finite(&self) -> bool {
        self.is_intact
            && self.base_position.is_finite()
            && self.world_from_base.is_finite()
            && self.linear_velocity_in_base.is_finite()
            && self.angular_velocity_in_base.is_finite()
            && self.joint_position.iter().all(|q| q.is_finite())
            && self.joint_velocity.iter().all(|qd| qd.is_finite())
            && self.joint_torque.iter().all(|torque| torque.is_finite())
    }
}

/// Normal forces on the ground over a control step, N: sums over the physics steps.
#[derive(Default)]
pub(super) struct ContactForces {
    steps: f32,
    feet: LegArray<f32>,
    /// Physics steps in which each foot touched.
    feet_down: LegArray<f32>,
    knees: LegArray<f32>,
    thighs: LegArray<f32>,
    trunk: f32,
}

impl ContactForces {
    /// Adds the contacts of the physics step just done, of duration `dt`.
    pub(super) fn add(&mut self, narrow_phase: &NarrowPhase, handles: &RobotHandles, dt: f32) {
        let force = |collider| {
            narrow_phase
                .contact_pair(collider, handles.ground)
                .map_or(0.0, |pair| pair.total_impulse_magnitude() / dt)
        };
        self.steps += 1.0;
        for leg in 0..LEGS {
            let foot = force(handles.feet[leg]);
            self.feet[leg] += foot;
            self.feet_down[leg] += f32::from(u8::from(foot > TOUCH_FORCE));
            self.knees[leg] += force(handles.knees[leg]);
            self.thighs[leg] += force(handles.thighs[leg]);
        }
        for &collider in &handles.trunk {
            self.trunk += force(collider);
        }
    }

    fn touches(&self, sum: f32) -> bool {
        sum > TOUCH_FORCE * self.steps
    }
}

/// Reads the state from rapier's sets.
pub(super) fn read_with(
    bodies: &RigidBodySet,
    robot: &Robot,
    handles: &RobotHandles,
    joint_torque: &JointArray,
    forces: &ContactForces,
) -> RobotState {
    let base = &bodies[handles.links[0]];
    let base_from_world = base.rotation().inverse();
    let mut joint_position = [0.0; JOINTS];
    let mut velocity = [0.0; JOINTS];
    let links = Turning::of_links(bodies, handles);
    for (k, joint) in robot.joints.iter().enumerate() {
        let motion = JointMotion::of(joint, &links[joint.parent], &links[k + 1]);
        (joint_position[k], velocity[k]) = (motion.angle, motion.velocity);
    }
    let link_poses: Vec<Pose> = handles
        .links
        .iter()
        .map(|&handle| *bodies[handle].position())
        .collect();
    let foot_position = robot.foot_positions(&link_poses);
    let foot_velocity = std::array::from_fn(|leg| {
        let sole = foot_position[leg] - Vector::Z * robot.foot_radius;
        bodies[handles.links[robot.shank(leg)]].velocity_at_point(sole)
    });
    let touching = |sums: &LegArray<f32>| sums.map(|sum| forces.touches(sum));
    RobotState {
        base_position: base.translation(),
        world_from_base: *base.rotation(),
        linear_velocity_in_base: base_from_world * base.velocity_at_point(base.translation()),
        angular_velocity_in_base: base_from_world * base.angvel(),
        joint_position,
        joint_velocity: velocity,
        joint_torque: *joint_torque,
        foot_position,
        foot_velocity,
        foot_contact: touching(&forces.feet),
        foot_contact_share: forces.feet_down.map(|steps| steps / forces.steps),
        knee_contact: touching(&forces.knees),
        thigh_contact: touching(&forces.thighs),
        trunk_contact: forces.touches(forces.trunk),
        link_poses,
        is_intact: true,
    }
}

/// Reads the state of a robot that has not been stepped yet: no torques, no contacts.
pub fn read_state(bodies: &RigidBodySet, robot: &Robot, handles: &RobotHandles) -> RobotState {
    let forces = ContactForces {
        steps: 1.0,
        ..ContactForces::default()
    };
    read_with(bodies, robot, handles, &[0.0; JOINTS], &forces)
}
