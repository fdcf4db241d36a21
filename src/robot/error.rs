//! What can be wrong with a robot's files. Every message names file, element, field and fix.

use crate::files::ReadError;

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
    #[error("{file}, line {line}, column {column}: {message}")]
    Json {
        file: String,
        line: usize,
        column: usize,
        message: String,
    },
    #[error("{file}: {element}: {field} is {found}; {fix}")]
    Field {
        file: String,
        /// Link, joint or JSON object at fault.
        element: String,
        field: String,
        found: String,
        fix: String,
    },
}
