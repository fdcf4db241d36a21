//! One robot's task from reset to end: the memory that observation and reward need.

use std::collections::VecDeque;
use std::sync::Arc;

use super::observation::privileged;
use super::reward::{RewardWeights, STANCE_SECONDS, ScoredStep, StepReward};
use super::strides::Strides;
use super::{Action, Command, Observation, PRIVILEGED, observe};
use crate::physics::{Conditions, Ground, RobotState};
use crate::robot::{JOINTS, JointArray, LEGS, LegArray, Robot};

/// Actions beyond this are cut, so that a wild network cannot ask for infinite angles.
pub const MAX_ACTION: f32 = 8.0;

/// The task's memory: actions under way, previous joint velocity, time in the air.
#[derive(Clone)]
pub struct Episode {
    robot: Arc<Robot>,
    previous_action: Action,
    /// Actions that the drives have still to follow, the oldest first; as many as the latency.
    under_way: VecDeque<Action>,
    previous_joint_velocity: JointArray,
    /// Time since each foot left the ground, s; zero in stance.
    air_time: LegArray<f32>,
    /// Share of time that each foot was down, with an exponential memory.
    stance_share: LegArray<f32>,
    /// Time constant of that memory, s.
    stance_seconds: f32,
    strides: Strides,
}

impl Episode {
    /// A fresh episode; its drives follow each action `latency` control steps late.
    pub fn new(robot: Arc<Robot>, latency: u32) -> Self {
        Self {
            robot,
            previous_action: [0.0; JOINTS],
            under_way: std::iter::repeat_n([0.0; JOINTS], latency as usize).collect(),
            previous_joint_velocity: [0.0; JOINTS],
            air_time: [0.0; LEGS],
            stance_share: [1.0; LEGS],
            stance_seconds: STANCE_SECONDS,
            strides: Strides::default(),
        }
    }

    /// Sets the time constant (s) of the share of time that each foot was down.
    pub fn set_stance_seconds(&mut self, seconds: f32) {
        self.stance_seconds = seconds;
    }

    /// Shows every number that it remembers.
    pub fn visit(&self, see: &mut impl FnMut(f32)) {
        let Self {
            robot: _,
            previous_action,
            under_way,
            previous_joint_velocity,
            air_time,
            stance_share,
            stance_seconds,
            strides,
        } = self;
        let actions = [previous_action].into_iter().chain(under_way).flatten();
        let joints = actions.chain(previous_joint_velocity);
        let feet = air_time.iter().chain(stance_share).chain([stance_seconds]);
        joints.chain(feet).for_each(|number| see(*number));
        strides.visit(see);
    }

    /// What the policy sees now, without noise.
    pub fn observe(&self, state: &RobotState, command: Command) -> Observation {
        observe(&self.robot, state, command, &self.previous_action)
    }

    /// What the critic sees now; `observation` is the noise-free one.
    pub fn privileged(
        &self,
        observation: &Observation,
        state: &RobotState,
        conditions: &Conditions,
    ) -> [f32; PRIVILEGED] {
        let (air_time, stance_share) = (&self.air_time, &self.stance_share);
        privileged(observation, state, air_time, stance_share, conditions)
    }

    /// Joint targets (rad) that the drives follow in the step for which `action` was decided.
    pub fn targets(&self, action: &Action) -> JointArray {
        let spec = &self.robot.spec;
        let action = self.under_way.front().unwrap_or(action);
        std::array::from_fn(|k| {
            let action = action[k].clamp(-MAX_ACTION, MAX_ACTION);
            spec.default_joint_position[k] + spec.action_scale * action
        })
    }

