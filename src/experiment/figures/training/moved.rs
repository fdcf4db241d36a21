//! Which of the two, the Q of a recurrent layer or that of the action, changes their ratio in training.

use super::{LAYERS, rounded};
use crate::style::numbers::significant;

/// A start counts where its conditions are at least this share of the last point's: those of a few
/// early conditions are not the gaits of all.
const ENOUGH: f64 = 0.75;
/// The latest points that are no start: what is left of training after them is too short.
const TOO_LATE: usize = 2;
/// A factor stays the same where its natural logarithm is smaller in size.
const SAME: f64 = 0.05;

/// What a factor over training does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Rises,
    Falls,
    Same,
}

/// Which of the two changes a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mover {
    Layer,
    Action,
    LayerMore,
    ActionMore,
    Neither,
}

/// The sentences of both recurrent layers, from the first start that counts to the last point. A
/// point without a Q of every layer is passed over; empty without a start. `kept` holds the number of
/// conditions of each point that count, `median` gives the median Q of a layer by point, 1/s^2.
pub(super) fn moved<'a>(steps: &[f64], kept: &[f64], median: impl Fn(&str) -> &'a [f64]) -> String {
    let is_known = |index: &usize| {
        let values = LAYERS.iter().map(|layer| median(layer).get(*index));
        values.flatten().filter(|q| **q > 0.0).count() == LAYERS.len()
    };
    let counted = steps.len().min(kept.len());
    let known: Vec<usize> = (0..counted).filter(is_known).collect();
    let Some(&last) = known.last() else {
        return String::new();
    };
    let early = known.iter().take(known.len().saturating_sub(TOO_LATE));
    let starts = early.filter(|index| kept[**index] >= ENOUGH * kept[last]);
    let starts: Vec<usize> = starts.copied().collect();
    let Some(&first) = starts.first() else {
        return String::new();
    };
    let factor = |layer: &str, start: usize| median(layer)[last] / median(layer)[start];
    let action = factor("action", first);
    let said = ["hidden", "cell"].map(|layer| {
        let own = factor(layer, first);
        let mut verdicts = starts
            .iter()
            .map(|&start| verdict(factor(layer, start), factor("action", start)));
        let from_first = verdict(own, action);
        let caveat = match verdicts.all(|verdict| verdict == from_first) {
            true => "",
            false => "; from another starting point the split differs",
        };
        format!(
            "The median Q of the {layer} state {}, and {}{caveat}",
            times(own),
            because(from_first, own / action)
        )
    });
    format!(
        " From {} steps, the first point with at least three quarters as many conditions as the last \
         ({} of {}), to {} steps the median Q of the action {}. {}.",
        rounded(steps[first]),
        kept[first],
        kept[last],
        rounded(steps[last]),
        times(action),
        said.join(". ")
    )
}

fn change(factor: f64) -> Change {
    match factor.ln() {
        size if size.abs() < SAME => Change::Same,
        size if size > 0.0 => Change::Rises,
        _ => Change::Falls,
    }
}

/// A factor in words.
fn times(factor: f64) -> String {
    let way = match change(factor) {
        Change::Rises => "rises",
        Change::Falls => "falls",
        Change::Same => "hardly changes,",
    };
    format!("{way} to {} times its value", significant(factor))
}

/// What the ratio does and who changes it, from the factors of a layer's Q and of the action's: who
/// changes the right way for it, the one that changes more on a logarithmic scale first.
fn verdict(own: f64, action: f64) -> (Change, Mover) {
    let ratio = change(own / action);
    let layer_helps = change(own) != Change::Same && change(own) == ratio;
    let action_helps = change(action) != Change::Same && change(1.0 / action) == ratio;
    let mover = match (layer_helps, action_helps) {
        (true, false) => Mover::Layer,
        (false, true) => Mover::Action,
        (true, true) if own.ln().abs() >= action.ln().abs() => Mover::LayerMore,
        (true, true) => Mover::ActionMore,
        (false, false) => Mover::Neither,
    };
    (ratio, mover)
}

