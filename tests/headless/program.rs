//! Runs the built program as a person does, and judges how it ended.
//!
//! Messages are folded to the width of a terminal, so a quote is looked for without regard to
//! white space and to the rule at the left of a folded message.

use std::ffi::OsStr;
use std::io::{Seek, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// A command line on its way.
pub(crate) struct Call(Command);

/// How it ended.
pub(crate) struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A call of the program with arguments that white space divides.
pub(crate) fn tanglewalk(words: &str) -> Call {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tanglewalk"));
    command.args(words.split_whitespace()).stdin(Stdio::null());
    Call(command)
}

impl Call {
    /// Adds one argument as it is: a path.
    pub(crate) fn with(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.0.arg(argument);
        self
    }

    /// Adds arguments that white space divides.
    pub(crate) fn words(mut self, words: &str) -> Self {
        self.0.args(words.split_whitespace());
        self
    }

    /// Runs in a folder of its own.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.0.current_dir(folder);
        self
    }

    /// Gives it bytes on standard input.
    pub(crate) fn fed(mut self, bytes: &[u8]) -> Self {
        let mut input = tempfile::tempfile().unwrap();
        input.write_all(bytes).unwrap();
        input.rewind().unwrap();
        self.0.stdin(input);
        self
    }

    /// Sends standard output to a file that is there.
    pub(crate) fn into(mut self, file: impl AsRef<Path>) -> Self {
        let file = std::fs::File::options().write(true).open(file).unwrap();
        self.0.stdout(file);
        self
    }

    /// Sends standard error to a file that is there.
    pub(crate) fn errors_into(mut self, file: &str) -> Self {
        let file = std::fs::File::options().write(true).open(file).unwrap();
        self.0.stderr(file);
        self
    }

    /// Runs it as a step of a shell's script, in which it is called `"$@"`.
    #[cfg(unix)]
    pub(crate) fn in_script(self, script: &str) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh"]).arg(self.0.get_program());
        shell.args(self.0.get_args()).stdin(Stdio::null());
        if let Some(folder) = self.0.get_current_dir() {
            shell.current_dir(folder);
        }
        Self(shell)
    }

    /// Runs it and returns the bytes that it wrote to standard output, and what it said.
    pub(crate) fn bytes(mut self) -> (Vec<u8>, String) {
        let output = self.0.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        (output.stdout, said)
    }

    /// Starts it and does not wait.
    pub(crate) fn start(mut self) -> std::process::Child {
        self.0.stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The same, with a standard input that is open and has nothing yet.
    pub(crate) fn start_reading(mut self) -> std::process::Child {
        self.0.stdin(Stdio::piped());
        self.start()
    }

    /// Runs it to its end.
    pub(crate) fn run(mut self) -> Ended {
        let output = self.0.output().unwrap();
        let ended = Ended {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!(!ended.err.contains("panicked"), "a panic:\n{}", ended.err);
        ended
    }

    /// Runs it; it must do what it was asked to. Returns what it printed.
    pub(crate) fn done(self) -> String {
        let ended = self.run();
        assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
        ended.out
    }

    /// Runs it; it must end with `code` and say every one of `quotes`.
    pub(crate) fn fails(self, code: i32, quotes: &[&str]) {
        let ended = self.run();
        assert_eq!(ended.code, Some(code), "{}{}", ended.out, ended.err);
        let message = squeezed(&ended.err);
        for quote in quotes {
            assert!(
                message.contains(&squeezed(quote)),
                "`{quote}` is not said by:\n{}",
                ended.err
            );
        }
    }

    /// Runs it; it must find the input wrong and say every one of `quotes`.
    pub(crate) fn refused(self, quotes: &[&str]) {
        self.fails(2, quotes);
    }
}

/// A message without what folding adds to it.
fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '│' | '|' | '×'))
        .collect()
}
