//! Which controls take a supposed cause of the finding away.

/// What a control is made without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// All of the training.
    Learning,
    /// The later part of the training.
    LaterLearning,
    /// The recurrence.
    Memory,
    /// What couples the components of a cycle, or its harmonics, in time.
    TimeStructure,
}

impl Cause {
    /// In words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Learning => "learning",
            Self::LaterLearning => "the later part of learning",
            Self::Memory => "memory",
            Self::TimeStructure => "time structure",
        }
    }
}

/// Every control by its name in `report.json`, with what it is made without.
///
/// The two kinds are read in opposite ways. Where a cause is taken away, a contrast that is *still
/// there* weakens the finding: it does not need that cause. Where something is only measured or trained
/// otherwise (`None`), a contrast that is *smaller or gone* weakens it: it hangs on a choice.
const CAUSES: [(&str, Option<Cause>); 18] = [
    ("random_lstm", Some(Cause::Learning)),
    ("untrained", Some(Cause::Learning)),
    ("snapshots", Some(Cause::LaterLearning)),
    ("lesioned_driven", Some(Cause::Memory)),
    ("lesioned", Some(Cause::Memory)),
    ("feed_forward", Some(Cause::Memory)),
    ("surrogates", Some(Cause::TimeStructure)),
    ("seeds", None),
    ("rough", None),
    ("no_previous_action", None),
    ("forms", None),
    ("dimensions", None),
    ("epsilon", None),
    ("derivative", None),
    ("mean_centring", None),
    ("control_rate", None),
    ("sampling", None),
    ("equal_noise", None),
];

/// What a control is made without; `None` for one that measures or trains otherwise, and for a name
/// that the table does not hold.
pub(crate) fn cause(name: &str) -> Option<Cause> {
    let entry = CAUSES.iter().find(|(known, _)| *known == name);
    entry.and_then(|(_, cause)| *cause)
}

/// The controls without a cause, by cause.
pub(super) fn with_cause() -> impl Iterator<Item = (&'static str, Cause)> {
    CAUSES
        .iter()
        .filter_map(|(name, cause)| Some((*name, (*cause)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_the_controls_that_the_documentation_lists() {
        let documented = include_str!("../../../docs/experiment.md");
        let (_, section) = documented.split_once("\n## Controls\n").unwrap();
        let rows = section.split("\n## ").next().unwrap().lines();
        let names = rows.filter_map(|row| row.strip_prefix("| `")?.split_once(" |"));
        let mut documented: Vec<&str> = names
            .flat_map(|(names, _)| names.split(", "))
            .map(|name| name.trim_matches('`'))
            .collect();
        let mut known = CAUSES.map(|(name, _)| name);
        documented.sort_unstable();
        known.sort_unstable();
        assert_eq!(documented, known);
    }

    #[test]
    fn only_those_that_take_something_away_have_a_cause() {
        assert_eq!(cause("lesioned"), Some(Cause::Memory));
        assert_eq!(cause("snapshots"), Some(Cause::LaterLearning));
        assert_eq!(cause("seeds"), None);
        assert_eq!(cause("another"), None);
        assert_eq!(with_cause().count(), 7);
    }
}
