//! What a run is so far: its starts, its events, and the control steps of the last minute.
//!
//! In: the start of a run, each event and each control step, as they come. Out: what it takes to walk any part of
//! it again: the start at the last placement before, and the events since. What is not needed for the last minute
//! is forgotten.

use std::collections::VecDeque;

use bevy::prelude::Resource;

use super::clock::CONTROL_RATE;
use crate::rollout::StepRecord;
use crate::script::event::Cue;
use crate::script::{Circumstances, Event, RunStart};

/// Control steps that are kept: the last minute.
pub const KEPT_STEPS: u64 = 3000;

/// A moment at which the robot was put to its start.
#[derive(Clone, Debug)]
struct Placement {
    step: u64,
    start: RunStart,
    /// The rest of a command on its way: steps after this one, and what holds from there on.
    rest: Vec<Cue>,
    /// The first event after it, by its number since the run began.
    next_event: usize,
}

/// A part of a run that can be walked again.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The control step of the run at which the part begins.
    pub step: u64,
    pub start: RunStart,
    /// Events by their steps after that one.
    pub cues: Vec<Cue>,
    /// The number of the next event of the run.
    pub next_event: usize,
}

/// The run so far.
#[derive(Resource, Debug)]
pub struct Timeline {
    circumstances: Circumstances,
    placements: VecDeque<Placement>,
    events: VecDeque<Cue>,
    /// Events that were forgotten.
    forgotten: usize,
    steps: VecDeque<StepRecord>,
}

impl Timeline {
    /// A run that begins.
    pub fn new(start: RunStart) -> Self {
        Self {
            circumstances: Circumstances::new(start.clone(), CONTROL_RATE),
            placements: [Placement {
                step: 0,
                start,
                rest: Vec::new(),
                next_event: 0,
            }]
            .into(),
            events: VecDeque::new(),
            forgotten: 0,
            steps: VecDeque::new(),
        }
    }

    /// Takes in an event that acted before a step, after which the noise had used so many words.
    pub fn happened(&mut self, step: u64, event: &Event, noise_words: u64) {
        self.circumstances.follow(event, step);
        self.events.push_back(Cue {
            step,
            event: event.clone(),
        });
        if *event == Event::Reset {
            let (start, rest) = self.circumstances.start_at(step, noise_words);
            let rest = rest.into_iter().map(|(step, command)| Cue {
                step,
                event: Event::command(command),
            });
            self.placements.push_back(Placement {
                step,
                start,
                rest: rest.collect(),
                next_event: self.next_event(),
            });
        }
    }

    /// Takes in a control step.
    pub fn stepped(&mut self, record: StepRecord) {
        let oldest = (record.step + 1).saturating_sub(KEPT_STEPS);
        self.steps.push_back(record);
        while self.steps.front().is_some_and(|first| first.step < oldest) {
            self.steps.pop_front();
        }
        while self
            .placements
            .get(1)
            .is_some_and(|second| second.step <= oldest)
        {
            self.placements.pop_front();
        }
        let needed = self.placements.front().map_or(0, |first| first.next_event);
        while self.forgotten < needed && self.events.pop_front().is_some() {
            self.forgotten += 1;
        }
    }

    /// The number of the next event.
    fn next_event(&self) -> usize {
        self.forgotten + self.events.len()
    }

    /// The part of the run that leads to a step of the last minute: from the last placement before it.
    pub fn opening(&self, step: u64) -> Option<Opening> {
        let mut placements = self.placements.iter().rev();
        let placement = placements
            .find(|placement| placement.step <= step)
            .or(self.placements.front())?;
        let (events, next_event) = self.events_from(placement.next_event);
        let events: Vec<Cue> = events
            .map(|cue| Cue {
                step: cue.step - placement.step,
                event: cue.event.clone(),
            })
            .collect();
        // a command leaves from where the one before has got to at its step
        let is_command = |cue: &&Cue| matches!(cue.event, Event::Command { .. });
        let turned = events.iter().find(is_command);
        let turned = turned.map_or(u64::MAX, |cue| cue.step);
        let rest = placement.rest.iter().filter(|cue| cue.step <= turned);
        let mut cues: Vec<Cue> = rest.cloned().chain(events).collect();
        cues.sort_by_key(|cue| cue.step);
        Some(Opening {
            step: placement.step,
            start: placement.start.clone(),
            cues,
            next_event,
        })
    }

