//! The fixed z-score and PCA of each layer that ship with a policy, so that a portrait keeps its
//! axes and scale from one moment and one recording to the next.
//!
//! In: the activity of each layer over a sweep of commands `[T, N]`. Out: a [`Basis`]: for each
//! layer mean and standard deviation `[N]`, components `[K][N]` of the z-scored sweep, their
//! share of its variance, and how far its scores go. Scores: `components * (x - mean) / std`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::normalise::{Normalisation, Normaliser, normalised};
use super::pca::{self, Pca};
use super::{AnalysisError, Population};

/// Version of the basis files that this program writes and reads.
pub const FORMAT_VERSION: u32 = 1;

/// The fixed bases of a policy's layers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Basis {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// SHA-256 of the policy's weights, 64 hexadecimal digits.
    pub policy_sha256: String,
    /// What the policy was asked to do while the layers were recorded.
    pub sweep: Sweep,
    /// By name of the layer.
    pub layers: BTreeMap<String, LayerBasis>,
}

/// The runs that a basis was made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sweep {
    /// Commands: forward, left [m/s], yaw rate [rad/s].
    pub commands: Vec<[f64; 3]>,
    /// Recorded time of each run [s].
    pub seconds: f64,
    /// Seeds of the runs; every command was run with each.
    pub seeds: Vec<u64>,
}

/// The fixed basis of one layer of N units with K components.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LayerBasis {
    /// Mean of each unit `[N]`.
    pub mean: Vec<f64>,
    /// Population standard deviation of each unit `[N]`; 0 for a constant one.
    pub std: Vec<f64>,
    /// Orthonormal components of the z-scored units, by falling variance `[K][N]`.
    pub components: Vec<Vec<f64>>,
    /// Share of the sweep's z-scored variance along each component `[K]`.
    pub variance_ratio: Vec<f64>,
    /// Smallest and largest score on each component `[K]`, of the sweep and of what was walked to reach
    /// farther: fixed axes for plots.
    pub bounds: Vec<[f64; 2]>,
}

impl Basis {
    /// A basis without layers yet.
    pub fn new(policy_sha256: String, sweep: Sweep) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            policy_sha256,
            sweep,
            layers: BTreeMap::new(),
        }
    }

    /// Fits `count` components to a layer's activity over the sweep and keeps them by its name.
    pub fn fit(
        &mut self,
        name: &str,
        population: &Population,
        count: usize,
    ) -> Result<(), AnalysisError> {
        self.layers
            .insert(name.to_owned(), LayerBasis::fit(population, count)?);
        Ok(())
    }

    /// Widens the bounds of a layer so that they hold further activity; nothing else changes.
    pub fn reach(&mut self, name: &str, population: Population) -> Result<(), AnalysisError> {
        match self.layers.get_mut(name) {
            Some(layer) => layer.reach(population),
            None => Ok(()),
        }
    }
}

impl LayerBasis {
    /// Fits the z-score and the first `count` components (fewer if the rank is lower).
    pub fn fit(population: &Population, count: usize) -> Result<Self, AnalysisError> {
        population.check_finite()?;
        let normaliser = Normaliser::fit(Normalisation::ZScore, population)?;
        let z = normaliser.apply(population.clone())?;
        let pca = Pca::fit(&z)?;
        let mut variance_ratio = pca.variance_ratio();
        let mut components = pca.components;
        components.truncate(count);
        variance_ratio.truncate(components.len());
        let mut basis = Self {
            mean: normaliser.center,
            std: normaliser.scale,
            components,
            variance_ratio,
            bounds: Vec::new(),
        };
        if !basis.components.is_empty() {
            basis.bounds = basis.scores(&z, basis.components.len())?.extents();
        }
        Ok(basis)
    }

    fn reach(&mut self, population: Population) -> Result<(), AnalysisError> {
        if self.components.is_empty() || population.samples() == 0 {
            return Ok(());
        }
        let z = self.z_scores(population)?;
        let farther = self.scores(&z, self.components.len())?.extents();
        for ([low, high], [lower, higher]) in self.bounds.iter_mut().zip(farther) {
            *low = low.min(lower);
            *high = high.max(higher);
        }
        Ok(())
    }

    /// N.
    pub fn units(&self) -> usize {
        self.mean.len()
    }

    /// The fixed z-score of a population of N units.
    pub fn z_scores(&self, population: Population) -> Result<Population, AnalysisError> {
        self.check_units(population.units())?;
        self.normaliser().apply(population)
    }

    /// Scores of z-scored samples on the first `count` components, or on all if there are fewer.
    pub fn scores(&self, z: &Population, count: usize) -> Result<Population, AnalysisError> {
        self.check_units(z.units())?;
        let components = &self.components[..count.min(self.components.len())];
        let center = vec![0.0; self.units()];
        let scores = z
            .rows()
            .flat_map(|row| pca::scores(row, &center, components))
            .collect();
        Population::new(z.samples(), components.len(), scores)
    }

    /// Z-score of one unit's activity.
    pub fn z_score(&self, unit: usize, activity: f64) -> f64 {
        normalised(activity, self.mean[unit], self.std[unit])
    }

    /// Scores of one sample of activity `[N]` on the first two components, without a copy of it; none if
    /// the basis has not got them or is of another number of units.
    pub fn plane(&self, row: &[f32]) -> Option<[f64; 2]> {
        let [first, second, ..] = self.components.as_slice() else {
            return None;
        };
        if row.len() != self.units() {
            return None;
        }
        let mut scores = [0.0; 2];
        for (unit, &activity) in row.iter().enumerate() {
            let z = self.z_score(unit, f64::from(activity));
            scores[0] += z * first[unit];
            scores[1] += z * second[unit];
        }
        Some(scores)
    }

    fn normaliser(&self) -> Normaliser {
        Normaliser {
            center: self.mean.clone(),
            scale: self.std.clone(),
        }
    }

    fn check_units(&self, found: usize) -> Result<(), AnalysisError> {
        if found != self.units() {
            return Err(AnalysisError::Units {
                what: "basis",
                expected: self.units(),
                found,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
