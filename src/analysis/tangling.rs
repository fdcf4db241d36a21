//! Trajectory tangling Q (Russo et al. 2018, Neuron) of a population `[T, N]` sampled every dt.
//!
//! `Q(t) = max over t' of |x'(t) - x'(t')|^2 / (|x(t) - x(t')|^2 + epsilon)`, in 1/s^2; a circle
//! of period P gives about `(2 pi / P)^2`. x' is the first difference divided by dt. Unless a
//! form says otherwise, epsilon is 0.1 x the population variance of all entries of x. Out: Q `[T]`.
//!
//! [`stack`] takes the closed cycles of many conditions, [`compare`] sets two layers side by side.
//!
//! Compare layers of unequal size with care: epsilon is then 0.1/N of the total variance, so a
//! layer of 128 units is softened ten times less than one of 12; and where nothing moves, a
//! z-score blows noise up: [`varies`] says when to show no tangling at all.

pub mod compare;
mod kernel;
pub mod stack;

use serde::Serialize;

use super::normalise::{Normalisation, Normaliser, SOFT_RANGE_SHARE};
use super::{AnalysisError, Population};

/// The unit of Q.
pub const UNIT: &str = "1/s^2";
/// Principal components that the forms `pcs` and `russo` keep, or all if there are fewer.
pub const DEFAULT_DIMENSIONS: usize = 8;
/// Epsilon as a share of the variance of x.
const EPSILON_SHARE: f64 = 0.1;

/// Least mean variance of a layer, z-scored by a fixed basis, for its tangling to mean anything.
///
/// In such scores 1 is the variance over the whole sweep of commands; 0.01 is a root mean square
/// of a tenth of it. A robot that walks stays well above, even at one slow speed; one that stands
/// shows observation noise and sway, and Q would measure those.
pub const VARIANCE_FLOOR: f64 = 0.01;

/// What x is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Units z-scored (ddof 0); a constant unit becomes 0 and counts.
    ZScore,
    /// Units centred and divided by their range.
    Range,
    /// Units centred and divided by (range + 0.05 x the largest range of the layer).
    SoftRange,
    /// Units as they are.
    None,
    /// Scores of the z-scored units on their first principal components.
    Pcs {
        /// Components kept.
        dimensions: usize,
    },
    /// Russo's: soft range, the top 8 principal components, epsilon = 0.1 x their total variance.
    Russo,
}

impl Form {
    /// The name that every output carries.
    pub fn name(self) -> &'static str {
        match self {
            Self::ZScore => "zscore",
            Self::Range => "range",
            Self::SoftRange => "soft-range",
            Self::None => "none",
            Self::Pcs { .. } => "pcs",
            Self::Russo => "russo",
        }
    }

    /// How units are normalised before anything else.
    pub fn normalisation(self) -> Normalisation {
        match self {
            Self::ZScore | Self::Pcs { .. } => Normalisation::ZScore,
            Self::Range => Normalisation::Range,
            Self::SoftRange | Self::Russo => Normalisation::SoftRange {
                share: SOFT_RANGE_SHARE,
            },
            Self::None => Normalisation::None,
        }
    }

    /// Principal components kept, for the forms that keep some.
    pub fn dimensions(self) -> Option<usize> {
        match self {
            Self::Pcs { dimensions } => Some(dimensions),
            Self::Russo => Some(DEFAULT_DIMENSIONS),
            _ => None,
        }
    }

    /// The rule for epsilon that the form comes with.
    pub fn softening(self) -> Softening {
        match self {
            Self::Russo => Softening::Total,
            _ => Softening::Entries,
        }
    }

    /// Epsilon for x of this form.
    pub fn epsilon(self, x: &Population) -> f64 {
        self.softening().epsilon(x)
    }
}

/// What epsilon is 0.1 of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Softening {
    /// The population variance of all entries of x, whatever their unit (arXiv 2305.11107).
    Entries,
    /// The total variance, summed over units (Russo et al. 2018): N times as large for z-scores.
    Total,
}

