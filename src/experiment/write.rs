//! The result on disk: `data.npz`, `report.json`, figures and `report.html`, each whole or not at all.

use std::path::{Path, PathBuf};

use super::partial;
use super::{ExperimentError, ExperimentResult, figures, html};
use crate::files::{WriteError, check_folder, create_folder, write_bytes};
use crate::recording::npz::{self, Entry, Values};

/// Folder of the figures.
const FIGURES: &str = "figures";
const ARRAYS: &str = "data.npz";
const REPORT: &str = "report.json";
const PAGE: &str = "report.html";

/// Makes the folders in `out`; fails unless [`write`] can write there. To be asked before an
/// experiment.
pub(crate) fn check_outputs(out: &Path) -> Result<(), ExperimentError> {
    check_folder(out, &[ARRAYS, REPORT, PAGE])?;
    check_folder(&out.join(FIGURES), &[])?;
    Ok(check_folder(&out.join(partial::FOLDER), &[])?)
}

/// Writes every file into the folder `out`, `report.html` last. Returns what was written, in order.
pub(crate) fn write(
    out: &Path,
    result: &ExperimentResult,
) -> Result<Vec<PathBuf>, ExperimentError> {
    let mut written = vec![out.join(ARRAYS), out.join(REPORT)];
    write_arrays(&written[0], result)?;
    write_report(&written[1], result)?;
    let plates = figures::plates(result);
    let folder = out.join(FIGURES);
    create_folder(&folder)?;
    for plate in &plates {
        let svg = folder.join(plate.name).with_extension("svg");
        let png = folder.join(plate.name).with_extension("png");
        plate.figure.save_svg(&svg)?;
        plate.figure.save_png(&png)?;
        written.extend([svg, png]);
    }
    let page = out.join(PAGE);
    write_bytes(&page, html::page(&result.report, &plates).as_bytes())?;
    written.push(page);
    Ok(written)
}

fn write_arrays(file: &Path, result: &ExperimentResult) -> Result<(), ExperimentError> {
    let entries: Vec<Entry> = result
        .arrays
        .iter()
        .map(|array| Entry {
            name: &array.name,
            shape: &array.shape,
            values: Values::F64(&array.values),
        })
        .collect();
    Ok(npz::write(file, &entries)?)
}

fn write_report(file: &Path, result: &ExperimentResult) -> Result<(), ExperimentError> {
    let mut text = serde_json::to_string_pretty(&result.report).map_err(|error| WriteError {
        file: file.to_owned(),
        source: error.into(),
    })?;
    text.push('\n');
    Ok(write_bytes(file, text.as_bytes())?)
}

/// Removes the trials that were kept to go on from, once there is a result.
pub(crate) fn clear_partial(out: &Path) -> Result<(), ExperimentError> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::samples::Sample;

    #[test]
    fn the_same_result_gives_the_same_files_and_nothing_else() {
        let result = Sample::full().result();
        let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let [first, second] = folders.each_ref().map(|folder| {
            let written = write(folder.path(), &result).unwrap();
            let read = |file: &PathBuf| std::fs::read(file).unwrap();
            written.iter().map(read).collect::<Vec<Vec<u8>>>()
        });
        assert!(first == second, "two writings of one result differ");
        let count = |folder: PathBuf| std::fs::read_dir(folder).unwrap().count();
        let out = folders[0].path();
        assert_eq!(count(out.join(FIGURES)) + 3, first.len());
        assert_eq!(count(out.to_owned()), 4, "three files and the figures");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FIGURES), "taken").unwrap();
        let error = write(folder.path(), &Sample::full().result()).unwrap_err();
        for error in [error, check_outputs(folder.path()).unwrap_err()] {
            assert!(
                error.is_user_error() && error.to_string().contains(FIGURES),
                "{error}"
            );
        }
    }
}
