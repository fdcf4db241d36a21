//! Whether a disk has room for what will be written, asked before the work that leads to it.

use std::io;
use std::path::Path;

use super::WriteError;
use super::place::{Place, folder_of};

/// What is less is not asked about: a disk that full is found out soon enough.
const SMALL: u64 = 64 << 20;

/// Fails if there is no room for `bytes` on their way to `path`.
pub(crate) fn check_room(path: &Path, bytes: u64) -> Result<(), WriteError> {
    if bytes < SMALL {
        return Ok(());
    }
    let folder = match Place::of(path) {
        Ok(Place::File(file)) => folder_of(&file).to_owned(),
        _ => std::env::temp_dir(),
    };
    match free(&folder) {
        Some(free) if free < bytes => {
            let gigabytes = |bytes: u64| bytes as f64 / 1e9;
            let message = format!(
                "it takes some {:.1} GB, and {} has {:.1} GB left",
                gigabytes(bytes),
                folder.display(),
                gigabytes(free)
            );
            Err(WriteError {
                file: path.to_owned(),
                source: io::Error::new(io::ErrorKind::FileTooLarge, message),
            })
        }
        _ => Ok(()),
    }
}

/// Bytes that may still be written to the disk of a folder; none if the system doesn't say.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn free(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_no_disk_holds_is_refused_and_what_is_small_is_not_asked_about() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("run.npz");
        let error = check_room(&file, u64::MAX / 2).unwrap_err();
        assert!(error.is_user_error(), "{error}");
        let text = error.to_string();
        for quote in ["run.npz: cannot be written", "GB left", "write less"] {
            assert!(text.contains(quote), "{text}");
        }
        check_room(&file, SMALL - 1).unwrap();
        check_room(Path::new("-"), u64::MAX / 2).unwrap_err();
    }
}
