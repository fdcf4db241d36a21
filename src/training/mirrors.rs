//! Each environment's mirror image while it acts.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::buffer::{MirrorImage, Rollout};
use super::memory::{Memory, MemoryShare};
use crate::robot::{JOINTS, Robot};
use crate::task::{Mirror, MirrorMap, OBSERVATION, PRIVILEGED, SignedPermutation};

/// The mirrors in use, which environment stands before which, and what the policy that sees the
/// images remembers.
pub(super) struct Mirrors {
    of: Vec<Mirror>,
    maps: Vec<MirrorMap>,
    /// Index into `maps` for each environment.
    assigned: Vec<usize>,
    memory: Memory,
}

impl Mirrors {
    /// A mirror drawn for each environment; no memory.
    pub(super) fn new(
        mirrors: &[Mirror],
        robot: &Robot,
        environments: usize,
        units: usize,
        rng: &mut ChaCha8Rng,
    ) -> Self {
        Self {
            of: mirrors.to_vec(),
            maps: mirrors.iter().map(|mirror| mirror.map(robot)).collect(),
            assigned: (0..environments)
                .map(|_| rng.random_range(0..mirrors.len()))
                .collect(),
            memory: Memory::blank(environments, units),
        }
    }

    /// Whether these are all the mirrors in use, none more.
    pub(super) fn are(&self, mirrors: &[Mirror]) -> bool {
        self.of == mirrors
    }

    /// In shares of `size` environments.
    pub(super) fn shares(
        &mut self,
        size: usize,
        units: usize,
    ) -> impl Iterator<Item = MirrorShare<'_>> {
        let maps = &self.maps;
        let assigned = self.assigned.chunks_mut(size);
        assigned
            .zip(self.memory.shares(size, units))
            .map(move |(assigned, memory)| MirrorShare {
                maps,
                assigned,
                memory,
            })
    }
}

/// What stands before some of the environments.
pub(super) struct MirrorShare<'a> {
    maps: &'a [MirrorMap],
    assigned: &'a mut [usize],
    pub memory: MemoryShare<'a>,
}

impl MirrorShare<'_> {
    /// A new mirror for each environment that begins an episode (where `keep` is 0).
    pub(super) fn assign(&mut self, keep: &[f32], rngs: &mut [ChaCha8Rng]) {
        for ((mirror, &keep), rng) in self.assigned.iter_mut().zip(keep).zip(rngs) {
            if keep == 0.0 {
                *mirror = rng.random_range(0..self.maps.len());
            }
        }
    }

    fn mirrored(
        &self,
        rows: &[f32],
        width: usize,
        part: impl Fn(&MirrorMap) -> &SignedPermutation,
    ) -> Vec<f32> {
        let mut mirrored = vec![0.0; rows.len()];
        for ((row, image), &mirror) in rows
            .chunks_exact(width)
            .zip(mirrored.chunks_exact_mut(width))
            .zip(&*self.assigned)
        {
            part(&self.maps[mirror]).apply(row, image);
        }
        mirrored
    }

    /// `[n, O]`
    pub(super) fn observations(&self, rows: &[f32]) -> Vec<f32> {
        self.mirrored(rows, OBSERVATION, |map| &map.observation)
    }

    /// `[n, P]`
    pub(super) fn privileged(&self, rows: &[f32]) -> Vec<f32> {
        self.mirrored(rows, PRIVILEGED, |map| &map.privileged)
    }

    /// `[n, A]`
    pub(super) fn actions(&self, rows: &[f32]) -> Vec<f32> {
        self.mirrored(rows, JOINTS, |map| &map.joints)
    }
}

impl MirrorImage {
    /// Puts one step's rows `[N, ..]` into step `t`.
    pub(super) fn store(
        &mut self,
        observations: &[f32],
        privileged: &[f32],
        actions: &[f32],
        means: &[f32],
        horizon: usize,
        t: usize,
    ) {
        let put = Rollout::store;
        put(
            &mut self.observations,
            observations,
            OBSERVATION,
            horizon,
            t,
        );
        put(&mut self.privileged, privileged, PRIVILEGED, horizon, t);
        put(&mut self.actions, actions, JOINTS, horizon, t);
        put(&mut self.means, means, JOINTS, horizon, t);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::training::collect::tests::distance;
    use crate::training::{EnvSettings, Envs, Learner, TerrainSet, TrainingConfig};

    /// Mean squared distance of the actions for what is seen in the mirror from the mirrored actions.
    fn unevenness(learner: &Learner, rollout: &Rollout) -> f32 {
        let image = rollout.mirrored.as_ref().unwrap();
        let states = [&*image.hidden, &*image.cell];
        distance(learner, rollout, &image.observations, states, &image.means)
    }

    /// Unevenness before and after an update from which nothing else can be learnt.
    fn updated(loss: f32) -> (f32, f32) {
        let robot = Arc::new(Robot::built_in().unwrap());
        let mut config = TrainingConfig::built_in().unwrap();
        (config.environments, config.horizon) = (8, 16);
        let settings = EnvSettings::at(&config, &robot, 0);
        let terrain = Arc::new(TerrainSet::new(&config.terrain));
        let mut envs = Envs::new(&robot, settings, terrain, 8, 1);
        let mut learner = Learner::new(&config, robot);
        learner.set_symmetry(&[Mirror::LeftRight], loss);
        let (mut rollout, _) = learner.collect(&mut envs, 0.5);
        rollout.advantages.fill(0.0);
        rollout.returns.clone_from(&rollout.values);
        let before = unevenness(&learner, &rollout);
        learner.update(&rollout, 0).unwrap();
        (before, unevenness(&learner, &rollout))
    }

    #[test]
    fn the_mirror_loss_makes_the_policy_even_and_nothing_else_does() {
        let (before, after) = updated(0.0);
        assert!((after / before - 1.0).abs() < 1e-3, "{before}, {after}");
        let (before, after) = updated(1.0);
        assert!(after < 0.7 * before, "{before}, {after}");
    }
}
