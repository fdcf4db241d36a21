//! Each environment's mirror image while it acts.

use rand::RngExt;

use super::buffer::{MirrorImage, Rollout};
use crate::robot::{JOINTS, Robot};
use crate::task::{Mirror, MirrorMap, OBSERVATION, PRIVILEGED};

/// The mirrors in use and which environment stands before which.
pub(super) struct Mirrors {
    of: Vec<Mirror>,
    maps: Vec<MirrorMap>,
    /// Index into `maps` for each environment.
    assigned: Vec<usize>,
}

impl Mirrors {
    /// A mirror drawn for each environment.
    pub fn new(
        mirrors: &[Mirror],
        robot: &Robot,
        environments: usize,
        rng: &mut impl RngExt,
    ) -> Self {
        let mut all = Self {
            of: mirrors.to_vec(),
            maps: mirrors.iter().map(|mirror| mirror.map(robot)).collect(),
            assigned: vec![0; environments],
        };
        all.assign(&vec![0.0; environments], rng);
        all
    }

    /// Whether these are all the mirrors in use, none more.
    pub fn are(&self, mirrors: &[Mirror]) -> bool {
        self.of == mirrors
    }

    /// A new mirror for each environment that begins an episode (where `keep` is 0).
    pub fn assign(&mut self, keep: &[f32], rng: &mut impl RngExt) {
        for (mirror, &keep) in self.assigned.iter_mut().zip(keep) {
            if keep == 0.0 {
                *mirror = rng.random_range(0..self.maps.len());
            }
        }
    }

    fn mirrored(
        &self,
        rows: &[f32],
        width: usize,
        part: impl Fn(&MirrorMap) -> &crate::task::SignedPermutation,
    ) -> Vec<f32> {
        let mut mirrored = vec![0.0; rows.len()];
        for ((row, image), &mirror) in rows
            .chunks_exact(width)
            .zip(mirrored.chunks_exact_mut(width))
            .zip(&self.assigned)
        {
            part(&self.maps[mirror]).apply(row, image);
        }
        mirrored
    }

    /// `[N, O]`
    pub fn observations(&self, rows: &[f32]) -> Vec<f32> {
        self.mirrored(rows, OBSERVATION, |map| &map.observation)
    }

    /// `[N, P]`
    pub fn privileged(&self, rows: &[f32]) -> Vec<f32> {
        self.mirrored(rows, PRIVILEGED, |map| &map.privileged)
    }

    /// `[N, A]`
    pub fn actions(&self, rows: &[f32]) -> Vec<f32> {
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
