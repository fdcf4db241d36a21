//! What `analyze` says about one layer `[T, N]`: variance of its components, participation
//! ratio, tangling. In: samples every dt [s]. Out: [`LayerReport`], ready for JSON.
//!
//! The components are those of the units as the form of tangling normalises them, or, with a
//! fixed basis, the basis's own.

use serde::Serialize;

use super::basis::LayerBasis;
use super::pca::Pca;
use super::tangling::{self, Derivative, Form, Summary};
use super::{AnalysisError, Population};

/// Most variance ratios that a report lists.
pub const LISTED_COMPONENTS: usize = 10;

/// How to measure a layer.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Time between samples [s].
    pub dt: f64,
    /// Form of tangling, and with it the normalisation.
    pub form: Form,
    /// How the derivative begins.
    pub derivative: Derivative,
}

/// The measures of one layer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LayerReport {
    /// N.
    pub units: usize,
    /// Share of the total variance along the first components, 10 at most.
    pub variance_ratio: Vec<f64>,
    /// `(sum l)^2 / sum l^2`; `None` if nothing varies.
    pub participation_ratio: Option<f64>,
    /// `None` if every unit is constant.
    pub tangling: Option<TanglingReport>,
}

/// Tangling, and all that is needed to make it again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TanglingReport {
    /// Name of the form.
    pub form: &'static str,
    /// Components kept, for the forms that keep some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<usize>,
    /// How the derivative begins.
    pub derivative: Derivative,
    /// What softens the ratio.
    pub epsilon: f64,
    /// Unit of Q.
    pub unit: &'static str,
    /// Median of Q.
    pub median: f64,
    /// 90th percentile of Q.
    pub p90: f64,
    /// Largest Q.
    pub max: f64,
    /// Q(t) `[T]`.
    pub q: Vec<f64>,
}

/// Measures a layer of at least three samples on its own scale and components.
pub fn measure(population: Population, settings: &Settings) -> Result<LayerReport, AnalysisError> {
    population.check_samples("tangling", 3)?;
    let units = population.units();
    let listed = units.min(population.samples());
    let Some(normalised) = tangling::normalised(population, settings.form)? else {
        return Ok(LayerReport::still(units, listed));
    };
    let pca = Pca::fit(&normalised)?;
    if pca.components.is_empty() {
        return Ok(LayerReport::still(units, listed));
    }
    let x = match settings.form.dimensions() {
        Some(count) => pca.project(&normalised, count)?,
        None => normalised,
    };
    Ok(LayerReport {
        units,
        variance_ratio: first_listed(pca.variance_ratio()),
        participation_ratio: pca.participation_ratio(),
        tangling: TanglingReport::of(x, settings)?,
    })
}

/// Measures a layer in the fixed z-score and components of `basis`; forms `zscore` and `pcs` only.
pub fn measure_in_basis(
    population: Population,
    basis: &LayerBasis,
    settings: &Settings,
) -> Result<LayerReport, AnalysisError> {
    population.check_samples("tangling", 3)?;
    population.check_finite()?;
    let units = population.units();
    if population.is_constant() {
        return Ok(LayerReport::still(units, basis.components.len()));
    }
    let z = basis.z_scores(population)?;
    let scores = basis.scores(&z, basis.components.len())?;
    let total: f64 = z.variances().iter().sum();
    let share = |variance: &f64| if total > 0.0 { variance / total } else { 0.0 };
    let variance_ratio = first_listed(scores.variances().iter().map(share).collect());
    let participation_ratio = Pca::fit(&z)?.participation_ratio();
    let x = match settings.form {
        Form::ZScore => z,
        Form::Pcs { dimensions } => basis.scores(&z, dimensions)?,
        Form::Range | Form::SoftRange | Form::None | Form::Russo => {
            return Err(AnalysisError::FormWithBasis {
                form: settings.form.name(),
            });
        }
    };
    let tangling = TanglingReport::of(x, settings)?;
    Ok(LayerReport {
        units,
        variance_ratio,
        participation_ratio,
        tangling,
    })
}

impl LayerReport {
    /// The report of a layer whose units are all constant.
    fn still(units: usize, components: usize) -> Self {
        Self {
            units,
            variance_ratio: first_listed(vec![0.0; components]),
            participation_ratio: None,
            tangling: None,
        }
    }
}

