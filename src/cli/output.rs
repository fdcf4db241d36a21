//! Results to files or standard output.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::Failure;
use crate::files::{WriteError, write_bytes};

/// Writes JSON to a file, or to standard output for `-`.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Machine(format!("cannot write JSON: {error}")))?;
    text.push('\n');
    if path != Path::new("-") {
        return Ok(write_bytes(path, text.as_bytes())?);
    }
    let written = std::io::stdout().lock().write_all(text.as_bytes());
    written.map_err(|error| Failure::Machine(format!("cannot write to standard output: {error}")))
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::sort(&error, error.is_user_error())
    }
}
