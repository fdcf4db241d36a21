//! Results to files or standard output.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::Failure;
use crate::policy::write_atomically;

/// Writes JSON to a file, or to standard output for `-`.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Machine(format!("cannot write JSON: {error}")))?;
    text.push('\n');
    let written = if path == Path::new("-") {
        std::io::stdout().lock().write_all(text.as_bytes())
    } else {
        write_atomically(path, text.as_bytes())
    };
    written.map_err(|error| write_failure(path, &error))
}

/// What cannot be written is the user's input (a wrong folder), a full disk is the machine.
pub fn write_failure(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("cannot write {}: {error}", path.display());
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            Failure::Machine(format!("{message}; free some space and run again"))
        }
        std::io::ErrorKind::BrokenPipe => Failure::Machine(message),
        _ => Failure::Input(format!(
            "{message}; name a folder that exists and can be written"
        )),
    }
}
