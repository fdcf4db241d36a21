//! The robot as data: links, joints, colliders (URDF) and what URDF lacks (JSON).
//! No simulation here. Lengths in m, masses in kg, angles in rad, axes of the base.

pub mod body;
mod check;
mod error;
mod load;
mod model;
mod spec;
mod urdf;

pub use error::RobotError;
pub use model::{Collider, ColliderRole, Joint, Link, Robot, Shape};
pub use spec::{LegSpec, RobotSpec, SpeedLaw};

/// Number of legs.
pub const LEGS: usize = 4;
/// Number of actuated joints.
pub const JOINTS: usize = 12;
/// Short names of the legs, in the order of every array in this program.
pub const LEG_NAMES: [&str; LEGS] = ["LF", "LH", "RF", "RH"];
/// Short names of the joints of a leg, from the hip outward.
pub const LEG_JOINT_NAMES: [&str; 3] = ["HAA", "HFE", "KFE"];

/// One value for each joint: LF HAA, LF HFE, LF KFE, LH HAA, ... RH KFE.
pub type JointArray = [f32; JOINTS];
/// One value for each leg: LF, LH, RF, RH.
pub type LegArray<T> = [T; LEGS];
