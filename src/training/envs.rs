//! Many robots, each in its own world.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::config::{PushConfig, TrainingConfig};
use super::terrain::TerrainSet;
use crate::physics::{Conditions, Ground, RobotState, World};
use crate::robot::{JOINTS, Robot};
use crate::task::reward::{RewardWeights, StepReward};
use crate::task::{
    Action, Command, CommandSampler, Episode, OBSERVATION, Observation, ObservationNoise,
    PRIVILEGED, Randomisation, draw_conditions, draw_push, draw_start, has_fallen,
};

/// What holds for all environments during an iteration.
#[derive(Clone, Copy, Debug)]
pub struct EnvSettings {
    pub reward: RewardWeights,
    pub push: Option<PushConfig>,
    pub commands: CommandSampler,
    /// Share of the command range in use.
    pub command_scale: f32,
    pub noise: ObservationNoise,
    pub randomisation: Randomisation,
    /// Largest difficulty of the grounds that are drawn, in [0, 1].
    pub terrain_difficulty: f32,
    pub episode_steps: u32,
    pub command_steps: u32,
}

impl EnvSettings {
    /// The settings in force after `step` steps.
    pub fn at(config: &TrainingConfig, robot: &Robot, step: u64) -> Self {
        let rate = robot.spec.control_rate as f32;
        let stage = config.stage(step);
        let mut commands = config.commands;
        commands.standing = stage.standing.unwrap_or(commands.standing);
        commands.slow = stage.slow.unwrap_or(commands.slow);
        Self {
            reward: stage.reward,
            push: stage.push,
            commands,
            command_scale: config.curriculum.scale(step),
            noise: stage.noise.unwrap_or(config.noise),
            randomisation: stage.randomisation.unwrap_or(config.randomisation),
            terrain_difficulty: config.terrain.difficulty(step),
            episode_steps: (config.episode_seconds * rate) as u32,
            command_steps: (config.command_seconds * rate) as u32,
        }
    }
}

/// What one control step did to one environment.
#[derive(Clone, Copy, Debug)]
pub(super) struct StepOutcome {
    pub reward: StepReward,
    pub fallen: bool,
    /// The episode ended by time alone.
    pub timed_out: bool,
    /// Steps of the episode so far, this one included.
    pub age: u32,
    /// What the critic saw of the state at a time-out, before the reset.
    pub last_privileged: [f32; PRIVILEGED],
}

impl StepOutcome {
    /// Whether the next step begins a new episode.
    pub(super) fn ended(&self) -> bool {
        self.fallen || self.timed_out
    }
}

/// One robot and its task.
struct Env {
    robot: Arc<Robot>,
    ground: Ground,
    world: World,
    episode: Episode,
    state: RobotState,
    command: Command,
    conditions: Conditions,
    age: u32,
    rng: ChaCha8Rng,
    observation: Observation,
    privileged: [f32; PRIVILEGED],
}

/// All environments and their present observations.
pub struct Envs {
    envs: Vec<Env>,
    settings: EnvSettings,
    terrain: Arc<TerrainSet>,
}

impl Envs {
    /// `count` robots in random starts; ages are spread so that episodes do not end together.
    pub fn new(
        robot: &Arc<Robot>,
        settings: EnvSettings,
        terrain: Arc<TerrainSet>,
        count: usize,
        seed: u64,
    ) -> Self {
        let envs = (0..count)
            .into_par_iter()
            .map(|index| {
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                rng.set_stream(index as u64 + 1);
                let mut env = Env::new(robot.clone(), &settings, &terrain, rng);
                env.age = env.rng.random_range(0..settings.episode_steps.max(1));
                env
            })
            .collect();
        Self {
            envs,
            settings,
            terrain,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.envs.len()
    }

    /// Changes what holds from the next step on.
    pub fn set(&mut self, settings: EnvSettings) {
        self.settings = settings;
    }

    /// All robots in shares of `size`, the last perhaps of fewer.
    pub(super) fn shares(&mut self, size: usize) -> impl Iterator<Item = EnvShare<'_>> {
        let (settings, terrain) = (&self.settings, &*self.terrain);
        self.envs.chunks_mut(size).map(move |envs| EnvShare {
            envs,
            settings,
            terrain,
        })
    }
}

