//! Speed axes: the direction of activity along which a layer tells conditions of different speed
//! apart.
//!
//! In: one cycle a condition `[C][B, N]` and the speed of each condition `[C]` (m/s, or rad/s for
//! turning). Units are normalised and projected on the first K principal components of all bins; the
//! mean scores of the conditions are the rows of `M` `[C, K]`. What of these components is left out
//! ([`Plane`]) is taken out of M; then one of two rules:
//!
//! - [`Rule::LargestMean`] (arXiv 2305.11107): the unit vector d that maximises `|M d|`: the first right
//!   singular vector of M, not centred. Centred, it maximises the variance of the means, as the abstract
//!   has it; with z-scores and equally long conditions the two coincide.
//! - [`Rule::Decoding`] (Saxena et al. 2022, eLife): the best linear decode of speed from M, d along the
//!   weights `w = (A' A + lambda I)^-1 A' s`, A and s being M and the speeds less their means,
//!   lambda = ridge x tr(A' A) / K (Hoerl & Kennard 1970): there are as many weights as conditions, so
//!   without a ridge any noise would fit.
//!
//! Out: the axis in normalised units `[N]`, of length 1, its sign such that it rises with speed, the
//! line from positions on it to speed, and how much of what was left out lies between conditions.

use nalgebra::DMatrix;

use super::cycles::CycleStack;
use super::cycles::space::Space;
use super::line::{Line, rank_correlation};
use super::normalise::{Normalisation, Normaliser, SOFT_RANGE_SHARE};
use super::pca::{apply_sign_rule, eigen_by_falling_value};
use super::{AnalysisError, Population};

mod plane;

pub use plane::{LeftOut, Plane, is_mostly_between};

/// How the axis is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// Largest norm, or variance if `centred`, of the conditions' mean activity.
    LargestMean {
        /// Whether the mean over conditions is subtracted first.
        centred: bool,
    },
    /// Best decode of speed from the conditions' mean activity.
    Decoding {
        /// Penalty on the weights, as a share of the mean variance of the means.
        ridge: f64,
    },
}

/// A rule, and the space that it searches.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How the axis is found.
    pub rule: Rule,
    /// Of the units, over all conditions.
    pub normalisation: Normalisation,
    /// First principal components of all bins that are kept, K.
    pub components: usize,
    /// What of them is left out.
    pub plane: Plane,
}

/// Components that every rule keeps at most, as the literature does.
const COMPONENTS: usize = 12;

impl Settings {
    /// The rule of arXiv 2305.11107: z-scores, PC3 to PC12, means not centred. Fit for conditions of one
    /// direction of travel; see [`Plane::Leading`].
    pub fn largest_mean() -> Self {
        Self {
            rule: Rule::LargestMean { centred: false },
            normalisation: Normalisation::ZScore,
            components: COMPONENTS,
            plane: Plane::Leading,
        }
    }

    /// The largest variance of the means beside the plane of the cycles: z-scores, PC1 to PC12 less
    /// [`Plane::Cycles`], means centred. Fit for any conditions.
    pub fn beside_cycles() -> Self {
        Self {
            rule: Rule::LargestMean { centred: true },
            plane: Plane::Cycles,
            ..Self::largest_mean()
        }
    }

    /// The rule of Saxena et al. 2022: soft range, PC1 to PC12, a ridge of 1 %.
    pub fn decoding() -> Self {
        Self {
            rule: Rule::Decoding { ridge: 0.01 },
            normalisation: Normalisation::SoftRange {
                share: SOFT_RANGE_SHARE,
            },
            components: COMPONENTS,
            plane: Plane::None,
        }
    }

