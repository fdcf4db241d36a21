//! Results to files or standard output.

use std::fmt::Display;
use std::io::{self, Write};
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
    print(|out| out.write_all(text.as_bytes()))
}

/// Prints a line.
pub fn print_line(line: impl Display) -> Result<(), Failure> {
    print(|out| writeln!(out, "{line}"))
}

/// Prints by `write`. A reader that has seen enough and gone is no fault.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::Machine(format!(
            "standard output cannot be written: {error}; make room, or send it elsewhere"
        ))),
        _ => Ok(()),
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::sort(&error, error.is_user_error())
    }
}
