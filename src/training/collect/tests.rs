//! What is collected for the losses that pull the policy.

use std::sync::Arc;

use burn::module::Module;

use super::*;
use crate::robot::Robot;
use crate::task::{Mirror, ObservationNoise};
use crate::training::{EnvSettings, Envs, Learner, TerrainSet};

/// Mean squared distance, summed over the joints, of what the policy means from `wanted`
/// `[N, T, A]`, when it sees `observations` `[N, T, O]` of a rollout's robots and goes on from
/// hidden and cell state `[N, H]`.
pub(crate) fn distance(
    learner: &Learner,
    rollout: &Rollout,
    observations: &[f32],
    [hidden, cell]: [&[f32]; 2],
    wanted: &[f32],
) -> f32 {
    let (n, t) = (rollout.environments, rollout.horizon);
    let device = Device::flex();
    let sheet = |rows: &[f32], columns: usize| {
        Tensor::<2>::from_data(TensorData::new(rows.to_vec(), [n, columns]), &device)
    };
    let observations = TensorData::new(observations.to_vec(), [n, t, OBSERVATION]);
    let units = hidden.len() / n;
    let output = learner.model.valid().actor.forward(
        Tensor::from_data(observations, &device),
        sheet(hidden, units),
        sheet(cell, units),
        sheet(&rollout.keep, t),
    );
    let found = values(output.action);
    let apart = found.iter().zip(wanted).map(|(a, b)| (a - b).powi(2));
    apart.sum::<f32>() / (n * t) as f32
}

const NONE: ObservationNoise = ObservationNoise {
    linear_velocity: 0.0,
    angular_velocity: 0.0,
    gravity: 0.0,
    joint_position: 0.0,
    joint_velocity: 0.0,
};

const WIDE: ObservationNoise = ObservationNoise {
    linear_velocity: 0.5,
    angular_velocity: 1.0,
    gravity: 0.2,
    joint_position: 0.1,
    joint_velocity: 5.0,
};

/// A configuration for a few robots with such noise.
fn few(noise: ObservationNoise) -> TrainingConfig {
    let mut config = TrainingConfig::built_in().unwrap();
    (config.environments, config.horizon, config.noise) = (8, 16, noise);
    config
}

/// A learner with the noise loss, and its robots.
fn with_noise_loss(config: &TrainingConfig, loss: f32) -> (Learner, Envs) {
    let robot = Arc::new(Robot::built_in().unwrap());
    let settings = EnvSettings::at(config, &robot, 0);
    let terrain = Arc::new(TerrainSet::new(&config.terrain));
    let envs = Envs::new(&robot, settings, terrain, config.environments, 1);
    let mut learner = Learner::new(config, robot);
    learner.set_noise_loss(loss);
    (learner, envs)
}

#[test]
fn with_exact_sensors_the_policy_means_what_it_means() {
    for (previous_action, memory) in [(true, true), (false, true), (true, false)] {
        let mut config = few(NONE);
        config.network.previous_action = previous_action;
        config.network.memory = memory;
        let (mut learner, mut envs) = with_noise_loss(&config, 1.0);
        for _ in 0..2 {
            let (rollout, _) = learner.collect(&mut envs, 0.5);
            assert_eq!(rollout.exact.unwrap().means, rollout.means);
        }
    }
    let (mut learner, mut envs) = with_noise_loss(&few(WIDE), 1.0);
    let (rollout, _) = learner.collect(&mut envs, 0.5);
    assert_ne!(rollout.exact.unwrap().means, rollout.means);
}

#[test]
fn a_mirror_shows_what_exact_sensors_would_lead_to() {
    let (mut learner, mut envs) = with_noise_loss(&few(WIDE), 1.0);
    learner.set_symmetry(&[Mirror::LeftRight], 0.5);
    let (rollout, _) = learner.collect(&mut envs, 0.5);
    let image = rollout.mirrored.unwrap();
    let map = Mirror::LeftRight.map(&Robot::built_in().unwrap()).joints;
    let mut mirrored = [0.0; JOINTS];
    let exact = rollout.exact.unwrap().means;
    for (means, found) in exact.chunks(JOINTS).zip(image.means.chunks(JOINTS)) {
        map.apply(means, &mut mirrored);
        assert_eq!(mirrored, found);
    }
}

#[test]
fn the_noise_loss_quietens_the_answer_to_noise_and_nothing_else_does() {
    let ratio = |loss: f32| {
        // a loss of next to nothing, so that what exact sensors lead to is known
        let (mut learner, mut envs) = with_noise_loss(&few(WIDE), loss.max(1e-9));
        let (mut rollout, _) = learner.collect(&mut envs, 0.5);
        rollout.advantages.fill(0.0);
        rollout.returns.clone_from(&rollout.values);
        let answer = |learner: &Learner| {
            let states = [&*rollout.hidden, &*rollout.cell];
            let exact = &rollout.exact.as_ref().unwrap().means;
            distance(learner, &rollout, &rollout.observations, states, exact)
        };
        // the network is untrained, its weights are small
        learner.learning_rate = 1e-4;
        let before = answer(&learner);
        learner.update(&rollout, 0).unwrap();
        answer(&learner) / before
    };
    assert!((ratio(0.0) - 1.0).abs() < 1e-3, "{}", ratio(0.0));
    assert!(ratio(1.0) < 0.7, "{}", ratio(1.0));
}

#[test]
fn robots_that_begin_anew_keep_the_noise_loss() {
    let mut config = few(WIDE);
    let (mut learner, mut envs) = with_noise_loss(&config, 1.0);
    learner.collect(&mut envs, 0.5);
    config.environments = 12;
    let (_, mut more) = with_noise_loss(&config, 1.0);
    learner.begin_anew(12);
    let (rollout, _) = learner.collect(&mut more, 0.5);
    assert_eq!(rollout.exact.unwrap().means.len(), 12 * 16 * JOINTS);
}