    /// Takes in the state that `action` led to: what the next observation and reward refer to.
    pub fn sense(&mut self, state: &RobotState, action: &Action) {
        let dt = self.robot.spec.control_step();
        self.previous_action = action.map(|a| a.clamp(-MAX_ACTION, MAX_ACTION));
        if self.under_way.pop_front().is_some() {
            self.under_way.push_back(self.previous_action);
        }
        self.previous_joint_velocity = state.joint_velocity;
        for (time, &contact) in self.air_time.iter_mut().zip(&state.foot_contact) {
            *time = if contact { 0.0 } else { *time + dt };
        }
        for (share, &contact) in self.stance_share.iter_mut().zip(&state.foot_contact) {
            *share += (f32::from(u8::from(contact)) - *share) * dt / self.stance_seconds;
        }
        self.strides.sense(state, dt);
    }

    /// Pays for the step that led to `state`. Call it before [`Episode::sense`].
    pub fn score(
        &self,
        state: &RobotState,
        command: Command,
        action: &Action,
        ground: &Ground,
        fallen: bool,
        weights: &RewardWeights,
    ) -> StepReward {
        let ground_height = state
            .foot_position
            .map(|foot| ground.height(foot.x, foot.y));
        let record = ScoredStep {
            robot: &self.robot,
            state,
            command,
            action,
            previous_action: &self.previous_action,
            previous_joint_velocity: &self.previous_joint_velocity,
            air_time: &self.air_time,
            ground_height: &ground_height,
            stance_share: &self.stance_share,
            strides: &self.strides,
            fallen,
        };
        record.score(weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::physics::{Start, World};
    use crate::task::OBSERVATION;

    #[test]
    fn a_longer_memory_of_the_feet_ripples_less() {
        let robot = Arc::new(Robot::built_in().unwrap());
        let world = World::new(
            robot.clone(),
            &Start::standing(&robot),
            &Conditions::default(),
        );
        let mut state = world.initial_state();
        let mut range = |seconds: f32| {
            let mut episode = Episode::new(robot.clone(), 0);
            episode.set_stance_seconds(seconds);
            let (mut least, mut most) = (1.0_f32, 0.0_f32);
            for step in 0..5000 {
                // a foot that is up every other 0.2 s
                state.foot_contact[0] = step / 10 % 2 == 0;
                episode.sense(&state, &[0.0; JOINTS]);
                if step >= 4000 {
                    least = least.min(episode.stance_share[0]);
                    most = most.max(episode.stance_share[0]);
                }
            }
            most - least
        };
        // duty factor 1/2: the share rises and falls by tanh(swing / (2 time constants))
        for seconds in [1.0_f32, 3.0] {
            let expected = (0.2 / (2.0 * seconds)).tanh();
            assert!((range(seconds) / expected - 1.0).abs() < 0.02, "{seconds}");
        }
    }

    #[test]
    fn the_critic_sees_what_the_reward_remembers_of_the_feet() {
        let robot = Arc::new(Robot::built_in().unwrap());
        let conditions = Conditions::default();
        let world = World::new(robot.clone(), &Start::standing(&robot), &conditions);
        let mut state = world.initial_state();
        state.foot_contact = [true, false, true, true];
        let mut episode = Episode::new(robot, 0);
        for _ in 0..5 {
            episode.sense(&state, &[0.0; JOINTS]);
        }
        let observation = [0.5; OBSERVATION];
        let seen = episode.privileged(&observation, &state, &conditions);
        assert_eq!(seen[..OBSERVATION], observation);
        let feet = &seen[OBSERVATION..PRIVILEGED - 3];
        assert_eq!(feet[..4], [1.0, 0.0, 1.0, 1.0]);
        assert!((feet[5] - 0.1).abs() < 1e-6, "{feet:?}");
        assert!((feet[9] - 0.98_f32.powi(5)).abs() < 1e-6, "{feet:?}");
        assert_eq!([feet[4], feet[6], feet[7]], [0.0; 3]);
        assert_eq!([feet[8], feet[10], feet[11]], [1.0; 3]);
        let of_conditions = [conditions.friction, conditions.payload, 0.0];
        assert_eq!(seen[PRIVILEGED - 3..], of_conditions);
    }
}
