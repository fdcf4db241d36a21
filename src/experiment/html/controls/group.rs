//! Which controls stand together, and in which order.

use crate::experiment::result::{Control, Report};
use crate::experiment::weakening::{Cause, cause};

/// Controls that ask one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    /// Networks that learnt nothing, or less.
    Learning,
    /// Networks whose state starts from zero at each step.
    Memory,
    /// Cycles whose components or harmonics no longer go together in time.
    TimeStructure,
    /// The same walk, measured by other rules.
    Measuring,
    /// Other trained policies.
    Policies,
}

/// Controls that are policies trained otherwise.
const POLICIES: [&str; 3] = ["seeds", "rough", "no_previous_action"];

/// Within a group; those that the order does not know come last.
const ORDER: [&str; 18] = [
    "random_lstm",
    "untrained",
    "snapshots",
    "lesioned_driven",
    "lesioned",
    "feed_forward",
    "surrogates",
    "dimensions",
    "forms",
    "epsilon",
    "derivative",
    "mean_centring",
    "control_rate",
    "sampling",
    "equal_noise",
    "seeds",
    "rough",
    "no_previous_action",
];

impl Group {
    /// In the order of the page.
    pub(super) const ALL: [Self; 5] = [
        Self::Learning,
        Self::Memory,
        Self::TimeStructure,
        Self::Measuring,
        Self::Policies,
    ];

    /// Of a control by its name in `report.json`.
    fn of_control(name: &str) -> Self {
        match cause(name) {
            Some(Cause::Learning | Cause::LaterLearning) => Self::Learning,
            Some(Cause::Memory) => Self::Memory,
            Some(Cause::TimeStructure) => Self::TimeStructure,
            None if POLICIES.contains(&name) => Self::Policies,
            None => Self::Measuring,
        }
    }

    /// Its controls by name.
    pub(super) fn of(self, report: &Report) -> Vec<(&str, &Control)> {
        let controls = report.controls.iter();
        let named = controls.map(|(name, control)| (name.as_str(), control));
        let mut own: Vec<_> = named
            .filter(|(name, _)| Self::of_control(name) == self)
            .collect();
        let place = |name: &str| ORDER.iter().position(|known| *known == name);
        own.sort_by_key(|(name, _)| place(name).unwrap_or(ORDER.len()));
        own
    }

    /// Heads it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Learning => "No learning, or less of it",
            Self::Memory => "No memory",
            Self::TimeStructure => "No structure in time",
            Self::Measuring => "Other ways to measure",
            Self::Policies => "Other policies",
        }
    }

    /// Begins the sentence that says what came out.
    pub(super) fn opening(self) -> &'static str {
        match self {
            Self::Learning => "Without learning, or with less of it",
            Self::Memory => "Without memory",
            Self::TimeStructure => "Without what couples components or harmonics in time",
            Self::Measuring => "Measured in other ways",
            Self::Policies => "In other policies",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_has_a_group_and_a_place() {
        let documented = include_str!("../../../../docs/experiment.md");
        let (_, section) = documented.split_once("\n## Controls\n").unwrap();
        let rows = section.split("\n## ").next().unwrap().lines();
        let names = rows.filter_map(|row| row.strip_prefix("| `")?.split_once(" |"));
        let names = names.flat_map(|(names, _)| names.split(", "));
        for name in names.map(|name| name.trim_matches('`')) {
            assert!(ORDER.contains(&name), "{name}");
        }
        assert_eq!(Group::of_control("random_lstm"), Group::Learning);
        assert_eq!(Group::of_control("seeds"), Group::Policies);
        assert_eq!(Group::of_control("forms"), Group::Measuring);
    }
}
