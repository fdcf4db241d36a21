//! What can be wrong with an NPZ.

use std::borrow::Cow;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::files::WriteError;

/// An NPZ that cannot be read or written.
#[derive(Debug, Error)]
pub enum NpzError {
    /// The file cannot be opened or read.
    #[error("{}: cannot be read: {source}; check the path and its permissions", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no NPZ, or not a whole one.
    #[error("{}: not an NPZ: {found}; {fix}", file.display())]
    NotNpz {
        /// The file.
        file: PathBuf,
        /// What it is instead.
        found: String,
        /// What to do.
        fix: &'static str,
    },
    /// An array that was asked for is not there.
    #[error("{}: array {array}: missing; the file has {present}", file.display())]
    Missing {
        /// The file.
        file: PathBuf,
        /// The array asked for.
        array: String,
        /// Names of the arrays that are there.
        present: String,
    },
    /// An array is there, but cannot be used.
    #[error("{}: array {array}: {found}; {fix}", file.display())]
    Array {
        /// The file.
        file: PathBuf,
        /// The array.
        array: String,
        /// What was found.
        found: String,
        /// What to do.
        fix: Cow<'static, str>,
    },
    /// The file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl NpzError {
    /// Whether the path or the content is at fault, not the machine.
    pub fn is_user_error(&self) -> bool {
        match self {
            Self::Read { source, .. } => matches!(
                source.kind(),
                io::ErrorKind::NotFound
                    | io::ErrorKind::PermissionDenied
                    | io::ErrorKind::NotADirectory
                    | io::ErrorKind::IsADirectory
                    | io::ErrorKind::InvalidInput
                    | io::ErrorKind::InvalidFilename
                    | io::ErrorKind::NotSeekable
            ),
            Self::Write(error) => error.is_user_error(),
            Self::NotNpz { .. } | Self::Missing { .. } | Self::Array { .. } => true,
        }
    }
}
