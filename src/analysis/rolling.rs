//! A basis refitted from the last window of activity `[T, N]`, for policies without a basis file.
//!
//! Its axes and scale follow the window, so figures from it cannot be compared over time; its
//! signs follow the last fit, so that a portrait does not flip over while it is watched.

use super::basis::LayerBasis;
use super::{AnalysisError, Population};

/// The basis of the last window.
#[derive(Debug, Clone, Default)]
pub struct RollingBasis {
    layer: Option<LayerBasis>,
}

impl RollingBasis {
    /// The last fit, if there was one.
    pub fn layer(&self) -> Option<&LayerBasis> {
        self.layer.as_ref()
    }

    /// Forgets the last fit: after a reset, or when another policy is loaded.
    pub fn clear(&mut self) {
        self.layer = None;
    }

    /// Fits `count` components to the window; each is turned to the side of the last fit's
    /// component of the same rank. After an error the last fit stays.
    pub fn refit(&mut self, window: &Population, count: usize) -> Result<(), AnalysisError> {
        let mut fresh = LayerBasis::fit(window, count)?;
        if let Some(last) = self
            .layer
            .as_ref()
            .filter(|last| last.units() == fresh.units())
        {
            follow_signs(&mut fresh, last);
        }
        self.layer = Some(fresh);
        Ok(())
    }
}

/// Turns every component that points away from the last one of its rank.
fn follow_signs(fresh: &mut LayerBasis, last: &LayerBasis) {
    let turned = fresh
        .components
        .iter_mut()
        .zip(&mut fresh.bounds)
        .zip(&last.components);
    for ((component, bounds), before) in turned {
        let agreement: f64 = component.iter().zip(before).map(|(a, b)| a * b).sum();
        if agreement < 0.0 {
            component.iter_mut().for_each(|entry| *entry = -*entry);
            *bounds = [-bounds[1], -bounds[0]];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line along (1, `slope`, 0.2) with a little of a second direction.
    fn window(slope: f64) -> Population {
        let row = |k: usize| {
            let (along, across) = ((k as f64 * 0.3).sin(), 0.2 * (k as f64 * 0.7).cos());
            [along, slope * along + across, across]
        };
        Population::new(200, 3, (0..200).flat_map(row).collect()).unwrap()
    }

    #[test]
    fn signs_follow_the_last_fit() {
        let mut rolling = RollingBasis::default();
        rolling.refit(&window(1.0), 2).unwrap();
        let first = rolling.layer().unwrap().clone();
        // As if the last fit had pointed the other way.
        let mut opposite = first.clone();
        opposite.components[0]
            .iter_mut()
            .for_each(|entry| *entry = -*entry);
        rolling.layer = Some(opposite.clone());
        rolling.refit(&window(1.0), 2).unwrap();
        let followed = rolling.layer().unwrap();
        assert_eq!(followed.components[0], opposite.components[0]);
        assert_eq!(followed.components[1], first.components[1]);
        assert_eq!(
            followed.bounds[0],
            [-first.bounds[0][1], -first.bounds[0][0]]
        );
        // Without memory, the rule of PCA holds again.
        rolling.clear();
        rolling.refit(&window(1.0), 2).unwrap();
        assert_eq!(rolling.layer().unwrap(), &first);
    }

    #[test]
    fn another_layer_starts_afresh_and_an_error_changes_nothing() {
        let mut rolling = RollingBasis::default();
        rolling.refit(&window(1.0), 2).unwrap();
        let kept = rolling.layer().unwrap().clone();
        let broken = Population::new(2, 3, vec![f64::NAN; 6]).unwrap();
        assert!(rolling.refit(&broken, 2).is_err());
        assert_eq!(rolling.layer().unwrap(), &kept);
        let other = Population::new(3, 2, vec![0.0, 1.0, 1.0, 0.0, 2.0, 5.0]).unwrap();
        rolling.refit(&other, 2).unwrap();
        assert_eq!(rolling.layer().unwrap().units(), 2);
    }
}