    fn check(&self) -> Result<(), AnalysisError> {
        if self.components == 0 {
            return Err(AnalysisError::Setting {
                setting: "the speed axis's components",
                value: 0.0,
                range: "1 or more",
            });
        }
        match self.rule {
            Rule::Decoding { ridge } if !(ridge.is_finite() && ridge >= 0.0) => {
                Err(AnalysisError::Setting {
                    setting: "ridge",
                    value: ridge,
                    range: "0 or more",
                })
            }
            _ => Ok(()),
        }
    }
}

/// A direction of activity that rises with speed.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeedAxis {
    /// Of the units `[N]`.
    pub normaliser: Normaliser,
    /// Unit vector in normalised units `[N]`.
    pub direction: Vec<f64>,
    /// From a position on the axis to speed.
    pub decoder: Line,
    /// What was left out, none to two directions.
    pub left_out: Vec<LeftOut>,
}

/// How well an axis orders the conditions that it is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Variance of all bins along the axis over their total variance, in normalised units.
    pub variance_share: f64,
    /// R^2 of a line from the conditions' mean positions to speed.
    pub linearity: f64,
    /// Spearman's correlation of mean position and speed; `None` if either is constant.
    pub rank_correlation: Option<f64>,
}

/// Error of speeds decoded without having seen them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DecodingError {
    /// Root mean square [unit of speed].
    pub rms: f64,
    /// The same for a decoder that always says the mean of the speeds it has seen.
    pub rms_of_mean: f64,
    /// Conditions decoded.
    pub conditions: usize,
}

/// Finds the axis of at least two conditions. `None` if no unit varies, if nothing is left beside what
/// is left out, or if the conditions' means or speeds do not differ there.
pub fn fit(
    stack: &CycleStack,
    speeds: &[f64],
    settings: &Settings,
) -> Result<Option<SpeedAxis>, AnalysisError> {
    settings.check()?;
    stack.check_conditions("a speed axis", 2)?;
    check_speeds(stack, speeds)?;
    let Some(space) = Space::fit(stack, settings.normalisation)? else {
        return Ok(None);
    };
    if Line::fit(speeds, speeds).is_none() {
        return Ok(None);
    }
    let scores = space.scores(stack, settings.components)?;
    let plane = plane::directions(&scores, settings.plane);
    let means = means_beside(&scores, &plane);
    let weights = match settings.rule {
        Rule::LargestMean { centred } => largest_mean(&means, centred),
        Rule::Decoding { ridge } => decoding(&means, speeds, ridge),
    };
    let Some(weights) = weights else {
        return Ok(None);
    };
    let mut direction = in_units(&space, &weights);
    let norm = length(&direction);
    direction.iter_mut().for_each(|entry| *entry /= norm);
    orient(&mut direction, &space.normaliser, stack, speeds)?;
    let positions = positions(&direction, &space.normaliser, stack)?;
    let decoder = match settings.rule {
        // a ridge's weights are shorter than those of the best line
        Rule::Decoding { .. } => Line::through_means(&positions, speeds, length(&weights)),
        Rule::LargestMean { .. } => match Line::fit(&positions, speeds) {
            Some(line) => line,
            None => return Ok(None),
        },
    };
    let left_out = plane.iter().map(|weights| LeftOut {
        direction: in_units(&space, weights),
        between: plane::between(&scores, weights),
    });
    Ok(Some(SpeedAxis {
        left_out: left_out.collect(),
        normaliser: space.normaliser,
        direction,
        decoder,
    }))
}

impl SpeedAxis {
    /// Mean position of each condition along the axis `[C]`.
    pub fn positions(&self, stack: &CycleStack) -> Result<Vec<f64>, AnalysisError> {
        positions(&self.direction, &self.normaliser, stack)
    }

    /// Speeds decoded from the conditions' mean activity `[C]`.
    pub fn decode(&self, stack: &CycleStack) -> Result<Vec<f64>, AnalysisError> {
        let positions = self.positions(stack)?;
        Ok(positions.iter().map(|&x| self.decoder.at(x)).collect())
    }

