//! Reading an NPZ: all headers at once, then each array when it is asked for.
//!
//! An array that cannot be read (text, objects, a damaged header) stands in nobody's way until it is
//! asked for.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use super::entry::{self, EntryError};
use super::error::NpzError;
use super::header::NoNumbers;
use super::shape;
use super::source::Source;

/// Most names that an error lists.
const LISTED_NAMES: usize = 20;

/// What the header of an array says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrayHeader {
    /// Its name, without `.npy`.
    pub name: String,
    /// Its shape, such as `[T, N]`.
    pub shape: Vec<usize>,
    /// What its elements are where they are no plain numbers, such as text: it cannot be read.
    pub no_numbers: Option<NoNumbers>,
    index: usize,
}

impl ArrayHeader {
    /// Why it is no matrix of numbers `[rows, N]`, and what to do about it; `None` if it is one.
    pub fn unfit(&self, rows: usize) -> Option<(String, String)> {
        if let Some(elements) = &self.no_numbers {
            return Some((elements.found.clone(), elements.fix.to_owned()));
        }
        match self.shape[..] {
            [found, units] if found == rows && units > 0 => None,
            ref found => Some((
                format!("shape {found:?}"),
                shape::to_matrix(&self.name, found, rows),
            )),
        }
    }
}

/// An array whose header cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its name, without `.npy`.
    pub name: String,
    /// What is wrong with it.
    pub found: String,
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
    archive: ZipArchive<Source>,
    headers: Vec<ArrayHeader>,
    unreadable: Vec<Unreadable>,
    length: u64,
}

/// All arrays of an NPZ by name; an error if one of them cannot be read.
pub fn read_all(path: &Path) -> Result<BTreeMap<String, NpzArray>, NpzError> {
    let mut file = NpzFile::open(path)?;
    let names: Vec<String> = file.names().map(str::to_owned).collect();
    names
        .into_iter()
        .map(|name| Ok((name.clone(), file.read(&name)?)))
        .collect()
}

impl NpzFile {
    /// Opens an NPZ and reads the header of every array; entries that are not `.npy` are skipped.
    pub fn open(path: &Path) -> Result<Self, NpzError> {
        let (source, length) = Source::open(path).map_err(|source| NpzError::Read {
            file: path.to_owned(),
            source,
        })?;
        Self::of(path, source, length)
    }

    /// An NPZ that is in memory; `name` stands for its path in errors.
    pub fn from_bytes(name: &Path, bytes: Vec<u8>) -> Result<Self, NpzError> {
        let (source, length) = Source::of(bytes);
        Self::of(name, source, length)
    }

    fn of(path: &Path, mut source: Source, length: u64) -> Result<Self, NpzError> {
        let unreadable = |source| NpzError::Read {
            file: path.to_owned(),
            source,
        };
        let mut start = Vec::new();
        (&mut source)
            .take(8)
            .read_to_end(&mut start)
            .map_err(unreadable)?;
        source.rewind().map_err(unreadable)?;
        let archive = match ZipArchive::new(source) {
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
            unreadable: Vec::new(),
            length,
        };
        npz.read_headers()?;
        Ok(npz)
    }

    /// The path that errors name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The arrays whose headers can be read, in the order of the file.
    pub fn headers(&self) -> &[ArrayHeader] {
        &self.headers
    }

