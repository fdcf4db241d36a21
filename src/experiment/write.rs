//! The result on disk: `data.npz` and `report.json`, each whole or not at all.

use std::path::Path;

use super::partial;
use super::{ExperimentError, ExperimentResult};
use crate::files::{WriteError, write_bytes};
use crate::recording::npz::{self, Entry, Values};

/// Writes both files into the folder `out`.
pub fn write(out: &Path, result: &ExperimentResult) -> Result<(), ExperimentError> {
    let entries: Vec<Entry> = result
        .arrays
        .iter()
        .map(|array| Entry {
            name: &array.name,
            shape: &array.shape,
            values: Values::F64(&array.values),
        })
        .collect();
    npz::write(&out.join("data.npz"), &entries)?;
    let file = out.join("report.json");
    let mut text = serde_json::to_string_pretty(&result.report).map_err(|error| WriteError {
        file: file.clone(),
        source: error.into(),
    })?;
    text.push('\n');
    Ok(write_bytes(&file, text.as_bytes())?)
}

/// Removes the trials that were kept to go on from, once there is a result.
pub fn clear_partial(out: &Path) -> Result<(), ExperimentError> {
    let folder = out.join(partial::FOLDER);
    match std::fs::remove_dir_all(&folder) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(WriteError {
            file: folder,
            source,
        }
        .into()),
        _ => Ok(()),
    }
}