    /// Events from the one of a number on, and the number of the next one to come.
    pub fn events_from(&self, number: usize) -> (impl Iterator<Item = &Cue>, usize) {
        let known = number.saturating_sub(self.forgotten);
        (self.events.iter().skip(known), self.next_event())
    }

    /// The control steps of the last minute from a step on.
    pub fn steps_from(&self, step: u64) -> impl Iterator<Item = &StepRecord> {
        let known = self.steps.partition_point(|record| record.step < step);
        self.steps.range(known..)
    }

    /// The first control step of the last minute.
    pub fn first_step(&self) -> Option<u64> {
        self.steps.front().map(|record| record.step)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::policy::Policy;
    use crate::recording::run::compare;
    use crate::robot::Robot;
    use crate::rollout::{Policies, Run, start_of};
    use crate::script::Source;
    use crate::script::event::Cues;
    use crate::script::scene::Scene;
    use crate::task::Command;

    fn command(forward: f32, over: f64) -> Event {
        Event::Command {
            to: Command::new(forward, 0.0, 0.0),
            over,
        }
    }

    /// A noisy run with a reset on the way of a command, and the timeline of it.
    fn run(steps: u64) -> (Arc<Robot>, Policies, Timeline) {
        let robot = Arc::new(Robot::built_in().unwrap());
        let policy = Arc::new(Policy::built_in(&robot).unwrap());
        let policies = Policies::of(Source::BuiltIn, policy);
        let start = RunStart {
            noise: true,
            ..start_of(&Scene::empty("test"))
        };
        let events = [
            command(0.8, 4.0).at(0.2),
            Event::Friction(0.5).at(1.0),
            Event::Reset.at(2.0),
            Event::Payload(5.0).at(2.0),
            command(0.1, 0.6).at(3.5),
        ];
        let mut cues = Cues::new(events, CONTROL_RATE);
        let mut run = Run::begin(&robot, policies.clone(), &start, cues.clone()).unwrap();
        let mut timeline = Timeline::new(start);
        for step in 0..steps {
            let words = run.noise_words();
            while let Some(event) = cues.due(step) {
                timeline.happened(step, &event, words);
            }
            timeline.stepped(run.advance().unwrap());
        }
        (robot, policies, timeline)
    }

    #[test]
    fn a_part_walks_again_to_the_last_bit() {
        let (robot, policies, timeline) = run(250);
        for (step, begins) in [(0, 0), (99, 0), (100, 100), (249, 100)] {
            let opening = timeline.opening(step).unwrap();
            assert_eq!(opening.step, begins);
            let cues = Cues::of(opening.cues);
            let mut again = Run::begin(&robot, policies.clone(), &opening.start, cues).unwrap();
            for recorded in timeline.steps_from(begins) {
                let found = again.advance().unwrap();
                assert_eq!(found.step + begins, recorded.step);
                assert_eq!(compare(recorded, &found), None, "step {}", recorded.step);
            }
        }
    }

    #[test]
    fn what_no_minute_needs_is_forgotten() {
        let (_, _, mut timeline) = run(150);
        let last = timeline.steps_from(149).next().unwrap().clone();
        assert_eq!((timeline.forgotten, timeline.placements.len()), (0, 2));
        for step in 150..100 + KEPT_STEPS {
            timeline.stepped(StepRecord {
                step,
                ..last.clone()
            });
        }
        assert_eq!(timeline.steps.len() as u64, KEPT_STEPS);
        assert_eq!((timeline.forgotten, timeline.placements.len()), (3, 1));
        let opening = timeline.opening(150).unwrap();
        assert_eq!((opening.step, opening.next_event), (100, 4));
        assert_eq!(opening.cues[0].event, Event::Payload(5.0));
    }
}
