//! Bare rapier worlds, for training and headless runs.

use std::sync::Arc;

use rapier3d::prelude::*;

use super::build::{Conditions, RobotHandles};
use super::engine::{Engine, control_step, gravity, integration_parameters};
use super::ground::Ground;
use super::intervene::push;
use super::place::place;
use super::start::Start;
use super::state::{RobotState, read_state};
use crate::robot::{JointArray, Robot};

/// rapier's sets without Bevy, empty until a robot is placed in them.
pub struct BareSets(PhysicsWorld);

impl BareSets {
    /// For this robot's time step.
    pub fn new(robot: &Robot) -> Self {
        let mut rapier = PhysicsWorld::new();
        rapier.gravity = gravity();
        rapier.integration_parameters = integration_parameters(robot);
        Self(rapier)
    }

    /// Lends them.
    pub fn engine(&mut self) -> Engine<'_> {
        (&mut self.0).into()
    }
}

impl<'a> From<&'a mut PhysicsWorld> for Engine<'a> {
    fn from(rapier: &'a mut PhysicsWorld) -> Self {
        Self {
            parameters: &rapier.integration_parameters,
            pipeline: &mut rapier.physics_pipeline,
            islands: &mut rapier.islands,
            broad_phase: &mut rapier.broad_phase,
            narrow_phase: &mut rapier.narrow_phase,
            bodies: &mut rapier.bodies,
            colliders: &mut rapier.colliders,
            impulse_joints: &mut rapier.impulse_joints,
            multibody_joints: &mut rapier.multibody_joints,
            ccd_solver: &mut rapier.ccd_solver,
        }
    }
}

/// Owns rapier's sets. The same start, conditions and targets give the same states, bit for bit.
pub struct World {
    robot: Arc<Robot>,
    handles: RobotHandles,
    rapier: PhysicsWorld,
}

impl World {
    /// A new world with level ground; nothing of an earlier one can leak into it.
    pub fn new(robot: Arc<Robot>, start: &Start, conditions: &Conditions) -> Self {
        Self::on(&Ground::Level, robot, start, conditions)
    }

    /// A new world with a ground of any kind.
    pub fn on(ground: &Ground, robot: Arc<Robot>, start: &Start, conditions: &Conditions) -> Self {
        let BareSets(mut rapier) = BareSets::new(&robot);
        let handles = place(
            &mut (&mut rapier).into(),
            &robot,
            ground,
            start,
            conditions,
            0,
        );
        Self {
            robot,
            handles,
            rapier,
        }
    }

    /// The robot that lives here.
    pub fn robot(&self) -> &Arc<Robot> {
        &self.robot
    }

    /// The state before the first step.
    pub fn initial_state(&self) -> RobotState {
        read_state(&self.rapier.bodies, &self.robot, &self.handles)
    }

    /// One control step towards `targets` (rad).
    pub fn control_step(&mut self, targets: &JointArray) -> RobotState {
        let engine = &mut (&mut self.rapier).into();
        control_step(engine, &self.robot, &self.handles, targets, &[])
    }

