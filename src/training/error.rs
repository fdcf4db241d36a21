//! What can stop a training run.

use std::path::PathBuf;

use crate::files::{FieldError, JsonError, ReadError, WriteError};
use crate::policy::CheckpointError;

/// Why training could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("{file}, {source}")]
    Json { file: String, source: JsonError },
    #[error(transparent)]
    Field(#[from] FieldError),
    #[error("{folder} already holds a run; add --resume to continue it, or name another folder")]
    RunExists { folder: PathBuf },
    #[error("{folder} holds no run to resume (no {file} in it); leave --resume away to start one")]
    NothingToResume { folder: PathBuf, file: &'static str },
    #[error(
        "{folder} holds a run whose {field} is {own}, not {given}; resume it with --config \
         {folder}/config.json and no --seed, or train anew in another folder"
    )]
    OtherRun {
        folder: PathBuf,
        /// Its path in the configuration.
        field: String,
        own: String,
        given: String,
    },
    #[error("{file} does not fit the configuration: {message}; resume with the run's own config")]
    Resume { file: PathBuf, message: String },
    #[error(
        "{file}: {message}; restore it from a copy, or train anew in another folder (the policies in \
         `checkpoints` stay)"
    )]
    Torn { file: PathBuf, message: String },
    #[error(
        "the mean at the end takes a checkpoint that is spoilt: {source}; restore it, or set \
         average_from_step after it"
    )]
    Kept { source: CheckpointError },
    #[error("training diverged at step {step}: {what} is not a number")]
    Diverged { step: u64, what: &'static str },
    #[error(
        "the run is saved, but the mean of its late checkpoints could not be made: {source}; restore that \
         checkpoint, or use `latest.json`"
    )]
    Average { source: CheckpointError },
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl TrainingError {
    /// Whether the user's input, not the machine, is at fault.
    pub fn is_user_error(&self) -> bool {
        match self {
            Self::Diverged { .. } => false,
            Self::Write(error) => error.is_user_error(),
            Self::Checkpoint(error)
            | Self::Average { source: error }
            | Self::Kept { source: error } => error.is_user_error(),
            _ => true,
        }
    }
}
