//! Controls that measure or train otherwise and in which the contrast is smaller or gone.
//!
//! Such a control is named for a state where the headline's median ratio is below 1 and its own is
//! more than [`FARTHER`] times that, so farther towards 1, or is 1 or more. Two comparisons are held
//! against the headline's of the same kind: as the control takes the units, and on equal components,
//! but for the controls that leave these alone.

use super::{Contrast, Units, cause, contrasts};
use crate::experiment::controls::EQUAL_DIMENSIONS_ALIKE;
use crate::experiment::result::{ControlRun, Report};

/// How many times the headline's ratio a control's must be to be named. Set after results had been
/// seen, unlike the claims.
pub const FARTHER: f64 = 1.5;

/// A run that weakens the finding in at least one comparison.
#[derive(Clone, Copy, Debug)]
pub struct Weakening<'a> {
    /// Its control.
    pub control: &'a str,
    /// The run.
    pub run: &'a ControlRun,
    /// Hidden and cell state as the control takes the units, then both on equal components.
    pub contrasts: [Contrast; 4],
}

impl Contrast {
    /// Whether the rule names it.
    pub fn is_named(&self) -> bool {
        self.is_gone() || self.times().is_some_and(|times| times > FARTHER)
    }
}

impl Weakening<'_> {
    /// How far up its farthest contrast lies, in times of the headline's ratio.
    fn size(&self) -> f64 {
        let named = self.contrasts.iter().filter(|one| one.is_named());
        named.filter_map(Contrast::times).fold(0.0, f64::max)
    }
}

/// The runs that the rule names, the farthest first: of each control and comparison the run farthest
/// up.
pub fn weakening(report: &Report) -> Vec<Weakening<'_>> {
    let mut found = Vec::new();
    let otherwise = report.controls.iter();
    for (control, listed) in otherwise.filter(|(name, _)| cause(name).is_none()) {
        let runs = listed.runs.iter().map(|run| Weakening {
            control,
            run,
            contrasts: of_run(report, control, run),
        });
        let runs: Vec<Weakening> = runs.collect();
        let farthest = [0, 1, 2, 3].map(|index| {
            let times = |run: &Weakening| run.contrasts[index].times().unwrap_or(0.0);
            runs.iter().map(times).fold(0.0, f64::max)
        });
        let is_farthest = |run: &Weakening| {
            let mut contrasts = run.contrasts.iter().zip(farthest);
            contrasts.any(|(one, farthest)| one.is_named() && one.times() == Some(farthest))
        };
        found.extend(runs.into_iter().filter(is_farthest));
    }
    found.sort_by(|a, b| b.size().total_cmp(&a.size()));
    found
}

fn of_run(report: &Report, control: &str, run: &ControlRun) -> [Contrast; 4] {
    let [hidden, cell] = contrasts(report, run, Units::Own);
    let [mut hidden_equal, mut cell_equal] = contrasts(report, run, Units::Equal);
    if EQUAL_DIMENSIONS_ALIKE.contains(&control) {
        (hidden_equal.ratio, cell_equal.ratio) = (None, None);
    }
    [hidden, cell, hidden_equal, cell_equal]
}

#[cfg(test)]
mod tests {
    use super::super::samples::{report, set_headline, set_run};
    use super::*;

    fn named(report: &Report) -> Vec<(&str, [bool; 4])> {
        let of = |one: &Weakening| one.contrasts.map(|one| one.is_named());
        let found = weakening(report);
        found.iter().map(|one| (one.control, of(one))).collect()
    }

    #[test]
    fn runs_farther_up_than_the_rule_are_named_the_farthest_first() {
        let report = report(
            [0.1; 2],
            &[
                ("near", &[[0.14, 0.05]]),
                ("some", &[[0.16, 0.1], [0.19, 0.12], [0.1, 0.3]]),
                ("far", &[[0.1, 0.5]]),
            ],
        );
        assert_eq!(
            named(&report),
            [
                ("far", [false, true, false, false]),
                ("some", [false, true, false, false]),
                ("some", [true, false, false, false])
            ]
        );
        let times = weakening(&report)[2].contrasts[0].times();
        assert!((times.unwrap() - 1.9).abs() < 1e-9);
    }

    #[test]
    fn a_contrast_that_is_gone_is_named_however_near_the_headline() {
        let report = report([0.8, 1.0], &[("seeds", &[[1.1, 9.0]])]);
        assert_eq!(named(&report), [("seeds", [true, false, false, false])]);
        let state = weakening(&report)[0].contrasts[0];
        assert!(state.is_gone() && state.times().unwrap() < FARTHER);
    }

    #[test]
    fn nothing_is_named_without_a_contrast_or_by_a_control_without_the_cause() {
        let mut one = report([1.0, 1.1], &[("seeds", &[[5.0, 5.0]])]);
        assert!(named(&one).is_empty());
        one.comparisons.clear();
        assert!(named(&one).is_empty());
        let null = report([0.1, 0.1], &[("lesioned", &[[0.9, 1.1]])]);
        assert!(named(&null).is_empty());
    }

    #[test]
    fn equal_components_are_held_against_their_own_headline() {
        let mut report = report([0.5; 2], &[("seeds", &[[0.5; 2]]), ("forms", &[[0.5; 2]])]);
        set_headline(&mut report, Units::Equal, [0.2, 0.2]);
        for control in ["seeds", "forms"] {
            let run = &mut report.controls.get_mut(control).unwrap().runs[0];
            set_run(run, Units::Equal, [0.25, 0.35]);
        }
        assert_eq!(named(&report), [("seeds", [false, false, false, true])]);
    }
}
