//! The mirrored robot in a mirrored world does what the mirror shows.

use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tanglewalk::physics::{Conditions, Ground, Quat, RobotState, Start, World};
use tanglewalk::robot::{JOINTS, Robot};
use tanglewalk::task::{Command, Mirror, OBSERVATION, Randomisation, draw_start, observe, uniform};

/// The start in the mirror y = 0: heading, roll and sideways place change sign.
fn mirrored(start: &Start, robot: &Robot) -> Start {
    let map = Mirror::LeftRight.map(robot);
    let mut image = *start;
    let turn = start.world_from_base.rotation;
    image.world_from_base.rotation = Quat::from_xyzw(-turn.x, turn.y, -turn.z, turn.w);
    image.world_from_base.translation.y *= -1.0;
    map.joints
        .apply(&start.joint_position, &mut image.joint_position);
    image
}

#[test]
fn a_mirrored_walk_gives_the_mirrored_observations() {
    let robot = Arc::new(Robot::built_in().expect("built-in robot"));
    let map = Mirror::LeftRight.map(&robot);
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let start = draw_start(&mut rng, &robot, &Ground::Level, &Randomisation::default());
    let conditions = Conditions::default();
    let mut world = World::new(robot.clone(), &start, &conditions);
    let mut image = World::new(robot.clone(), &mirrored(&start, &robot), &conditions);
    let seen = |state: &RobotState, command: Command, action: &[f32; JOINTS]| {
        observe(&robot, state, command, action)
    };
    let (command, image_command) = (Command::new(0.5, 0.3, -0.7), Command::new(0.5, -0.3, 0.7));
    let mut moved = 0.0_f32;
    for step in 0..40 {
        let action: [f32; JOINTS] = std::array::from_fn(|_| uniform(&mut rng, [-0.4, 0.4]));
        let mut image_action = [0.0; JOINTS];
        map.joints.apply(&action, &mut image_action);
        let targets = |action: &[f32; JOINTS]| {
            let spec = &robot.spec;
            std::array::from_fn(|k| spec.default_joint_position[k] + spec.action_scale * action[k])
        };
        let state = world.control_step(&targets(&action));
        let image_state = image.control_step(&targets(&image_action));
        let mut expected = [0.0; OBSERVATION];
        map.observation
            .apply(&seen(&state, command, &action), &mut expected);
        let found = seen(&image_state, image_command, &image_action);
        let worst = |entries: std::ops::Range<usize>| {
            let pairs = expected[entries.clone()].iter().zip(&found[entries]);
            pairs.fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()))
        };
        // the solver takes contacts in an order that no mirror turns round
        let limits = [
            (0..3, 0.1),
            (3..6, 0.1),
            (6..9, 0.03),
            (9..12, 1e-6),
            (12..24, 0.04),
        ];
        for (entries, limit) in limits {
            let gap = worst(entries.clone());
            assert!(gap < limit, "step {step}, entries {entries:?}: {gap} apart");
        }
        let plain = seen(&state, command, &action);
        let pairs = plain[..9].iter().zip(&expected[..9]);
        moved = pairs.fold(moved, |most, (a, b)| most.max((a - b).abs()));
    }
    assert!(
        moved > 0.3,
        "the mirror shows the same as the world: {moved}"
    );
}
