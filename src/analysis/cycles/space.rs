//! One normalisation and one set of principal components for all conditions, so that cycles can be
//! compared: fitted on the pooled bins of a stack, applicable to any stack of the same units.

use super::super::normalise::{Normalisation, Normaliser};
use super::super::pca::Pca;
use super::super::{AnalysisError, Population};
use super::CycleStack;

/// A normalisation of N units and the components of what it gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Space {
    /// Of the units.
    pub normaliser: Normaliser,
    /// Of the normalised units; at least one component.
    pub pca: Pca,
}

impl Space {
    /// Fits to the bins of all conditions; `None` if no unit varies.
    pub fn fit(
        stack: &CycleStack,
        normalisation: Normalisation,
    ) -> Result<Option<Self>, AnalysisError> {
        let pooled = stack.pooled();
        if pooled.is_constant() {
            return Ok(None);
        }
        let normaliser = Normaliser::fit(normalisation, &pooled)?;
        let pca = Pca::fit(&normaliser.apply(pooled)?)?;
        Ok((!pca.components.is_empty()).then_some(Self { normaliser, pca }))
    }

    /// The units normalised `[C][B, N]`.
    pub fn normalised(&self, stack: &CycleStack) -> Result<CycleStack, AnalysisError> {
        stack.map(|data| self.normaliser.apply(data.clone()))
    }

    /// Scores on the first `count` components, or on all if there are fewer `[C][B, K]`.
    pub fn scores(&self, stack: &CycleStack, count: usize) -> Result<CycleStack, AnalysisError> {
        stack.map(|data| self.score(data, count))
    }

    fn score(&self, data: &Population, count: usize) -> Result<Population, AnalysisError> {
        self.pca
            .project(&self.normaliser.apply(data.clone())?, count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_share_one_scale() {
        // unit 0 is three times as large in the second condition; unit 1 is still
        let data = [
            1.0, 5.0, -1.0, 5.0, 0.0, 5.0, //
            3.0, 5.0, -3.0, 5.0, 0.0, 5.0,
        ];
        let stack = CycleStack::from_array(3, 2, &data, &[1.0, 1.0]).unwrap();
        let space = Space::fit(&stack, Normalisation::ZScore).unwrap().unwrap();
        let z = space.normalised(&stack).unwrap().pooled();
        assert!((z.row(3)[0] / z.row(0)[0] - 3.0).abs() < 1e-12);
        assert!((z.variances()[0] - 1.0).abs() < 1e-12);
        let scores = space.scores(&stack, 8).unwrap();
        assert_eq!(scores.units(), 1, "the rank");
        let still = CycleStack::from_array(3, 1, &[2.0; 6], &[1.0, 1.0]).unwrap();
        assert_eq!(Space::fit(&still, Normalisation::ZScore).unwrap(), None);
    }
}
