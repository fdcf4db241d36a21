//! Opening a recording: a file, or standard input for "-".

use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use crate::cli::output::ending_of;
use crate::cli::replay::warn;
use crate::cli::{Failure, export};
use crate::files::is_same_file;
use crate::recording::npz::NpzFile;
use crate::recording::run::{ENDING, RunFile};

/// The argument that stands for standard input.
const STDIN: &str = "-";
/// What standard input is called.
const STDIN_NAME: &str = "standard input";

/// An error if standard input is to be read twice, or if what is read would be overwritten.
pub(super) fn check(files: &[PathBuf], json: Option<&Path>) -> Result<(), Failure> {
    if let Some(json) = json
        && files.iter().any(|file| is_same_file(file, json))
    {
        return Err(Failure::Input(format!(
            "--json {}: that is the recording itself; name another file",
            json.display()
        )));
    }
    match files.iter().filter(|file| is_stdin(file)).count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::Input(
            "- is standard input, and is given twice; give it once".to_owned(),
        )),
    }
}

/// Opens one recording.
pub(super) fn open(path: &Path) -> Result<NpzFile, Failure> {
    if is_run(path) {
        let run = RunFile::open(path)?;
        warn(&run);
        let bytes = export::arrays(&run, path)?.to_bytes();
        let bytes =
            bytes.map_err(|error| Failure::Machine(format!("{}: {error}", path.display())))?;
        return Ok(NpzFile::from_bytes(path, bytes)?);
    }
    if !is_stdin(path) {
        return Ok(NpzFile::open(path)?);
    }
    let mut input = io::stdin().lock();
    if input.is_terminal() {
        return Err(Failure::Input(
            "- is standard input, but that is a terminal; pipe an NPZ into it".to_owned(),
        ));
    }
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| {
        Failure::Machine(format!(
            "standard input cannot be read: {error}; give a file"
        ))
    })?;
    Ok(NpzFile::from_bytes(Path::new(STDIN_NAME), bytes)?)
}

/// Whether it is a run file, by its ending.
fn is_run(path: &Path) -> bool {
    ending_of(path).is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new(STDIN)
}
