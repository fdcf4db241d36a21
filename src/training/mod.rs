//! Recurrent PPO over many bare rapier worlds.
//!
//! In: a [`TrainingConfig`]. Out: checkpoints (policy files and what is needed to resume) and a
//! metrics file. Schulman et al. 2017 (PPO), 2016 (GAE); truncated backpropagation through time
//! over the whole horizon from stored states.

mod adam;
mod buffer;
mod collect;
mod config;
mod cores;
mod envs;
mod error;
mod gae;
mod learner;
mod memory;
mod metrics;
mod metrics_file;
mod mirrors;
mod outputs;
mod ppo;
mod resume;
mod same_run;
mod schedule;
mod terrain;
mod trainer;

pub use buffer::{Exact, MirrorImage, Rollout, Sequence};
pub use config::{CommandCurriculum, Exploration, PpoConfig, PushConfig, Stage, TrainingConfig};
pub use envs::{EnvSettings, Envs};
pub use error::TrainingError;
pub use gae::generalised_advantages;
pub use learner::{Learner, UpdateReport};
pub use metrics::IterationMetrics;
pub use metrics_file::read_metrics;
pub use outputs::LEARNING_CURVE;
pub use ppo::ActorCritic;
pub use terrain::{TerrainConfig, TerrainSet, TerrainShares};
pub use trainer::{Progress, Trainer};
