//! The atlas of a policy: where its mean cycles run in the plane of its basis, one a gait, so that a
//! live trajectory can be seen against those of known speeds.
//!
//! In: the mean cycle `[B, N]` of each layer in each condition of an experiment, the policy's basis, the
//! speed axes. Out: an [`Atlas`]: for each condition its command (m/s, m/s, rad/s), its period [s] and its
//! scores `[B][3]` on the basis's first components; for each layer those components, so that one can tell
//! whether they are still the basis's.

use std::collections::BTreeMap;

use serde::Serialize;

use super::basis::LayerBasis;
use super::{AnalysisError, Population};

mod near;

pub use near::{closest, nearest};

/// Version of the atlas files that this program writes and reads.
pub const FORMAT_VERSION: u32 = 1;
/// The layers of an atlas.
pub const LAYERS: [&str; 3] = ["hidden", "cell", "action"];
/// Components of the basis that cycles are projected on.
pub const COMPONENTS: usize = 3;
/// Directions and scores are rounded to this many parts of one: scores, of which there are many, as finely
/// as any picture shows.
const ROUNDING: f64 = 1e5;
const SCORE_ROUNDING: f64 = 1e3;
/// Two bases have the same axes where no number differs by more than this, as a share of the larger of
/// it and 1: what is lost on the way through a file.
const SAME: f64 = 1e-9;

/// Scores of one point on the basis's first components.
pub type Scores = [f32; COMPONENTS];

/// Mean cycles of a policy in the plane of its basis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Atlas {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// SHA-256 of the policy's weights, 64 hexadecimal digits.
    pub policy_sha256: String,
    /// What was walked.
    pub suite: Suite,
    /// By name: [`LAYERS`].
    pub layers: BTreeMap<String, Layer>,
    /// The conditions that count, in the order of the suite.
    pub conditions: Vec<Condition>,
}

/// The experiment's suite that an atlas was made with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suite {
    /// What people call it.
    pub name: String,
    /// Of starts and sensor noise.
    pub seed: u64,
    /// B, phase bins of a cycle.
    pub bins: usize,
}

/// The axes of one layer of N units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Layer {
    /// Mean of each unit in the basis `[N]`.
    pub mean: Vec<f64>,
    /// Standard deviation of each unit in the basis `[N]`.
    pub std: Vec<f64>,
    /// The basis's first components `[3][N]`.
    pub components: Vec<Vec<f64>>,
    /// By name (`forward`, `lateral`, `yaw`, ..): the direction that tells speeds apart `[N]`, in units
    /// z-scored over the conditions of its own sweeps.
    pub speed_axes: BTreeMap<String, Vec<f64>>,
}

/// One command, walked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// Forward, left [m/s], yaw rate [rad/s].
    pub command: [f32; 3],
    /// Mean period of a stride [s].
    pub period: f64,
    /// Strides in the mean.
    pub strides: usize,
    /// By layer, scores of the mean cycle `[B][3]`; the last bin is followed by the first.
    pub cycles: BTreeMap<String, Vec<Scores>>,
}

impl Layer {
    /// The first axes of a basis, and speed axes beside them.
    pub fn new(
        basis: &LayerBasis,
        speed_axes: BTreeMap<String, Vec<f64>>,
    ) -> Result<Self, AnalysisError> {
        let Some(components) = basis.components.get(..COMPONENTS) else {
            return Err(AnalysisError::Count {
                what: "components of the basis",
                expected: COMPONENTS,
                found: basis.components.len(),
            });
        };
        let round_all = |axis: Vec<f64>| {
            let rounded = axis.into_iter().map(|value| rounded(value, ROUNDING));
            rounded.collect()
        };
        Ok(Self {
            mean: basis.mean.clone(),
            std: basis.std.clone(),
            components: components.to_vec(),
            speed_axes: speed_axes
                .into_iter()
                .map(|(name, axis)| (name, round_all(axis)))
                .collect(),
        })
    }

    /// Whether these are the axes of a basis.
    pub fn is_of(&self, basis: &LayerBasis) -> bool {
        let same = |ours: &[f64], theirs: &[f64]| {
            let near = |(a, b): (&f64, &f64)| (a - b).abs() <= SAME * a.abs().max(1.0);
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(near)
        };
        let mut components = self.components.iter().zip(&basis.components);
        same(&self.mean, &basis.mean)
            && same(&self.std, &basis.std)
            && basis.components.len() >= self.components.len()
            && components.all(|(a, b)| same(a, b))
    }
}

/// Scores `[B][3]` of a cycle `[B, N]` on the first components of its layer's basis, rounded.
pub fn project(basis: &LayerBasis, cycle: &Population) -> Result<Vec<Scores>, AnalysisError> {
    let z = basis.z_scores(cycle.clone())?;
    let scores = basis.scores(&z, COMPONENTS)?;
    let point = |row: &[f64]| std::array::from_fn(|axis| rounded(row[axis], SCORE_ROUNDING) as f32);
    Ok(scores.rows().map(point).collect())
}

fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

#[cfg(test)]
pub(crate) mod tests;
