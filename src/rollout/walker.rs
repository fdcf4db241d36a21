//! A policy on a robot: what happens before and after the physics of a control step.

use std::sync::Arc;

use super::digest::Digest;
use super::placing::SensorNoise;
use crate::physics::RobotState;
use crate::policy::{Actor, Lesion, Policy, RecurrentState, Taps};
use crate::robot::{JointArray, Robot};
use crate::task::{Action, Command, Episode, Observation};

/// What was seen and decided in a control step.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// With noise, before normalisation.
    pub observation: Observation,
    pub taps: Taps,
    /// The mean action, without exploration.
    pub action: Action,
    /// Joint targets, rad.
    pub targets: JointArray,
}

/// One robot's policy, memory and sensors.
pub struct Walker {
    robot: Arc<Robot>,
    actor: Actor,
    episode: Episode,
    noise: Option<SensorNoise>,
    latency: u32,
}

impl Walker {
    /// A walker at the start of an episode; without noise its sensors are exact. Its drives follow
    /// each decision `latency` control steps late.
    pub fn new(
        robot: Arc<Robot>,
        policy: &Policy,
        lesion: Lesion,
        noise: Option<SensorNoise>,
        latency: u32,
    ) -> Self {
        Self {
            latency,
            episode: Episode::new(robot.clone(), latency),
            robot,
            actor: policy.actor(lesion),
            noise,
        }
    }

    /// Before the physics: state and command to joint targets.
    pub fn decide(&mut self, state: &RobotState, command: Command) -> Decision {
        let mut observation = self.episode.observe(state, command);
        if let Some(noise) = &mut self.noise {
            noise.levels.add(&mut observation, &mut noise.rng);
        }
        self.actor.blind(&mut observation);
        let (action, taps) = self.actor.step(&observation);
        Decision {
            targets: self.episode.targets(&action),
            observation,
            taps,
            action,
        }
    }

    /// After the physics: the state that the decision led to.
    pub fn sense(&mut self, state: &RobotState, decision: &Decision) {
        self.episode.sense(state, &decision.action);
    }

    /// Forgets everything: hidden and cell state, previous action.
    pub fn reset(&mut self) {
        self.actor.reset();
        self.episode = Episode::new(self.robot.clone(), self.latency);
    }

    /// Another policy goes on, its memory empty; the episode and what is done to the network stay.
    pub fn set_policy(&mut self, policy: &Policy) {
        self.actor = policy.actor(self.actor.lesion());
    }

    /// Does something else to the network.
    pub fn set_lesion(&mut self, lesion: Lesion) {
        self.actor.set_lesion(lesion);
    }

    /// Numbers that the sensor noise has used, 32-bit words of its generator.
    pub fn noise_words(&self) -> u64 {
        let words = self.noise.as_ref().map(|noise| noise.rng.get_word_pos());
        u64::try_from(words.unwrap_or_default()).unwrap_or(u64::MAX)
    }

    /// Adds all that is remembered to a hash.
    pub(super) fn digest(&self, digest: &mut Digest) {
        let memory = self.actor.state();
        digest.numbers(memory.hidden.iter().chain(&memory.cell).copied());
        self.episode.visit(&mut |number| digest.numbers([number]));
        let words = self.noise_words();
        digest.word(words as u32);
        digest.word((words >> 32) as u32);
    }

    /// The LSTM's state after the last decision.
    pub fn recurrent_state(&self) -> &RecurrentState {
        self.actor.state()
    }

    /// Decides the next step with another hidden and cell state.
    pub fn set_recurrent_state(&mut self, state: RecurrentState) {
        self.actor.set_state(state);
    }
}
