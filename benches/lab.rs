//! What the lab and the trainer spend their time on: one control step of the physics, one policy
//! step with taps, one PPO update, one refresh of the live analysis.
//!
//! Robot, policy and training configuration are the shipped ones. The walk that is replayed is
//! 10 s at 0.6 m/s with exact sensors. Run: `cargo bench --bench lab`.

use std::sync::Arc;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use tanglewalk::analysis::Population;
use tanglewalk::analysis::basis::LayerBasis;
use tanglewalk::analysis::window::{self, WindowTangling};
use tanglewalk::bench::Walk;
use tanglewalk::policy::{Layer, Lesion, Policy};
use tanglewalk::robot::Robot;
use tanglewalk::training::{EnvSettings, Envs, Learner, TerrainSet, TrainingConfig};

/// The program's own allocator: the update's fresh tensors make it matter.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Control steps of the walk: 10 s.
const STEPS: usize = 500;
/// Components of a basis, as `tanglewalk basis` keeps them.
const COMPONENTS: usize = 12;
/// Components of the equal-dimension comparison.
const EQUAL_DIMENSIONS: usize = 8;

fn main() {
    divan::main();
}

/// The walk of the shipped robot and policy that `tanglewalk bench` replays.
fn walk() -> Walk {
    let robot = Arc::new(Robot::built_in().expect("the built-in robot"));
    let policy = Policy::built_in(&robot).expect("the built-in policy");
    let walk = Walk::new(robot, policy);
    assert_eq!(walk.frames.len(), STEPS, "the robot fell");
    walk
}

/// One control step of a robot that stands in its default pose.
#[divan::bench]
fn physics_standing(bencher: Bencher) {
    let walk = walk();
    let targets = walk.robot.spec.default_joint_position;
    let mut world = walk.world();
    for _ in 0..100 {
        world.control_step(&targets);
    }
    bencher.bench_local(|| world.control_step(black_box(&targets)));
}

/// One control step of a robot that walks: the targets of the walk, played again from its start.
#[divan::bench]
fn physics_walking(bencher: Bencher) {
    let walk = walk();
    let targets = walk.targets();
    let mut world = walk.world();
    let mut step = 0;
    bencher.bench_local(|| {
        if step == targets.len() {
            world = walk.world();
            step = 0;
        }
        step += 1;
        world.control_step(black_box(&targets[step - 1]))
    });
}

/// One step of the policy: normalisation, network, taps of every layer.
#[divan::bench]
fn policy_step_with_taps(bencher: Bencher) {
    let walk = walk();
    let mut actor = walk.policy.actor(Lesion::None);
    let mut observations = walk.frames.iter().cycle().map(|f| &f.decision.observation);
    bencher.bench_local(|| observations.next().map(|seen| actor.step(black_box(seen))));
}

/// One whole control step of a run: observation, policy, physics, memory.
#[divan::bench]
fn whole_control_step(bencher: Bencher) {
    let walk = walk();
    let mut run = walk.run();
    bencher.bench_local(|| {
        if run.steps() == STEPS as u64 {
            run = walk.run();
        }
        run.advance()
    });
}

/// The shipped training configuration and its environments.
fn training() -> (TrainingConfig, Arc<Robot>, Envs) {
    let config = TrainingConfig::built_in().expect("the shipped configuration");
    let robot = Arc::new(Robot::built_in().expect("the built-in robot"));
    let settings = EnvSettings::at(&config, &robot, 0);
    let envs = Envs::new(
        &robot,
        settings,
        Arc::new(TerrainSet::new(&config.terrain)),
        config.environments(0),
        config.seed,
    );
    (config, robot, envs)
}

/// One collection: all robots act for a horizon. Items: control steps of one robot.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn ppo_collection_per_sample(bencher: Bencher) {
    let (config, robot, mut envs) = training();
    let mut learner = Learner::new(&config, robot.clone());
    bencher
        .counter(ItemsCount::new(envs.count() * config.horizon))
        .bench_local(|| learner.collect(&mut envs, config.exploration.deviation(0)));
}

/// One PPO update from the same transitions, all epochs. Items: transitions.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn ppo_update_per_sample(bencher: Bencher) {
    let (config, robot, mut envs) = training();
    let deviation = config.exploration.deviation(0);
    let (rollout, _) = Learner::new(&config, robot.clone()).collect(&mut envs, deviation);
    bencher
        .counter(ItemsCount::new(envs.count() * config.horizon))
        .with_inputs(|| Learner::new(&config, robot.clone()))
        .bench_local_refs(|learner| learner.update(&rollout, 0).expect("a finite loss"));
}

/// One refresh of the live analysis of both layers, for windows of 5 s and of 10 s.
#[divan::bench(args = [250, 500])]
fn live_analysis(bencher: Bencher, window: usize) {
    let walk = walk();
    let layers = [Layer::Hidden, Layer::Action].map(|layer| {
        let rows: Vec<Vec<f32>> = walk
            .frames
            .iter()
            .filter_map(|frame| Some(frame.decision.taps.get(layer)?.to_vec()))
            .collect();
        let basis = LayerBasis::fit(&population(&rows), COMPONENTS).expect("a varying layer");
        (rows[STEPS - window..].to_vec(), basis)
    });
    let dt = f64::from(walk.robot.spec.control_step());
    bencher.bench_local(|| {
        layers
            .each_ref()
            .map(|(rows, basis)| refresh(black_box(rows), basis, dt))
    });
}

fn population(rows: &[Vec<f32>]) -> Population {
    Population::from_rows(rows[0].len(), rows.iter().map(Vec::as_slice)).expect("equal rows")
}

/// Q of one layer's window and both medians, as the lab works them out.
fn refresh(rows: &[Vec<f32>], basis: &LayerBasis, dt: f64) -> WindowTangling {
    let tangling = window::tangling(population(rows), basis, EQUAL_DIMENSIONS, dt);
    tangling
        .expect("a window of samples")
        .expect("a layer that varies")
}
