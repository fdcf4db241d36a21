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

use super::cycles::CycleStack;
use super::cycles::space::Space;
use super::line::{Line, rank_correlation};
use super::normalise::{Normalisation, Normaliser, SOFT_RANGE_SHARE};
use super::pca::apply_sign_rule;
use super::{AnalysisError, Population};

mod plane;
mod rules;
mod unseen;

pub use plane::{LeftOut, Plane, is_mostly_between};
pub use rules::Rule;
pub use unseen::{DecodingError, leave_one_speed_out};

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
    let means = rules::means_beside(&scores, &plane);
    let weights = match settings.rule {
        Rule::LargestMean { centred } => rules::largest_mean(&means, centred),
        Rule::Decoding { ridge } => rules::decoding(&means, speeds, ridge),
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
    Ok(Some(SpeedAxis {
        left_out: described(&space, &scores, &plane),
        normaliser: space.normaliser,
        direction,
        decoder,
    }))
}

/// What an axis of these conditions leaves out, whether or not anything is left beside it.
pub fn left_out(stack: &CycleStack, settings: &Settings) -> Result<Vec<LeftOut>, AnalysisError> {
    settings.check()?;
    let Some(space) = Space::fit(stack, settings.normalisation)? else {
        return Ok(Vec::new());
    };
    let scores = space.scores(stack, settings.components)?;
    let plane = plane::directions(&scores, settings.plane);
    Ok(described(&space, &scores, &plane))
}

fn described(space: &Space, scores: &CycleStack, plane: &[Vec<f64>]) -> Vec<LeftOut> {
    let left_out = plane.iter().map(|weights| LeftOut {
        direction: in_units(space, weights),
        between: plane::between(scores, weights),
    });
    left_out.collect()
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

/// Weights of principal components `[K]` as a direction of the normalised units `[N]`.
fn in_units(space: &Space, weights: &[f64]) -> Vec<f64> {
    let mut direction = vec![0.0; space.pca.center.len()];
    for (weight, component) in weights.iter().zip(&space.pca.components) {
        let entries = direction.iter_mut().zip(component);
        entries.for_each(|(entry, loading)| *entry += weight * loading);
    }
    direction
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
