//! The speed axes of one population, by the paper's rule and by Saxena's.
//!
//! Axes of the suite stack both directions of travel; each sweep alone, one direction as in the paper's
//! third experiment, is stacked as well (`sweep_NAME`). An axis is found among its own conditions alone:
//! their bins are z-scored together and their principal components taken, as if nothing else had been
//! walked. So the two ways of the paper's rule, centred and not, coincide.
//!
//! What is left out as the plane of the cycles ([`plane`]): speeds of one sign are judged as the paper
//! does, without PC1 and PC2. Over both signs the means lie so far apart that speed itself can be one of
//! these two, so there it is the plane of the cycles less each condition's mean. How much of what is left
//! out lies between conditions stands beside either, and what the other plane would say.

use std::collections::BTreeMap;

use super::options::Depth;
use super::result::{OtherPlaneReport, PlaneName, SpeedAxisReport};
use crate::analysis::AnalysisError;
use crate::analysis::cycles::CycleStack;
use crate::analysis::speed_axis::{self, LeftOut, Settings, SpeedAxis};

/// Fewest different speeds that can be said to stack.
const LEAST_SPEEDS: usize = 3;

/// The conditions that a speed axis stacks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    /// Its name in the suite.
    pub name: String,
    /// Indices of kept conditions.
    pub conditions: Vec<usize>,
    /// Commanded speed of each, m/s or rad/s.
    pub speeds: Vec<f64>,
    /// A single sweep, which controls pass over.
    pub is_sweep: bool,
}

/// A speed axis, found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Unit vector `[N]` among the units, z-scored over the axis's conditions.
    pub direction: Vec<f64>,
    /// The numbers.
    pub report: SpeedAxisReport,
}

impl Axis {
    fn has_speeds(&self) -> bool {
        let mut speeds = self.speeds.clone();
        speeds.sort_by(f64::total_cmp);
        speeds.dedup();
        speeds.len() >= LEAST_SPEEDS
    }
}

/// What conditions of these speeds leave out.
pub(super) fn plane(speeds: &[f64]) -> PlaneName {
    let both = speeds.iter().any(|&speed| speed < 0.0) && speeds.iter().any(|&speed| speed > 0.0);
    if both {
        PlaneName::Cycles
    } else {
        PlaneName::Components
    }
}

impl PlaneName {
    /// The rule that leaves this plane out.
    pub(crate) fn settings(self) -> Settings {
        match self {
            Self::Components => Settings::largest_mean(),
            Self::Cycles => Settings::beside_cycles(),
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Components => Self::Cycles,
            Self::Cycles => Self::Components,
        }
    }
}

/// Every axis by name; `None` where too few conditions count or nothing tells them apart.
pub(super) fn measure(
    stack: &CycleStack,
    axes: &[Axis],
    depth: Depth,
) -> Result<BTreeMap<String, Option<Found>>, AnalysisError> {
    let mut fitted: Vec<(&Axis, Option<SpeedAxis>)> = Vec::new();
    for axis in axes
        .iter()
        .filter(|axis| depth == Depth::Full || !axis.is_sweep)
    {
        let found = if axis.has_speeds() {
            let own = stack.subset(&axis.conditions)?;
            speed_axis::fit(&own, &axis.speeds, &plane(&axis.speeds).settings())?
        } else {
            None
        };
        fitted.push((axis, found));
    }
    let mut all = BTreeMap::new();
    for (axis, found) in &fitted {
        let found = match found {
            None => None,
            Some(found) => describe(stack, axis, found, &fitted, depth)?,
        };
        all.insert(axis.name.clone(), found);
    }
    Ok(all)
}

