//! Reading an NPZ: all headers at once, then each array when it is asked for.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use super::entry::{self, EntryError};
use super::error::NpzError;

/// What the header of an array says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrayHeader {
    /// Its name, without `.npy`.
    pub name: String,
    /// Its shape, such as `[T, N]`.
    pub shape: Vec<usize>,
    index: usize,
}

/// An array of numbers, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct NpzArray {
    /// Its shape, such as `[T, N]`.
    pub shape: Vec<usize>,
    /// Its values, the last axis fastest.
    pub data: Vec<f64>,
}

/// An open NPZ.
#[derive(Debug)]
pub struct NpzFile {
    path: PathBuf,
    archive: ZipArchive<BufReader<File>>,
    headers: Vec<ArrayHeader>,
    length: u64,
}

/// All arrays of an NPZ by name.
pub fn read_all(path: &Path) -> Result<BTreeMap<String, NpzArray>, NpzError> {
    let mut file = NpzFile::open(path)?;
    let names: Vec<String> = file
        .headers
        .iter()
        .map(|header| header.name.clone())
        .collect();
    names
        .into_iter()
        .map(|name| Ok((name.clone(), file.read(&name)?)))
        .collect()
}

impl NpzFile {
    /// Opens an NPZ and reads the header of every array; entries that are not `.npy` are skipped.
    pub fn open(path: &Path) -> Result<Self, NpzError> {
        let unreadable = |source| NpzError::Read {
            file: path.to_owned(),
            source,
        };
        let mut file = File::open(path).map_err(unreadable)?;
        let length = file.metadata().map_err(unreadable)?.len();
        let mut start = Vec::new();
        (&mut file)
            .take(6)
            .read_to_end(&mut start)
            .map_err(unreadable)?;
        let archive = match ZipArchive::new(BufReader::new(file)) {
            Ok(archive) => archive,
            Err(ZipError::Io(source)) if source.kind() != io::ErrorKind::UnexpectedEof => {
                return Err(unreadable(source));
            }
            Err(error) => return Err(not_npz(path, &start, &error)),
        };
        let mut npz = Self {
            path: path.to_owned(),
            archive,
            headers: Vec::new(),
            length,
        };
        npz.read_headers()?;
        Ok(npz)
    }

    /// The arrays in the order of the file.
    pub fn headers(&self) -> &[ArrayHeader] {
        &self.headers
    }

    /// The header of the array `name`.
    pub fn header(&self, name: &str) -> Result<&ArrayHeader, NpzError> {
        self.headers
            .iter()
            .find(|header| header.name == name)
            .ok_or_else(|| {
                let names: Vec<&str> = self.headers.iter().map(|header| &*header.name).collect();
                let present = if names.is_empty() {
                    "no arrays".to_owned()
                } else {
                    names.join(", ")
                };
                NpzError::Missing {
                    file: self.path.clone(),
                    array: name.to_owned(),
                    present,
                }
            })
    }

    /// Reads the array `name`, of any shape.
    pub fn read(&mut self, name: &str) -> Result<NpzArray, NpzError> {
        let ArrayHeader { index, shape, .. } = self.header(name)?.clone();
        let found = self.archive.by_index(index).map_err(EntryError::from);
        let data = found
            .and_then(|found| entry::read_elements(found, self.length))
            .map_err(|error| error.of(&self.path, name))?;
        Ok(NpzArray { shape, data })
    }

    /// Reads the array `name` of shape `[T]`.
    pub fn read_vector(&mut self, name: &str) -> Result<Vec<f64>, NpzError> {
        match self.header(name)?.shape[..] {
            [_] => Ok(self.read(name)?.data),
            ref shape => Err(self.wrong_shape(name, shape, "[T]")),
        }
    }

    /// Reads the array `name` of shape `[rows, N]`, N at least 1; gives N and the values.
    pub fn read_matrix(&mut self, name: &str, rows: usize) -> Result<(usize, Vec<f64>), NpzError> {
        match self.header(name)?.shape[..] {
            [found, units] if found == rows && units > 0 => Ok((units, self.read(name)?.data)),
            ref shape => Err(self.wrong_shape(name, shape, &format!("[{rows}, N]"))),
        }
    }

    fn wrong_shape(&self, name: &str, shape: &[usize], expected: &str) -> NpzError {
        NpzError::Array {
            file: self.path.clone(),
            array: name.to_owned(),
            found: format!("shape {shape:?}, but {expected} is needed"),
            fix: "name an array of that shape",
        }
    }

    fn read_headers(&mut self) -> Result<(), NpzError> {
        for index in 0..self.archive.len() {
            let entry_name = self.archive.name_for_index(index).unwrap_or_default();
            let Some(name) = npyz::npz::array_name_from_file_name(entry_name) else {
                continue;
            };
            let name = name.to_owned();
            let found = self.archive.by_index(index).map_err(EntryError::from);
            let shape = found
                .and_then(entry::read_shape)
                .map_err(|error| error.of(&self.path, &name))?;
            self.headers.push(ArrayHeader { name, shape, index });
        }
        Ok(())
    }
}

/// The error for a file that is no zip, or not a whole one, by its first bytes.
fn not_npz(path: &Path, start: &[u8], error: &ZipError) -> NpzError {
    let (found, fix) = match start {
        [] => ("an empty file".to_owned(), "record or copy it anew"),
        b"\x93NUMPY" => (
            "a single NumPy array".to_owned(),
            "save it with numpy.savez",
        ),
        [b'P', b'K', ..] => (
            format!("a zip that is cut short or damaged ({error})"),
            "record or copy it anew",
        ),
        _ => (
            "no zip".to_owned(),
            "pass a file made by tanglewalk or numpy.savez",
        ),
    };
    NpzError::NotNpz {
        file: path.to_owned(),
        found,
        fix,
    }
}
