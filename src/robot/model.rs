//! The checked model that everything else reads: a tree of links in joint order.

use rapier3d::glamx::{Mat3, Pose3, Vec3};

use super::{JOINTS, LEGS, LegArray, RobotSpec};

/// What a collider stands for, so that a touch on the ground can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColliderRole {
    /// The trunk: a touch ends the episode.
    Trunk,
    /// The thigh of a leg (index into the legs).
    Thigh(usize),
    /// The knee of a leg.
    Knee(usize),
    /// The foot of a leg.
    Foot(usize),
}

/// A primitive shape, in its own frame (cylinders and capsules along z).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Half extents in m.
    Box { half_extents: Vec3 },
    /// Radius in m.
    Sphere { radius: f32 },
    /// Radius and half of the straight part's length in m.
    Capsule { radius: f32, half_length: f32 },
    /// Radius and half length in m.
    Cylinder { radius: f32, half_length: f32 },
}

/// A collider fixed to a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Collider {
    pub role: ColliderRole,
    pub shape: Shape,
    /// Pose in the link's frame.
    pub link_from_collider: Pose3,
}

/// A rigid body of the tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub name: String,
    /// kg
    pub mass: f32,
    /// Centre of mass in the link's frame, m.
    pub center_of_mass: Vec3,
    /// Inertia about the centre of mass, axes of the link's frame, kg m^2.
    pub inertia: Mat3,
    pub colliders: Vec<Collider>,
}

/// A revolute joint. Joint `k` of [`Robot::joints`] moves link `k + 1` of [`Robot::links`].
#[derive(Clone, Debug, PartialEq)]
pub struct Joint {
    pub name: String,
    /// Index of the parent in [`Robot::links`].
    pub parent: usize,
    /// Where the joint sits in the parent's frame, m (frames are parallel at angle zero).
    pub origin: Vec3,
    /// Unit axis, the same in the parent's and the child's frame.
    pub axis: Vec3,
    /// Lower and upper limit, rad.
    pub limits: [f32; 2],
    /// Largest torque, N m.
    pub effort: f32,
    /// Largest driven speed, rad/s.
    pub velocity: f32,
}

/// A quadruped: the base is link 0, then twelve links in joint order.
#[derive(Clone, Debug)]
pub struct Robot {
    pub name: String,
    pub links: Vec<Link>,
    pub joints: Vec<Joint>,
    /// Foot centre in the frame of its leg's last link, m.
    pub feet: LegArray<Vec3>,
    pub foot_radius: f32,
    pub spec: RobotSpec,
    /// SHA-256 (hex) of the URDF and the JSON that the robot was read from.
    pub sha256: String,
}

impl Robot {
    /// Total mass in kg.
    pub fn mass(&self) -> f32 {
        self.links.iter().map(|link| link.mass).sum()
    }

    /// World poses of all thirteen links for a base pose and joint positions (rad).
    pub fn link_poses(&self, world_from_base: Pose3, joint_position: &[f32; JOINTS]) -> Vec<Pose3> {
        let mut poses = Vec::with_capacity(self.links.len());
        poses.push(world_from_base);
        for (joint, &angle) in self.joints.iter().zip(joint_position) {
            let parent: Pose3 = poses[joint.parent];
            let rotation = rapier3d::glamx::Quat::from_axis_angle(joint.axis, angle);
            poses.push(parent * Pose3::from_parts(joint.origin, rotation));
        }
        poses
    }

    /// Foot centres in the world for the link poses of [`Robot::link_poses`].
    pub fn foot_positions(&self, link_poses: &[Pose3]) -> LegArray<Vec3> {
        std::array::from_fn(|leg| link_poses[self.shank(leg)] * self.feet[leg])
    }

    /// Index of a leg's last link in [`Robot::links`].
    pub fn shank(&self, leg: usize) -> usize {
        debug_assert!(leg < LEGS);
        1 + leg * 3 + 2
    }
}
