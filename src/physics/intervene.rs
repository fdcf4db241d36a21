//! What can be done to a robot between two control steps while it walks.

use rapier3d::prelude::*;

use super::build::{RobotHandles, Sets, insert_ground, link_mass};
use super::engine::Engine;
use super::ground::Ground;
use super::state::RobotState;
use crate::robot::{LEGS, Robot};

/// Adds a velocity (m/s, world axes) to the whole robot at once.
pub fn push(engine: &mut Engine, handles: &RobotHandles, velocity: Vector) {
    for &handle in &handles.links {
        let body = &mut engine.bodies[handle];
        let pushed = body.linvel() + velocity;
        body.set_linvel(pushed, true);
    }
}

/// Gives all that touches the ground another Coulomb coefficient.
pub fn set_friction(engine: &mut Engine, handles: &RobotHandles, friction: f32) {
    let legs = [&handles.feet, &handles.thighs, &handles.knees];
    let legs = legs.into_iter().flatten();
    for &collider in legs.chain(&handles.trunk) {
        if let Some(collider) = engine.colliders.get_mut(collider) {
            collider.set_friction(friction);
        }
    }
}

/// Adds another mass to the base (negative: takes it away), kg.
pub fn set_payload(engine: &mut Engine, robot: &Robot, handles: &RobotHandles, payload: f32) {
    let mass = link_mass(&robot.links[0], payload);
    engine.bodies[handles.links[0]].set_additional_mass_properties(mass, true);
}

/// Puts another ground under the robot and lifts or lowers it so that it is as far above the new one as it
/// was above the old one. Returns how far it was lifted, m.
pub fn change_ground(
    engine: &mut Engine,
    robot: &Robot,
    handles: &mut RobotHandles,
    [old, new]: [&Ground; 2],
    state: &RobotState,
) -> f32 {
    let lift = clearance(robot, old, state) - clearance(robot, new, state);
    let before = engine
        .colliders
        .remove(handles.ground, engine.islands, engine.bodies, true);
    let body = before.as_ref().and_then(Collider::parent);
    let user_data = before.map_or(0, |collider| collider.user_data);
    if let Some(body) = body {
        engine.bodies.remove(
            body,
            engine.islands,
            engine.colliders,
            engine.impulse_joints,
            engine.multibody_joints,
            true,
        );
    }
    let mut sets = Sets {
        bodies: engine.bodies,
        colliders: engine.colliders,
        impulse_joints: engine.impulse_joints,
    };
    handles.ground = insert_ground(&mut sets, new, user_data);
    for &link in &handles.links {
        let body = &mut engine.bodies[link];
        let lifted = body.translation() + Vector::Z * lift;
        body.set_translation(lifted, true);
    }
    lift
}

/// How far the lowest part of the robot is above the ground, m: of feet and links' origins.
fn clearance(robot: &Robot, ground: &Ground, state: &RobotState) -> f32 {
    let feet = (0..LEGS).map(|leg| {
        let foot = state.foot_position[leg];
        foot.z - ground.resting_height(foot.x, foot.y, robot.foot_radius)
    });
    let links = state.link_poses.iter().map(|pose| {
        let origin = pose.translation;
        origin.z - ground.height(origin.x, origin.y)
    });
    feet.chain(links).fold(f32::INFINITY, f32::min)
}
