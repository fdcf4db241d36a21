//! What a run needs, beside its policy, to go on after a stop. In the folder `resume/`:
//! networks and optimiser as burn's records, the rest as JSON. Environments are not kept: a
//! resumed run starts fresh episodes.

use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::optim::OptimizerRecord;
use burn::store::ModuleRecord;
use serde::{Deserialize, Serialize};

use super::TrainingError;
use super::config::TrainingConfig;
use super::learner::Learner;
use crate::files::{create_folder, write_bytes};
use crate::policy::Normaliser;

const STATE: &str = "state.json";
const MODEL: &str = "networks.bpk";
const OPTIMISER: &str = "optimiser.bpk";

/// Progress and normalisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ResumeState {
    pub step: u64,
    pub seconds: f64,
    pub episode_seconds: f64,
    pub learning_rate: f64,
    /// Steps of the checkpoints that the run kept.
    #[serde(default)]
    pub kept: Vec<u64>,
    pub normaliser: Normaliser,
    pub privileged_normaliser: Normaliser,
    pub config: TrainingConfig,
}

/// Where the state of a run in `out` lies.
pub(super) fn state_file(out: &Path) -> PathBuf {
    out.join("resume").join(STATE)
}

/// Writes everything; the state file last, so that it never names records that are not there.
pub(super) fn save(
    out: &Path,
    state: &ResumeState,
    learner: &Learner,
) -> Result<(), TrainingError> {
    let folder = out.join("resume");
    create_folder(&folder)?;
    let broken = |name: &str, message: String| TrainingError::Resume {
        file: folder.join(name),
        message,
    };
    let model = learner
        .model
        .clone()
        .into_record()
        .into_bytes()
        .map_err(|error| broken(MODEL, error.to_string()))?;
    let optimiser = learner
        .optimiser
        .into_bytes()
        .map_err(|error| broken(OPTIMISER, error.to_string()))?;
    let json = serde_json::to_vec(state).map_err(|error| broken(STATE, error.to_string()))?;
    write_bytes(&folder.join(MODEL), &model)?;
    write_bytes(&folder.join(OPTIMISER), &optimiser)?;
    Ok(write_bytes(&folder.join(STATE), &json)?)
}

/// Reads a run's state.
pub(super) fn read_state(out: &Path) -> Result<ResumeState, TrainingError> {
    let file = state_file(out);
    let bytes = std::fs::read(&file).map_err(|source| TrainingError::Read {
        file: file.clone(),
        source,
    })?;
    serde_json::from_slice(&bytes).map_err(|error| TrainingError::Resume {
        file,
        message: error.to_string(),
    })
}

/// Fills the learner, whose sizes must be the run's, from a state and the records beside it.
pub(super) fn fill(
    learner: &mut Learner,
    state: &ResumeState,
    out: &Path,
) -> Result<(), TrainingError> {
    let folder = out.join("resume");
    let read = |name: &str| {
        let file = folder.join(name);
        std::fs::read(&file).map_err(|source| TrainingError::Read { file, source })
    };
    let broken = |name: &str, message: String| TrainingError::Resume {
        file: folder.join(name),
        message,
    };
    let model = ModuleRecord::from_bytes(burn::tensor::Bytes::from_bytes_vec(read(MODEL)?))
        .map_err(|error| broken(MODEL, error.to_string()))?;
    let optimiser =
        OptimizerRecord::from_bytes(burn::tensor::Bytes::from_bytes_vec(read(OPTIMISER)?))
            .map_err(|error| broken(OPTIMISER, error.to_string()))?;
    learner.model = learner
        .model
        .clone()
        .try_load_record(model)
        .map_err(|error| broken(MODEL, error.to_string()))?;
    learner.optimiser = learner.optimiser.clone().load_record(optimiser);
    learner.learning_rate = state.learning_rate;
    learner.normaliser = state.normaliser.clone();
    learner.privileged_normaliser = state.privileged_normaliser.clone();
    Ok(())
}
