//! What can be wrong with a robot's files. Every message names file, element, field and fix.

use crate::files::{FieldError, JsonError, ReadError};

/// Why a robot could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RobotError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error("{file}: not a URDF: {message}; {fix}")]
    Urdf {
        file: String,
        message: String,
        fix: &'static str,
    },
    #[error("{file}, {source}")]
    Json { file: String, source: JsonError },
    #[error(transparent)]
    Field(#[from] FieldError),
    #[error("{file}: {element}: {field} is {found}; {fix}")]
    Element {
        file: String,
        /// Link or joint at fault.
        element: String,
        field: String,
        found: String,
        fix: String,
    },
}
