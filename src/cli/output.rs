//! Results to files or standard output: whether a name will do, and saying what was written.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use serde::Serialize;

use super::Failure;
use crate::files::{
    WriteError, check_writable, is_same_file, is_standard_output, is_stream, write_bytes,
};

/// Kinds of content by the endings that their files may have.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    /// Arrays.
    Npz,
    /// A result as text.
    Json,
}

impl Content {
    fn ending(self) -> &'static str {
        match self {
            Self::Npz => "npz",
            Self::Json => "json",
        }
    }
}

/// Whether the file that `option` names can be written, and its name's ending, if it has one, is
/// that of the content. To be asked before work that takes time.
pub(super) fn check(option: &str, path: &Path, content: Content) -> Result<(), Failure> {
    let ending = content.ending();
    let other = ending_of(path).filter(|found| !found.eq_ignore_ascii_case(ending));
    if other.is_some() && !is_stream(path) {
        let (path, name) = (path.display(), ending.to_uppercase());
        return Err(Failure::Input(format!(
            "{option} {path}: what is written is {name}; let the name end in .{ending}, or in nothing"
        )));
    }
    let binary = matches!(content, Content::Npz);
    if binary && is_standard_output(path) && io::stdout().is_terminal() {
        return Err(Failure::Input(format!(
            "{option} {}: standard output is a terminal, which shows no arrays; send it to a file or \
             a pipe",
            path.display()
        )));
    }
    Ok(check_writable(path)?)
}

/// Fails if two outputs, each given as its option and its file, are one file.
pub(super) fn check_apart(one: (&str, &Path), other: (&str, &Path)) -> Result<(), Failure> {
    if is_same_file(one.1, other.1) {
        return Err(Failure::Input(format!(
            "{} {}: {} {} is the same file; give each its own",
            one.0,
            one.1.display(),
            other.0,
            other.1.display()
        )));
    }
    Ok(())
}

/// What follows the last dot of a name, unless it is a number, as in `speed-0.5`.
pub(super) fn ending_of(path: &Path) -> Option<&str> {
    let ending = path.extension()?.to_str()?;
    ending
        .starts_with(|c: char| c.is_ascii_alphabetic())
        .then_some(ending)
}

/// Refuses `-` where several files are written.
pub(super) fn check_folder_name(option: &str, path: &Path) -> Result<(), Failure> {
    if path != Path::new("-") {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "{option} -: several files are written, so give a folder (./- for one of that name)"
    )))
}

/// Writes JSON to a file, or to standard output for `-`.
pub(super) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Machine(format!("cannot write JSON: {error}")))?;
    text.push('\n');
    Ok(write_bytes(path, text.as_bytes())?)
}

/// What a message calls a file that was written.
pub(super) fn name_of(path: &Path) -> impl Display {
    if is_standard_output(path) {
        "standard output".to_owned()
    } else {
        path.display().to_string()
    }
}

/// Says what was done: on standard output, or on standard error where the former has the result.
pub(super) fn say_of(result: &Path, line: impl Display) -> Result<(), Failure> {
    if is_standard_output(result) {
        note(line);
        return Ok(());
    }
    print_line(line)
}

/// Says something beside the results, on standard error. That nobody hears it is no fault.
pub(super) fn note(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Prints a line.
pub(super) fn print_line(line: impl Display) -> Result<(), Failure> {
    print(|out| writeln!(out, "{line}"))
}

/// Prints by `write`. A reader that has seen enough and gone is no fault.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_says_what_is_in_a_file_or_nothing() {
        let fault = |name: &str, content| match check("--out", Path::new(name), content) {
            Ok(()) => None,
            Err(error) => Some(error.to_string()),
        };
        for name in [
            "run.npz",
            "run.NPZ",
            "run",
            "speed-0.5",
            ".hidden",
            "/dev/null",
            "-",
        ] {
            assert_eq!(fault(name, Content::Npz), None, "{name}");
        }
        for name in ["run.csv", "run.json", "run.npz.txt", "run.mat", "run.h5"] {
            let error = fault(name, Content::Npz).expect(name);
            assert!(error.contains("let the name end in .npz"), "{error}");
        }
        assert_eq!(fault("result.json", Content::Json), None);
        let error = fault("result.npz", Content::Json).expect("a fault");
        assert!(
            error.contains("--out result.npz: what is written is JSON"),
            "{error}"
        );
    }
}
