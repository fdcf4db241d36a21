//! Filling rapier's sets with a ground and a robot.

use rapier3d::prelude::*;

use super::ground::Ground;
use super::ground_shape::GroundShape;
use super::start::Start;
use crate::robot::{ColliderRole, JOINTS, LEGS, LegArray, Robot, Shape};

/// Colliders of the robot meet the ground only, never each other.
const ROBOT_GROUP: Group = Group::GROUP_1;
const GROUND_GROUP: Group = Group::GROUP_2;

/// The sets that a robot lives in, borrowed from whoever owns them.
pub struct Sets<'a> {
    pub bodies: &'a mut RigidBodySet,
    pub colliders: &'a mut ColliderSet,
    pub impulse_joints: &'a mut ImpulseJointSet,
}

/// What differs from one run to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conditions {
    /// Coulomb coefficient between feet and ground.
    pub friction: f32,
    /// Mass added to the base link (negative: taken away), kg.
    pub payload: f32,
    /// Control steps between a decision and the drives that follow it.
    pub latency: u32,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            friction: 0.8,
            payload: 0.0,
            latency: 0,
        }
    }
}

/// Handles into the sets for everything that is read or driven later.
#[derive(Clone, Debug)]
pub struct RobotHandles {
    pub ground: ColliderHandle,
    /// The thirteen links in the order of [`Robot::links`].
    pub links: Vec<RigidBodyHandle>,
    pub feet: LegArray<ColliderHandle>,
    pub trunk: Vec<ColliderHandle>,
    pub thighs: LegArray<ColliderHandle>,
    pub knees: LegArray<ColliderHandle>,
}

/// A ground, for worlds with the [`narrow_phase`](super::narrow_phase) that knows it. `user_data` marks
/// body and collider (in the lab: the bits of an entity).
pub fn insert_ground(sets: &mut Sets, ground: &Ground, user_data: u128) -> ColliderHandle {
    let body = RigidBodyBuilder::fixed().user_data(user_data);
    let body = sets.bodies.insert(body);
    let collider = ColliderBuilder::new(GroundShape::shared(ground))
        .friction(1.0)
        .friction_combine_rule(CoefficientCombineRule::Multiply)
        .collision_groups(InteractionGroups::new(
            GROUND_GROUP,
            Group::ALL,
            InteractionTestMode::And,
        ))
        .user_data(user_data);
    sets.colliders
        .insert_with_parent(collider, body, sets.bodies)
}

/// Thirteen bodies, twelve free hinges (the drives push by explicit torques), colliders.
pub fn insert_robot(
    sets: &mut Sets,
    robot: &Robot,
    start: &Start,
    conditions: &Conditions,
    ground: ColliderHandle,
    user_data: u128,
) -> RobotHandles {
    let poses = robot.link_poses(start.world_from_base, &start.joint_position);
    let mut handles = RobotHandles {
        ground,
        links: Vec::with_capacity(JOINTS + 1),
        feet: [ColliderHandle::invalid(); LEGS],
        trunk: Vec::new(),
        thighs: [ColliderHandle::invalid(); LEGS],
        knees: [ColliderHandle::invalid(); LEGS],
    };
    for (index, (link, pose)) in robot.links.iter().zip(poses).enumerate() {
        let payload = if index == 0 { conditions.payload } else { 0.0 };
        let body = insert_link(sets, link, pose, payload, user_data);
        handles.links.push(body);
        for collider in &link.colliders {
            let built = collider_builder(collider, conditions.friction).user_data(user_data);
            let handle = sets.colliders.insert_with_parent(built, body, sets.bodies);
            match collider.role {
                ColliderRole::Trunk => handles.trunk.push(handle),
                ColliderRole::Thigh(leg) => handles.thighs[leg] = handle,
                ColliderRole::Knee(leg) => handles.knees[leg] = handle,
                ColliderRole::Foot(leg) => handles.feet[leg] = handle,
            }
        }
    }
    for (index, joint) in robot.joints.iter().enumerate() {
        let mut hinge = RevoluteJointBuilder::new(joint.axis)
            .local_anchor1(joint.origin)
            .local_anchor2(Vector::ZERO)
            .contacts_enabled(false);
        if joint.limits[1] - joint.limits[0] < std::f32::consts::TAU {
            hinge = hinge.limits(joint.limits);
        }
        let (parent, child) = (handles.links[joint.parent], handles.links[index + 1]);
        sets.impulse_joints.insert(parent, child, hinge, true);
    }
    handles
}

fn insert_link(
    sets: &mut Sets,
    link: &crate::robot::Link,
    pose: Pose,
    payload: f32,
    user_data: u128,
) -> RigidBodyHandle {
    let mass = link_mass(link, payload);
    let body = RigidBodyBuilder::dynamic()
        .pose(pose)
        .additional_mass_properties(mass)
        .can_sleep(false)
        .user_data(user_data);
    sets.bodies.insert(body)
}

/// Mass, centre and inertia of a link that bears a payload (kg), its form unchanged.
pub(super) fn link_mass(link: &crate::robot::Link, payload: f32) -> MassProperties {
    MassProperties::with_inertia_matrix(
        link.center_of_mass,
        link.mass + payload,
        link.inertia * ((link.mass + payload) / link.mass),
    )
}

fn collider_builder(collider: &crate::robot::Collider, friction: f32) -> ColliderBuilder {
    let shape = match collider.shape {
        Shape::Box { half_extents: h } => ColliderBuilder::cuboid(h.x, h.y, h.z),
        Shape::Sphere { radius } => ColliderBuilder::ball(radius),
        Shape::Capsule {
            radius,
            half_length,
        } => ColliderBuilder::capsule_z(half_length, radius),
        // rapier's cylinders lie along y
        Shape::Cylinder {
            radius,
            half_length,
        } => ColliderBuilder::cylinder(half_length, radius)
            .rotation(Vector::X * std::f32::consts::FRAC_PI_2),
    };
    let turn = shape.position;
    shape
        .position(collider.link_from_collider * turn)
        .density(0.0)
        .friction(friction)
        .friction_combine_rule(CoefficientCombineRule::Multiply)
        .collision_groups(InteractionGroups::new(
            ROBOT_GROUP,
            GROUND_GROUP,
            InteractionTestMode::And,
        ))
}