    /// The arrays whose headers cannot be read, in the order of the file.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// The names of all arrays.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let read = self.headers.iter().map(|header| &*header.name);
        read.chain(self.unreadable.iter().map(|array| &*array.name))
    }

    /// The header of the array `name`.
    pub fn header(&self, name: &str) -> Result<&ArrayHeader, NpzError> {
        if let Some(header) = self.headers.iter().find(|header| header.name == name) {
            return Ok(header);
        }
        if let Some(array) = self.unreadable.iter().find(|array| array.name == name) {
            return Err(EntryError::Wrong(array.found.clone()).of(&self.path, name));
        }
        Err(NpzError::Missing {
            file: self.path.clone(),
            array: name.to_owned(),
            present: listed(&self.names().collect::<Vec<_>>()),
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

    /// Reads the array `name` of shape `[T]`, or `[T, 1]` or `[1, T]` as other programs keep vectors.
    pub fn read_vector(&mut self, name: &str) -> Result<Vec<f64>, NpzError> {
        let found = &self.header(name)?.shape;
        if shape::is_vector(found) {
            return Ok(self.read(name)?.data);
        }
        Err(self.wrong_shape(name, found, "[T]", shape::to_vector(name, found)))
    }

    /// Reads the array `name` of shape `[rows, N]`, N at least 1; gives N and the values.
    pub fn read_matrix(&mut self, name: &str, rows: usize) -> Result<(usize, Vec<f64>), NpzError> {
        match self.header(name)?.shape[..] {
            [found, units] if found == rows && units > 0 => Ok((units, self.read(name)?.data)),
            ref found => {
                let fix = shape::to_matrix(name, found, rows);
                Err(self.wrong_shape(name, found, &format!("[{rows}, N]"), fix))
            }
        }
    }

    fn wrong_shape(&self, name: &str, found: &[usize], expected: &str, fix: String) -> NpzError {
        NpzError::Array {
            file: self.path.clone(),
            array: name.to_owned(),
            found: format!("shape {found:?}, but {expected} is needed"),
            fix: fix.into(),
        }
    }

    fn read_headers(&mut self) -> Result<(), NpzError> {
        for index in 0..self.archive.len() {
            let entry_name = self.archive.name_for_index(index).unwrap_or_default();
            let Some(name) = npyz::npz::array_name_from_file_name(entry_name) else {
                continue;
            };
            // What macOS adds to a zip made by hand.
            if name.split('/').any(|part| part.starts_with("._")) {
                continue;
            }
            let name = name.to_owned();
            let found = self.archive.by_index(index).map_err(EntryError::from);
            match found.and_then(entry::read_claim) {
                Ok(claim) => self.headers.push(ArrayHeader {
                    name,
                    shape: claim.shape,
                    no_numbers: claim.no_numbers,
                    index,
                }),
                Err(EntryError::Wrong(found)) => self.unreadable.push(Unreadable { name, found }),
                Err(error) => return Err(error.of(&self.path, &name)),
            }
        }
        Ok(())
    }
}

/// Names in a sentence, the first of them if there are many.
fn listed(names: &[&str]) -> String {
    match names.len() {
        0 => "no arrays".to_owned(),
        1..=LISTED_NAMES => names.join(", "),
        count => {
            let first = names[..LISTED_NAMES].join(", ");
            format!("{first} and {} more", count - LISTED_NAMES)
        }
    }
}

/// The error for a file that is no zip, or not a whole one, by its first bytes.
fn not_npz(path: &Path, start: &[u8], error: &ZipError) -> NpzError {
    let (found, fix) = match start {
        [] => ("an empty file".to_owned(), "record or copy it anew"),
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => (
            "a single NumPy array".to_owned(),
            "save it with numpy.savez, as one of several: numpy.savez(file, time=.., rates=..)",
        ),
        [b'P', b'K', ..] => (
            format!("a zip that is cut short or damaged ({error})"),
            "record or copy it anew",
        ),
        b"MATLAB 5" => (
            "a MATLAB file".to_owned(),
            "read it with scipy.io.loadmat and save its arrays with numpy.savez",
        ),
        b"MATLAB 7" | [0x89, b'H', b'D', b'F', ..] => (
            "an HDF5 file".to_owned(),
            "read it with h5py and save its arrays with numpy.savez",
        ),
        [0x80, 2..=5, ..] => (
            "a Python pickle".to_owned(),
            "read it with pickle and save its arrays with numpy.savez",
        ),
        [0x1f, 0x8b, ..] => ("compressed with gzip".to_owned(), "unpack it first"),
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
