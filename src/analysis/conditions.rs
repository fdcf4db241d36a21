//! What `analyze` says about one layer recorded under several conditions: variance and dimension
//! of all trajectories together, tangling within and between them, the speed axes.
//!
//! In: one trajectory `[T, N]` for each recording or part of one ([`CycleStack`]; with the derivative
//! `open` nothing is taken to be closed) and, where there is one, a number for each, such as a speed.
//! Out: [`ConditionsReport`], ready for JSON. Trajectories of one condition are not averaged: each
//! counts for itself, and `between` holds the others of its condition too.

use serde::Serialize;

use super::AnalysisError;
use super::cycles::CycleStack;
use super::cycles::space::Space;
use super::layer::first_listed;
use super::speed_axis::{self, DecodingError, LeftOut, Quality};
use super::tangling::stack::{self, StackTangling};
use super::tangling::{self, Derivative, Form, Summary};

/// Fewest different numbers from which one can be left out and decoded.
const LEAST_TO_LEAVE_ONE_OUT: usize = 3;

/// The measures of one layer over all trajectories.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConditionsReport {
    /// N.
    pub units: usize,
    /// Share of the total variance along the first components, 10 at most.
    pub variance_ratio: Vec<f64>,
    /// `(sum l)^2 / sum l^2`; `None` if nothing varies.
    pub participation_ratio: Option<f64>,
    /// `None` if every unit is constant.
    pub tangling: Option<TanglingReport>,
    /// Share of the variance along each direction of the plane in which the trajectories run, each less
    /// its mean, that lies between them: above a half, it tells them apart, and the axis, which leaves
    /// this plane out, does not. Empty without numbers that differ.
    pub left_out_between: Vec<f64>,
    /// Along which trajectories are told apart; `None` without numbers that differ, and where they do not
    /// differ beside that plane.
    pub axis: Option<AxisReport>,
}

/// Tangling of all trajectories, normalised together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TanglingReport {
    /// Name of the form.
    pub form: &'static str,
    /// How the derivative of each trajectory begins.
    pub derivative: Derivative,
    /// What softens the ratio.
    pub epsilon: f64,
    /// Unit of Q.
    pub unit: &'static str,
    /// Against all samples.
    pub all: Summary,
    /// Against samples of the same trajectory.
    pub within: Summary,
    /// Against samples of other trajectories; `None` if there is one.
    pub between: Option<Summary>,
    /// Against all samples, of each trajectory in order.
    pub by_trajectory: Vec<Summary>,
}

/// How trajectories stack by their number, such as a speed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AxisReport {
    /// Share of the variance along the axis: the largest variance of mean activity among PC1 to PC12,
    /// beside the plane of the trajectories less each one's mean.
    pub variance_share: f64,
    /// R^2 of a line from the trajectories' mean positions on it to the numbers.
    pub linearity: f64,
    /// Spearman's correlation of those positions with the numbers.
    pub rank_correlation: Option<f64>,
    /// What leaving PC1 and PC2 out in its place would say (arXiv 2305.11107).
    pub components: Option<ComponentsReport>,
    /// Root mean square error of numbers decoded from the others' (Saxena's rule), in their unit.
    pub decoding_error: Option<f64>,
    /// The same of a decoder that always says the mean.
    pub decoding_error_of_mean: Option<f64>,
}

/// The axis of largest mean activity among PC3 to PC12.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComponentsReport {
    /// Share of the variance of PC1 and of PC2 that lies between trajectories: above a half, what tells
    /// them apart was left out.
    pub left_out_between: Vec<f64>,
    /// Spearman's correlation of mean positions on it with the numbers.
    pub rank_correlation: Option<f64>,
}

/// Measures a layer. `numbers` has one for each trajectory.
pub fn measure(
    trajectories: &CycleStack,
    numbers: Option<&[f64]>,
    form: Form,
    derivative: Derivative,
) -> Result<ConditionsReport, AnalysisError> {
    let units = trajectories.units();
    let Some(space) = Space::fit(trajectories, form.normalisation())? else {
        let listed = units.min(trajectories.samples());
        return Ok(ConditionsReport {
            units,
            variance_ratio: first_listed(vec![0.0; listed]),
            participation_ratio: None,
            tangling: None,
            left_out_between: Vec::new(),
            axis: None,
        });
    };
    let settings = stack::Settings {
        derivative,
        ..stack::Settings::wrapped(form)
    };
    let tangling = stack::tangling(trajectories, &settings)?
        .map(|found| TanglingReport::of(&found, trajectories, &settings));
    let numbers = numbers.filter(|numbers| distinct(numbers).len() > 1);
    let (left_out, axis) = match numbers {
        Some(numbers) => (
            speed_axis::left_out(trajectories, &speed_axis::Settings::beside_cycles())?,
            axis(trajectories, numbers)?,
        ),
        None => (Vec::new(), None),
    };
    Ok(ConditionsReport {
        units,
        variance_ratio: first_listed(space.pca.variance_ratio()),
        participation_ratio: space.pca.participation_ratio(),
        tangling,
        left_out_between: between(&left_out),
        axis,
    })
}