/// Some of the robots: what one core steps.
pub(super) struct EnvShare<'a> {
    envs: &'a mut [Env],
    settings: &'a EnvSettings,
    terrain: &'a TerrainSet,
}

impl EnvShare<'_> {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.envs.len()
    }

    /// Noisy observations `[n, O]` and noise-free privileged ones `[n, P]`, not normalised.
    pub(super) fn observations(&self) -> (Vec<f32>, Vec<f32>) {
        let mut observations = Vec::with_capacity(self.envs.len() * OBSERVATION);
        let mut privileged = Vec::with_capacity(self.envs.len() * PRIVILEGED);
        for env in &*self.envs {
            observations.extend_from_slice(&env.observation);
            privileged.extend_from_slice(&env.privileged);
        }
        (observations, privileged)
    }

    /// One control step of all robots with `actions` `[n, A]`; ended episodes start anew.
    pub(super) fn step(&mut self, actions: &[f32]) -> impl Iterator<Item = StepOutcome> {
        let (settings, terrain) = (self.settings, self.terrain);
        let (actions, _) = actions.as_chunks::<JOINTS>();
        self.envs
            .iter_mut()
            .zip(actions)
            .map(move |(env, action)| env.step(action, settings, terrain))
    }
}

impl Env {
    fn new(
        robot: Arc<Robot>,
        settings: &EnvSettings,
        terrain: &TerrainSet,
        mut rng: ChaCha8Rng,
    ) -> Self {
        let ground = terrain.draw(&mut rng, settings.terrain_difficulty);
        let conditions = draw_conditions(&mut rng, &settings.randomisation);
        let start = draw_start(&mut rng, &robot, &ground, &settings.randomisation);
        let world = World::on(&ground, robot.clone(), &start, &conditions);
        let mut env = Self {
            state: world.initial_state(),
            episode: Episode::new(robot.clone(), conditions.latency),
            command: settings.commands.sample(&mut rng, settings.command_scale),
            conditions,
            age: 0,
            observation: [0.0; OBSERVATION],
            privileged: [0.0; PRIVILEGED],
            robot,
            ground,
            world,
            rng,
        };
        env.observe(settings);
        env
    }

    fn observe(&mut self, settings: &EnvSettings) {
        let exact = self.episode.observe(&self.state, self.command);
        self.privileged = self
            .episode
            .privileged(&exact, &self.state, &self.conditions);
        self.observation = exact;
        settings.noise.add(&mut self.observation, &mut self.rng);
    }