impl Softening {
    /// Epsilon for x.
    pub fn epsilon(self, x: &Population) -> f64 {
        match self {
            Self::Entries => EPSILON_SHARE * x.variance_of_entries(),
            Self::Total => EPSILON_SHARE * x.variances().iter().sum::<f64>(),
        }
    }
}

/// How x' begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Derivative {
    /// A stretch of time: x'(k) = (x(k) - x(k-1)) / dt, x'(0) = x'(1).
    Open,
    /// A closed cycle: x'(0) = (x(0) - x(T-1)) / dt.
    Wrapped,
}

/// Q over time, and what it was made with.
#[derive(Debug, Clone, PartialEq)]
pub struct Tangling {
    /// What was added to squared distances.
    pub epsilon: f64,
    /// Q(t) [1/s^2].
    pub q: Vec<f64>,
}

/// Median, 90th percentile and maximum of Q [1/s^2].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Summary {
    /// 50th percentile.
    pub median: f64,
    /// 90th percentile.
    pub p90: f64,
    /// Largest value.
    pub max: f64,
}

/// The population normalised as `form` says; `None` if every unit is constant.
pub fn normalised(population: Population, form: Form) -> Result<Option<Population>, AnalysisError> {
    population.check_finite()?;
    if population.is_constant() {
        return Ok(None);
    }
    let normaliser = Normaliser::fit(form.normalisation(), &population)?;
    normaliser.apply(population).map(Some)
}

/// Tangling of samples that are normalised already, with a given epsilon: the way of live windows
/// and fixed bases. `None` unless epsilon is positive.
pub fn tangling_of(
    x: Population,
    dt: f64,
    derivative: Derivative,
    epsilon: f64,
) -> Result<Option<Tangling>, AnalysisError> {
    x.check_samples("tangling", 3)?;
    if !(dt.is_finite() && dt > 0.0) {
        return Err(AnalysisError::TimeStep { dt });
    }
    if epsilon.is_nan() || epsilon <= 0.0 {
        return Ok(None);
    }
    let derivatives = differences(&x, dt, derivative);
    let (samples, units) = (x.samples(), x.units());
    let largest = kernel::largest_ratios(x.into_data(), derivatives, units, &[samples], epsilon);
    let q = largest.within;
    Ok(Some(Tangling { epsilon, q }))
}

/// Whether samples z-scored by a fixed basis vary enough: the mean over units of the variance
/// over time is at least [`VARIANCE_FLOOR`].
pub fn varies(z: &Population) -> bool {
    let variances = z.variances();
    variances.iter().sum::<f64>() / variances.len() as f64 >= VARIANCE_FLOOR
}

/// First differences over dt, row-major `[T, N]`.
fn differences(x: &Population, dt: f64, derivative: Derivative) -> Vec<f64> {
    let difference = |k: usize, before: usize| {
        x.row(k)
            .iter()
            .zip(x.row(before))
            .map(move |(now, then)| (now - then) / dt)
    };
    let mut out = Vec::with_capacity(x.data().len());
    match derivative {
        Derivative::Open => out.extend(difference(1, 0)),
        Derivative::Wrapped => out.extend(difference(0, x.samples() - 1)),
    }
    for k in 1..x.samples() {
        out.extend(difference(k, k - 1));
    }
    out
}

impl Tangling {
    /// Median, 90th percentile and maximum over time.
    pub fn summary(&self) -> Summary {
        Summary::of(&self.q)
    }
}

impl Summary {
    /// Of at least one value.
    pub fn of(q: &[f64]) -> Self {
        let mut sorted = q.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self {
            median: percentile(&sorted, 50.0),
            p90: percentile(&sorted, 90.0),
            max: percentile(&sorted, 100.0),
        }
    }
}

/// Percentile of sorted values, linear between neighbours (NumPy's default); NaN if there are none.
pub fn percentile(sorted: &[f64], percent: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let position = percent / 100.0 * last as f64;
    let below = (position.floor() as usize).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests;
