//! Where the bytes of an NPZ come from: a file, or memory for what cannot be read twice.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes that can be read at any place.
#[derive(Debug)]
pub(super) enum Source {
    /// A file.
    File(BufReader<File>),
    /// A whole stream: standard input, a pipe.
    Memory(Cursor<Vec<u8>>),
}

impl Source {
    /// Opens a file; what comes through a pipe is read to its end first. Gives its length too.
    pub(super) fn open(path: &Path) -> io::Result<(Self, u64)> {
        let mut file = File::open(path)?;
        let about = file.metadata()?;
        if is_pipe(&about) {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            return Ok(Self::of(bytes));
        }
        Ok((Self::File(BufReader::new(file)), about.len()))
    }

    /// Bytes that are all there, and their number.
    pub(super) fn of(bytes: Vec<u8>) -> (Self, u64) {
        let length = bytes.len() as u64;
        (Self::Memory(Cursor::new(bytes)), length)
    }
}

#[cfg(unix)]
fn is_pipe(about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    about.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Memory(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Memory(bytes) => bytes.seek(to),
        }
    }
}
