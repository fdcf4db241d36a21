//! How far the headline reaches: what its interval covers, and what policies of other training runs gave.

use crate::experiment::html::glossary::link;
use crate::experiment::html::words::{confidence, listed, number, run};
use crate::experiment::layers::RECURRENT;
use crate::experiment::range::Range;
use crate::experiment::result::{ControlRun, Report};
use crate::experiment::weakening::{Units, contrasts};
use crate::report::html::escape;

use super::against_action;

/// Intervals and other training runs, as markup.
pub(super) fn said(report: &Report) -> String {
    format!("{} {}", interval(report), escape(&seeds(report)))
}

fn interval(report: &Report) -> String {
    let intervals = RECURRENT.iter().filter_map(|name| {
        let [low, high] = against_action(report, name)?.interval?;
        let range = Range { low, high }.map(|log| 10_f64.powf(log));
        Some(format!("{} ({name})", range.said()))
    });
    let intervals: Vec<String> = intervals.collect();
    if intervals.is_empty() {
        return "No interval could be made.".to_owned();
    }
    format!(
        "The {} intervals, {}, cover the {} only.",
        confidence(report),
        escape(&listed(&intervals)),
        link("Bootstrap interval", "choice of strides")
    )
}

fn seeds(report: &Report) -> String {
    let control = report.controls.get("seeds");
    let runs = control
        .map(|control| control.runs.as_slice())
        .unwrap_or_default();
    let said: Vec<String> = runs.iter().filter_map(|one| seed(report, one)).collect();
    match said.len() {
        0 => "No policy of another training run was compared: the intervals say nothing of policies trained \
              otherwise."
            .to_owned(),
        1 => format!("Another training run, {}.", said.join("")),
        _ => format!("Other training runs: {}.", said.join("; ")),
    }
}

fn seed(report: &Report, one: &ControlRun) -> Option<String> {
    let [all, equal] = [Units::Own, Units::Equal]
        .map(|units| contrasts(report, one, units).map(|contrast| number(contrast.ratio)));
    contrasts(report, one, Units::Own)
        .iter()
        .any(|contrast| contrast.ratio.is_some())
        .then(|| {
            format!(
                "{}, gave {} (hidden) and {} (cell), on equal components {} and {}",
                run(one),
                all[0],
                all[1],
                equal[0],
                equal[1]
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::weakening::sample_report as report;

    #[test]
    fn another_seed_stands_beside_the_interval_of_strides() {
        let mut report = report([0.25, 0.5], &[("seeds", &[[0.6, 0.3]])]);
        for pair in report.comparisons.values_mut() {
            pair.all_units.as_mut().unwrap().interval = Some([-1.0, -0.5]);
        }
        let text = said(&report);
        assert!(text.contains("0.100 to 0.316 (hidden)"), "{text}");
        let other = "Another training run, run 0 (2M steps), gave 0.600 (hidden) and 0.300 (cell), on equal \
                     components 0.250 and 0.500.";
        assert!(text.ends_with(other), "{text}");
        report.controls.clear();
        assert!(said(&report).contains("No policy of another training run"));
    }
}
