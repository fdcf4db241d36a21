//! Whether the recurrent layer comes to rest when its input is held, in a sentence.

use crate::experiment::result::{FixedPointReport, FixedPointsReport};

/// The best that was found under one held input, from the best on.
const KINDS: [(Rest, &str); 5] = [
    (Rest::Stable, "has a stable state of rest"),
    (Rest::Unstable, "has only an unstable state of rest"),
    (
        Rest::Unknown,
        "has a state of rest whose stability was not found",
    ),
    (Rest::Slow, "has only a slow state, which creeps"),
    (Rest::Nowhere, "has no state of rest that was found"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rest {
    Stable,
    Unstable,
    Unknown,
    Slow,
    Nowhere,
}

impl Rest {
    fn at(point: &FixedPointReport) -> Self {
        match (point.is_fixed, point.unstable_modes) {
            (true, Some(0)) => Self::Stable,
            (true, Some(_)) => Self::Unstable,
            (true, None) => Self::Unknown,
            (false, _) => Self::Slow,
        }
    }

    fn under(held: &FixedPointsReport) -> Self {
        let best = held.points.iter().map(Self::at).min();
        best.unwrap_or(Self::Nowhere)
    }
}

/// Held inputs by the best kind of point that was found under each.
pub(super) fn sentence(reports: &[FixedPointsReport]) -> String {
    if reports.is_empty() {
        return "No input was held.".to_owned();
    }
    let mut said: Vec<String> = Vec::new();
    for (kind, words) in KINDS {
        let count = reports
            .iter()
            .filter(|held| Rest::under(held) == kind)
            .count();
        match (count, said.is_empty()) {
            (0, _) => {}
            (_, true) => said.push(format!(
                "Under {count} of {} held inputs the layer {words}",
                reports.len()
            )),
            (_, false) => said.push(format!("under {count} it {words}")),
        }
    }
    said.join(", ") + "."
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(points: &[(bool, Option<usize>)]) -> FixedPointsReport {
        let point = |&(is_fixed, unstable_modes): &(bool, Option<usize>)| FixedPointReport {
            q: 1e-20,
            is_fixed,
            unstable_modes,
            largest_modulus: None,
            leading_frequency: None,
            starts: 1,
        };
        FixedPointsReport {
            sweep: "forward".to_owned(),
            command: [0.5, 0.0, 0.0],
            points: points.iter().map(point).collect(),
            given_up: 0,
        }
    }

    #[test]
    fn held_inputs_are_counted_by_the_best_that_was_found() {
        let all = [
            held(&[(false, Some(0)), (true, Some(0)), (true, Some(2))]),
            held(&[(true, Some(2))]),
            held(&[(true, Some(0))]),
            held(&[]),
        ];
        let said = sentence(&all);
        for part in [
            "2 of 4 held inputs the layer has a stable",
            "under 1 it has only an unstable",
            "under 1 it has no state",
        ] {
            assert!(said.contains(part), "no `{part}` in {said}");
        }
        let slow = sentence(&[held(&[(false, None)])]);
        assert!(
            slow.contains("1 of 1") && slow.contains("slow state"),
            "{slow}"
        );
        assert_eq!(sentence(&[]), "No input was held.");
    }
}
