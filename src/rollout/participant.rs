//! One robot with all that acts on it: the one interpreter of events, in a window and without one.
//!
//! In: rapier's sets, lent by whoever owns them, and events between control steps. Out: the record of each
//! control step.

use std::sync::Arc;

use super::placing::{Placing, SensorNoise};
use super::policies::Policies;
use super::record::StepRecord;
use super::walker::Walker;
use crate::physics::{
    Conditions, Engine, Ground, Pull, RobotHandles, RobotState, Vec3, change_ground, control_step,
    place, push, read_state, set_friction, set_payload,
};
use crate::policy::{Lesion, Policy, RecurrentState};
use crate::robot::Robot;
use crate::script::event::{Push, Ramp, is_link, step_of};
use crate::script::{Event, RunStart};
use crate::task::Command;

/// What a robot begins with.
pub(super) struct Beginning {
    pub placing: Placing,
    pub ground: Ground,
    pub conditions: Conditions,
    pub noise: Option<SensorNoise>,
    pub lesion: Lesion,
    pub command: Command,
}

impl Beginning {
    /// What a run's start asks for.
    fn of(start: &RunStart) -> Self {
        let noise = start.noise.then(|| {
            let mut noise = SensorNoise::new(Default::default(), start.seed);
            noise.rng.set_word_pos(start.noise_words.into());
            noise
        });
        Self {
            placing: Placing::of(start),
            ground: start.ground.build(),
            conditions: Conditions {
                friction: start.friction,
                payload: start.payload,
                latency: start.latency,
            },
            noise,
            lesion: start.lesion(),
            command: start.command,
        }
    }
}

/// A force under way.
#[derive(Clone, Copy, Debug)]
struct TimedPull {
    pull: Pull,
    /// The first control step in which it no longer acts.
    until: u64,
}

/// A robot in rapier's sets, its policy, and what acts on both.
pub struct Participant {
    robot: Arc<Robot>,
    walker: Walker,
    placing: Placing,
    ground: Ground,
    conditions: Conditions,
    command: Ramp,
    pulls: Vec<TimedPull>,
    handles: RobotHandles,
    state: RobotState,
    step: u64,
    /// Marks bodies and colliders.
    user_data: u128,
}

/// What an event did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is done.
    Done,
    /// The robot is at its start.
    Placed,
    /// Nothing: it is the viewer's, or it names a policy or a link that is not there.
    Nothing,
}

impl Participant {
    /// Puts the robot into empty sets at the start of a run.
    pub fn place(
        engine: &mut Engine,
        robot: &Arc<Robot>,
        policy: &Policy,
        start: &RunStart,
        user_data: u128,
    ) -> Self {
        Self::begin(engine, robot, policy, Beginning::of(start), user_data)
    }

    pub(super) fn begin(
        engine: &mut Engine,
        robot: &Arc<Robot>,
        policy: &Policy,
        beginning: Beginning,
        user_data: u128,
    ) -> Self {
        let Beginning {
            placing,
            ground,
            conditions,
            noise,
            lesion,
            command,
        } = beginning;
        let start = placing.start(robot, &ground);
        let handles = place(engine, robot, &ground, &start, &conditions, user_data);
        Self {
            walker: Walker::new(robot.clone(), policy, lesion, noise, conditions.latency),
            state: read_state(engine.bodies, robot, &handles),
            robot: robot.clone(),
            placing,
            ground,
            conditions,
            command: Ramp::constant(command),
            pulls: Vec::new(),
            handles,
            step: 0,
            user_data,
        }
    }

    /// Lets an event act, before the next control step.
    pub fn apply(&mut self, engine: &mut Engine, event: &Event, policies: &Policies) -> Applied {
        let robot = &self.robot;
        match event {
            Event::Command { to, over } => {
                let steps = step_of(*over, self.rate());
                self.command.turn(*to, self.step, steps);
            }
            Event::Push(Push::Velocity { velocity }) => {
                let velocity = self.in_world(*velocity);
                push(engine, &self.handles, velocity);
            }
            Event::Push(push) => return self.pull(push),
            Event::Ground(choice) => {
                let ground = choice.build();
                let grounds = [&self.ground, &ground];
                let handles = &mut self.handles;
                let lift = change_ground(engine, robot, handles, grounds, &self.state);
                self.state.lift(lift);
                self.ground = ground;
            }
            Event::Friction(friction) => {
                set_friction(engine, &self.handles, *friction);
                self.conditions.friction = *friction;
            }
            Event::Payload(payload) => {
                set_payload(engine, robot, &self.handles, *payload);
                self.conditions.payload = *payload;
            }
            Event::Policy(source) => {
                let Some(policy) = policies.get(source) else {
                    return Applied::Nothing;
                };
                self.walker.set_policy(policy);
            }
            Event::Lesion(lesion) => self.walker.set_lesion(*lesion),
            Event::Reset => {
                self.reset(engine);
                return Applied::Placed;
            }
            Event::Camera { .. } | Event::Caption(_) | Event::Layout(_) | Event::Pace(_) => {
                return Applied::Nothing;
            }
        }
        Applied::Done
    }

