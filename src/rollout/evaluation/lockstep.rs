//! Runs in lock-step whose hidden and cell states move from robot to robot at every step.
//!
//! Each robot goes on with the memory of another one that walks: memory of the right size and kind,
//! but of another body, command and phase.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::plan::EvaluationPlan;
use super::trial::Trial;
use super::{Judged, judge};
use crate::policy::Policy;
use crate::robot::Robot;

/// Most robots that walk at a time; their samples are all in memory.
const MOST: usize = 256;
/// Draws who gets whose memory.
const SHUFFLE_SEED: u64 = 0;

/// Every run of the plan, in groups of equal size that mix its commands; results in the order of
/// the plan's jobs. None once `progress` says not to go on.
pub(super) fn run_all(
    robot: &Arc<Robot>,
    policy: &Policy,
    plan: &EvaluationPlan,
    progress: &(impl Fn(u64) -> bool + Sync),
) -> Option<Vec<Judged>> {
    let jobs = plan.jobs();
    let groups = jobs.len().div_ceil(MOST);
    let mut rng = ChaCha8Rng::seed_from_u64(SHUFFLE_SEED);
    let mut judged: Vec<Option<Judged>> = jobs.iter().map(|_| None).collect();
    for group in 0..groups {
        let members = (group..jobs.len()).step_by(groups);
        let mut trials: Vec<(usize, Trial)> = members
            .map(|index| (index, Trial::new(robot, policy, plan, jobs[index])))
            .collect();
        walk_together(&mut trials, &mut rng, progress)?;
        let ended = trials.len() as u64;
        for (index, trial) in trials {
            judged[index] = Some(judge(plan, trial));
        }
        progress(ended).then_some(())?;
    }
    judged.into_iter().collect()
}

/// Steps all until the last has ended.
fn walk_together(
    trials: &mut [(usize, Trial)],
    rng: &mut ChaCha8Rng,
    progress: &(impl Fn(u64) -> bool + Sync),
) -> Option<()> {
    loop {
        trials.par_iter_mut().for_each(|(_, trial)| {
            trial.step();
        });
        let walking: Vec<usize> = (0..trials.len())
            .filter(|&index| trials[index].1.goes_on())
            .collect();
        if walking.is_empty() {
            return Some(());
        }
        progress(0).then_some(())?;
        let memories: Vec<_> = walking
            .iter()
            .map(|&index| trials[index].1.memory().clone())
            .collect();
        for (memory, to) in memories.into_iter().zip(derangement(walking.len(), rng)) {
            trials[walking[to]].1.set_memory(memory);
        }
    }
}

/// A random permutation that leaves none of two or more in its place: one cycle through all
/// (Sattolo 1986). One alone stays.
fn derangement(count: usize, rng: &mut impl RngExt) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        order.swap(last, rng.random_range(0..last));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_keeps_what_it_has() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for count in 2..40 {
            let order = derangement(count, &mut rng);
            assert!(order.iter().enumerate().all(|(from, &to)| from != to));
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..count).collect::<Vec<_>>());
        }
        assert_eq!(derangement(1, &mut rng), [0]);
        assert!(derangement(0, &mut rng).is_empty());
    }
}
