//! Strides of trials, and the rules by which a condition is left out.
//!
//! In: contacts of the feet, one row a control step. Out: strides as ranges of rows, or the first
//! rule that the condition breaks. The rules were set before any result was seen:
//!
//! 1. the command lies outside the range that the policy was trained on;
//! 2. the robot fell in any trial;
//! 3. it stands: all feet are down for [`STANDING_SHARE`] of the time or more;
//! 4. there are fewer whole strides than the suite asks for;
//! 5. strides are unsteady: their periods' standard deviation is more than [`UNSTEADY_CV`] of the mean.

use std::fmt;
use std::ops::Range;

use super::suite::{Condition, Suite};
use super::trial::Trial;
use crate::analysis::gait::LEGS;
use crate::task::CommandRange;

/// Share of the time with all feet down from which on the robot stands.
const STANDING_SHARE: f64 = 0.95;
/// Largest coefficient of variation of the stride period.
const UNSTEADY_CV: f64 = 0.2;

/// A stride of one trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stride {
    /// Which trial.
    pub trial: usize,
    /// Its rows: from its event to the row before the next one.
    pub rows: Range<usize>,
}

/// Why a condition is left out.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LeftOut {
    /// Rule 1.
    OutsideTraining,
    /// Rule 2.
    Fell {
        /// Trials in which the robot fell.
        falls: usize,
        /// All trials.
        trials: usize,
    },
    /// Rule 3.
    Stands {
        /// Share of the time with all feet down.
        share: f64,
    },
    /// Rule 4.
    TooFewStrides {
        /// Whole strides.
        found: usize,
        /// As many as the suite asks for.
        needed: usize,
    },
    /// Rule 5.
    Unsteady {
        /// Coefficient of variation of the period.
        cv: f64,
    },
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::OutsideTraining => {
                write!(
                    f,
                    "the command is outside the range the policy was trained on"
                )
            }
            Self::Fell { falls, trials } => write!(f, "fell in {falls} of {trials} trials"),
            Self::Stands { share } => write!(
                f,
                "stands: all feet down for {:.0} % of the time ({:.0} % or more)",
                100.0 * share,
                100.0 * STANDING_SHARE
            ),
            Self::TooFewStrides { found, needed } => {
                write!(
                    f,
                    "no stable stride: {found} whole strides, {needed} needed"
                )
            }
            Self::Unsteady { cv } => write!(
                f,
                "no stable stride: the period varies by {cv:.2} of its mean (more than {UNSTEADY_CV})"
            ),
        }
    }
}

/// Whether a command lies within a range, its ends included.
pub(super) fn is_trained(condition: &Condition, range: &CommandRange) -> bool {
    range.clamp(condition.command) == condition.command
}

/// The strides of a condition's trials, or the first rule that they break.
///
/// `settle` rows of each trial do not count; a row lasts `dt` [s].
pub(super) fn judge(
    trials: &[Trial],
    settle: usize,
    suite: &Suite,
    dt: f64,
) -> Result<Vec<Stride>, LeftOut> {
    let falls = trials.iter().filter(|trial| trial.fallen).count();
    if falls > 0 {
        return Err(LeftOut::Fell {
            falls,
            trials: trials.len(),
        });
    }
    let share = standing_share(trials, settle);
    if share >= STANDING_SHARE {
        return Err(LeftOut::Stands { share });
    }
    let strides: Vec<Stride> = trials
        .iter()
        .enumerate()
        .flat_map(|(trial, walked)| {
            let ranges = suite.cut.strides(&walked.contact, settle, dt);
            ranges.into_iter().map(move |rows| Stride { trial, rows })
        })
        .collect();
    if strides.len() < suite.strides {
        return Err(LeftOut::TooFewStrides {
            found: strides.len(),
            needed: suite.strides,
        });
    }
    let cv = period_cv(&strides);
    if cv > UNSTEADY_CV {
        return Err(LeftOut::Unsteady { cv });
    }
    Ok(strides)
}

