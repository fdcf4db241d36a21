//! What can be wrong with a scene file. Every message names file, place or field, and the fix.

use std::path::{Path, PathBuf};

use crate::files::{JsonError, ReadError};

/// Why a scene can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    /// The file can't be opened or is not text.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Not JSON, or not the JSON of a scene.
    #[error("{}, line {line}, column {column}: {message}", file.display())]
    Json {
        /// The scene file.
        file: PathBuf,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What was found and what was expected.
        message: String,
    },
    /// A value that makes no sense.
    #[error("{}: {field} is {found}; {fix}", file.display())]
    Field {
        /// The scene file.
        file: PathBuf,
        /// Its path within the file, such as `commands[2].at`.
        field: String,
        /// The value.
        found: String,
        /// What to write instead.
        fix: String,
    },
}

impl SceneError {
    /// A text that is not the JSON of the scene or suite file `file`.
    pub fn json(file: &Path, error: JsonError) -> Self {
        Self::Json {
            file: file.to_owned(),
            line: error.line,
            column: error.column,
            message: error.message,
        }
    }
}
