//! What is said of a recording that `analyze` cannot use: file, array, what was found and the fix.

use std::fmt::Display;
use std::path::Path;

use crate::cli::Failure;

/// What is wrong with an array of a recording.
pub(super) fn of_array(
    file: &Path,
    array: &str,
    found: impl Display,
    fix: impl Display,
) -> Failure {
    of_file(file, format!("array {array}: {found}"), fix)
}

/// What is wrong with a file.
pub(super) fn of_file(file: &Path, found: impl Display, fix: impl Display) -> Failure {
    Failure::Input(format!("{}: {found}; {fix}", file.display()))
}

/// Why a layer cannot be measured; `source` has the fix.
pub(super) fn of_layer(file: &Path, layer: &str, source: impl Display) -> Failure {
    Failure::Input(format!("{}: array {layer}: {source}", file.display()))
}
