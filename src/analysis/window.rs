//! Tangling of a stretch of time in a fixed basis, as the lab and the tour show it.
//!
//! In: rows `[T, N]` that follow each other every dt [s], the layer's basis. Out: Q(t) [1/s^2] in the form
//! `zscore` with the derivative `open`, t' within the stretch; and the median of Q on the first components.

use super::basis::LayerBasis;
use super::tangling::{self, Derivative, Form, Tangling};
use super::{AnalysisError, Population};

/// Tangling of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct WindowTangling {
    /// Q(t) of all units, 1/s^2 `[T]`.
    pub q: Vec<f64>,
    /// Median of `q`.
    pub median: f64,
    /// Median of Q in the form `pcs`.
    pub median_of_components: Option<f64>,
}

/// Tangling of `rows` over all units and on the first `dimensions` components; none if the layer hardly
/// varies.
pub fn tangling(
    rows: Population,
    basis: &LayerBasis,
    dimensions: usize,
    dt: f64,
) -> Result<Option<WindowTangling>, AnalysisError> {
    let z = basis.z_scores(rows)?;
    if !tangling::varies(&z) {
        return Ok(None);
    }
    let of = |x: Population, form: Form| -> Result<Option<Tangling>, AnalysisError> {
        let epsilon = form.epsilon(&x);
        tangling::tangling_of(x, dt, Derivative::Open, epsilon)
    };
    let scores = basis.scores(&z, dimensions)?;
    let components = of(scores, Form::Pcs { dimensions })?;
    let all = of(z, Form::ZScore)?;
    Ok(all.map(|all| WindowTangling {
        median: all.summary().median,
        median_of_components: components.map(|few| few.summary().median),
        q: all.q,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::layer::{Settings, measure_in_basis};

    fn waves() -> Population {
        let value = |t: usize, n: usize| {
            let phase = t as f64 * 0.2 + n as f64;
            phase.sin() + 0.3 * (phase * (2.0 + n as f64)).cos()
        };
        let data = (0..120).flat_map(|t| (0..10).map(move |n| value(t, n)));
        Population::new(120, 10, data.collect()).unwrap()
    }

    #[test]
    fn it_is_the_tangling_that_reports_give() {
        let basis = LayerBasis::fit(&waves(), 6).unwrap();
        let window = tangling(waves(), &basis, 3, 0.02).unwrap().unwrap();
        let report = |form| {
            let settings = Settings {
                dt: 0.02,
                form,
                derivative: Derivative::Open,
            };
            let report = measure_in_basis(waves(), &basis, &settings).unwrap();
            report.tangling.unwrap()
        };
        let all = report(Form::ZScore);
        assert_eq!((window.q, window.median), (all.q, all.median));
        let few = report(Form::Pcs { dimensions: 3 });
        assert_eq!(window.median_of_components, Some(few.median));
    }

    #[test]
    fn a_layer_that_stands_still_has_none() {
        let basis = LayerBasis::fit(&waves(), 6).unwrap();
        let still = Population::new(60, 10, vec![0.5; 600]).unwrap();
        assert_eq!(tangling(still, &basis, 3, 0.02).unwrap(), None);
    }
}