impl TanglingReport {
    /// Tangling of x, the samples in their form.
    fn of(x: Population, settings: &Settings) -> Result<Option<Self>, AnalysisError> {
        let form = settings.form;
        let dimensions = form.dimensions().map(|_| x.units());
        let epsilon = form.epsilon(&x);
        let Some(tangling) = tangling::tangling_of(x, settings.dt, settings.derivative, epsilon)?
        else {
            return Ok(None);
        };
        let Summary { median, p90, max } = tangling.summary();
        Ok(Some(Self {
            form: form.name(),
            dimensions,
            derivative: settings.derivative,
            epsilon,
            unit: tangling::UNIT,
            median,
            p90,
            max,
            q: tangling.q,
        }))
    }
}

pub(super) fn first_listed(mut ratios: Vec<f64>) -> Vec<f64> {
    ratios.truncate(LISTED_COMPONENTS);
    ratios
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings {
        dt: 0.02,
        form: Form::ZScore,
        derivative: Derivative::Open,
    };

    fn waves(samples: usize) -> Population {
        let value = |t: usize, n: usize| {
            let phase = t as f64 * 0.2 + n as f64;
            if n == 2 {
                0.5
            } else {
                phase.sin() + 0.3 * (phase * (2.0 + n as f64)).cos()
            }
        };
        let data = (0..samples)
            .flat_map(|t| (0..12).map(move |n| value(t, n)))
            .collect();
        Population::new(samples, 12, data).unwrap()
    }

    #[test]
    fn a_basis_fitted_to_the_same_samples_changes_nothing() {
        let basis = LayerBasis::fit(&waves(90), 10).unwrap();
        for form in [Form::ZScore, Form::Pcs { dimensions: 3 }] {
            let settings = Settings { form, ..SETTINGS };
            let own = measure(waves(90), &settings).unwrap();
            let fixed = measure_in_basis(waves(90), &basis, &settings).unwrap();
            let (own_q, fixed_q) = (own.tangling.unwrap().q, fixed.tangling.unwrap().q);
            for (a, b) in own_q.iter().zip(&fixed_q) {
                assert!((a - b).abs() < 1e-8 * a.abs(), "{a} against {b}");
            }
            for (a, b) in own.variance_ratio.iter().zip(&fixed.variance_ratio) {
                assert!((a - b).abs() < 1e-12, "{a} against {b}");
            }
        }
    }

    #[test]
    fn a_fixed_basis_keeps_its_scale() {
        let basis = LayerBasis::fit(&waves(90), 4).unwrap();
        let small = waves(90).map_rows(|row| row.iter_mut().for_each(|value| *value *= 0.1));
        let here = measure_in_basis(waves(90), &basis, &SETTINGS)
            .unwrap()
            .tangling
            .unwrap();
        let there = measure_in_basis(small, &basis, &SETTINGS)
            .unwrap()
            .tangling
            .unwrap();
        assert!(
            there.epsilon < 0.7 * here.epsilon,
            "{} {}",
            there.epsilon,
            here.epsilon
        );
    }

    #[test]
    fn reports_name_what_they_are() {
        let settings = Settings {
            form: Form::Russo,
            ..SETTINGS
        };
        let report = measure(waves(90), &settings).unwrap();
        assert_eq!((report.units, report.variance_ratio.len()), (12, 10));
        let json = serde_json::to_value(report.tangling.unwrap()).unwrap();
        assert_eq!(json["form"], "russo");
        assert_eq!(json["dimensions"], 8);
        assert_eq!(json["derivative"], "open");
        assert_eq!(json["unit"], "1/s^2");
        assert_eq!(json["q"].as_array().unwrap().len(), 90);
    }

    #[test]
    fn a_layer_that_does_not_vary_has_no_tangling() {
        let still = Population::new(5, 3, [1.0, 2.0, 3.0].repeat(5)).unwrap();
        let report = measure(still.clone(), &SETTINGS).unwrap();
        assert_eq!(report.tangling, None);
        assert_eq!(report.participation_ratio, None);
        assert_eq!(report.variance_ratio, [0.0; 3]);
        let basis = LayerBasis::fit(&still, 2).unwrap();
        assert_eq!(
            measure_in_basis(still, &basis, &SETTINGS).unwrap().tangling,
            None
        );
    }

    #[test]
    fn forms_that_fit_their_own_scale_refuse_a_basis() {
        let basis = LayerBasis::fit(&waves(90), 4).unwrap();
        let settings = Settings {
            form: Form::Range,
            ..SETTINGS
        };
        let error = measure_in_basis(waves(90), &basis, &settings).unwrap_err();
        assert!(error.to_string().contains("range"), "{error}");
    }
}