/// The change of the ratio to the action, by its factor, with its reason.
fn because((change, mover): (Change, Mover), ratio: f64) -> String {
    let (own, action) = match change {
        Change::Same => {
            return format!(
                "its ratio to the action hardly changes (× {})",
                significant(ratio)
            );
        }
        Change::Rises => ("its own Q grows", "the action grows less tangled"),
        Change::Falls => ("its own Q falls", "the action grows more tangled"),
    };
    let why = match mover {
        Mover::Layer => format!("because {own}"),
        Mover::Action => format!("because {action}"),
        Mover::LayerMore => format!("because {own} and, by less, {action}"),
        Mover::ActionMore => format!("because {action} and, by less, {own}"),
        Mover::Neither => "though neither Q alone changes enough to be the reason".to_owned(),
    };
    let way = match change {
        Change::Rises => "rises",
        _ => "falls",
    };
    format!(
        "its ratio to the action {way} (× {}) {why}",
        significant(ratio)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [f64; 5] = [1e6, 2e6, 3e6, 4e6, 5e6];

    fn said(kept: [f64; 5], hidden: [f64; 5], action: [f64; 5]) -> String {
        moved(&STEPS, &kept, |layer| match layer {
            "action" => &action,
            _ => &hidden,
        })
    }

    #[test]
    fn the_verdict_says_who_changes_the_ratio() {
        let of = |own, action| because(verdict(own, action), own / action);
        let of_end = |own, action, end: &str| {
            let said = of(own, action);
            assert!(said.ends_with(end), "{said}");
        };
        of_end(
            1.7,
            3.3,
            "falls (× 0.515) because the action grows more tangled",
        );
        of_end(0.5, 0.9, "falls (× 0.556) because its own Q falls");
        of_end(
            0.9,
            3.0,
            "because the action grows more tangled and, by less, its own Q falls",
        );
        of_end(
            3.0,
            0.9,
            "rises (× 3.33) because its own Q grows and, by less, the action grows less tangled",
        );
        of_end(0.96, 2.0, "because the action grows more tangled");
        of_end(2.0, 2.05, "hardly changes (× 0.976)");
        assert!(of(1.04, 0.96).contains("neither"));
    }

    #[test]
    fn a_first_point_of_few_conditions_is_no_start() {
        // from the first point on, the layer would change the ratio
        let action = [90.0, 100.0, 102.0, 150.0, 221.0];
        let hidden = [500.0, 100.0, 101.0, 100.0, 103.0];
        let text = said([10.0, 43.0, 45.0, 50.0, 56.0], hidden, action);
        for said in [
            "From 2M steps",
            "(43 of 56)",
            "to 5M steps",
            "2.21 times",
            "1.03 times",
            "(× 0.466) because the action grows more tangled",
        ] {
            assert!(text.contains(said), "no `{said}` in {text}");
        }
        // one condition fewer than three quarters
        let text = said([10.0, 41.0, 45.0, 50.0, 56.0], hidden, action);
        assert!(text.contains("From 3M steps"), "{text}");
    }

    #[test]
    fn a_verdict_that_a_later_start_changes_says_so() {
        let depends = "from another starting point the split differs";
        let action = [100.0, 100.0, 200.0, 200.0, 200.0];
        let hidden = [100.0, 100.0, 100.0, 100.0, 50.0];
        let text = said([56.0; 5], hidden, action);
        assert!(text.contains(depends), "{text}");
        // the later start is one of too few conditions
        let text = said([56.0, 56.0, 20.0, 56.0, 56.0], hidden, action);
        assert!(!text.contains(depends), "{text}");
        // the last two points are no starts
        let late = [100.0, 100.0, 100.0, 400.0, 200.0];
        let text = said([56.0; 5], [100.0; 5], late);
        assert!(!text.contains(depends), "{text}");
    }

    #[test]
    fn without_a_start_nothing_is_said() {
        let few = [1.0, 1.0, 1.0, 56.0, 56.0];
        assert_eq!(said(few, [100.0; 5], [100.0; 5]), "");
        let unknown = [f64::NAN, f64::NAN, f64::NAN, 100.0, 100.0];
        assert_eq!(said([56.0; 5], unknown, [100.0; 5]), "");
        assert_eq!(moved(&[], &[], |_| &[]), "");
    }
}
