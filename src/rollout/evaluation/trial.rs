//! One run of a plan, step by step, with its pushes.

use std::sync::Arc;

use super::plan::{EvaluationPlan, Job};
use super::push::PushSchedule;
use super::trace::{Sample, Trace};
use crate::policy::{Policy, RecurrentState};
use crate::robot::Robot;
use crate::rollout::run::{Ending, Run};

/// Streams of the run's generator from here on draw pushes: one for each schedule.
const PUSH_STREAMS: u64 = 16;

pub(super) struct Trial {
    pub job: Job,
    robot: Arc<Robot>,
    run: Run,
    pushes: PushSchedule,
    trace: Trace,
}

impl Trial {
    pub(super) fn new(
        robot: &Arc<Robot>,
        policy: &Policy,
        plan: &EvaluationPlan,
        job: Job,
    ) -> Self {
        let options = plan.run_options(job);
        let rate = f64::from(robot.spec.control_rate);
        let mut run = Run::new(robot, policy, &options);
        run.add_events(plan.events.iter().cloned());
        let mass = robot.mass() + run.conditions().payload;
        let source = (options.seed, PUSH_STREAMS + job.schedule as u64);
        let pushes = plan.push.map_or_else(PushSchedule::default, |push| {
            PushSchedule::draw(&push, mass, plan.seconds, rate, source)
        });
        let trace = Trace {
            schedule: options.schedule,
            samples: Vec::new(),
            planned: (plan.seconds * rate).round() as usize,
            dt: rate.recip(),
            fallen: false,
            mass: f64::from(mass),
            pushes: pushes.starts(),
        };
        Self {
            job,
            robot: robot.clone(),
            run,
            pushes,
            trace,
        }
    }

    /// Whether it neither fell nor came to its end.
    pub(super) fn goes_on(&self) -> bool {
        self.run.ending() == Ending::None && self.trace.samples.len() < self.trace.planned
    }

    /// One control step; says whether the run goes on.
    pub(super) fn step(&mut self) -> bool {
        if !self.goes_on() {
            return false;
        }
        if let Some(velocity) = self.pushes.at(self.run.steps()) {
            self.run.push(velocity);
        }
        if let Some(frame) = self.run.advance() {
            let (ground, after) = (self.run.ground(), self.run.state());
            let sample = Sample::new(&self.robot, ground, &frame, after);
            self.trace.samples.push(sample);
        }
        self.goes_on()
    }

    /// Hidden and cell state.
    pub(super) fn memory(&self) -> &RecurrentState {
        self.run.recurrent_state()
    }

    /// Goes on with another hidden and cell state.
    pub(super) fn set_memory(&mut self, memory: RecurrentState) {
        self.run.set_recurrent_state(memory);
    }

    pub(super) fn into_trace(self) -> Trace {
        Trace {
            fallen: self.run.ending() == Ending::Fallen,
            ..self.trace
        }
    }
}
