//! A robot put on a ground, in sets that hold nothing else.

use rapier3d::prelude::*;

use super::build::{Conditions, RobotHandles, Sets, insert_ground, insert_robot};
use super::contact::narrow_phase;
use super::engine::{Engine, broad_phase};
use super::ground::Ground;
use super::start::Start;
use crate::robot::Robot;

/// Empties rapier's sets and puts ground and robot into them: nothing of an earlier run can leak into the
/// next. `user_data` marks every body and collider (in the lab: the bits of an entity).
pub fn place(
    engine: &mut Engine,
    robot: &Robot,
    ground: &Ground,
    start: &Start,
    conditions: &Conditions,
    user_data: u128,
) -> RobotHandles {
    *engine.pipeline = PhysicsPipeline::new();
    *engine.islands = IslandManager::new();
    *engine.broad_phase = broad_phase();
    *engine.narrow_phase = narrow_phase();
    *engine.bodies = RigidBodySet::new();
    *engine.colliders = ColliderSet::new();
    *engine.impulse_joints = ImpulseJointSet::new();
    *engine.multibody_joints = MultibodyJointSet::new();
    *engine.ccd_solver = CCDSolver::new();
    let mut sets = Sets {
        bodies: engine.bodies,
        colliders: engine.colliders,
        impulse_joints: engine.impulse_joints,
    };
    let ground = insert_ground(&mut sets, ground, user_data);
    insert_robot(&mut sets, robot, start, conditions, ground, user_data)
}
