//! Controls held against the finding, by rules: those without its supposed cause, and those that
//! measure or train otherwise.
//!
//! The finding is a contrast: hidden and cell state are less tangled than the action, at a median
//! ratio of Q below 1. What weakens it depends on the control ([`Cause`], [`cause`]). What could not be
//! compared is named beside them: a control that is missing weakens nothing, but meets nothing either.

mod causes;
mod otherwise;
#[cfg(test)]
mod samples;
mod spread;
mod without;

pub(super) use causes::{Cause, cause};
pub(super) use otherwise::{FARTHER, Run, Weakening, measured_otherwise, weakening};
#[cfg(test)]
pub(crate) use samples::report as sample_report;
pub(super) use spread::Spread;
pub(super) use without::{State, Without, without};

use std::collections::BTreeMap;

use super::layers::RECURRENT;
use super::result::{Comparison, Control, ControlRun, Report};

/// Which units a comparison takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Units {
    /// As the headline or the control takes them: all of them, unless the control keeps components.
    Own,
    /// Equally many principal components of each layer.
    Equal,
}

/// A control's median ratio of a state to the action, and the headline's of the same comparison; no
/// unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Contrast {
    /// `None` where it was not compared.
    pub ratio: Option<f64>,
    /// The headline's, where it is below 1: otherwise there is no contrast.
    headline: Option<f64>,
}

impl Contrast {
    /// The control's ratio over the headline's.
    pub(super) fn times(&self) -> Option<f64> {
        Some(self.ratio? / self.headline?)
    }

    /// Share of the headline's contrast that is left: ln of the ratio over ln of the headline's. 1 is
    /// all of it, 0 none; below 0 the contrast is turned round.
    pub(super) fn left(&self) -> Option<f64> {
        Some(self.ratio?.ln() / self.headline?.ln())
    }

    /// Whether the headline has a contrast of which the control has nothing: a ratio of 1 or more.
    pub(super) fn is_gone(&self) -> bool {
        self.headline.is_some() && self.ratio.is_some_and(|ratio| ratio >= 1.0)
    }
}

/// Of each state, for one kind of units.
pub(super) fn contrasts(
    report: &Report,
    run: &ControlRun,
    units: Units,
) -> [Contrast; RECURRENT.len()] {
    RECURRENT.map(|name| Contrast {
        ratio: ratio(&run.comparisons, name, units),
        headline: headline(report, name, units),
    })
}

/// Of each state of a driven network to its own action, all units.
pub(super) fn own_contrasts(report: &Report, run: &ControlRun) -> [Contrast; RECURRENT.len()] {
    RECURRENT.map(|name| Contrast {
        ratio: ratio(&run.against_own_action, name, Units::Own),
        headline: headline(report, name, Units::Own),
    })
}

/// Whether any of the headline's ratios is below 1, so that a contrast is there to weaken.
pub(super) fn has_contrast(report: &Report) -> bool {
    let has_contrast = |units| {
        let mut states = RECURRENT.iter();
        states.any(|name| headline(report, name, units).is_some())
    };
    has_contrast(Units::Own) || has_contrast(Units::Equal)
}

/// Whether any run of a control could be compared with the action.
pub(super) fn is_compared(control: &Control) -> bool {
    control.runs.iter().any(is_run_compared)
}

fn is_run_compared(run: &ControlRun) -> bool {
    let mut states = RECURRENT.iter();
    states.any(|name| ratio(&run.comparisons, name, Units::Own).is_some())
}

/// Controls without a run that could be compared with the action, and why.
pub(super) fn not_compared(report: &Report) -> Vec<(&str, &str)> {
    let controls = report.controls.iter();
    let without = controls.filter(|(_, control)| !is_compared(control));
    without
        .map(|(name, control)| {
            let why = control.missing.as_deref();
            (name.as_str(), why.unwrap_or("no condition counts"))
        })
        .collect()
}

/// The headline's ratio of a state to the action, where it is below 1.
fn headline(report: &Report, name: &str, units: Units) -> Option<f64> {
    ratio(&report.comparisons, name, units).filter(|ratio| *ratio < 1.0)
}

/// Median ratio of a state to the action.
fn ratio(comparisons: &BTreeMap<String, Comparison>, name: &str, units: Units) -> Option<f64> {
    let pair = comparisons.get(&format!("{name}_action"))?;
    let found = match units {
        Units::Own => pair.all_units?,
        Units::Equal => pair.equal_dimensions?,
    };
    Some(10_f64.powf(found.median_log10_ratio))
}

#[cfg(test)]
mod tests {
    use super::samples::{report, set_headline};
    use super::*;

    #[test]
    fn what_could_not_be_compared_is_named_with_its_reason() {
        let compared: &[[f64; 2]] = &[[0.5, 0.5]];
        let mut report = report([0.5; 2], &[("compared", compared), ("walked", compared)]);
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

    #[test]
    fn there_is_a_contrast_where_any_ratio_of_the_headline_is_below_1() {
        let mut report = report([1.0, 1.2], &[]);
        assert!(!has_contrast(&report));
        set_headline(&mut report, Units::Equal, [1.0, 0.9]);
        assert!(has_contrast(&report));
        report.comparisons.clear();
        assert!(!has_contrast(&report));
    }

    #[test]
    fn a_contrast_is_held_against_the_headline_on_a_logarithmic_scale() {
        let of = |ratio, headline| Contrast { ratio, headline };
        let half = of(Some(0.5), Some(0.25));
        assert_eq!((half.times(), half.left()), (Some(2.0), Some(0.5)));
        assert!(!half.is_gone());
        let gone = of(Some(1.0), Some(0.25));
        assert_eq!(
            (gone.left().map(f64::abs), gone.is_gone()),
            (Some(0.0), true)
        );
        assert!(of(Some(2.0), Some(0.5)).left().unwrap() < 0.0);
        for none in [of(None, Some(0.5)), of(Some(2.0), None)] {
            assert_eq!((none.times(), none.left()), (None, None));
            assert!(!none.is_gone());
        }
    }
}
