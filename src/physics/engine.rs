//! Stepping: the settings of the solver and the one control step that everything shares.

use rapier3d::prelude::*;

use super::build::RobotHandles;
use super::drive::{JointMotion, Turning, drive_torque};
use super::state::{ContactForces, RobotState, read_with};
use crate::robot::{JOINTS, JointArray, Robot};

/// Standard gravity, m/s^2, along -z.
pub fn gravity() -> Vector {
    Vector::new(0.0, 0.0, -9.81)
}

/// The solver settings that `docs/physics.md` compares with others.
pub fn integration_parameters(robot: &Robot) -> IntegrationParameters {
    IntegrationParameters {
        dt: robot.spec.physics_step(),
        num_solver_iterations: 1,
        num_internal_pgs_iterations: 2,
        friction_in_bias_pass: true,
        static_contact_softness: SpringCoefficients::new(60.0, 5.0),
        max_ccd_substeps: 0,
        // rapier would never do so with a ground without end, but keep books for it
        contact_recycling: false,
        ..IntegrationParameters::default()
    }
}

/// The broad phase for one robot: its tree of some sixteen boxes is kept as it grew. rapier rebuilds a
/// part of it at every step by default, which takes longer than it saves and finds the same pairs.
pub fn broad_phase() -> DefaultBroadPhase {
    DefaultBroadPhase::with_optimization_strategy(BvhOptimizationStrategy::None)
}

/// Everything that a rapier step needs, borrowed from its owner.
pub struct Engine<'a> {
    pub parameters: &'a IntegrationParameters,
    pub pipeline: &'a mut PhysicsPipeline,
    pub islands: &'a mut IslandManager,
    pub broad_phase: &'a mut DefaultBroadPhase,
    pub narrow_phase: &'a mut NarrowPhase,
    pub bodies: &'a mut RigidBodySet,
    pub colliders: &'a mut ColliderSet,
    pub impulse_joints: &'a mut ImpulseJointSet,
    pub multibody_joints: &'a mut MultibodyJointSet,
    pub ccd_solver: &'a mut CCDSolver,
}

impl Engine<'_> {
    fn step(&mut self) {
        self.pipeline.step(
            gravity(),
            self.parameters,
            self.islands,
            self.broad_phase,
            self.narrow_phase,
            self.bodies,
            self.colliders,
            self.impulse_joints,
            self.multibody_joints,
            self.ccd_solver,
            &(),
            &(),
        );
    }
}

/// A force on a point of a link that stays the same in the world while the link moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pull {
    /// Index into the robot's links.
    pub link: usize,
    /// In the link's frame, m.
    pub point: Vector,
    /// World axes, N.
    pub force: Vector,
}

/// One control step: `substeps` times { torques from the present state, one physics step }.
///
/// `targets` are joint positions in rad; `pulls` act in every physics step and no longer. Torques in the
/// returned state are means over the step, contacts those of the step as a whole (see [`RobotState`]).
pub fn control_step(
    engine: &mut Engine,
    robot: &Robot,
    handles: &RobotHandles,
    targets: &JointArray,
    pulls: &[Pull],
) -> RobotState {
    let substeps = robot.spec.substeps;
    let mut mean_torque = [0.0; JOINTS];
    let mut forces = ContactForces::default();
    let mut is_intact = true;
    for _ in 0..substeps {
        let torque = apply_drives(engine.bodies, robot, handles, targets);
        for (mean, torque) in mean_torque.iter_mut().zip(torque) {
            *mean += torque / substeps as f32;
        }
        for pull in pulls {
            let body = &mut engine.bodies[handles.links[pull.link]];
            let point = *body.position() * pull.point;
            body.add_force_at_point(pull.force, point, true);
        }
        engine.step();
        for pull in pulls {
            engine.bodies[handles.links[pull.link]].reset_forces(false);
        }
        is_intact &= engine.pipeline.quarantine().is_empty();
        forces.add(engine.narrow_phase, handles, engine.parameters.dt);
    }
    RobotState {
        is_intact,
        ..read_with(engine.bodies, robot, handles, &mean_torque, &forces)
    }
}

/// Sets each body's torque to the sum of its drives'; returns the drives' torques, N m.
fn apply_drives(
    bodies: &mut RigidBodySet,
    robot: &Robot,
    handles: &RobotHandles,
    targets: &JointArray,
) -> JointArray {
    let mut applied = [0.0; JOINTS];
    let mut on_link = [Vector::ZERO; JOINTS + 1];
    let links = Turning::of_links(bodies, handles);
    for (k, joint) in robot.joints.iter().enumerate() {
        let motion = JointMotion::of(joint, &links[joint.parent], &links[k + 1]);
        let target = targets[k].clamp(joint.limits[0], joint.limits[1]);
        let (position, velocity) = (motion.angle, motion.velocity);
        applied[k] = drive_torque(&robot.spec, joint.effort, target, position, velocity);
        let torque = motion.axis * applied[k];
        on_link[k + 1] += torque;
        on_link[joint.parent] -= torque;
    }
    for (&handle, torque) in handles.links.iter().zip(on_link) {
        let body = &mut bodies[handle];
        body.reset_torques(false);
        body.add_torque(torque, true);
    }
    applied
}