    fn step(
        &mut self,
        action: &Action,
        settings: &EnvSettings,
        terrain: &TerrainSet,
    ) -> StepOutcome {
        if let Some(push) = settings.push {
            let chance = self.robot.spec.control_step() / push.every_seconds;
            if self.rng.random::<f32>() < chance {
                let speed = push.speed * self.rng.random::<f32>();
                self.world.push(draw_push(&mut self.rng, speed));
            }
        }
        self.state = self.world.control_step(&self.episode.targets(action));
        self.age += 1;
        let fallen = has_fallen(&self.state);
        let weights = &settings.reward;
        let mut reward = self.episode.score(
            &self.state,
            self.command,
            action,
            &self.ground,
            fallen,
            weights,
        );
        if !reward.total.is_finite() {
            reward = StepReward::default();
        }
        self.episode.set_stance_seconds(weights.stance_seconds);
        self.episode.sense(&self.state, action);
        let mut outcome = StepOutcome {
            reward,
            fallen,
            timed_out: !fallen && self.age >= settings.episode_steps,
            age: self.age,
            last_privileged: [0.0; PRIVILEGED],
        };
        if outcome.timed_out {
            let exact = self.episode.observe(&self.state, self.command);
            outcome.last_privileged =
                self.episode
                    .privileged(&exact, &self.state, &self.conditions);
        }
        if outcome.ended() {
            let rng = self.rng.clone();
            *self = Self::new(self.robot.clone(), settings, terrain, rng);
        } else {
            if self.age.is_multiple_of(settings.command_steps.max(1)) {
                self.command = settings
                    .commands
                    .sample(&mut self.rng, settings.command_scale);
            }
            self.observe(settings);
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physics::Start;
    use crate::robot::LEGS;
    use crate::task::reward::RewardTerm;

    /// Shares of time on the ground that the critic sees after some steps under a time constant.
    fn shares(seconds: f32) -> [f32; LEGS] {
        let robot = Arc::new(Robot::built_in().unwrap());
        let mut config = TrainingConfig::built_in().unwrap();
        config.stages[0].reward.stance_seconds = seconds;
        let settings = EnvSettings::at(&config, &robot, 0);
        let terrain = TerrainSet::new(&config.terrain);
        let rng = ChaCha8Rng::seed_from_u64(1);
        let mut env = Env::new(robot, &settings, &terrain, rng);
        for step in 0..20 {
            // up and down, so that the feet leave the ground
            let action = [0.0, 1.0, -2.0].map(|a| if step % 10 < 5 { a } else { -a });
            let action: Action = std::array::from_fn(|joint| 2.0 * action[joint % 3]);
            env.step(&action, &settings, &terrain);
        }
        let [.., a, b, c, d, _, _, _] = env.privileged;
        [a, b, c, d]
    }

    #[test]
    fn the_stage_says_how_long_the_feet_are_remembered() {
        let (short, long) = (shares(0.2), shares(5.0));
        assert!(short != [1.0; LEGS], "no foot left the ground");
        assert!(short.iter().zip(&long).all(|(short, long)| long >= short));
        assert_ne!(short, long);
    }

    #[test]
    fn a_limp_is_paid_for_while_the_robot_is_to_walk() {
        let robot = Arc::new(Robot::built_in().unwrap());
        let conditions = Conditions::default();
        let world = World::new(robot.clone(), &Start::standing(&robot), &conditions);
        let mut state = world.initial_state();
        state.foot_contact = [false, true, true, true];
        let mut episode = Episode::new(robot.clone(), 0);
        for _ in 0..5 {
            episode.sense(&state, &[0.0; JOINTS]);
        }
        let mut weights = TrainingConfig::built_in().unwrap().stages[0].reward;
        weights.clip_at_zero = false;
        let mut paid = |forward: f32, limp: f32| {
            weights.terms[RewardTerm::Limp] = limp;
            let command = Command {
                forward,
                ..Command::default()
            };
            let (action, ground) = ([0.0; JOINTS], Ground::Level);
            let paid = episode.score(&state, command, &action, &ground, false, &weights);
            paid.total
        };
        // a memory of one second, 0.02 s a step
        let uneven = 1.0 - 0.98_f32.powi(5);
        let cost = paid(0.5, 0.0) - paid(0.5, -100.0);
        let expected = 100.0 * 0.5 * uneven * uneven * 0.02;
        assert!((cost - expected).abs() < 1e-5, "{cost}, {expected}");
        assert_eq!(paid(0.0, 0.0), paid(0.0, -100.0));
    }

    #[test]
    fn a_stage_says_otherwise_from_its_first_step_on() {
        let robot = Robot::built_in().unwrap();
        let mut config = TrainingConfig::built_in().unwrap();
        let mut later = config.stages[0].clone();
        later.from_step = 100;
        later.slow = Some(0.4);
        later.standing = Some(0.3);
        let noise = ObservationNoise {
            gravity: 0.08,
            ..config.noise
        };
        later.noise = Some(noise);
        config.stages.push(later);
        let (before, after) = (
            EnvSettings::at(&config, &robot, 99),
            EnvSettings::at(&config, &robot, 100),
        );
        assert_eq!(before.commands, config.commands);
        assert_eq!((before.noise, after.noise), (config.noise, noise));
        assert_eq!((after.commands.slow, after.commands.standing), (0.4, 0.3));
    }
}
