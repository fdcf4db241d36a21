//! A robot in a bare world, step by step, with the events of a script.

use std::sync::Arc;

use super::participant::{Beginning, Participant};
use super::placing::{Placing, SensorNoise, drawn_conditions};
use super::policies::Policies;
use super::record::StepRecord;
use crate::physics::{BareSets, Conditions, Ground, RobotState, Start, Vec3};
use crate::policy::{Lesion, Policy, RecurrentState};
use crate::robot::Robot;
use crate::script::event::Cues;
use crate::script::{CommandSchedule, RunStart, TimedEvent};
use crate::task::{ObservationNoise, Randomisation, has_fallen};

/// What a run is made of besides robot and policy.
#[derive(Clone, Debug)]
pub struct RunOptions {
    pub schedule: CommandSchedule,
    /// Draws start pose, friction and sensor noise.
    pub seed: u64,
    pub noise: Option<ObservationNoise>,
    pub randomisation: Randomisation,
    pub lesion: Lesion,
    pub ground: Ground,
}

/// Whether and how a run has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It goes on.
    None,
    /// The robot fell (or its numbers were no longer finite).
    Fallen,
}

/// One robot walking in its own world.
pub struct Run {
    sets: BareSets,
    participant: Participant,
    policies: Policies,
    cues: Cues,
    /// Control steps a second.
    rate: f64,
    goes_on_after_falls: bool,
    ending: Ending,
}

impl Run {
    /// A run from a random start; the seed decides everything.
    pub fn new(robot: &Arc<Robot>, policy: &Policy, options: &RunOptions) -> Self {
        let (seed, randomisation) = (options.seed, options.randomisation);
        let placing = Placing::Drawn {
            seed,
            randomisation: Box::new(randomisation),
        };
        let conditions = drawn_conditions(seed, &randomisation);
        Self::placed(robot, policy, options, placing, conditions)
    }

    /// A run from a given start; the seed draws the sensor noise alone.
    pub fn from_start(
        robot: &Arc<Robot>,
        policy: &Policy,
        options: &RunOptions,
        start: &Start,
        conditions: &Conditions,
    ) -> Self {
        Self::placed(robot, policy, options, Placing::At(*start), *conditions)
    }

    fn placed(
        robot: &Arc<Robot>,
        policy: &Policy,
        options: &RunOptions,
        placing: Placing,
        conditions: Conditions,
    ) -> Self {
        let noise = options
            .noise
            .map(|levels| SensorNoise::new(levels, options.seed));
        let beginning = Beginning {
            placing,
            ground: options.ground.clone(),
            conditions,
            noise,
            lesion: options.lesion,
            command: options.schedule.at(0.0),
        };
        let mut sets = BareSets::new(robot);
        let participant = Participant::begin(&mut sets.engine(), robot, policy, beginning, 0);
        let rate = f64::from(robot.spec.control_rate);
        Self {
            sets,
            participant,
            policies: Policies::default(),
            cues: Cues::new(options.schedule.events(), rate),
            rate,
            goes_on_after_falls: false,
            ending: Ending::None,
        }
    }

    /// A run from its start with its cues, which goes on after falls. The policies are those that start and
    /// cues name; none if the start's is not among them.
    pub fn begin(
        robot: &Arc<Robot>,
        policies: Policies,
        start: &RunStart,
        cues: Cues,
    ) -> Option<Self> {
        let policy = policies.get(&start.policy)?.clone();
        let mut sets = BareSets::new(robot);
        let participant = Participant::place(&mut sets.engine(), robot, &policy, start, 0);
        Some(Self {
            sets,
            participant,
            policies,
            cues,
            rate: robot.spec.control_rate.into(),
            goes_on_after_falls: true,
            ending: Ending::None,
        })
    }

    /// Lets further events come, after those of the same step.
    pub fn add_events(&mut self, events: impl IntoIterator<Item = TimedEvent>) {
        self.cues.add(events, self.rate);
    }

    /// Lets the run end with the first fall.
    pub fn end_with_a_fall(&mut self) {
        self.goes_on_after_falls = false;
    }

    /// One control step, after the events that come before it; none once the robot has fallen, unless the run
    /// goes on after falls.
    pub fn advance(&mut self) -> Option<StepRecord> {
        if self.ending != Ending::None {
            return None;
        }
        let engine = &mut self.sets.engine();
        while let Some(event) = self.cues.due(self.participant.step()) {
            self.participant.apply(engine, &event, &self.policies);
        }
        let record = self.participant.advance(engine);
        let state = self.participant.state();
        if has_fallen(state) && !self.goes_on_after_falls {
            self.ending = Ending::Fallen;
        }
        Some(record)
    }

    /// Whether the run has ended.
    pub fn ending(&self) -> Ending {
        self.ending
    }

    /// Control steps done.
    pub fn steps(&self) -> u64 {
        self.participant.step()
    }

    /// Friction, payload and latency.
    pub fn conditions(&self) -> &Conditions {
        self.participant.conditions()
    }

    /// What the robot stands on.
    pub fn ground(&self) -> &Ground {
        self.participant.ground()
    }

    /// The LSTM's state after the last decision.
    pub fn recurrent_state(&self) -> &RecurrentState {
        self.participant.recurrent_state()
    }

    /// Decides the next step with another hidden and cell state.
    pub fn set_recurrent_state(&mut self, state: RecurrentState) {
        self.participant.set_recurrent_state(state);
    }

    /// The present state.
    pub fn state(&self) -> &RobotState {
        self.participant.state()
    }

    /// A hash of all that decides what comes next.
    pub fn hash(&self) -> u64 {
        self.participant.hash()
    }

    /// Numbers that the sensor noise has used, 32-bit words of its generator.
    pub fn noise_words(&self) -> u64 {
        self.participant.noise_words()
    }

    /// Adds a velocity (m/s, world axes) to the whole robot at once.
    pub fn push(&mut self, velocity: Vec3) {
        self.participant.push(&mut self.sets.engine(), velocity);
    }
}
