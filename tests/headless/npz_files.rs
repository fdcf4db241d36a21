//! NPZ files as other programs write them: any type, order, shape and entry.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Entries of an NPZ on their way.
#[derive(Default)]
pub(crate) struct Npz(Vec<(String, Vec<u8>)>);

/// A version 1 `.npy`: `descr` and `shape` as Python writes them, and the raw elements.
pub(crate) fn npy(descr: &str, fortran: bool, shape: &str, elements: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    let header = format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(elements);
    bytes
}

/// float64, little endian.
pub(crate) fn f8(values: &[f64]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

impl Npz {
    /// Adds an entry of the zip by its full name.
    pub(crate) fn entry(mut self, name: &str, bytes: Vec<u8>) -> Self {
        self.0.push((name.to_owned(), bytes));
        self
    }

    /// Adds an array of type `descr`.
    pub(crate) fn array(self, name: &str, descr: &str, shape: &str, elements: &[u8]) -> Self {
        let quoted = format!("'{descr}'");
        self.entry(&format!("{name}.npy"), npy(&quoted, false, shape, elements))
    }

    /// Adds an array of float64.
    pub(crate) fn floats(self, name: &str, shape: &str, values: &[f64]) -> Self {
        self.array(name, "<f8", shape, &f8(values))
    }

    /// Adds `time`, and a layer `rates` of two units that go round.
    pub(crate) fn with_rates(self, time: &[f64]) -> Self {
        let rows = time.len();
        let rates: Vec<f64> = (0..rows)
            .flat_map(|k| <[f64; 2]>::from((0.3 * k as f64).sin_cos()))
            .collect();
        self.floats("time", &format!("({rows},)"), time).floats(
            "rates",
            &format!("({rows}, 2)"),
            &rates,
        )
    }

    /// The bytes of the whole file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.0 {
            zip.start_file(name.as_str(), SimpleFileOptions::DEFAULT)
                .unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    /// Writes it to `run.npz` in a folder that lives as long as the first value.
    pub(crate) fn file(&self) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.npz");
        self.save(&path);
        (folder, path)
    }

    /// Writes it to a file.
    pub(crate) fn save(&self, path: &Path) {
        std::fs::write(path, self.bytes()).unwrap();
    }
}

/// Stamps at `rate` [Hz], each through `keep`.
pub(crate) fn clock(rows: usize, rate: f64, keep: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..rows).map(|k| keep(k as f64 / rate)).collect()
}
