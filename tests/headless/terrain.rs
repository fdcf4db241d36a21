//! Ground that is not level: heights and contacts agree, a robot stands and walks on it, the same
//! seed gives the same walk.

use std::sync::Arc;

use tanglewalk::physics::{Conditions, Ground, PERIOD, Quat, RobotState, Start, World};
use tanglewalk::policy::{Lesion, Policy};
use tanglewalk::robot::Robot;
use tanglewalk::rollout::{Run, RunOptions};
use tanglewalk::script::CommandSchedule;
use tanglewalk::task::{Command, ObservationNoise, Randomisation};

use crate::program::tanglewalk;

fn robot() -> Arc<Robot> {
    Arc::new(Robot::built_in().unwrap())
}

fn ground(text: &str) -> Ground {
    Ground::new(text.parse().unwrap(), 0)
}

/// A start at a place, with a heading in rad.
fn start(robot: &Robot, ground: &Ground, [x, y]: [f32; 2], heading: f32) -> Start {
    let mut start = Start::standing(robot);
    start.world_from_base.translation.x = x;
    start.world_from_base.translation.y = y;
    start.world_from_base.rotation = Quat::from_rotation_z(heading);
    start.put_on(ground, robot);
    start
}

/// The state after `seconds` at the default pose.
fn stand(world: &mut World, seconds: f32) -> RobotState {
    let robot = world.robot().clone();
    let mut state = world.initial_state();
    for _ in 0..(seconds / robot.spec.control_step()) as usize {
        state = world.control_step(&robot.spec.default_joint_position);
    }
    state
}

#[test]
fn feet_come_to_rest_where_the_ground_is() {
    let robot = robot();
    for text in ["flat", "slope:-12", "steps:0.05", "rough:0.06"] {
        let ground = ground(text);
        let far = 3.0 * PERIOD;
        for place in [[0.0, 0.0], [3.1, -2.2], [-7.9, 7.9], [far + 1.3, -far]] {
            let start = start(&robot, &ground, place, 0.4 * place[0]);
            let mut world = World::on(&ground, robot.clone(), &start, &Conditions::default());
            let state = stand(&mut world, 2.0);
            assert!(state.foot_contact.iter().filter(|&&down| down).count() >= 3);
            for (foot, down) in state.foot_position.iter().zip(state.foot_contact) {
                let rest = ground.resting_height(foot.x, foot.y, robot.foot_radius);
                let gap = foot.z - rest;
                // soft contacts give way by some millimetres
                assert!(
                    gap > -0.01,
                    "{text}: a foot is {gap} m in the ground at {foot}"
                );
                assert!(
                    !down || gap < 0.004,
                    "{text}: a foot is {gap} m above it at {foot}"
                );
            }
        }
    }
}

#[test]
fn a_robot_stands_on_a_slope_without_drifting() {
    let robot = robot();
    let ground = ground("slope:10");
    for heading in [0.0, 1.6, 2.5] {
        let start = start(&robot, &ground, [0.0, 0.0], heading);
        let mut world = World::on(&ground, robot.clone(), &start, &Conditions::default());
        let before = stand(&mut world, 2.0);
        let after = stand(&mut world, 20.0);
        let drift = (after.base_position - before.base_position).length();
        assert!(drift < 0.02, "drifted {drift} m, heading {heading}");
        assert_eq!(after.foot_contact, [true; 4]);
    }
}

#[test]
fn a_walk_goes_on_beyond_a_period_and_no_foot_falls_through() {
    let robot = robot();
    let policy = Policy::built_in(&robot).unwrap();
    for text in ["steps:0.04", "rough:0.04", "rough:0.08"] {
        let ground = ground(text);
        for seed in 0..4 {
            let options = RunOptions {
                schedule: CommandSchedule::constant(Command::new(0.8, 0.0, 0.0)),
                seed,
                noise: Some(ObservationNoise::default()),
                randomisation: Randomisation::default(),
                lesion: Lesion::None,
                ground: ground.clone(),
            };
            let mut run = Run::new(&robot, &policy, &options);
            for _ in 0..1500 {
                let Some(frame) = run.advance() else { break };
                for foot in frame.state.foot_position {
                    let height = foot.z - ground.height(foot.x, foot.y);
                    assert!(height > 0.0, "{text}, seed {seed}: {height} m at {foot}");
                }
            }
        }
    }
}

#[test]
fn one_seed_gives_the_same_walk_on_each_ground() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = |terrain: &str, name: &str| {
        let file = folder.path().join(name);
        tanglewalk("rollout --command 0.6,0,0 --seconds 3 --seed 4 --terrain")
            .with(terrain)
            .with("--out")
            .with(&file)
            .done();
        tanglewalk::recording::npz::read_all(&file).unwrap()
    };
    let flat = bytes("flat", "flat.npz");
    for terrain in ["slope:5", "steps:0.04", "rough"] {
        let first = bytes(terrain, "first.npz");
        assert_eq!(first, bytes(terrain, "second.npz"), "{terrain}");
        assert_ne!(first, flat, "{terrain}");
    }
}

#[test]
fn an_evaluation_can_be_made_on_rough_ground() {
    let said =
        tanglewalk("evaluate --seeds 1 --command 0.5,0,0 --terrain rough:0.02 --json -").done();
    let result: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(result["runs"], 1);
}
