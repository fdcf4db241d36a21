//! The contrast that is left in controls without a supposed cause of it.

use super::causes::with_cause;
use super::{Cause, Contrast, Units, contrasts};
use crate::experiment::result::{ControlRun, Report};

/// A run of a control without a cause.
#[derive(Clone, Copy, Debug)]
pub struct Without<'a> {
    /// Its control.
    pub control: &'static str,
    /// What it is made without.
    pub cause: Cause,
    /// The run.
    pub run: &'a ControlRun,
    /// Of the hidden and the cell state.
    pub states: [Contrast; 2],
    /// Whether this run has the control's strongest contrast of that state.
    pub is_strongest: [bool; 2],
}

/// Of each control without a cause and each state that has a contrast in the headline: the run with
/// the smallest ratio, in which most of the contrast is left. In the order of the causes.
pub fn without(report: &Report) -> Vec<Without<'_>> {
    let mut found = Vec::new();
    for (control, cause) in with_cause() {
        let Some(listed) = report.controls.get(control) else {
            continue;
        };
        let runs = listed.runs.iter();
        let runs: Vec<_> = runs
            .map(|run| (run, contrasts(report, run, Units::Own)))
            .collect();
        let strongest = [0, 1].map(|index| {
            let left = runs
                .iter()
                .enumerate()
                .filter_map(|(place, (_, states))| Some((place, states[index].left()?)));
            left.max_by(|a, b| a.1.total_cmp(&b.1))
                .map(|(place, _)| place)
        });
        found.extend(
            runs.iter()
                .enumerate()
                .filter_map(|(place, (run, states))| {
                    let is_strongest = strongest.map(|strongest| strongest == Some(place));
                    is_strongest.contains(&true).then_some(Without {
                        control,
                        cause,
                        run,
                        states: *states,
                        is_strongest,
                    })
                }),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::samples::report;
    use super::*;

    const RUNS: [[f64; 2]; 3] = [[0.9, 0.2], [0.5, 1.1], [0.7, 0.6]];

    fn sample(headline: [f64; 2]) -> Report {
        let gone: &[[f64; 2]] = &[[1.1, 1.1]];
        let controls = [
            ("surrogates", gone),
            ("random_lstm", &RUNS),
            ("seeds", &RUNS),
        ];
        report(headline, &controls)
    }

    #[test]
    fn the_run_with_the_strongest_contrast_is_listed_with_the_share_that_is_left() {
        let report = sample([0.25, 0.2]);
        let found = without(&report);
        let named: Vec<_> = found
            .iter()
            .map(|one| (one.control, one.run.label.as_str(), one.is_strongest))
            .collect();
        assert_eq!(
            named,
            [
                ("random_lstm", "run 0", [false, true]),
                ("random_lstm", "run 1", [true, false]),
                ("surrogates", "run 0", [true, true]),
            ]
        );
        let left = |place: usize, state: usize| found[place].states[state].left().unwrap();
        assert!((left(1, 0) - 0.5).abs() < 1e-9);
        assert!((left(0, 1) - 1.0).abs() < 1e-9);
        assert!(left(2, 0) < 0.0);
    }

    #[test]
    fn a_state_without_a_contrast_in_the_headline_picks_no_run() {
        let report = sample([1.0, 0.2]);
        let found = without(&report);
        let picked: Vec<_> = found.iter().map(|one| one.is_strongest).collect();
        assert_eq!(picked, [[false, true]; 2]);
        assert_eq!(found[0].states[0].left(), None);
        assert!(without(&sample([1.0, 1.3])).is_empty());
    }
}
