//! Where bytes go that are written to a path: links are followed, and what is no plain file is
//! told apart, as it can be written into but never replaced.

use std::io;
use std::path::{Path, PathBuf};

/// Links that may follow upon one another.
const MOST_LINKS: usize = 40;
/// The descriptor of standard output.
const STANDARD_OUTPUT: u32 = 1;

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The program's own: `-`, `/dev/stdout`, or a link to one of its names.
    StandardOutput,
    /// A pipe, a device or another descriptor.
    Stream(PathBuf),
    /// A plain file, there or not yet.
    File(PathBuf),
}

impl Place {
    /// Follows `path` to its end; an error where no file can stand.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        if path == Path::new("-") {
            return Ok(Self::StandardOutput);
        }
        let last = path.as_os_str().as_encoded_bytes().last();
        if last.is_none_or(|&byte| std::path::is_separator(char::from(byte))) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut at = path.to_owned();
        for _ in 0..MOST_LINKS {
            if let Some(place) = descriptor(&at) {
                return place;
            }
            match at.symlink_metadata() {
                Ok(found) if found.is_symlink() => at = folder_of(&at).join(at.read_link()?),
                Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
                Ok(found) if !found.is_file() => return Ok(Self::Stream(at)),
                Ok(found) if found.permissions().readonly() => {
                    let message = "the file is read-only";
                    return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
                }
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(_) | Err(_) => return Ok(Self::File(at)),
            }
        }
        let message = "its links lead round in a circle";
        Err(io::Error::new(io::ErrorKind::InvalidInput, message))
    }
}

/// Whether what is written to `path` goes to a pipe, a device or standard output, not to a file.
pub(crate) fn is_stream(path: &Path) -> bool {
    matches!(
        Place::of(path),
        Ok(Place::StandardOutput | Place::Stream(_))
    )
}

/// Whether what is written to `path` goes to standard output.
pub(crate) fn is_standard_output(path: &Path) -> bool {
    matches!(Place::of(path), Ok(Place::StandardOutput))
}

/// Whether what is written to one path would overwrite what stands at, or is written to, the other.
pub(crate) fn is_same_file(one: &Path, other: &Path) -> bool {
    let end = |path: &Path| match Place::of(path).ok()? {
        Place::File(file) => {
            let folder = folder_of(&file).canonicalize().ok()?;
            Some(folder.join(file.file_name()?))
        }
        Place::StandardOutput | Place::Stream(_) => None,
    };
    end(one).is_some_and(|one| end(other) == Some(one))
}

/// The folder that a file stands in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The place of a path that names an open descriptor, such as `/dev/fd/3`; none for any other.
fn descriptor(path: &Path) -> Option<io::Result<Place>> {
    let number: u32 = path.file_name()?.to_str()?.parse().ok()?;
    let folder = folder_of(path).canonicalize().ok()?;
    let is_ours = |name| {
        Path::new(name)
            .canonicalize()
            .is_ok_and(|own| own == folder)
    };
    let ours = ["/dev/fd", "/proc/self/fd", "/proc/thread-self/fd"];
    if !ours.into_iter().any(is_ours) {
        return None;
    }
    if path.symlink_metadata().is_err() {
        let message = format!("no descriptor {number} is open");
        return Some(Err(io::Error::new(io::ErrorKind::InvalidInput, message)));
    }
    Some(Ok(if number == STANDARD_OUTPUT {
        Place::StandardOutput
    } else {
        Place::Stream(path.to_owned())
    }))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_followed_to_their_end() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("far")).unwrap();
        std::fs::write(at("far/there.npz"), "").unwrap();
        symlink("far/there.npz", at("one")).unwrap();
        symlink(at("one"), at("two")).unwrap();
        symlink("far/not-yet.npz", at("dangling")).unwrap();
        symlink("far", at("folder")).unwrap();
        symlink("/dev/null", at("nowhere")).unwrap();
        symlink("/dev/stdout", at("out")).unwrap();
        symlink("round", at("round")).unwrap();
        let file = |name: &str| Place::File(at(name));
        assert_eq!(Place::of(&at("two")).unwrap(), file("far/there.npz"));
        assert_eq!(Place::of(&at("dangling")).unwrap(), file("far/not-yet.npz"));
        assert_eq!(Place::of(&at("plain")).unwrap(), file("plain"));
        let null = Place::Stream("/dev/null".into());
        assert_eq!(Place::of(&at("nowhere")).unwrap(), null);
        assert_eq!(Place::of(&at("out")).unwrap(), Place::StandardOutput);
        let kind = |name: &str| Place::of(&at(name)).unwrap_err().kind();
        assert_eq!(kind("folder"), io::ErrorKind::IsADirectory);
        assert_eq!(kind("new/"), io::ErrorKind::IsADirectory);
        assert_eq!(kind("round"), io::ErrorKind::InvalidInput);
    }

    #[test]
    fn one_file_is_known_under_all_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("in")).unwrap();
        std::fs::write(at("run.npz"), "").unwrap();
        symlink("run.npz", at("link.json")).unwrap();
        symlink("new.npz", at("dangling")).unwrap();
        assert!(is_same_file(&at("run.npz"), &at("in/../run.npz")));
        assert!(is_same_file(&at("link.json"), &at("run.npz")));
        assert!(
            is_same_file(&at("dangling"), &at("new.npz")),
            "not there yet"
        );
        assert!(!is_same_file(&at("run.npz"), &at("new.npz")));
        assert!(!is_same_file(Path::new("-"), Path::new("-")));
        assert!(!is_same_file(
            Path::new("/dev/null"),
            Path::new("/dev/null")
        ));
    }

    #[test]
    fn descriptors_are_known_by_every_name() {
        for name in ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
            let place = Place::of(Path::new(name)).unwrap();
            assert_eq!(place, Place::StandardOutput, "{name}");
        }
        let error = Place::of(Path::new("/dev/fd/9999")).unwrap_err();
        assert!(error.to_string().contains("no descriptor 9999"), "{error}");
        assert!(matches!(Place::of(Path::new("./-")), Ok(Place::File(_))));
        let numbered = tempfile::tempdir().unwrap();
        let file = numbered.path().join("1");
        assert_eq!(Place::of(&file).unwrap(), Place::File(file));
    }
}