fn describe(
    stack: &CycleStack,
    axis: &Axis,
    found: &SpeedAxis,
    others: &[(&Axis, Option<SpeedAxis>)],
    depth: Depth,
) -> Result<Option<Found>, AnalysisError> {
    let own = stack.subset(&axis.conditions)?;
    let Some(quality) = found.quality(&own, &axis.speeds)? else {
        return Ok(None);
    };
    let sizes: Vec<f64> = axis.speeds.iter().map(|speed| speed.abs()).collect();
    let by_size = found.quality(&own, &sizes)?;
    let beside = match depth {
        Depth::Headline => Beside::default(),
        Depth::Full => Beside::of(&own, &axis.speeds)?,
    };
    let mut angles = BTreeMap::new();
    for (other, direction) in others {
        if let (true, Some(direction)) = (other.name != axis.name, direction) {
            let angle = speed_axis::angle(found, direction)?.to_degrees();
            angles.insert(other.name.clone(), angle.min(180.0 - angle));
        }
    }
    Ok(Some(Found {
        direction: found.direction.clone(),
        report: SpeedAxisReport {
            conditions: axis.conditions.len(),
            plane: plane(&axis.speeds),
            left_out_between: between(&found.left_out),
            variance_share: quality.variance_share,
            rank_correlation: quality.rank_correlation,
            rank_correlation_abs: by_size.and_then(|quality| quality.rank_correlation),
            linearity: quality.linearity,
            other_plane: beside.other_plane,
            decoding_error: beside.decoding_error,
            decoding_error_of_mean: beside.decoding_error_of_mean,
            decoded_variance_share: beside.decoded_variance_share,
            angles,
        },
    }))
}

fn between(left_out: &[LeftOut]) -> Vec<f64> {
    left_out.iter().map(|left_out| left_out.between).collect()
}

/// What stands beside an axis in a full report.
#[derive(Default)]
struct Beside {
    other_plane: Option<OtherPlaneReport>,
    decoding_error: Option<f64>,
    decoding_error_of_mean: Option<f64>,
    decoded_variance_share: Option<f64>,
}

impl Beside {
    fn of(own: &CycleStack, speeds: &[f64]) -> Result<Self, AnalysisError> {
        let settings = Settings::decoding();
        let decoded = match speed_axis::fit(own, speeds, &settings)? {
            None => None,
            Some(decoder) => decoder.quality(own, speeds)?,
        };
        let left_out = speed_axis::leave_one_speed_out(own, speeds, &settings)?;
        Ok(Self {
            other_plane: by_other_plane(own, speeds)?,
            decoding_error: left_out.map(|error| error.rms),
            decoding_error_of_mean: left_out.map(|error| error.rms_of_mean),
            decoded_variance_share: decoded.map(|decoded| decoded.variance_share),
        })
    }
}

