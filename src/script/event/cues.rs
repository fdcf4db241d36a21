//! Events at their control steps, in the order in which they act.

use super::{Event, TimedEvent};

/// Most control steps of a time: what a time of any size comes down to.
const LAST: f64 = 1e15;

/// The control step that a time (s) means, at so many steps a second.
pub fn step_of(at: f64, rate: f64) -> u64 {
    (at * rate).round().clamp(0.0, LAST) as u64
}

/// An event at its control step: it acts before that step's decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    pub step: u64,
    pub event: Event,
}

/// Cues by rising step; those of one step in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    cues: Vec<Cue>,
    next: usize,
}

impl Cues {
    /// Of events in any order, at `rate` control steps a second.
    pub fn new(events: impl IntoIterator<Item = TimedEvent>, rate: f64) -> Self {
        let mut cues = Self::default();
        cues.add(events, rate);
        cues
    }

    /// Of cues in any order.
    pub fn of(mut cues: Vec<Cue>) -> Self {
        cues.sort_by_key(|cue| cue.step);
        Self { cues, next: 0 }
    }

    /// Adds events, each after those of the same step that are there.
    pub fn add(&mut self, events: impl IntoIterator<Item = TimedEvent>, rate: f64) {
        let cue = |timed: TimedEvent| Cue {
            step: step_of(timed.at, rate),
            event: timed.event,
        };
        let mut to_come = self.cues.split_off(self.next);
        to_come.extend(events.into_iter().map(cue));
        to_come.sort_by_key(|cue| cue.step);
        self.cues.append(&mut to_come);
    }

    /// The next event that is due at a step or was due before.
    pub fn due(&mut self, step: u64) -> Option<Event> {
        let cue = self.cues.get(self.next).filter(|cue| cue.step <= step)?;
        self.next += 1;
        Some(cue.event.clone())
    }

    /// Nothing more comes.
    pub fn end(&mut self) {
        self.next = self.cues.len();
    }
}
