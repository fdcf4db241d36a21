//! What a run needs, beside its policy, to go on after a stop. In the folder `resume/`:
//! networks and optimiser as burn's records, the rest as JSON. Environments are not kept: a
//! resumed run starts fresh episodes.
//!
//! The records' names hold their step, and the JSON, which is written last, names them with their
//! SHA-256: a run that is killed while it saves goes on from what was saved before.

use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::optim::OptimizerRecord;
use burn::store::ModuleRecord;
use burn::tensor::Bytes;
use serde::{Deserialize, Serialize};

use super::TrainingError;
use super::config::TrainingConfig;
use super::learner::Learner;
use crate::files::{create_folder, parse_json, read_bytes, read_text, sha256, write_bytes};
use crate::policy::Normaliser;

/// The folder within the run's.
pub(super) const FOLDER: &str = "resume";
pub(super) const STATE: &str = "state.json";
const NETWORKS: &str = "networks";
const OPTIMISER: &str = "optimiser";
const ENDING: &str = "bpk";
/// What the files are, in messages.
const WHAT: &str = "the run's";

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
    /// None in runs that were saved before records were named here.
    #[serde(default)]
    pub records: Option<Records>,
    pub normaliser: Normaliser,
    pub privileged_normaliser: Normaliser,
    pub config: TrainingConfig,
}

/// The records of a state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Records {
    networks: Record,
    optimiser: Record,
}

/// A file beside the state.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    file: String,
    /// Hex.
    sha256: String,
}

impl Record {
    /// Writes a record's bytes.
    fn write(folder: &Path, name: &str, step: u64, bytes: &[u8]) -> Result<Self, TrainingError> {
        let file = format!("{name}_{step:09}.{ENDING}");
        write_bytes(&folder.join(&file), bytes)?;
        Ok(Self {
            file,
            sha256: sha256(bytes),
        })
    }
}

/// Where the state of a run in `out` lies.
pub(super) fn state_file(out: &Path) -> PathBuf {
    out.join(FOLDER).join(STATE)
}

/// Writes everything; the state file last, so that it never names records that are not there.
pub(super) fn save(
    out: &Path,
    mut state: ResumeState,
    learner: &Learner,
) -> Result<(), TrainingError> {
    let folder = out.join(FOLDER);
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
        .map_err(|error| broken(NETWORKS, error.to_string()))?;
    let optimiser = learner
        .optimiser
        .into_bytes()
        .map_err(|error| broken(OPTIMISER, error.to_string()))?;
    let records = Records {
        networks: Record::write(&folder, NETWORKS, state.step, &model)?,
        optimiser: Record::write(&folder, OPTIMISER, state.step, &optimiser)?,
    };
    let needed = [
        records.networks.file.clone(),
        records.optimiser.file.clone(),
    ];
    state.records = Some(records);
    let json = serde_json::to_vec(&state).map_err(|error| broken(STATE, error.to_string()))?;
    write_bytes(&folder.join(STATE), &json)?;
    remove_others(&folder, &needed);
    Ok(())
}

/// Removes the records of earlier states; one that stays does no harm.
fn remove_others(folder: &Path, needed: &[String]) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_record = Path::new(&name)
            .extension()
            .is_some_and(|end| end == ENDING);
        if is_record && !needed.iter().any(|file| name == file.as_str()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Reads a run's state.
pub(super) fn read_state(out: &Path) -> Result<ResumeState, TrainingError> {
    let file = state_file(out);
    let text = read_text(WHAT, &file)?;
    parse_json(&text).map_err(|error| TrainingError::Torn {
        file,
        message: format!("not the whole state of a run: {error}"),
    })
}

/// Fills the learner, whose sizes must be the run's, from a state and the records beside it.
pub(super) fn fill(
    learner: &mut Learner,
    state: &ResumeState,
    out: &Path,
) -> Result<(), TrainingError> {
    let folder = out.join(FOLDER);
    let read = |name: &str, record: Option<&Record>| -> Result<(PathBuf, Bytes), TrainingError> {
        let unnamed = format!("{name}.{ENDING}");
        let file = folder.join(record.map_or(&unnamed, |record| &record.file));
        let bytes = read_bytes(WHAT, &file)?;
        if record.is_some_and(|record| record.sha256 != sha256(&bytes)) {
            let message = format!("not what {STATE} names: its SHA-256 is another");
            return Err(TrainingError::Torn { file, message });
        }
        Ok((file, Bytes::from_bytes_vec(bytes)))
    };
    let records = state.records.as_ref();
    let (model_file, model) = read(NETWORKS, records.map(|records| &records.networks))?;
    let (file, optimiser) = read(OPTIMISER, records.map(|records| &records.optimiser))?;
    let torn = |file: &Path, message: String| TrainingError::Torn {
        file: file.to_owned(),
        message,
    };
    let model =
        ModuleRecord::from_bytes(model).map_err(|error| torn(&model_file, error.to_string()))?;
    let optimiser =
        OptimizerRecord::from_bytes(optimiser).map_err(|error| torn(&file, error.to_string()))?;
    learner.model = learner
        .model
        .clone()
        .try_load_record(model)
        .map_err(|error| TrainingError::Resume {
            file: model_file,
            message: error.to_string(),
        })?;
    learner.optimiser = learner.optimiser.clone().load_record(optimiser);
    learner.learning_rate = state.learning_rate;
    learner.normaliser = state.normaliser.clone();
    learner.privileged_normaliser = state.privileged_normaliser.clone();
    Ok(())
}
