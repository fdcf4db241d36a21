//! Control steps of a robot that walks: the walk's joint targets, played again from its start.

use std::hint::black_box;

use rayon::prelude::*;

use super::blocks::Meter;
use super::{Part, PhysicsFigures, Walk};
use crate::robot::JointArray;

/// Walks a core plays in one block where all cores work.
const WALKS: usize = 4;

/// On one core, and on all, each robot in its own world; `None` if stopped.
pub(super) fn figures(walk: &Walk, meter: &mut Meter) -> Option<PhysicsFigures> {
    let targets = walk.targets();
    let one_core = meter.rate(Part::PhysicsOneCore, targets.len(), || {
        play(walk, &targets);
    })?;
    let walks = WALKS * rayon::current_num_threads();
    let all_cores = meter.rate(Part::PhysicsAllCores, walks * targets.len(), || {
        (0..walks)
            .into_par_iter()
            .for_each(|_| play(walk, &targets));
    })?;
    Some(PhysicsFigures {
        control_steps_per_second_per_core: one_core,
        control_steps_per_second_all_cores: all_cores,
    })
}

fn play(walk: &Walk, targets: &[JointArray]) {
    let mut world = walk.world();
    for targets in targets {
        black_box(world.control_step(black_box(targets)));
    }
}