    /// How well the axis orders conditions by their speeds `[C]`; `None` if nothing varies along it
    /// or the speeds are all one.
    pub fn quality(
        &self,
        stack: &CycleStack,
        speeds: &[f64],
    ) -> Result<Option<Quality>, AnalysisError> {
        check_speeds(stack, speeds)?;
        let z = self.normaliser.apply(stack.pooled())?;
        let total: f64 = z.variances().iter().sum();
        let along: Vec<f64> = z.rows().map(|row| dot(row, &self.direction)).collect();
        let along = Population::from_parts(along.len(), 1, along);
        let positions = self.positions(stack)?;
        let linearity = Line::fit(&positions, speeds).map(|line| line.r2);
        Ok(linearity.map(|linearity| Quality {
            variance_share: along.variances()[0] / total,
            linearity,
            rank_correlation: rank_correlation(&positions, speeds),
        }))
    }
}

/// Angle between two directions of equally normalised units [rad], 0 to pi; sign counts.
pub fn angle(a: &SpeedAxis, b: &SpeedAxis) -> Result<f64, AnalysisError> {
    if a.direction.len() != b.direction.len() {
        return Err(AnalysisError::Units {
            what: "other axis",
            expected: b.direction.len(),
            found: a.direction.len(),
        });
    }
    Ok(dot(&a.direction, &b.direction).clamp(-1.0, 1.0).acos())
}

/// Decodes each speed by an axis fitted, normalisation and components included, to the conditions
/// of all other speeds. `None` unless an axis could be fitted each time; three speeds at least.
pub fn leave_one_speed_out(
    stack: &CycleStack,
    speeds: &[f64],
    settings: &Settings,
) -> Result<Option<DecodingError>, AnalysisError> {
    check_speeds(stack, speeds)?;
    let mut distinct = speeds.to_vec();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    if distinct.len() < 3 {
        return Err(AnalysisError::TooFewConditions {
            measure: "decoding of a speed left out",
            needed: 3,
            found: distinct.len(),
        });
    }
    let (mut squares, mut squares_of_mean) = (0.0, 0.0);
    for &speed in &distinct {
        let (held, kept): (Vec<usize>, Vec<usize>) =
            (0..speeds.len()).partition(|&c| speeds[c] == speed);
        let seen: Vec<f64> = kept.iter().map(|&c| speeds[c]).collect();
        let Some(axis) = fit(&stack.subset(&kept)?, &seen, settings)? else {
            return Ok(None);
        };
        let mean = seen.iter().sum::<f64>() / seen.len() as f64;
        for decoded in axis.decode(&stack.subset(&held)?)? {
            squares += (decoded - speed).powi(2);
            squares_of_mean += (mean - speed).powi(2);
        }
    }
    let conditions = speeds.len();
    let rms = |sum: f64| (sum / conditions as f64).sqrt();
    Ok(Some(DecodingError {
        rms: rms(squares),
        rms_of_mean: rms(squares_of_mean),
        conditions,
    }))
}

fn check_speeds(stack: &CycleStack, speeds: &[f64]) -> Result<(), AnalysisError> {
    if speeds.len() != stack.conditions() {
        return Err(AnalysisError::Count {
            what: "speeds",
            expected: stack.conditions(),
            found: speeds.len(),
        });
    }
    match speeds.iter().find(|speed| !speed.is_finite()) {
        None => Ok(()),
        Some(&value) => Err(AnalysisError::Setting {
            setting: "a condition's speed",
            value,
            range: "finite",
        }),
    }
}

/// Mean scores of the conditions `[C, K]`, less their part along orthonormal directions `[K]`.
fn means_beside(scores: &CycleStack, left_out: &[Vec<f64>]) -> DMatrix<f64> {
    let means = scores.condition_means();
    let mut beside = DMatrix::from_row_slice(means.samples(), means.units(), means.data());
    for direction in left_out {
        for (c, mean) in means.rows().enumerate() {
            let along = dot(mean, direction);
            for (k, entry) in direction.iter().enumerate() {
                beside[(c, k)] -= along * entry;
            }
        }
    }
    beside
}

