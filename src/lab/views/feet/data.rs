//! What the gait diagram draws. In: the history's contacts. Out: for each leg, when its foot
//! was on the ground, as ages in s, oldest first.

use crate::{
    lab::{clock::CONTROL_STEP, history::History},
    robot::LEG_NAMES,
};

/// A time on the ground: from the older to the younger age, s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stance {
    /// Age at touch-down, s.
    pub from: f64,
    /// Age at lift-off, s; 0 while the foot is on the ground.
    pub to: f64,
}

/// The stances of one leg in the last `seconds`. A sample holds until the next; a gap of
/// the recording ends a stance.
#[must_use]
pub fn stances(history: &History, leg: usize, seconds: f64) -> Vec<Stance> {
    let Some(now) = history.now() else {
        return Vec::new();
    };
    let mut stances: Vec<Stance> = Vec::new();
    let mut open = false;
    let mut previous = f64::INFINITY;
    for step in history.last(seconds) {
        let age = now - step.time;
        let gap = previous - age > 2.5 * CONTROL_STEP;
        if open
            && !gap
            && let Some(stance) = stances.last_mut()
        {
            stance.to = age;
        }
        let contact = step.state.foot_contact[leg];
        if contact && (!open || gap) {
            stances.push(Stance { from: age, to: age });
        }
        open = contact;
        previous = age;
    }
    stances
}

/// Which feet are on the ground now, in words for screen readers.
#[must_use]
pub fn spoken(history: &History) -> String {
    let Some(latest) = history.latest() else {
        return "Gait diagram: nothing recorded yet".to_owned();
    };
    let on_ground: Vec<&str> = LEG_NAMES
        .into_iter()
        .zip(latest.state.foot_contact)
        .filter_map(|(name, contact)| contact.then_some(name))
        .collect();
    match on_ground.as_slice() {
        [] => "Gait diagram: no foot on the ground".to_owned(),
        feet => format!("Gait diagram: {} on the ground", feet.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::views::fixture;

    fn history(contacts: &[(f64, bool)]) -> History {
        let mut history = History::new(10.0);
        for &(time, contact) in contacts {
            let mut step = fixture::step(time);
            step.state.foot_contact = [contact, false, false, false];
            history.push(step);
        }
        history
    }

    #[test]
    fn a_stance_lasts_from_touch_down_to_lift_off() {
        let history = history(&[
            (0.0, false),
            (0.02, true),
            (0.04, true),
            (0.06, false),
            (0.08, true),
        ]);
        let stances = stances(&history, 0, 5.0);
        assert_eq!(stances.len(), 2);
        assert!((stances[0].from - 0.06).abs() < 1e-9 && (stances[0].to - 0.02).abs() < 1e-9);
        assert_eq!(stances[1], Stance { from: 0.0, to: 0.0 });
        assert!(super::stances(&history, 1, 5.0).is_empty());
    }

    #[test]
    fn a_gap_ends_a_stance() {
        let history = history(&[(0.0, true), (0.02, true), (1.0, true), (1.02, true)]);
        let stances = stances(&history, 0, 5.0);
        assert_eq!(stances.len(), 2);
        assert!((stances[0].to - 1.0).abs() < 1e-9);
        assert_eq!(stances[1].to, 0.0);
    }

    #[test]
    fn names_the_feet_on_the_ground() {
        assert_eq!(
            spoken(&history(&[(0.0, true)])),
            "Gait diagram: LF on the ground"
        );
        assert_eq!(
            spoken(&history(&[(0.0, false)])),
            "Gait diagram: no foot on the ground"
        );
        assert_eq!(
            spoken(&History::new(1.0)),
            "Gait diagram: nothing recorded yet"
        );
    }
}