    /// Fresh sets, the robot at its start on the present ground, all memory empty, no force under way. Noise,
    /// command, conditions and lesion go on, and so does the count of steps.
    fn reset(&mut self, engine: &mut Engine) {
        let (robot, ground, conditions) = (&self.robot, &self.ground, &self.conditions);
        let start = self.placing.start(robot, ground);
        self.handles = place(engine, robot, ground, &start, conditions, self.user_data);
        self.state = read_state(engine.bodies, robot, &self.handles);
        self.walker.reset();
        self.pulls.clear();
    }

    /// Begins a force on a link.
    fn pull(&mut self, push: &Push) -> Applied {
        let Push::Force {
            force,
            seconds,
            link,
            point,
        } = push
        else {
            return Applied::Nothing;
        };
        let mut links = self.robot.links.iter().enumerate();
        let Some((index, link)) = links.find(|(index, known)| is_link(link, *index, known)) else {
            return Applied::Nothing;
        };
        let pull = Pull {
            link: index,
            point: point.map_or(link.center_of_mass, Vec3::from_array),
            force: Vec3::from_array(*force),
        };
        let steps = step_of(*seconds, self.rate()).max(1);
        let until = self.step + steps;
        self.pulls.push(TimedPull { pull, until });
        Applied::Done
    }

    /// A vector along the robot's heading, to its left and up, in world axes.
    fn in_world(&self, [x, y, z]: [f32; 3]) -> Vec3 {
        let forward = self.state.world_from_base * Vec3::X;
        let heading = Vec3::new(forward.x, forward.y, 0.0).normalize_or(Vec3::X);
        let left = Vec3::new(-heading.y, heading.x, 0.0);
        heading * x + left * y + Vec3::Z * z
    }

    /// One control step: decision, physics, memory.
    pub fn advance(&mut self, engine: &mut Engine) -> StepRecord {
        let command = self.command.at(self.step);
        let decision = self.walker.decide(&self.state, command);
        self.pulls.retain(|timed| timed.until > self.step);
        let pulls: Vec<Pull> = self.pulls.iter().map(|timed| timed.pull).collect();
        let (robot, handles) = (&self.robot, &self.handles);
        let after = control_step(engine, robot, handles, &decision.targets, &pulls);
        self.walker.sense(&after, &decision);
        let record = StepRecord {
            step: self.step,
            time: self.step as f64 * self.rate().recip(),
            command,
            joint_torque: after.joint_torque,
            state: std::mem::replace(&mut self.state, after),
            decision,
        };
        self.step += 1;
        record
    }

    /// Adds a velocity (m/s, world axes) to the whole robot at once.
    pub fn push(&mut self, engine: &mut Engine, velocity: Vec3) {
        push(engine, &self.handles, velocity);
    }

    fn rate(&self) -> f64 {
        f64::from(self.robot.spec.control_rate)
    }

    /// Control steps done; a reset does not count them anew.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// The present state.
    pub fn state(&self) -> &RobotState {
        &self.state
    }

    /// What the robot stands on.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Friction, payload and latency.
    pub fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// The command of the next control step.
    pub fn command(&self) -> Command {
        self.command.at(self.step)
    }

    /// The LSTM's state after the last decision.
    pub fn recurrent_state(&self) -> &RecurrentState {
        self.walker.recurrent_state()
    }

    /// Decides the next step with another hidden and cell state.
    pub fn set_recurrent_state(&mut self, state: RecurrentState) {
        self.walker.set_recurrent_state(state);
    }

    /// Numbers that the sensor noise has used, 32-bit words of its generator.
    pub fn noise_words(&self) -> u64 {
        self.walker.noise_words()
    }

    /// All that decides what comes next, but for rapier's insides: robot state, hidden and cell state, the
    /// episode's memory and the noise's place, hashed.
    pub fn hash(&self) -> u64 {
        let mut digest = super::digest::Digest::default();
        digest.state(&self.state);
        self.walker.digest(&mut digest);
        digest.finish()
    }
}
