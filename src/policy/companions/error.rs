//! What can be wrong with a file that lies beside a policy.

use std::path::PathBuf;

use crate::files::{JsonError, ReadError};

/// Why a basis or an atlas cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CompanionError {
    /// The file cannot be opened or is not text.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Not JSON.
    #[error("{}: not {kind} file: {source}; {fix}", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// What it should be, with its article.
        kind: &'static str,
        /// Where and why the JSON ends to make sense.
        source: JsonError,
        /// What to do.
        fix: &'static str,
    },
    /// A field is missing or wrong.
    #[error("{}: field {field}: {found}; {fix}", file.display())]
    Field {
        /// The file.
        file: PathBuf,
        /// The field's path, such as `layers.hidden.std`.
        field: String,
        /// What was found.
        found: String,
        /// What to do.
        fix: &'static str,
    },
}
