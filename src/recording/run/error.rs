//! What can be wrong with a run file. Every message names the file, what was found and the fix.

use std::path::PathBuf;

use crate::files::{ReadError, WriteError};
use crate::policy::CheckpointError;

/// What the files are, in messages.
pub(super) const WHAT: &str = "run file";

/// Why a run can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    /// Not a run file, or one of another time.
    #[error("{}: {found}; {fix}", file.display())]
    Wrong {
        file: PathBuf,
        found: String,
        fix: String,
    },
    /// A policy inside it can't be used.
    #[error("{}: {source}", file.display())]
    Policy {
        file: PathBuf,
        source: CheckpointError,
    },
}

impl RunError {
    /// Whether the file is at fault, not the machine.
    pub fn is_user_error(&self) -> bool {
        match self {
            Self::Write(error) => error.is_user_error(),
            Self::Read(_) | Self::Wrong { .. } | Self::Policy { .. } => true,
        }
    }
}
