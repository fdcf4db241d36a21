//! The contrast that is left in controls without a supposed cause of it.

use super::causes::with_cause;
use super::{Cause, Contrast, Spread, Units, contrasts, is_run_compared, own_contrasts};
use crate::experiment::result::{ControlRun, Report};

/// A control without a cause.
#[derive(Clone, Debug)]
pub(crate) struct Without<'a> {
    /// Its name.
    pub control: &'static str,
    /// What it is made without.
    pub cause: Cause,
    /// Its runs that could be compared with the action.
    pub runs: Vec<&'a ControlRun>,
    /// Of the hidden and the cell state.
    pub states: [State; 2],
}

/// One state over the runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State {
    /// All units; of driven networks against the action of the policy that walks.
    pub all_units: Spread,
    /// On equal components.
    pub equal: Spread,
    /// Of driven networks, all units, against their own action.
    pub own_action: Spread,
}

/// Every control without a cause that has a run to compare, all of its runs taken together, in the
/// order of the causes.
pub(crate) fn without(report: &Report) -> Vec<Without<'_>> {
    let with_runs = with_cause().filter_map(|(control, cause)| {
        let listed = report.controls.get(control)?;
        let runs = listed.runs.iter().filter(|run| is_run_compared(run));
        let runs: Vec<&ControlRun> = runs.collect();
        (!runs.is_empty()).then(|| Without {
            control,
            cause,
            states: [0, 1].map(|state| of_state(report, &runs, state)),
            runs,
        })
    });
    with_runs.collect()
}

fn of_state(report: &Report, runs: &[&ControlRun], state: usize) -> State {
    let spread = |of: &dyn Fn(&ControlRun) -> [Contrast; 2]| {
        Spread::of(runs.iter().map(|run| of(run)[state]))
    };
    State {
        all_units: spread(&|run| contrasts(report, run, Units::Own)),
        equal: spread(&|run| contrasts(report, run, Units::Equal)),
        own_action: spread(&|run| own_contrasts(report, run)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::report;
    use super::*;

    const RUNS: [[f64; 2]; 3] = [[0.9, 0.2], [0.5, 1.1], [0.7, 0.6]];

    #[test]
    fn all_runs_of_a_control_count_and_those_that_measure_otherwise_do_not() {
        let gone: &[[f64; 2]] = &[[1.1, 1.1]];
        let controls = [
            ("surrogates", gone),
            ("random_lstm", &RUNS),
            ("seeds", &RUNS),
        ];
        let mut report = report([0.25, 0.2], &controls);
        let spoilt = &mut report.controls.get_mut("random_lstm").unwrap().runs;
        let mut empty = spoilt[0].clone();
        empty.comparisons.clear();
        spoilt.push(empty);
        let found = without(&report);
        let named: Vec<_> = found
            .iter()
            .map(|one| (one.control, one.runs.len()))
            .collect();
        assert_eq!(named, [("random_lstm", 3), ("surrogates", 1)]);
        let [hidden, cell] = found[0].states;
        let ratio = hidden.all_units.ratio.unwrap();
        assert!((ratio.low - 0.5).abs() < 1e-9 && (ratio.high - 0.9).abs() < 1e-9);
        assert!((hidden.all_units.left.unwrap().high - 0.5).abs() < 1e-9);
        assert!((cell.all_units.left.unwrap().high - 1.0).abs() < 1e-9);
        assert!(cell.all_units.left.unwrap().low < 0.0);
        assert_eq!(hidden.own_action.ratio, None, "no network was driven");
    }

    #[test]
    fn a_state_without_a_contrast_in_the_headline_has_no_share() {
        let report = report([1.0, 0.2], &[("random_lstm", &RUNS)]);
        let [hidden, cell] = without(&report)[0].states;
        assert!(hidden.all_units.ratio.is_some() && hidden.all_units.left.is_none());
        assert!(cell.all_units.left.is_some());
    }
}
