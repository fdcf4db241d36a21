//! Controls that weaken the finding, picked by a rule.
//!
//! A control counts where it compares the hidden or the cell state with the action, on all units. It
//! weakens the finding where its median ratio is more than [`FARTHER`] times the headline's, that is
//! farther towards 1, or past it. Of each control and state the run farthest up is named. What could
//! not be compared is named beside them: a control that is missing weakens nothing, but meets nothing
//! either.

use super::claims::RECURRENT;
use super::result::{Comparison, ControlRun, Report};

/// How many times the headline's ratio a control's must be to be named.
pub const FARTHER: f64 = 1.5;

/// A run of a control that weakens the finding for at least one state.
#[derive(Clone, Copy, Debug)]
pub struct Weakening<'a> {
    /// Its control.
    pub control: &'a str,
    /// The run.
    pub run: &'a ControlRun,
    /// Of the hidden and the cell state.
    pub states: [State; 2],
}

/// One state over the action.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    /// Median ratio; `None` where it was not compared.
    pub ratio: Option<f64>,
    /// The same over the headline's ratio.
    pub times: Option<f64>,
}

impl State {
    /// Whether the rule names it.
    pub fn is_named(&self) -> bool {
        self.times.is_some_and(|times| times > FARTHER)
    }

    /// Whether nothing is left of the contrast.
    pub fn is_gone(&self) -> bool {
        self.ratio.is_some_and(|ratio| ratio >= 1.0)
    }
}

impl Weakening<'_> {
    /// How far up its farther state lies, in times of the headline's ratio.
    fn size(&self) -> f64 {
        let times = self.states.iter().filter_map(|state| state.times);
        times.fold(0.0, f64::max)
    }
}

/// The runs that the rule names, the farthest first.
pub fn weakening(report: &Report) -> Vec<Weakening<'_>> {
    let mut found = Vec::new();
    for (control, listed) in &report.controls {
        let runs = listed.runs.iter().map(|run| Weakening {
            control,
            run,
            states: RECURRENT.map(|name| state(report, run, name)),
        });
        let runs: Vec<Weakening> = runs.collect();
        let farthest = |index: usize| {
            let times = |run: &Weakening| run.states[index].times.unwrap_or(0.0);
            runs.iter().map(times).fold(0.0, f64::max)
        };
        let most = [farthest(0), farthest(1)];
        let is_farthest = |run: &Weakening| {
            let mut states = run.states.iter().zip(most);
            states.any(|(state, most)| state.is_named() && state.times == Some(most))
        };
        found.extend(runs.into_iter().filter(is_farthest));
    }
    found.sort_by(|a, b| b.size().total_cmp(&a.size()));
    found
}

/// Controls without a run that could be compared with the action, and why.
pub fn not_compared(report: &Report) -> Vec<(&str, &str)> {
    let controls = report.controls.iter();
    let without = controls.filter(|(_, control)| {
        let mut ratios = control
            .runs
            .iter()
            .flat_map(|run| RECURRENT.map(|name| ratio(&run.comparisons, name)));
        ratios.all(|ratio| ratio.is_none())
    });
    without
        .map(|(name, control)| {
            let why = control.missing.as_deref();
            (name.as_str(), why.unwrap_or("no condition counts"))
        })
        .collect()
}

fn state(report: &Report, run: &ControlRun, name: &str) -> State {
    let found = ratio(&run.comparisons, name);
    let headline = ratio(&report.comparisons, name);
    State {
        ratio: found,
        times: found
            .zip(headline)
            .map(|(found, headline)| found / headline),
    }
}

/// Median ratio of a state to the action on all units.
fn ratio(comparisons: &std::collections::BTreeMap<String, Comparison>, name: &str) -> Option<f64> {
    let pair = comparisons.get(&format!("{name}_action"))?;
    Some(10_f64.powf(pair.all_units?.median_log10_ratio))
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;

    /// A report of which each control's runs have these ratios to the action, over the headline's.
    fn report(controls: &[(&str, &[[f64; 2]])]) -> Report {
        let mut report = Sample::full().result().report;
        let sample = report.controls["dimensions"].clone();
        let headline = RECURRENT.map(|name| ratio(&report.comparisons, name).unwrap());
        report.controls = controls
            .iter()
            .map(|(name, runs)| {
                let run = |times: &[f64; 2]| {
                    let mut run = sample.runs[0].clone();
                    for (index, state) in RECURRENT.iter().enumerate() {
                        let pair = run.comparisons.get_mut(&format!("{state}_action"));
                        let all_units = pair.unwrap().all_units.as_mut().unwrap();
                        all_units.median_log10_ratio = (times[index] * headline[index]).log10();
                    }
                    run
                };
                let control = super::super::result::Control {
                    runs: runs.iter().map(run).collect(),
                    ..sample.clone()
                };
                ((*name).to_owned(), control)
            })
            .collect();
        report
    }

    #[test]
    fn runs_farther_up_than_the_rule_are_named_the_farthest_first() {
        let report = report(&[
            ("near", &[[1.4, 0.5]]),
            ("some", &[[1.6, 1.0], [1.9, 1.2], [1.0, 3.0]]),
            ("far", &[[1.0, 5.0]]),
        ]);
        let found = weakening(&report);
        let named: Vec<_> = found
            .iter()
            .map(|one| (one.control, one.states.map(|state| state.is_named())))
            .collect();
        assert_eq!(
            named,
            [
                ("far", [false, true]),
                ("some", [false, true]),
                ("some", [true, false])
            ]
        );
        assert!((found[2].states[0].times.unwrap() - 1.9).abs() < 1e-9);
    }

    #[test]
    fn what_could_not_be_compared_is_named_with_its_reason() {
        let mut report = report(&[("compared", &[[1.0, 1.0]]), ("walked", &[[1.0, 1.0]])]);
        let walked = report.controls.get_mut("walked").unwrap();
        walked.runs[0].comparisons.clear();
        let mut missing = walked.clone();
        (missing.missing, missing.runs) = (Some("no policy".to_owned()), Vec::new());
        report.controls.insert("absent".to_owned(), missing);
        assert_eq!(
            not_compared(&report),
            [("absent", "no policy"), ("walked", "no condition counts")]
        );
    }
}