impl TanglingReport {
    fn of(found: &StackTangling, trajectories: &CycleStack, settings: &stack::Settings) -> Self {
        let all = found.over_all();
        let mut rest = all.as_slice();
        let mut by_trajectory = Vec::with_capacity(trajectories.conditions());
        for trajectory in trajectories.cycles() {
            let (own, later) = rest.split_at(trajectory.bins());
            by_trajectory.push(Summary::of(own));
            rest = later;
        }
        Self {
            form: settings.form.name(),
            derivative: settings.derivative,
            epsilon: found.epsilon,
            unit: tangling::UNIT,
            all: Summary::of(&all),
            within: Summary::of(&found.within),
            between: found.between.as_deref().map(Summary::of),
            by_trajectory,
        }
    }
}

/// Different numbers, rising.
fn distinct(numbers: &[f64]) -> Vec<f64> {
    let mut distinct = numbers.to_vec();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    distinct
}

fn between(left_out: &[LeftOut]) -> Vec<f64> {
    left_out.iter().map(|left_out| left_out.between).collect()
}

/// The speed axes, of whatever the numbers are, which differ.
fn axis(trajectories: &CycleStack, numbers: &[f64]) -> Result<Option<AxisReport>, AnalysisError> {
    let beside = speed_axis::Settings::beside_cycles();
    let Some((quality, _)) = along(trajectories, numbers, &beside)? else {
        return Ok(None);
    };
    let leading = speed_axis::Settings::largest_mean();
    let components = along(trajectories, numbers, &leading)?;
    let decoded: Option<DecodingError> = if distinct(numbers).len() < LEAST_TO_LEAVE_ONE_OUT {
        None
    } else {
        let decoding = speed_axis::Settings::decoding();
        speed_axis::leave_one_speed_out(trajectories, numbers, &decoding)?
    };
    Ok(Some(AxisReport {
        variance_share: quality.variance_share,
        linearity: quality.linearity,
        rank_correlation: quality.rank_correlation,
        components: components.map(|(quality, left_out_between)| ComponentsReport {
            left_out_between,
            rank_correlation: quality.rank_correlation,
        }),
        decoding_error: decoded.map(|error| error.rms),
        decoding_error_of_mean: decoded.map(|error| error.rms_of_mean),
    }))
}

