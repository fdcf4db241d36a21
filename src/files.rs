//! Writing a file whole or not at all: into a temporary neighbour, then renamed into place.
//!
//! In: a path and a function that writes. Out: the file, with the permissions of any new file, or
//! an error that names it; whatever stood there before stays until the new file is complete.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use thiserror::Error;

/// A file could not be written.
#[derive(Debug, Error)]
#[error("{}: cannot be written: {source}; {}", file.display(), self.fix())]
pub struct WriteError {
    /// The file that was to be written.
    pub file: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl WriteError {
    /// Whether the path is at fault (its folder missing, closed or read-only), not the machine.
    pub fn is_user_error(&self) -> bool {
        matches!(
            self.source.kind(),
            io::ErrorKind::NotFound
                | io::ErrorKind::PermissionDenied
                | io::ErrorKind::NotADirectory
                | io::ErrorKind::IsADirectory
                | io::ErrorKind::ReadOnlyFilesystem
                | io::ErrorKind::InvalidFilename
                | io::ErrorKind::InvalidInput
                | io::ErrorKind::AlreadyExists
        )
    }

    fn fix(&self) -> &'static str {
        match self.source.kind() {
            io::ErrorKind::NotFound => "make its folder first",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk",
            _ if self.is_user_error() => "choose a file in a folder that can be written",
            _ => "try again, or choose another disk",
        }
    }
}

/// Writes `path` by `write`, which is given a buffered writer that can seek.
pub fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> Result<(), WriteError> {
    replace(path, write).map_err(|source| WriteError {
        file: path.to_owned(),
        source,
    })
}

/// Fails as [`write_file`] would if the folder is missing or closed, and writes nothing.
pub fn check_writable(path: &Path) -> Result<(), WriteError> {
    if is_special(path) {
        return Ok(());
    }
    open_beside(path).map(drop).map_err(|source| WriteError {
        file: path.to_owned(),
        source,
    })
}

/// Makes a folder and those above it.
pub fn create_folder(path: &Path) -> Result<(), WriteError> {
    std::fs::create_dir_all(path).map_err(|source| WriteError {
        file: path.to_owned(),
        source,
    })
}

/// Writes bytes that are all there.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write_file(path, |out| out.write_all(bytes))
}

fn replace(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> io::Result<()> {
    // Renaming over a device or a pipe would put a plain file in its place: write into it.
    if is_special(path) {
        let mut special = File::options().write(true).open(path)?;
        let mut buffered = BufWriter::new(&mut special);
        write(&mut buffered)?;
        return buffered.flush();
    }
    let mut temporary = open_beside(path)?;
    let mut buffered = BufWriter::new(temporary.as_file_mut());
    write(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn is_special(path: &Path) -> bool {
    path.exists() && !path.is_file() && !path.is_dir()
}

/// A temporary file in the folder of `path`, if a file may stand there.
fn open_beside(path: &Path) -> io::Result<NamedTempFile> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    create_in(folder)
}

/// A temporary file with the permissions of an ordinary new one.
fn create_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.prefix(".tanglewalk-").tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(path: &Path, text: &str) -> Result<(), WriteError> {
        write_file(path, |out| out.write_all(text.as_bytes()))
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.txt");
        put(&path, "first").unwrap();
        put(&path, "second").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "second");
        let failed = write_file(&path, |out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        let error = failed.unwrap_err();
        assert!(!error.is_user_error());
        assert!(error.to_string().contains("out.txt"), "{error}");
        assert!(error.to_string().contains("make room"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "second");
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "the temporary file is gone");
    }

    #[test]
    fn a_path_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("plain");
        put(&plain, "").unwrap();
        let paths = [
            folder.path().join("no/such/out.txt"),
            plain.join("out.txt"),
            folder.path().into(),
        ];
        for path in paths {
            let error = put(&path, "x").unwrap_err();
            assert!(error.is_user_error(), "{error}");
            assert!(
                error.to_string().starts_with(&path.display().to_string()),
                "{error}"
            );
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_written_into_and_stays_one() {
        put(Path::new("/dev/null"), "x").unwrap();
        assert!(!Path::new("/dev/null").is_file());
        let error = put(Path::new("/dev/full"), "x").unwrap_err();
        assert!(
            !error.is_user_error(),
            "a full disk is not the user's path: {error}"
        );
        assert!(error.to_string().contains("/dev/full: "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_it_as_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (ours, plain) = (folder.path().join("ours"), folder.path().join("plain"));
        put(&ours, "").unwrap();
        std::fs::write(&plain, "").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }
}
