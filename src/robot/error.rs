//! What can be wrong with a robot's files. Every message names file, element, field and fix.

use std::path::PathBuf;

/// Why a robot could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RobotError {
    #[error("cannot read robot file {file}: {source}; check the path")]
    Read {
        file: PathBuf,
        source: std::io::Error,
    },
    #[error("{file}: not a URDF: {message}; fix the XML, or name a URDF file in the field `urdf`")]
    Urdf { file: String, message: String },
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
        field: &'static str,
        found: String,
        fix: String,
    },
}
