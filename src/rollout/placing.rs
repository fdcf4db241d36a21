//! How a robot comes to stand where it does, at the start of a run and again at each reset.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::physics::{Conditions, Ground, Start};
use crate::policy::Lesion;
use crate::robot::Robot;
use crate::script::scene::Scene;
use crate::script::{Posture, RunStart};
use crate::task::{Command, ObservationNoise, Randomisation, draw_conditions, draw_start};

/// Sensor noise and the generator that draws it.
#[derive(Clone)]
pub struct SensorNoise {
    pub levels: ObservationNoise,
    pub rng: ChaCha8Rng,
}

impl SensorNoise {
    /// The noise of a run of this seed.
    pub fn new(levels: ObservationNoise, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(1);
        Self { levels, rng }
    }
}

/// Where the robot is put.
#[derive(Clone)]
pub(super) enum Placing {
    /// In the default pose, at the origin.
    Standing,
    /// As a seed draws it.
    Drawn {
        seed: u64,
        randomisation: Box<Randomisation>,
    },
    /// Here.
    At(Start),
}

impl Placing {
    /// What a run's start asks for.
    pub(super) fn of(start: &RunStart) -> Self {
        match start.posture {
            Posture::Standing => Self::Standing,
            Posture::Drawn => Self::Drawn {
                seed: start.seed,
                randomisation: Box::default(),
            },
        }
    }

    /// The robot's start on a ground.
    pub(super) fn start(&self, robot: &Robot, ground: &Ground) -> Start {
        match self {
            Self::Standing => Start::standing_on(ground, robot),
            Self::Drawn {
                seed,
                randomisation,
            } => {
                let mut rng = ChaCha8Rng::seed_from_u64(*seed);
                draw_conditions(&mut rng, randomisation);
                draw_start(&mut rng, robot, ground, randomisation)
            }
            Self::At(start) => *start,
        }
    }
}

/// The conditions that a seed draws for a run.
pub(super) fn drawn_conditions(seed: u64, randomisation: &Randomisation) -> Conditions {
    draw_conditions(&mut ChaCha8Rng::seed_from_u64(seed), randomisation)
}

/// The start that a scene asks for; what it leaves open is drawn by its seed, or as usual.
pub fn start_of(scene: &Scene) -> RunStart {
    let usual = match scene.start {
        Posture::Standing => Conditions::default(),
        Posture::Drawn => drawn_conditions(scene.seed, &Randomisation::default()),
    };
    RunStart {
        policy: scene.policy.clone(),
        ground: scene.terrain,
        posture: scene.start,
        seed: scene.seed,
        noise: scene.noise,
        noise_words: 0,
        friction: scene.friction.unwrap_or(usual.friction),
        payload: scene.payload.unwrap_or(usual.payload),
        latency: scene.latency.unwrap_or(usual.latency),
        lesion: Lesion::None,
        command: Command::ZERO,
    }
}