/// An axis of largest mean activity, and how much of each direction left out lies between trajectories.
fn along(
    trajectories: &CycleStack,
    numbers: &[f64],
    settings: &speed_axis::Settings,
) -> Result<Option<(Quality, Vec<f64>)>, AnalysisError> {
    let Some(axis) = speed_axis::fit(trajectories, numbers, settings)? else {
        return Ok(None);
    };
    let quality = axis.quality(trajectories, numbers)?;
    Ok(quality.map(|quality| (quality, between(&axis.left_out))))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::analysis::Population;
    use crate::analysis::cycles::Cycle;

    /// Circles of one radius, one a number, seen twice by four units; the fifth unit holds the number.
    fn circles(numbers: &[f64]) -> CycleStack {
        let circle = |&number: &f64| {
            let rows: Vec<f64> = (0..50)
                .flat_map(|k| {
                    let angle = TAU * f64::from(k) / 50.0;
                    let ((a, b), (c, d)) = (angle.sin_cos(), (2.0 * angle).sin_cos());
                    [a, b, 0.5 * c, 0.5 * d, number]
                })
                .collect();
            Cycle::new(Population::new(50, 5, rows).unwrap(), 1.0).unwrap()
        };
        CycleStack::new(numbers.iter().map(circle).collect()).unwrap()
    }

    #[test]
    fn circles_stack_along_their_number() {
        let numbers = [0.3, 0.1, 0.2, 0.4];
        let report = measure(
            &circles(&numbers),
            Some(&numbers),
            Form::ZScore,
            Derivative::Wrapped,
        )
        .unwrap();
        let axis = report.axis.unwrap();
        assert_eq!(axis.rank_correlation, Some(1.0));
        assert!(axis.linearity > 0.999, "{axis:?}");
        assert!(report.left_out_between.iter().all(|share| *share < 1e-9));
        assert!(axis.decoding_error < axis.decoding_error_of_mean);
        let tangling = report.tangling.unwrap();
        assert_eq!(tangling.by_trajectory.len(), 4);
        // moving alike at the same phase, no circle is tangled with another
        assert!(tangling.all.median >= tangling.within.median);
        assert!((tangling.all.median - tangling.within.median) / tangling.all.median < 1e-6);
    }

    #[test]
    fn circles_run_both_ways_are_tangled_between_and_not_within() {
        let there = circles(&[0.0]);
        let rows = there.cycles()[0].data();
        let back: Vec<f64> = rows.rows().rev().flatten().copied().collect();
        let back = Cycle::new(Population::new(50, 5, back).unwrap(), 1.0).unwrap();
        let both = CycleStack::new(vec![there.cycles()[0].clone(), back]).unwrap();
        let report = measure(&both, Some(&[1.0, 1.0]), Form::ZScore, Derivative::Wrapped).unwrap();
        assert!(report.axis.is_none(), "one number stacks nothing");
        let tangling = report.tangling.unwrap();
        assert!(tangling.between.unwrap().median > 5.0 * tangling.within.median);
    }

    #[test]
    fn a_number_that_moves_the_mean_further_than_the_circles_reach_is_not_lost() {
        // the number in many units makes PC1; what else differs follows its square
        let numbers = [-2.0, -1.0, 0.5, 1.5, 2.5];
        let circle = |&number: &f64| {
            let rows: Vec<f64> = (0..50)
                .flat_map(|k| {
                    let (a, b) = (TAU * f64::from(k) / 50.0).sin_cos();
                    let c = number * number + 0.3 * b;
                    [
                        number + 0.2 * a,
                        number - 0.2 * b,
                        0.1 * a - number,
                        b,
                        a,
                        c,
                    ]
                })
                .collect();
            Cycle::new(Population::new(50, 6, rows).unwrap(), 1.0).unwrap()
        };
        let stack = CycleStack::new(numbers.iter().map(circle).collect()).unwrap();
        let report = measure(&stack, Some(&numbers), Form::ZScore, Derivative::Wrapped).unwrap();
        let axis = report.axis.unwrap();
        assert_eq!(axis.rank_correlation, Some(1.0));
        assert!(report.left_out_between.iter().all(|share| *share < 0.5));
        let components = axis.components.unwrap();
        assert!(components.rank_correlation.unwrap() < 0.9, "{components:?}");
        assert!(components.left_out_between[0] > 0.9, "{components:?}");
    }

    #[test]
    fn circles_that_part_within_their_plane_have_no_axis_and_say_how_much() {
        let numbers = [1.0, 2.0, 4.0];
        let circle = |&number: &f64| {
            let rows: Vec<f64> = (0..50)
                .flat_map(|k| {
                    let (a, b) = (TAU * f64::from(k) / 50.0).sin_cos();
                    [a + 3.0 * number, b, a + b + 3.0 * number]
                })
                .collect();
            Cycle::new(Population::new(50, 3, rows).unwrap(), 1.0).unwrap()
        };
        let stack = CycleStack::new(numbers.iter().map(circle).collect()).unwrap();
        let report = measure(&stack, Some(&numbers), Form::ZScore, Derivative::Wrapped).unwrap();
        assert_eq!(report.axis, None);
        let largest = report.left_out_between.iter().copied().fold(0.0, f64::max);
        assert!(largest > 0.5, "{:?}", report.left_out_between);
        let alike = measure(&stack, Some(&[1.0; 3]), Form::ZScore, Derivative::Wrapped).unwrap();
        assert_eq!(alike.left_out_between, [0.0; 0], "one number parts nothing");
    }

    #[test]
    fn a_still_layer_has_no_tangling() {
        let still = Cycle::new(Population::new(4, 2, vec![0.5; 8]).unwrap(), 1.0).unwrap();
        let stack = CycleStack::new(vec![still.clone(), still]).unwrap();
        let report = measure(&stack, Some(&[0.1, 0.2]), Form::Range, Derivative::Open).unwrap();
        assert_eq!((report.tangling, report.axis), (None, None));
        assert_eq!(report.variance_ratio, [0.0, 0.0]);
    }
}