fn standing_share(trials: &[Trial], settle: usize) -> f64 {
    let (mut down, mut all) = (0, 0);
    for trial in trials {
        let settled = trial.contact.iter().skip(settle);
        all += settled.len();
        down += settled.filter(|feet| **feet == [true; LEGS]).count();
    }
    down as f64 / all.max(1) as f64
}

/// Standard deviation (ddof 0) of the strides' periods over their mean.
pub(super) fn period_cv(strides: &[Stride]) -> f64 {
    let count = strides.len().max(1) as f64;
    let mean = mean_rows(strides);
    let squares = strides
        .iter()
        .map(|stride| (stride.rows.len() as f64 - mean).powi(2));
    (squares.sum::<f64>() / count).sqrt() / mean
}

/// Mean length of strides, control steps.
pub(super) fn mean_rows(strides: &[Stride]) -> f64 {
    let rows: usize = strides.iter().map(|stride| stride.rows.len()).sum();
    rows as f64 / strides.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::suite::{Cut, CutEvent, Foot};

    /// A trial in which every foot is down for the first `down` of each `period` rows.
    fn trot(down: usize, periods: &[usize]) -> Trial {
        let mut trial = Trial::new();
        for &period in periods {
            let rows = (0..period).map(|row| [row < down; LEGS]);
            trial.contact.extend(rows);
        }
        trial
    }

    fn suite(strides: usize) -> Suite {
        let mut suite = Suite::built_in().unwrap();
        suite.strides = strides;
        suite.cut.event = CutEvent::TouchDown;
        suite
    }

    #[test]
    fn strides_that_begin_while_settling_do_not_count() {
        let trial = trot(6, &[10, 12, 10, 10]);
        let at = |event, settle| {
            let foot = Foot::LeftFront;
            Cut { foot, event }.strides(&trial.contact, settle, 0.02)
        };
        assert_eq!(at(CutEvent::TouchDown, 0), [10..22, 22..32]);
        assert_eq!(at(CutEvent::TouchDown, 11), vec![22..32]);
        assert_eq!(at(CutEvent::LiftOff, 0), [6..16, 16..28, 28..38]);
    }

    #[test]
    fn each_rule_leaves_out_what_breaks_it() {
        let steady = trot(6, &[10; 6]);
        let strides = judge(&[steady.clone(), steady.clone()], 0, &suite(8), 0.02).unwrap();
        assert_eq!(strides.len(), 8);
        assert_eq!((strides[4].trial, mean_rows(&strides)), (1, 10.0));
        let fallen = Trial {
            fallen: true,
            ..steady.clone()
        };
        let left = |trials: &[Trial], strides| judge(trials, 0, &suite(strides), 0.02).unwrap_err();
        let why = left(&[steady.clone(), fallen], 1).to_string();
        assert_eq!(why, "fell in 1 of 2 trials");
        assert!(matches!(
            left(&[trot(10, &[10; 6])], 1),
            LeftOut::Stands { .. }
        ));
        let few = left(&[steady], 5);
        assert_eq!(
            few,
            LeftOut::TooFewStrides {
                found: 4,
                needed: 5
            }
        );
        let uneven = left(&[trot(3, &[6, 18, 6, 18, 6, 18, 6])], 4);
        assert!(matches!(uneven, LeftOut::Unsteady { cv } if (cv - 0.5).abs() < 0.1));
    }

    #[test]
    fn commands_at_the_ends_of_the_range_are_trained() {
        let range = CommandRange {
            forward: [-1.0, 1.0],
            lateral: [-0.5, 0.5],
            yaw: [-1.0, 1.0],
        };
        let trained = |command: [f32; 3]| {
            let condition = Condition {
                command: command.into(),
                sweep: None,
            };
            is_trained(&condition, &range)
        };
        assert!(trained([1.0, -0.5, 0.0]) && !trained([1.01, 0.0, 0.0]));
    }
}
