//! Writing a file whole or not at all: into a temporary neighbour, then renamed into place.
//!
//! In: a path and a function that writes. Out: the file, with the permissions of the one that stood
//! there or of any new one, or an error that names it; whatever stood there stays until the new file
//! is complete. A link stays a link and its target gets the bytes. A pipe, a device or standard
//! output gets the bytes when all are there, and a reader of it that has gone is no fault.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use thiserror::Error;

use super::place::{Place, folder_of};

/// A file could not be written.
#[derive(Debug, Error)]
#[error("{}: cannot be written: {source}; {}", named(file), self.fix())]
pub struct WriteError {
    /// The file that was to be written.
    pub file: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

fn named(file: &Path) -> std::borrow::Cow<'_, str> {
    match file.to_str() {
        Some("-") => "standard output".into(),
        _ => file.to_string_lossy(),
    }
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
                | io::ErrorKind::FileTooLarge
        )
    }

    fn fix(&self) -> &'static str {
        match self.source.kind() {
            io::ErrorKind::NotFound => "make its folder first",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk",
            io::ErrorKind::FileTooLarge => "write less, or choose another disk",
            io::ErrorKind::PermissionDenied => "make it writable, or choose another file",
            _ if self.is_user_error() => "choose a file in a folder that can be written",
            _ => "try again, or choose another disk",
        }
    }

    fn of(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let file = path.to_owned();
        |source| Self { file, source }
    }
}

/// Writes `path` by `write`, which is given a buffered writer that can seek.
pub(crate) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> Result<(), WriteError> {
    let written = Place::of(path).and_then(|place| match place {
        Place::File(file) => replace(&file, write),
        Place::StandardOutput => send(write, |staged| {
            let mut out = io::stdout().lock();
            io::copy(staged, &mut out)?;
            out.flush()
        }),
        Place::Stream(stream) => send(write, |staged| {
            let mut stream = File::options().append(true).open(&stream)?;
            io::copy(staged, &mut stream)?;
            Ok(())
        }),
    });
    written.map_err(WriteError::of(path))
}

/// Writes bytes that are all there.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write_file(path, |out| out.write_all(bytes))
}

/// Fails as [`write_file`] would if the folder is missing or closed or the file can't be replaced,
/// and writes nothing.
pub(crate) fn check_writable(path: &Path) -> Result<(), WriteError> {
    let checked = Place::of(path).and_then(|place| match place {
        Place::File(file) => create_in(folder_of(&file)).map(drop),
        // to open a pipe and close it again would end its reader
        Place::StandardOutput | Place::Stream(_) => Ok(()),
    });
    checked.map_err(WriteError::of(path))
}

/// Makes a folder and those above it.
pub(crate) fn create_folder(path: &Path) -> Result<(), WriteError> {
    std::fs::create_dir_all(path).map_err(WriteError::of(path))
}

/// Makes a folder if need be; fails unless each of `names` can be written in it.
pub(crate) fn check_folder(path: &Path, names: &[&str]) -> Result<(), WriteError> {
    create_folder(path)?;
    names
        .iter()
        .try_for_each(|name| check_writable(&path.join(name)))
}

/// A nameless file for bytes on their way to `path`, on the same disk; it goes with the program,
/// however that ends.
pub(crate) fn temporary_file(path: &Path) -> Result<File, WriteError> {
    let created = Place::of(path).and_then(|place| match place {
        Place::File(file) => tempfile::tempfile_in(folder_of(&file)),
        Place::StandardOutput | Place::Stream(_) => tempfile::tempfile(),
    });
    created.map_err(WriteError::of(path))
}

fn replace(
    file: &Path,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> io::Result<()> {
    let mut temporary = create_in(folder_of(file))?;
    fill(temporary.as_file_mut(), write)?;
    temporary.as_file().sync_all()?;
    if let Ok(before) = file.metadata() {
        temporary.as_file().set_permissions(before.permissions())?;
    }
    temporary.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// Gathers the bytes, then sends them.
fn send(
    write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
    send: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let mut staged = tempfile::tempfile()?;
    fill(&mut staged, write)?;
    staged.rewind()?;
    match send(&mut staged) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn fill(
    file: &mut File,
    write: impl FnOnce(&mut BufWriter<&mut File>) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffered = BufWriter::new(file);
    write(&mut buffered)?;
    buffered.flush()
}

/// A temporary file with the permissions of an ordinary new one.
fn create_in(folder: &Path) -> io::Result<NamedTempFile> {
    // what is wrong with the folder is told of it, not of a file that nobody named
    if !folder.metadata()?.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
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
    fn a_path_that_cannot_be_written_is_named_before_and_after() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        put(&at("plain"), "").unwrap();
        put(&at("kept"), "kept").unwrap();
        let mut permissions = at("kept").metadata().unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(at("kept"), permissions).unwrap();
        let paths = [
            at("no/such/out.txt"),
            at("plain/out.txt"),
            at("kept"),
            at("new/"),
            folder.path().into(),
        ];
        for path in paths {
            for error in [put(&path, "x"), check_writable(&path)] {
                let error = error.expect_err(&path.display().to_string());
                assert!(error.is_user_error(), "{error}");
                assert!(
                    error.to_string().starts_with(&path.display().to_string()),
                    "{error}"
                );
                assert!(!error.to_string().contains(".tanglewalk-"), "{error}");
            }
        }
        assert_eq!(std::fs::read_to_string(at("kept")).unwrap(), "kept");
        check_writable(&at("new")).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_is_made_and_each_of_its_files_is_checked() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("a/b");
        check_folder(&out, &["one", "two"]).unwrap();
        assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0);
        std::fs::create_dir(out.join("two")).unwrap();
        let error = check_folder(&out, &["one", "two"]).unwrap_err();
        assert!(error.to_string().contains("a/b/two: "), "{error}");
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
    fn a_link_stays_and_its_target_gets_the_bytes() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("disk")).unwrap();
        symlink("disk/run.npz", at("run.npz")).unwrap();
        for text in ["new", "again"] {
            put(&at("run.npz"), text).unwrap();
            assert_eq!(std::fs::read_to_string(at("disk/run.npz")).unwrap(), text);
            assert!(at("run.npz").is_symlink() && !at("disk/run.npz").is_symlink());
        }
        symlink("no/such/run.npz", at("lost")).unwrap();
        let error = check_writable(&at("lost")).unwrap_err();
        assert!(error.to_string().contains("make its folder"), "{error}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_descriptor_gets_the_bytes_after_what_it_has() {
        use std::os::fd::AsRawFd;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"before ").unwrap();
        let path = format!("/dev/fd/{}", file.as_file().as_raw_fd());
        check_writable(Path::new(&path)).unwrap();
        put(Path::new(&path), "after").unwrap();
        assert_eq!(
            std::fs::read_to_string(file.path()).unwrap(),
            "before after"
        );
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_a_new_file_and_an_old_one_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (ours, plain) = (folder.path().join("ours"), folder.path().join("plain"));
        put(&ours, "").unwrap();
        std::fs::write(&plain, "").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
        std::fs::set_permissions(&ours, std::fs::Permissions::from_mode(0o600)).unwrap();
        put(&ours, "again").unwrap();
        assert_eq!(mode(&ours) & 0o777, 0o600);
    }
}
