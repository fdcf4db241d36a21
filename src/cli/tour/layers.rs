//! The two layers of the tour. In: frames of the walk, the policy's basis. Out: populations
//! `[T, N]`, their scores `[T, 2]`, Q(t) [1/s^2].
//!
//! Tangling: z-score by the basis, epsilon 0.1 x the variance of the stretch, open derivative,
//! t' within the stretch.

use std::ops::Range;

use serde::Serialize;

use super::walk::{SETTLING, Walk};
use crate::analysis::basis::{Basis, LayerBasis};
use crate::analysis::tangling::DEFAULT_DIMENSIONS;
use crate::analysis::window::{self, WindowTangling};
use crate::analysis::{AnalysisError, Population};
use crate::policy::Layer;

/// Fewest frames that a basis is fitted to.
const LEAST_FRAMES: usize = 25;

/// Where z-score and components come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BasisOrigin {
    /// The fixed ones that ship with the policy.
    Policy,
    /// Fitted to this tour.
    Tour,
}

/// A layer and the z-score and components that it is seen by.
pub(super) struct SeenLayer {
    layer: Layer,
    pub basis: LayerBasis,
}

/// The layer that remembers and the layer that acts.
pub(super) struct Layers {
    pub origin: BasisOrigin,
    /// The LSTM's hidden state.
    pub recurrent: SeenLayer,
    /// The twelve joint targets.
    pub actuation: SeenLayer,
}

impl Layers {
    /// Both layers in the policy's basis, or else in one fitted to the walk but for its start and a fall;
    /// none if the walk is too short for that.
    pub(super) fn of(walk: &Walk, basis: Option<&Basis>) -> Result<Option<Self>, AnalysisError> {
        let fixed = |layer: Layer| basis?.layers.get(&*layer.name()).cloned();
        let seen = |layer, basis| SeenLayer { layer, basis };
        let [recurrent, actuation] = [Layer::Hidden, Layer::Action];
        if let Some((memory, targets)) = fixed(recurrent).zip(fixed(actuation)) {
            return Ok(Some(Self {
                origin: BasisOrigin::Policy,
                recurrent: seen(recurrent, memory),
                actuation: seen(actuation, targets),
            }));
        }
        let frames = frames_to_fit(walk);
        if frames.len() < LEAST_FRAMES {
            return Ok(None);
        }
        let fit = |layer| -> Result<SeenLayer, AnalysisError> {
            let population = population(walk, frames.clone(), layer)?;
            LayerBasis::fit(&population, DEFAULT_DIMENSIONS).map(|basis| seen(layer, basis))
        };
        Ok(Some(Self {
            origin: BasisOrigin::Tour,
            recurrent: fit(recurrent)?,
            actuation: fit(actuation)?,
        }))
    }

    /// Components that both layers have, [`DEFAULT_DIMENSIONS`] at most.
    pub(super) fn common_dimensions(&self) -> usize {
        let count = |layer: &SeenLayer| layer.basis.components.len();
        let common = count(&self.recurrent).min(count(&self.actuation));
        common.min(DEFAULT_DIMENSIONS)
    }
}

impl SeenLayer {
    /// Scores on PC1 and PC2.
    pub(super) fn plane(
        &self,
        walk: &Walk,
        frames: Range<usize>,
    ) -> Result<Vec<[f64; 2]>, AnalysisError> {
        let z = self.basis.z_scores(population(walk, frames, self.layer)?)?;
        let scores = self.basis.scores(&z, 2)?;
        let first_two = |row: &[f64]| [0, 1].map(|k| row.get(k).copied().unwrap_or(0.0));
        Ok(scores.rows().map(first_two).collect())
    }

    /// Tangling over a stretch; none if the layer hardly varies.
    pub(super) fn tangling(
        &self,
        walk: &Walk,
        frames: Range<usize>,
        dimensions: usize,
    ) -> Result<Option<WindowTangling>, AnalysisError> {
        let rows = population(walk, frames, self.layer)?;
        window::tangling(rows, &self.basis, dimensions, walk.dt)
    }
}

/// From the settled start to the end of the last command that was walked to its end, or to the
/// last frame if there is none.
fn frames_to_fit(walk: &Walk) -> Range<usize> {
    let start = (SETTLING / walk.dt).round() as usize;
    let mut whole = walk
        .stretches
        .iter()
        .filter_map(|stretch| walk.settled(stretch));
    let end = whole
        .next_back()
        .map_or(walk.frames.len(), |frames| frames.end);
    start.min(end)..end
}

/// A layer's activity in some frames `[T, N]`.
fn population(
    walk: &Walk,
    frames: Range<usize>,
    layer: Layer,
) -> Result<Population, AnalysisError> {
    let taps = |index: usize| walk.frames[index].decision.taps.get(layer);
    let units = taps(frames.start).map_or(0, <[f32]>::len);
    Population::from_rows(units, frames.filter_map(taps))
}
