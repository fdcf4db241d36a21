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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physics::{BareSets, Conditions, Pull, Start, control_step, place, read_state};

    /// A robot in its sets, so far above the ground.
    struct Placed {
        robot: Robot,
        sets: BareSets,
        handles: RobotHandles,
    }

    fn placed(ground: &Ground, above: f32, conditions: &Conditions) -> Placed {
        let robot = Robot::built_in().unwrap();
        let mut sets = BareSets::new(&robot);
        let mut start = Start::standing_on(ground, &robot);
        start.world_from_base.translation.z += above;
        let handles = place(&mut sets.engine(), &robot, ground, &start, conditions, 7);
        Placed {
            robot,
            sets,
            handles,
        }
    }

    impl Placed {
        fn step(&mut self, pulls: &[Pull]) -> RobotState {
            let targets = self.robot.spec.default_joint_position;
            let engine = &mut self.sets.engine();
            control_step(engine, &self.robot, &self.handles, &targets, pulls)
        }

        fn state(&mut self) -> RobotState {
            read_state(self.sets.engine().bodies, &self.robot, &self.handles)
        }

        /// kg m/s
        fn momentum(&mut self) -> Vector {
            let engine = self.sets.engine();
            let links = self.handles.links.iter().map(|&link| &engine.bodies[link]);
            links.map(|body| body.linvel() * body.mass()).sum()
        }
    }

    #[test]
    fn a_force_gives_its_impulse_turns_by_its_lever_and_ends() {
        let mut free = placed(&Ground::Level, 3.0, &Conditions::default());
        let pull = Pull {
            link: 0,
            point: Vector::new(0.0, 0.4, 0.0),
            force: Vector::new(300.0, 0.0, 0.0),
        };
        for _ in 0..5 {
            free.step(&[pull]);
        }
        let after = free.momentum();
        assert!((after.x - 300.0 * 0.1).abs() < 0.05, "{after}");
        assert!(after.y.abs() < 0.05, "{after}");
        let state = free.step(&[]);
        assert!((free.momentum().x - after.x).abs() < 0.01, "it has ended");
        // forward on the left side: clockwise seen from above
        assert!(
            state.angular_velocity_in_base.z < -0.3,
            "{}",
            state.angular_velocity_in_base
        );
    }

    #[test]
    fn a_push_changes_the_velocity_of_every_link() {
        let mut free = placed(&Ground::Level, 3.0, &Conditions::default());
        // masses are known from the first step on
        free.step(&[]);
        let (mass, before) = (free.robot.mass(), free.momentum());
        push(
            &mut free.sets.engine(),
            &free.handles,
            Vector::new(0.5, -1.0, 2.0),
        );
        let change = (free.momentum() - before) / mass;
        assert!(
            (change - Vector::new(0.5, -1.0, 2.0)).length() < 1e-4,
            "{change}"
        );
    }

    #[test]
    fn a_payload_or_a_friction_is_as_if_it_had_been_there_from_the_start() {
        let other = Conditions {
            friction: 0.3,
            payload: 12.0,
            ..Conditions::default()
        };
        let mut from_start = placed(&Ground::Level, 0.0, &other);
        let mut changed = placed(&Ground::Level, 0.0, &Conditions::default());
        let mut usual = placed(&Ground::Level, 0.0, &Conditions::default());
        set_payload(
            &mut changed.sets.engine(),
            &changed.robot,
            &changed.handles,
            12.0,
        );
        set_friction(&mut changed.sets.engine(), &changed.handles, 0.3);
        let mut last = None;
        for step in 0..50 {
            let states = [&mut from_start, &mut changed, &mut usual].map(|robot| {
                let sideways = Pull {
                    link: 0,
                    point: Vector::ZERO,
                    force: Vector::new(0.0, 250.0, 0.0),
                };
                robot.step(&[sideways])
            });
            assert_eq!(states[0], states[1], "step {step}");
            last = Some(states);
        }
        let [_, changed, usual] = last.unwrap();
        let slid = changed.base_position.y - usual.base_position.y;
        assert!(slid.abs() > 0.05, "{slid}");
    }

    #[test]
    fn on_another_ground_the_robot_stands_as_far_above_it_and_meets_it() {
        let grounds = ["flat", "slope:10", "rough:0.1", "steps:0.08"];
        let grounds = grounds.map(|text| Ground::new(text.parse().unwrap(), 1));
        let mut robot = placed(&grounds[0], 0.0, &Conditions::default());
        push(
            &mut robot.sets.engine(),
            &robot.handles,
            Vector::new(0.8, 0.3, 0.0),
        );
        for pair in grounds.windows(2) {
            for _ in 0..60 {
                robot.step(&[]);
            }
            let mut before = robot.state();
            let clearance_before = clearance(&robot.robot, &pair[0], &before);
            let lift = change_ground(
                &mut robot.sets.engine(),
                &robot.robot,
                &mut robot.handles,
                [&pair[0], &pair[1]],
                &before,
            );
            let after = robot.state();
            let found = clearance(&robot.robot, &pair[1], &after);
            assert!(
                (found - clearance_before).abs() < 1e-4,
                "{found} {clearance_before}"
            );
            before.lift(lift);
            assert!((before.base_position - after.base_position).length() < 1e-5);
            let settled = (0..60).map(|_| robot.step(&[])).last().unwrap();
            assert!(settled.foot_contact.iter().filter(|&&down| down).count() >= 3);
            let found = clearance(&robot.robot, &pair[1], &settled);
            assert!(found.abs() < 0.02, "{found} m above the ground");
        }
        let ground = robot.sets.engine().colliders[robot.handles.ground].user_data;
        assert_eq!(ground, 7, "the lab's mark");
    }
}
