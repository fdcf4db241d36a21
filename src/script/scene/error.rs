//! What can be wrong with a scene file. Every message names file, place or field, and the fix.

use std::path::{Path, PathBuf};

use crate::files::{FieldError, JsonError, ReadError};

/// Why a scene can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    /// The file can't be opened or is not text.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Not JSON, or not the JSON of a scene.
    #[error("{}, {source}", file.display())]
    Json {
        /// The scene file.
        file: PathBuf,
        /// Where and what.
        source: JsonError,
    },
    /// A value that makes no sense.
    #[error(transparent)]
    Field(#[from] FieldError),
}

impl SceneError {
    /// A text that is not the JSON of the scene or suite file `file`.
    pub fn json(file: &Path, source: JsonError) -> Self {
        Self::Json {
            file: file.to_owned(),
            source,
        }
    }
}
