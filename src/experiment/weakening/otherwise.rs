//! Controls that measure or train otherwise and in which the contrast is smaller or gone.
//!
//! Such a control is named for a state where the headline's median ratio is below 1 and that of one of
//! its runs is more than [`FARTHER`] times that, so farther towards 1, or is 1 or more. Two comparisons
//! are held against the headline's of the same kind: as the control takes the units, and on equal
//! components, but for the controls that leave these alone. Runs that go beyond what strides can hold
//! ([`BIN_TO_BIN`]) are an entry of their own.

use super::{Contrast, Spread, Units, cause, contrasts, is_run_compared};
use crate::experiment::controls::{BIN_TO_BIN, EQUAL_DIMENSIONS_ALIKE};
use crate::experiment::result::{ControlRun, Report};

/// How many times the headline's ratio a control's must be to be named. Set after results of an earlier
/// policy had been seen, unlike the claims.
pub(crate) const FARTHER: f64 = 1.5;

/// A control that weakens the finding in at least one comparison.
#[derive(Clone, Debug)]
pub(crate) struct Weakening<'a> {
    /// Its name.
    pub control: &'a str,
    /// Whether its runs go beyond what strides can hold.
    pub is_extreme: bool,
    /// All of its runs that were compared.
    pub runs: Vec<Run<'a>>,
}

/// A run with its contrasts: hidden and cell state as the control takes the units, then both on equal
/// components.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run<'a> {
    /// The run.
    pub run: &'a ControlRun,
    /// Its contrasts.
    pub contrasts: [Contrast; 4],
}

impl Contrast {
    /// Whether the rule names it.
    pub(crate) fn is_named(&self) -> bool {
        self.is_gone() || self.times().is_some_and(|times| times > FARTHER)
    }
}

impl Weakening<'_> {
    /// What the runs span in one of the four comparisons.
    pub(crate) fn spread(&self, comparison: usize) -> Spread {
        Spread::of(self.contrasts(comparison))
    }

    /// Whether the rule names one of the runs in a comparison.
    pub(crate) fn is_named(&self, comparison: usize) -> bool {
        self.contrasts(comparison).any(|one| one.is_named())
    }

    fn contrasts(&self, comparison: usize) -> impl Iterator<Item = Contrast> + Clone {
        self.runs.iter().map(move |run| run.contrasts[comparison])
    }

    /// How far up its farthest contrast lies, in times of the headline's ratio; 0 where none is named.
    fn size(&self) -> f64 {
        let all = self.runs.iter().flat_map(|run| &run.contrasts);
        let named = all.filter(|one| one.is_named());
        named.filter_map(Contrast::times).fold(0.0, f64::max)
    }
}

/// The controls that the rule names, the farthest first, extremes last.
pub(crate) fn weakening(report: &Report) -> Vec<Weakening<'_>> {
    let mut found: Vec<Weakening> = measured_otherwise(report);
    found.retain(|one| one.size() > 0.0);
    found.sort_by(|a, b| {
        let by_size = b.size().total_cmp(&a.size());
        a.is_extreme.cmp(&b.is_extreme).then(by_size)
    });
    found
}

/// Every control that measures or trains otherwise and was compared.
pub(crate) fn measured_otherwise(report: &Report) -> Vec<Weakening<'_>> {
    let mut all = Vec::new();
    let otherwise = report.controls.iter();
    for (control, listed) in otherwise.filter(|(name, _)| cause(name).is_none()) {
        let runs = listed.runs.iter().filter(|run| is_run_compared(run));
        let (extreme, usual): (Vec<_>, Vec<_>) = runs
            .map(|run| Run {
                run,
                contrasts: of_run(report, control, run),
            })
            .partition(|one| one.run.label.contains(BIN_TO_BIN));
        for (is_extreme, runs) in [(false, usual), (true, extreme)] {
            if !runs.is_empty() {
                all.push(Weakening {
                    control,
                    is_extreme,
                    runs,
                });
            }
        }
    }
    all
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
        let of = |one: &Weakening| [0, 1, 2, 3].map(|index| one.is_named(index));
        let found = weakening(report);
        found.iter().map(|one| (one.control, of(one))).collect()
    }

    #[test]
    fn controls_farther_up_than_the_rule_are_named_the_farthest_first() {
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
                ("some", [true, true, false, false])
            ]
        );
        let found = weakening(&report);
        assert_eq!(
            found[1].runs.len(),
            3,
            "all runs stand beside the named one"
        );
        let times = found[1].spread(0).times.unwrap();
        assert!((times.low - 1.0).abs() < 1e-9 && (times.high - 1.9).abs() < 1e-9);
        assert_eq!(measured_otherwise(&report).len(), 3);
    }

    #[test]
    fn a_contrast_that_is_gone_is_named_however_near_the_headline() {
        let report = report([0.8, 1.0], &[("seeds", &[[1.1, 9.0]])]);
        assert_eq!(named(&report), [("seeds", [true, false, false, false])]);
        let state = weakening(&report)[0].runs[0].contrasts[0];
        assert!(state.is_gone() && state.times().unwrap() < FARTHER);
    }

    #[test]
    fn runs_beyond_what_strides_can_hold_come_last_and_are_named_all_the_same() {
        let runs: &[[f64; 2]] = &[[0.2, 0.2], [2.0, 2.0]];
        let mut report = report([0.1; 2], &[("equal_noise", runs), ("seeds", &[[0.3; 2]])]);
        let noise = report.controls.get_mut("equal_noise").unwrap();
        noise.runs[1].label = format!("up to some, {BIN_TO_BIN}");
        let order: Vec<_> = weakening(&report)
            .iter()
            .map(|one| (one.control, one.is_extreme))
            .collect();
        let expected = [
            ("seeds", false),
            ("equal_noise", false),
            ("equal_noise", true),
        ];
        assert_eq!(order, expected);
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
