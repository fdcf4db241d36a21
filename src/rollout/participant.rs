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
            lesion: start.lesion,
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

    /// Lets an event act, before the next control step. The viewer's do nothing here, and neither does one that
    /// names a policy or a link that is not there.
    pub fn apply(&mut self, engine: &mut Engine, event: &Event, policies: &Policies) {
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
            Event::Push(Push::Force {
                force,
                seconds,
                link,
                point,
            }) => self.pull(link, *point, *force, *seconds),
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
                if let Some(policy) = policies.get(source) {
                    self.walker.set_policy(policy);
                }
            }
            Event::Lesion(lesion) => self.walker.set_lesion(*lesion),
            Event::Reset => self.reset(engine),
            Event::Camera { .. } | Event::Caption(_) | Event::Layout(_) | Event::Pace(_) => {}
        }
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

    /// Begins a force (N, world axes) on a point (m) of a link, for so many seconds.
    fn pull(&mut self, link: &str, point: Option<[f32; 3]>, force: [f32; 3], seconds: f64) {
        let mut links = self.robot.links.iter().enumerate();
        let named = links.find(|(index, known)| is_link(link, *index, known));
        let Some((index, link)) = named else { return };
        let pull = Pull {
            link: index,
            point: point.map_or(link.center_of_mass, Vec3::from_array),
            force: Vec3::from_array(force),
        };
        let until = self.step + step_of(seconds, self.rate()).max(1);
        self.pulls.push(TimedPull { pull, until });
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physics::BareSets;
    use crate::rollout::{Run, start_of};
    use crate::script::event::Cues;
    use crate::script::scene::Scene;
    use crate::script::{Source, TimedEvent};

    /// A run of the main policy at 0.5 m/s, to which events happen.
    fn run(change: impl FnOnce(&mut RunStart), events: Vec<TimedEvent>) -> Run {
        let robot = Arc::new(Robot::built_in().unwrap());
        let mut policies = Policies::default();
        let rough = Source::File("rough".into());
        policies.load([&Source::BuiltIn, &rough], &robot).unwrap();
        let mut start = RunStart {
            command: Command::new(0.5, 0.0, 0.0),
            ..start_of(&Scene::empty("test"))
        };
        change(&mut start);
        Run::begin(&robot, policies, &start, Cues::new(events, 50.0)).unwrap()
    }

    fn steps(run: &mut Run, count: usize) -> Vec<StepRecord> {
        (0..count).map(|_| run.advance().unwrap()).collect()
    }

    #[test]
    fn what_happens_before_the_first_step_is_as_if_it_were_of_the_start() {
        let changed = |start: &mut RunStart| {
            (start.friction, start.payload) = (0.4, 6.0);
            (start.lesion, start.policy) = (Lesion::Recurrence, Source::File("rough".into()));
            start.command = Command::new(0.3, 0.1, 0.0);
        };
        let events = [
            Event::Friction(0.4),
            Event::Payload(6.0),
            Event::Lesion(Lesion::Recurrence),
            Event::Policy(Source::File("rough".into())),
            Event::command(Command::new(0.3, 0.1, 0.0)),
        ];
        let events = events.map(|event| event.at(0.0)).to_vec();
        let (mut from_start, mut later) = (run(changed, Vec::new()), run(|_| {}, events));
        assert_eq!(steps(&mut from_start, 100), steps(&mut later, 100));
    }

    #[test]
    fn a_lesion_empties_the_memory_at_once_and_without_it_memory_comes_back() {
        let lesion = |lesion: Lesion, at: f64| Event::Lesion(lesion).at(at);
        let events = vec![lesion(Lesion::Recurrence, 1.0), lesion(Lesion::None, 1.2)];
        let (mut wounded, mut whole) = (run(|_| {}, events), run(|_| {}, Vec::new()));
        assert_eq!(steps(&mut wounded, 50), steps(&mut whole, 50));
        let held = |run: &Run| run.recurrent_state().hidden.iter().all(|&h| h == 0.0);
        let [hurt, sound] = [&mut wounded, &mut whole].map(|run| run.advance().unwrap());
        assert_eq!(hurt.state, sound.state);
        assert_ne!(hurt.decision.taps.hidden, sound.decision.taps.hidden);
        for _ in 51..60 {
            assert!(held(&wounded));
            wounded.advance();
        }
        steps(&mut wounded, 2);
        assert!(!held(&wounded));
    }

    #[test]
    fn another_policy_meets_the_same_body_and_its_previous_action() {
        let events = vec![Event::Policy(Source::File("rough".into())).at(1.0)];
        let (mut changed, mut same) = (run(|_| {}, events), run(|_| {}, Vec::new()));
        steps(&mut changed, 50);
        steps(&mut same, 50);
        let [other, usual] = [&mut changed, &mut same].map(|run| run.advance().unwrap());
        assert_eq!(other.state, usual.state);
        assert_eq!(other.decision.observation, usual.decision.observation);
        assert_ne!(other.decision.action, usual.decision.action);
    }

    #[test]
    fn a_reset_leaves_conditions_command_and_count_and_forgets_the_rest() {
        let push = Push::Force {
            force: [0.0, 200.0, 0.0],
            seconds: 5.0,
            link: "base".to_owned(),
            point: None,
        };
        let events = vec![
            Event::Friction(0.4).at(0.5),
            Event::Push(push).at(0.9),
            Event::Reset.at(1.0),
        ];
        let mut again = run(|_| {}, events);
        let mut fresh = run(|start| start.friction = 0.4, Vec::new());
        steps(&mut again, 50);
        for (mut found, expected) in steps(&mut again, 100)
            .into_iter()
            .zip(steps(&mut fresh, 100))
        {
            assert_eq!(found.step, expected.step + 50);
            (found.step, found.time) = (expected.step, expected.time);
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_velocity_is_pushed_along_the_heading_and_a_force_acts_for_whole_steps() {
        let robot = Arc::new(Robot::built_in().unwrap());
        let policy = Policy::built_in(&robot).unwrap();
        let start = RunStart {
            posture: crate::script::Posture::Drawn,
            seed: 5,
            ..start_of(&Scene::empty("test"))
        };
        let mut sets = BareSets::new(&robot);
        let engine = &mut sets.engine();
        let mut walker = Participant::place(engine, &robot, &policy, &start, 0);
        let forward = walker.state.world_from_base * Vec3::X;
        let velocity = [2.0, 0.0, 1.0];
        let event = Event::Push(Push::Velocity { velocity });
        walker.apply(engine, &event, &Policies::default());
        let base = engine.bodies[walker.handles.links[0]].linvel();
        let along = base.dot(Vec3::new(forward.x, forward.y, 0.0).normalize());
        assert!(
            (along - 2.0).abs() < 1e-5 && (base.z - 1.0).abs() < 1e-5,
            "{base}"
        );
        for (seconds, until) in [(0.001, 1), (0.05, 3), (0.1, 5)] {
            let force = Push::Force {
                force: [1.0; 3],
                seconds,
                link: "base".to_owned(),
                point: None,
            };
            walker.apply(engine, &Event::Push(force), &Policies::default());
            let begun = walker.pulls.pop().unwrap();
            // 0.05 s are two steps and a half: rounded up
            assert_eq!(begun.until, until, "{seconds}");
        }
        let nowhere = Push::Force {
            force: [1.0; 3],
            seconds: 1.0,
            link: "tail".to_owned(),
            point: None,
        };
        walker.apply(engine, &Event::Push(nowhere), &Policies::default());
        assert!(walker.pulls.is_empty());
    }
}