    /// Adds a velocity (m/s, world axes) to the whole robot at once.
    pub fn push(&mut self, velocity: Vector) {
        push(&mut (&mut self.rapier).into(), &self.handles, velocity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physics::ground_shape::GroundShape;
    use crate::robot::{JOINTS, LEGS};

    fn world() -> World {
        let robot = Arc::new(Robot::built_in().expect("built-in robot"));
        let start = Start::standing(&robot);
        World::new(robot, &start, &Conditions::default())
    }

    /// Colliders that are worked out against the ground.
    fn pairs(world: &World) -> usize {
        world.rapier.narrow_phase.contact_pairs().count()
    }

    #[test]
    fn a_standing_robot_stays_where_it_is() {
        let mut world = world();
        let targets = world.robot().spec.default_joint_position;
        let mut settled = world.initial_state();
        for _ in 0..100 {
            settled = world.control_step(&targets);
        }
        let mut last = settled.clone();
        for _ in 0..1000 {
            last = world.control_step(&targets);
            assert_eq!(last.foot_contact, [true; 4]);
        }
        let drift = (last.base_position - settled.base_position).length();
        assert!(drift < 0.01, "drifted {drift} m in 20 s");
        let jitter = last
            .joint_velocity
            .iter()
            .fold(0.0_f32, |most, qd| most.max(qd.abs()));
        assert!(jitter < 0.01, "joints move at {jitter} rad/s");
        assert!(
            (0.49..0.53).contains(&last.base_position.z),
            "{}",
            last.base_position
        );
    }

    #[test]
    fn a_robot_on_its_side_touches_with_trunk_or_thigh() {
        let robot = Arc::new(Robot::built_in().expect("built-in robot"));
        let mut start = Start::standing(&robot);
        start.world_from_base.rotation = Rotation::from_rotation_x(1.5);
        let mut world = World::new(robot, &start, &Conditions::default());
        let targets = world.robot().spec.default_joint_position;
        let touched = (0..100).any(|_| {
            let state = world.control_step(&targets);
            state.trunk_contact || state.thigh_contact.contains(&true)
        });
        assert!(touched);
    }

    #[test]
    fn a_tree_that_is_never_rebuilt_finds_the_same_contacts() {
        let (mut kept, mut rebuilt) = (world(), world());
        rebuilt.rapier.broad_phase = DefaultBroadPhase::new();
        let default = kept.robot().spec.default_joint_position;
        let mut fell = false;
        for step in 0..500 {
            // kicks until it falls, then lies and kicks
            let swing = 0.6 * (step as f32 * 0.31).sin();
            let mut targets = default;
            for (joint, target) in targets.iter_mut().enumerate() {
                *target += if joint % 2 == 0 { swing } else { -swing };
            }
            if step % 50 == 25 {
                kept.push(Vector::new(0.7, 1.5, 0.0));
                rebuilt.push(Vector::new(0.7, 1.5, 0.0));
            }
            let states = [&mut kept, &mut rebuilt].map(|world| world.control_step(&targets));
            assert_eq!(states[0], states[1], "step {step}");
            fell |= states[0].trunk_contact;
        }
        assert!(fell);
    }

    #[test]
    fn what_is_far_from_the_ground_is_left_out_and_changes_nothing() {
        let (mut near, mut all) = (world(), world());
        let ground = all.handles.ground;
        all.rapier.colliders[ground].set_shape(GroundShape::endless());
        let default = near.robot().spec.default_joint_position;
        let (mut seen_up, mut height) = ([false; LEGS], 0.0);
        for step in 0..200 {
            // a trot on the spot: two feet down, two up
            let lift = 0.5 * (step as f32 * 0.3).sin();
            let mut targets = default;
            for leg in 0..LEGS {
                let up = if leg == 0 || leg == 3 { lift } else { -lift }.max(0.0);
                let bend = default[3 * leg + 1].signum();
                targets[3 * leg + 1] += up * bend;
                targets[3 * leg + 2] -= 2.0 * up * bend;
            }
            let states = [&mut near, &mut all].map(|world| world.control_step(&targets));
            assert_eq!(states[0], states[1], "step {step}");
            for (seen, contact) in seen_up.iter_mut().zip(states[0].foot_contact) {
                *seen |= step > 20 && !contact;
            }
            height = states[0].base_position.z;
        }
        assert!(seen_up == [true; LEGS] && height > 0.4);
        assert_eq!((pairs(&near), pairs(&all)), (4, 15));
    }

    #[test]
    fn what_comes_near_the_ground_is_met() {
        for text in ["flat", "steps:0.06", "rough"] {
            let ground = Ground::new(text.parse().unwrap(), 0);
            let robot = Arc::new(Robot::built_in().unwrap());
            let mut start = Start::standing_on(&ground, &robot);
            start.world_from_base.translation.z += 0.4;
            let make = || World::on(&ground, robot.clone(), &start, &Conditions::default());
            let (mut near, mut all) = (make(), make());
            if ground.is_level() {
                let ground = all.handles.ground;
                all.rapier.colliders[ground].set_shape(GroundShape::endless());
            }
            let targets = robot.spec.default_joint_position;
            let mut first = [0, 0];
            for step in 0..100 {
                let states = [&mut near, &mut all].map(|world| world.control_step(&targets));
                assert_eq!(states[0], states[1], "{text}, step {step}");
                if step == 0 {
                    first = [pairs(&near), pairs(&all)];
                }
                assert!(
                    step < 99 || states[0].foot_contact == [true; LEGS],
                    "{text}"
                );
            }
            assert_eq!(first, [0, if ground.is_level() { 15 } else { 0 }], "{text}");
        }
    }

    #[test]
    fn numbers_that_are_not_finite_show_in_the_state_of_that_step() {
        let mut world = world();
        let targets = world.robot().spec.default_joint_position;
        assert!(world.control_step(&targets).is_finite());
        let trunk = world.handles.links[0];
        world.rapier.bodies[trunk].set_linvel(Vector::NAN, true);
        assert!(!world.control_step(&targets).is_finite());
        let mut world = self::world();
        world.push(Vector::X * f32::INFINITY);
        assert!(!world.control_step(&targets).is_finite());
        let mut world = self::world();
        assert!(!world.control_step(&[f32::NAN; JOINTS]).is_finite());
    }

    #[test]
    fn joints_hold_together_after_a_drop() {
        let mut world = world();
        let robot = world.robot().clone();
        let targets = robot.spec.default_joint_position;
        for _ in 0..50 {
            let state = world.control_step(&targets);
            let rigid = robot.link_poses(state.link_poses[0], &state.joint_position);
            for (held, real) in rigid.iter().zip(&state.link_poses) {
                let gap = (held.translation - real.translation).length();
                assert!(gap < 0.01, "a link is {gap} m from where its joints put it");
            }
        }
    }
}