/// The axis beside the plane that is not the one judged by.
fn by_other_plane(
    own: &CycleStack,
    speeds: &[f64],
) -> Result<Option<OtherPlaneReport>, AnalysisError> {
    let plane = plane(speeds).other();
    let Some(found) = speed_axis::fit(own, speeds, &plane.settings())? else {
        return Ok(None);
    };
    let quality = found.quality(own, speeds)?;
    Ok(quality.map(|quality| OtherPlaneReport {
        plane,
        left_out_between: between(&found.left_out),
        variance_share: quality.variance_share,
        rank_correlation: quality.rank_correlation,
    }))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::super::claims::rank_by_size;
    use super::*;

    /// A circle that four units see from two sides, stacked along unit 4 by speed; unit 5 wobbles.
    fn stacked(speeds: &[f64]) -> CycleStack {
        let bins = 20;
        let row = |speed: f64, bin: usize| {
            let phase = TAU * bin as f64 / bins as f64;
            let ((a, b), (c, d)) = (phase.sin_cos(), (phase + 0.5).sin_cos());
            [
                a,
                b,
                c,
                d,
                speed + 0.1 * (3.0 * phase).sin(),
                (2.0 * phase).cos(),
            ]
        };
        let rows = speeds
            .iter()
            .flat_map(|&speed| (0..bins).flat_map(move |bin| row(speed, bin)));
        let periods = vec![0.5; speeds.len()];
        CycleStack::from_array(bins, 6, &rows.collect::<Vec<f64>>(), &periods).unwrap()
    }

    fn axis(speeds: &[f64]) -> Axis {
        Axis {
            name: "forward".to_owned(),
            conditions: (0..speeds.len()).collect(),
            speeds: speeds.to_vec(),
            is_sweep: false,
        }
    }

    #[test]
    fn stacked_circles_have_their_axis() {
        let speeds = [0.2, 0.1, 0.3, 0.4, 0.5];
        let found = measure(&stacked(&speeds), &[axis(&speeds)], Depth::Full).unwrap();
        let found = found["forward"].as_ref().unwrap();
        assert_eq!(found.report.rank_correlation, Some(1.0));
        assert!(found.direction[4] > 0.9, "{:?}", found.direction);
        assert!(found.report.decoding_error < found.report.decoding_error_of_mean);
    }

    #[test]
    fn an_axis_that_orders_how_fast_and_not_which_way_says_so() {
        // unit 4 follows |speed|, but the conditions still have their signs
        let speeds = [-0.4, -0.2, 0.1, 0.3, 0.5];
        let cycles = stacked(&speeds.map(f64::abs));
        let found = measure(&cycles, &[axis(&speeds)], Depth::Headline).unwrap();
        let found = &found["forward"].as_ref().unwrap().report;
        assert_eq!(rank_by_size(found).map(f64::abs), Some(1.0));
        assert!(found.rank_correlation.unwrap().abs() < 0.9);
        let cycles = stacked(&speeds);
        let found = measure(&cycles, &[axis(&speeds)], Depth::Headline).unwrap();
        let found = &found["forward"].as_ref().unwrap().report;
        assert_eq!(
            (found.rank_correlation, rank_by_size(found)),
            (Some(1.0), None)
        );
        let said = |with_speed, with_size| {
            let mut found = found.clone();
            found.rank_correlation = Some(with_speed);
            found.rank_correlation_abs = Some(with_size);
            rank_by_size(&found)
        };
        assert_eq!(said(0.3, 0.31), None, "it orders neither");
        assert_eq!(said(0.95, 0.96), None, "it orders speed");
        assert_eq!(said(0.8, -0.95), Some(-0.95));
    }

    /// Ellipses that lie much farther apart than they are wide and bend with the size of the speed, in
    /// units with signs of their own.
    fn far_apart(speeds: &[f64]) -> CycleStack {
        let (bins, units) = (20, 8);
        let value = |speed: f64, bin: usize, unit: usize| {
            let (sin, cos) = (TAU * bin as f64 / bins as f64).sin_cos();
            let latent = [
                (1, cos),
                (2, 0.3 * sin),
                (4, 3.0 * speed),
                (7, 0.3 * speed * speed),
            ];
            let sign = |mask: usize| {
                if (unit & mask).count_ones().is_multiple_of(2) {
                    1.0
                } else {
                    -1.0
                }
            };
            latent.iter().map(|(mask, x)| sign(*mask) * x).sum::<f64>()
        };
        let mut values = Vec::new();
        for &speed in speeds {
            for bin in 0..bins {
                values.extend((0..units).map(|unit| value(speed, bin, unit)));
            }
        }
        CycleStack::from_array(bins, units, &values, &vec![0.5; speeds.len()]).unwrap()
    }

    #[test]
    fn both_directions_leave_out_the_plane_of_the_cycles_and_one_that_of_the_paper() {
        let both = [-1.0, -0.7, -0.4, 0.4, 0.7, 1.0];
        let found = measure(&far_apart(&both), &[axis(&both)], Depth::Full).unwrap();
        let found = &found["forward"].as_ref().unwrap().report;
        assert_eq!(found.plane, PlaneName::Cycles);
        assert_eq!(found.rank_correlation, Some(1.0));
        assert!(found.left_out_between.iter().all(|share| *share < 0.5));
        let other = found.other_plane.as_ref().unwrap();
        assert_eq!(other.plane, PlaneName::Components);
        assert!(other.rank_correlation.unwrap().abs() < 0.9, "{other:?}");
        assert!(other.left_out_between.iter().any(|share| *share > 0.5));
        for one in [&both[..3], &both[3..]] {
            let speeds = [one, &[2.0 * one[2]]].concat();
            let found = measure(&far_apart(&speeds), &[axis(&speeds)], Depth::Full).unwrap();
            let found = &found["forward"].as_ref().unwrap().report;
            assert_eq!(found.plane, PlaneName::Components);
            let other = found.other_plane.as_ref().unwrap();
            assert_eq!(other.plane, PlaneName::Cycles);
        }
        let standing = [0.0, 0.4, 0.7];
        assert_eq!(plane(&standing), PlaneName::Components, "0 is no direction");
    }

    #[test]
    fn two_speeds_do_not_stack() {
        let speeds = [0.1, 0.2];
        let found = measure(&stacked(&speeds), &[axis(&speeds)], Depth::Full).unwrap();
        assert!(found["forward"].is_none());
    }
}
