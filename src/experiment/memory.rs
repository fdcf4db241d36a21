//! Whether the finding needs a memory: what is left of it in networks without one, and a policy without
//! one beside policies with one that were trained about as long.

use super::layers::RECURRENT;
use super::range::Range;
use super::result::{ControlRun, Report};
use super::weakening::{Cause, Contrast, Units, contrasts, own_contrasts, without};

/// Policies were trained about as long where neither had more than this many times the steps of the
/// other.
pub(super) const ABOUT_AS_LONG: f64 = 1.25;

/// What is left of the headline's contrast without a memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// All of it, or more, in every comparison.
    All,
    /// Some of it in every comparison, and not all in all of them.
    Part,
    /// Nothing of it in any comparison.
    Nothing,
    /// Some in one comparison, nothing in another.
    Mixed,
}

/// Shares of the contrast that are left over the controls without a memory, both states, all units; of
/// driven networks against either action. `None` where none was compared.
pub(super) fn left(report: &Report) -> Option<(Range, Left)> {
    let found = without(report);
    let memory = found.iter().filter(|one| one.cause == Cause::Memory);
    let runs = memory.flat_map(|one| &one.runs);
    let shares = runs.flat_map(|run| {
        let against = contrasts(report, run, Units::Own)
            .into_iter()
            .chain(own_contrasts(report, run));
        against
            .filter_map(|contrast| contrast.left())
            .collect::<Vec<_>>()
    });
    let range = Range::of(shares)?;
    let left = match range {
        Range { low, .. } if low >= 1.0 => Left::All,
        Range { low, .. } if low > 0.0 => Left::Part,
        Range { high, .. } if high <= 0.0 => Left::Nothing,
        _ => Left::Mixed,
    };
    Some((range, left))
}

/// A policy trained without a memory beside one with it that was trained about as long.
#[derive(Clone, Copy, Debug)]
pub(super) struct LikeTraining<'a> {
    /// Without a memory.
    pub without: &'a ControlRun,
    /// With one: another training run, or a moment of the training.
    pub with: &'a ControlRun,
    /// Ratios to the action of hidden and cell state, all units then equal components: without a
    /// memory, and with one.
    pub ratios: [[Option<f64>; 2]; 4],
}

impl LikeTraining<'_> {
    /// In how many comparisons the policy with a memory has the smaller ratio, and of how many.
    pub(super) fn lower_with_memory(&self) -> (usize, usize) {
        let compared = self.ratios.iter().filter_map(|[a, b]| Some(((*a)?, (*b)?)));
        compared.fold((0, 0), |(lower, all), (without, with)| {
            (lower + usize::from(with < without), all + 1)
        })
    }
}

/// Every such pair of the controls.
pub(super) fn like_training(report: &Report) -> Vec<LikeTraining<'_>> {
    let runs = |name: &str| {
        let control = report.controls.get(name);
        control
            .map(|control| control.runs.as_slice())
            .unwrap_or_default()
    };
    let mut found = Vec::new();
    for without in runs("feed_forward") {
        for with in runs("seeds").iter().chain(runs("snapshots")) {
            let is_alike = without
                .steps
                .zip(with.steps)
                .is_some_and(|(a, b)| is_about(a as f64, b as f64));
            let pair = of_pair(report, without, with);
            if is_alike && pair.lower_with_memory().1 > 0 {
                found.push(pair);
            }
        }
    }
    found
}

fn is_about(a: f64, b: f64) -> bool {
    a.min(b) > 0.0 && a.max(b) <= ABOUT_AS_LONG * a.min(b)
}

fn of_pair<'a>(report: &Report, without: &'a ControlRun, with: &'a ControlRun) -> LikeTraining<'a> {
    let of = |run| -> Vec<Option<f64>> {
        let units = [Units::Own, Units::Equal];
        let all = units
            .into_iter()
            .flat_map(|units| contrasts(report, run, units));
        all.map(|contrast: Contrast| contrast.ratio).collect()
    };
    let (a, b) = (of(without), of(with));
    let mut ratios = [[None; 2]; 2 * RECURRENT.len()];
    for (pair, values) in ratios.iter_mut().zip(a.into_iter().zip(b)) {
        *pair = values.into();
    }
    LikeTraining {
        without,
        with,
        ratios,
    }
}

#[cfg(test)]
mod tests {
    use super::super::weakening::sample_report as report;
    use super::*;

    fn left_of(headline: [f64; 2], ratios: [f64; 2]) -> Option<Left> {
        left(&report(headline, &[("lesioned_driven", &[ratios])])).map(|(_, left)| left)
    }

    #[test]
    fn all_comparisons_decide_what_is_left_without_memory() {
        assert_eq!(left_of([0.25, 0.25], [0.2, 0.25]), Some(Left::All));
        assert_eq!(left_of([0.25, 0.25], [0.2, 0.5]), Some(Left::Part));
        assert_eq!(left_of([0.25, 0.25], [1.2, 1.0]), Some(Left::Nothing));
        assert_eq!(left_of([0.25, 0.25], [1.2, 0.5]), Some(Left::Mixed));
        assert_eq!(left_of([1.25, 1.25], [1.2, 0.5]), None);
        assert!(left(&report([0.5; 2], &[("seeds", &[[0.5; 2]])])).is_none());
    }

    #[test]
    fn the_share_that_is_left_counts_both_actions_of_a_driven_network() {
        let mut report = report([0.25; 2], &[("lesioned_driven", &[[0.5; 2]])]);
        let run = &mut report.controls.get_mut("lesioned_driven").unwrap().runs[0];
        run.against_own_action = run.comparisons.clone();
        for pair in run.against_own_action.values_mut() {
            pair.all_units.as_mut().unwrap().median_log10_ratio = 0.25_f64.log10();
        }
        let (range, _) = left(&report).unwrap();
        assert!((range.low - 0.5).abs() < 1e-9 && (range.high - 1.0).abs() < 1e-9);
    }

    #[test]
    fn only_policies_trained_about_as_long_stand_beside_one_another() {
        let runs: &[[f64; 2]] = &[[0.4, 0.9], [0.5, 0.5]];
        let mut report = report([0.25; 2], &[("feed_forward", &[[0.6; 2]]), ("seeds", runs)]);
        let mut set = |name: &str, run: usize, steps| {
            report.controls.get_mut(name).unwrap().runs[run].steps = Some(steps);
        };
        set("feed_forward", 0, 10_000_000);
        set("seeds", 0, 12_000_000);
        set("seeds", 1, 13_000_000);
        let found = like_training(&report);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].with.label, "run 0");
        // lower in the hidden state; equal components are the headline's in both
        assert_eq!(found[0].lower_with_memory(), (1, 4));
    }
}
