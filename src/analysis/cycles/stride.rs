//! Strides from the contacts of one foot `[T, 4]`, one sample every dt [s].
//!
//! A stride goes from one event of that foot (touch-down, or lift-off as in arXiv 2305.11107) to
//! the next of its kind. Contacts are debounced first, as in [`super::super::gait`]. What comes
//! before the first event and after the last is no whole stride and is left out.

use std::ops::Range;

use super::super::gait::{self, LEGS};

/// What begins a stride.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The first sample with the foot on the ground.
    TouchDown,
    /// The first sample with the foot in the air.
    LiftOff,
}

/// Samples `start..end` of each whole stride of `leg`, in order; each begins where the one before
/// it ends.
pub fn cut(contact: &[[bool; LEGS]], leg: usize, event: Event, dt: f64) -> Vec<Range<usize>> {
    let contact = gait::debounced(contact, gait::debounce_samples(dt));
    let events = match event {
        Event::TouchDown => gait::touch_downs(&contact, leg),
        Event::LiftOff => gait::lift_offs(&contact, leg),
    };
    events.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Leg 2 down where the text has `#`.
    fn steps(text: &str) -> Vec<[bool; LEGS]> {
        let feet = |c| [true, false, c == '#', true];
        text.chars().map(feet).collect()
    }

    #[test]
    fn strides_go_from_event_to_event() {
        let contact = steps("..###...####..###...#");
        assert_eq!(
            cut(&contact, 2, Event::TouchDown, 0.02),
            vec![2..8, 8..14],
            "the last contact is one sample: a flicker"
        );
        assert_eq!(
            cut(&contact, 2, Event::LiftOff, 0.02),
            vec![5..12, 12..17],
            "from the last stance to the next"
        );
    }

    #[test]
    fn flickers_cut_nothing() {
        let contact = steps("..###.##...####.....##");
        assert_eq!(
            cut(&contact, 2, Event::TouchDown, 0.02),
            vec![2..11, 11..20]
        );
    }

    #[test]
    fn a_foot_that_stays_down_has_no_strides() {
        for text in ["########", "", "..####"] {
            assert!(cut(&steps(text), 2, Event::TouchDown, 0.02).is_empty());
        }
    }
}
