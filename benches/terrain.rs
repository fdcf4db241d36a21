//! What uneven ground costs: the table of `docs/physics.md`.
//!
//! In: the shipped robot, default conditions, at the default pose and marching on the spot. Out: one
//! row a ground on standard output, times of one control step of 20 ms. Run:
//! `cargo bench --bench terrain`.

use std::sync::Arc;
use std::time::Instant;

use tanglewalk::physics::{Conditions, Ground, Start, Terrain, World};
use tanglewalk::robot::{JointArray, Robot};

const GROUNDS: [&str; 6] = [
    "flat",
    "slope:15",
    "steps:0.06",
    "steps:0.1",
    "rough:0.08",
    "rough:0.15",
];
/// Batches of control steps that are timed, by turns on all grounds, and control steps in each.
const BATCHES: (usize, usize) = (60, 50);
/// Control steps in which a robot comes to rest: 2 s.
const SETTLING: usize = 100;
/// Control steps of a stride: 0.5 s.
const STRIDE: usize = 25;
/// How far hips and knees swing, rad.
const SWING: f32 = 0.3;

/// A robot on a ground, and how long its fastest batch took, s a control step.
struct Timed {
    name: &'static str,
    marches: bool,
    world: World,
    step: usize,
    fastest: f64,
}

impl Timed {
    fn new(robot: &Arc<Robot>, name: &'static str, marches: bool) -> Self {
        let terrain: Terrain = name.parse().expect("a terrain");
        let ground = Ground::new(terrain, 0);
        let start = Start::standing_on(&ground, robot);
        let world = World::on(&ground, robot.clone(), &start, &Conditions::default());
        Self {
            name,
            marches,
            world,
            step: 0,
            fastest: f64::INFINITY,
        }
    }

    fn control_step(&mut self) {
        let spec = &self.world.robot().spec;
        let targets = if self.marches {
            marching(&spec.default_joint_position, self.step)
        } else {
            spec.default_joint_position
        };
        self.step += 1;
        std::hint::black_box(self.world.control_step(&targets));
    }

    fn time_batch(&mut self) {
        let begin = Instant::now();
        for _ in 0..BATCHES.1 {
            self.control_step();
        }
        let each = begin.elapsed().as_secs_f64() / BATCHES.1 as f64;
        self.fastest = self.fastest.min(each);
    }
}

/// Diagonal legs bend by turns.
fn marching(default: &JointArray, step: usize) -> JointArray {
    let phase = (step % STRIDE) as f32 / STRIDE as f32 * std::f32::consts::TAU;
    std::array::from_fn(|joint| {
        let (leg, in_leg) = (joint / 3, joint % 3);
        let is_first_pair = leg == 0 || leg == 3;
        let bend = phase.sin() * if is_first_pair { SWING } else { -SWING };
        match in_leg {
            0 => default[joint],
            1 => default[joint] + default[joint].signum() * bend.max(0.0),
            _ => default[joint] + default[joint].signum() * 2.0 * bend.max(0.0),
        }
    })
}

fn main() {
    let robot = Arc::new(Robot::built_in().expect("the built-in robot"));
    let mut all: Vec<Timed> = GROUNDS
        .into_iter()
        .flat_map(|name| [false, true].map(|marches| Timed::new(&robot, name, marches)))
        .collect();
    for timed in &mut all {
        for _ in 0..SETTLING {
            timed.control_step();
        }
    }
    for _ in 0..BATCHES.0 {
        for timed in &mut all {
            timed.time_batch();
        }
    }
    println!("| ground | standing, us | marching, us |\n| --- | --- | --- |");
    for pair in all.chunks(2) {
        let [standing, marching] = [0, 1].map(|k| 1e6 * pair[k].fastest);
        println!("| `{}` | {standing:.0} | {marching:.0} |", pair[0].name);
    }
}