/// Weights of principal components `[K]` as a direction of the normalised units `[N]`.
fn in_units(space: &Space, weights: &[f64]) -> Vec<f64> {
    let mut direction = vec![0.0; space.pca.center.len()];
    for (weight, component) in weights.iter().zip(&space.pca.components) {
        let entries = direction.iter_mut().zip(component);
        entries.for_each(|(entry, loading)| *entry += weight * loading);
    }
    direction
}

/// Less the mean of each column.
fn centred(mut means: DMatrix<f64>) -> DMatrix<f64> {
    for mut column in means.column_iter_mut() {
        let mean = column.mean();
        column.add_scalar_mut(-mean);
    }
    means
}

/// First right singular vector `[K]`; `None` if the means are all 0, but for rounding.
fn largest_mean(means: &DMatrix<f64>, subtract: bool) -> Option<Vec<f64>> {
    let means = if subtract {
        centred(means.clone())
    } else {
        means.clone()
    };
    let (values, vectors) = eigen_by_falling_value(means.tr_mul(&means));
    let differ = values.first().is_some_and(|&largest| largest > MEANS_FLOOR);
    differ.then(|| vectors.into_iter().next()).flatten()
}

/// Squared means below this are rounding: normalised units have variances near 1.
const MEANS_FLOOR: f64 = 1e-20;

/// Weights `[K]` of the ridge regression of speeds on means; `None` if the means are all one.
fn decoding(means: &DMatrix<f64>, speeds: &[f64], ridge: f64) -> Option<Vec<f64>> {
    let means = centred(means.clone());
    let mean_speed = speeds.iter().sum::<f64>() / speeds.len() as f64;
    let (values, vectors) = eigen_by_falling_value(means.tr_mul(&means));
    let lambda = ridge * values.iter().sum::<f64>() / values.len() as f64;
    if values.first().is_none_or(|&largest| largest <= MEANS_FLOOR) {
        return None;
    }
    let mut weights = vec![0.0; means.ncols()];
    for (value, vector) in values.iter().zip(&vectors) {
        let along =
            |c: usize| -> f64 { (0..vector.len()).map(|k| means[(c, k)] * vector[k]).sum() };
        let products = (0..speeds.len()).map(|c| along(c) * (speeds[c] - mean_speed));
        let weight = products.sum::<f64>() / (value + lambda);
        for (entry, loading) in weights.iter_mut().zip(vector) {
            *entry += weight * loading;
        }
    }
    (length(&weights) > 0.0).then_some(weights)
}

/// Turns the direction so that the conditions' positions rise with speed; where they do neither,
/// its largest entry is positive.
fn orient(
    direction: &mut [f64],
    normaliser: &Normaliser,
    stack: &CycleStack,
    speeds: &[f64],
) -> Result<(), AnalysisError> {
    let positions = positions(direction, normaliser, stack)?;
    let mean = speeds.iter().sum::<f64>() / speeds.len() as f64;
    let rise: f64 = positions
        .iter()
        .zip(speeds)
        .map(|(x, s)| x * (s - mean))
        .sum();
    if rise < 0.0 {
        direction.iter_mut().for_each(|entry| *entry = -*entry);
    } else if rise == 0.0 {
        apply_sign_rule(direction);
    }
    Ok(())
}

/// Mean position of each condition along a direction `[C]`.
fn positions(
    direction: &[f64],
    normaliser: &Normaliser,
    stack: &CycleStack,
) -> Result<Vec<f64>, AnalysisError> {
    let means = normaliser.apply(stack.condition_means())?;
    Ok(means.rows().map(|row| dot(row, direction)).collect())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn length(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}

#[cfg(test)]
mod stacked;
#[cfg(test)]
mod tests;
