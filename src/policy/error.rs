//! Why a policy cannot be read, written or used.

use crate::files::{JsonError, ReadError, WriteError};

/// Every message names the file, what was found and what fits.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error(
        "{file}, line {}, column {}: not a policy manifest: {}; name the .json that `train` wrote",
        source.line, source.column, source.message
    )]
    Json { file: String, source: JsonError },
    #[error(
        "{file}: not an index of policies: {message}; list each policy's file, role and steps, one \
         with the role main"
    )]
    Index { file: String, message: String },
    #[error("{file}: {message}; the file is truncated or not this policy's weights")]
    Weights { file: String, message: String },
    #[error(
        "{file}: its SHA-256 is {found}, the manifest says {expected}; \
         restore the weights that belong to the manifest"
    )]
    Hash {
        file: String,
        expected: String,
        found: String,
    },
    #[error(
        "{file} and {last} have no mean: their networks are not of one size; average one run's"
    )]
    TwoNetworks { file: String, last: String },
    #[error(
        "{file}: {field} is {found}, but this robot and program need {expected}; \
         use a policy trained for this robot"
    )]
    Unfit {
        file: String,
        /// Its path.
        field: String,
        found: String,
        expected: String,
    },
}

impl CheckpointError {
    /// Whether the user's input, not the machine, is at fault.
    pub fn is_user_error(&self) -> bool {
        match self {
            Self::Write(error) => error.is_user_error(),
            _ => true,
        }
    }
}
