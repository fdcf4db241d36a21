//! One entry of an NPZ: its shape, or all its elements as f64, row-major.

use std::io::{self, BufReader, Read};
use std::path::Path;

use npyz::{Deserialize, NpyFile, Order};
use zip::read::ZipFile;
use zip::result::ZipError;

use super::error::NpzError;
use super::header::{self, Element, HeaderError};

/// Most bytes that a byte of deflated data can stand for.
const DEFLATE_LIMIT: u64 = 1032;

/// What is wrong with an entry, before it is known which.
#[derive(Debug)]
pub(super) enum EntryError {
    /// The file does not give its bytes.
    Io(io::Error),
    /// The bytes are wrong.
    Wrong(String),
    /// The elements are not numbers; their NumPy type.
    Unsupported(String),
}

impl From<io::Error> for EntryError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            // What the decompressor and the checksum say of bytes that are there.
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::Other => Self::Wrong(format!("damaged ({error})")),
            _ => Self::Io(error),
        }
    }
}

impl From<ZipError> for EntryError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => error.into(),
            error => Self::Wrong(format!("an entry that cannot be opened ({error})")),
        }
    }
}

impl From<HeaderError> for EntryError {
    fn from(error: HeaderError) -> Self {
        match error {
            HeaderError::Io(error) => error.into(),
            HeaderError::Wrong(found) => Self::Wrong(found),
        }
    }
}

impl EntryError {
    /// The error of the array `array` in `file`.
    pub(super) fn of(self, file: &Path, array: &str) -> NpzError {
        let (file, array) = (file.to_owned(), array.to_owned());
        let (found, fix) = match self {
            Self::Io(source) => return NpzError::Read { file, source },
            Self::Wrong(found) => (found, "write the file anew"),
            Self::Unsupported(dtype) => (
                format!("elements of type {dtype}"),
                "store float32, float64, integers or booleans, or leave it out",
            ),
        };
        NpzError::Array {
            file,
            array,
            found,
            fix,
        }
    }
}

/// The shape of an entry, from its first bytes.
pub(super) fn read_shape(mut entry: ZipFile<impl Read>) -> Result<Vec<usize>, EntryError> {
    let preface = header::read(&mut entry)?;
    preface
        .header
        .shape()
        .iter()
        .map(|&side| side_of(side))
        .collect()
}

/// All elements of an entry of a file of `length` bytes.
pub(super) fn read_elements(
    mut entry: ZipFile<impl Read>,
    length: u64,
) -> Result<Vec<f64>, EntryError> {
    let preface = header::read(&mut entry)?;
    let npy = preface.header;
    let Some(element) = Element::of(&npy.dtype()) else {
        return Err(EntryError::Unsupported(npy.dtype().descr()));
    };
    let size = entry.size();
    let claimed = npy
        .len()
        .checked_mul(element.size())
        .and_then(|n| n.checked_add(preface.bytes));
    if claimed != Some(size) {
        let shape = npy.shape();
        return Err(wrong(&format!(
            "a header of shape {shape:?} on an entry of {size} bytes"
        )));
    }
    let compressed = entry.compressed_size();
    if compressed > length || size > compressed.saturating_mul(DEFLATE_LIMIT) {
        return Err(wrong(&format!(
            "{size} bytes cannot come from {compressed} in the file"
        )));
    }
    let (order, count) = (npy.order(), side_of(npy.len())?);
    let shape = npy
        .shape()
        .iter()
        .map(|&side| side_of(side))
        .collect::<Result<Vec<_>, _>>()?;
    let mut reader = BufReader::new(entry);
    let data = read_as(element, NpyFile::with_header(npy, &mut reader), count)?;
    // Reading on to the end makes the decompressor compare the checksum.
    io::copy(&mut reader, &mut io::sink())?;
    Ok(if order == Order::Fortran {
        row_major(&data, &shape)
    } else {
        data
    })
}

fn wrong(found: &str) -> EntryError {
    EntryError::Wrong(found.to_owned())
}

fn side_of(side: u64) -> Result<usize, EntryError> {
    usize::try_from(side).map_err(|_| wrong("a shape beyond this machine's memory"))
}

fn read_as(
    element: Element,
    npy: NpyFile<impl Read>,
    count: usize,
) -> Result<Vec<f64>, EntryError> {
    match element {
        Element::F64 => collect(npy, count, |value: f64| value),
        Element::F32 => collect(npy, count, |value: f32| value.into()),
        Element::I64 => collect(npy, count, |value: i64| value as f64),
        Element::I32 => collect(npy, count, |value: i32| value.into()),
        Element::I16 => collect(npy, count, |value: i16| value.into()),
        Element::I8 => collect(npy, count, |value: i8| value.into()),
        Element::U64 => collect(npy, count, |value: u64| value as f64),
        Element::U32 => collect(npy, count, |value: u32| value.into()),
        Element::U16 => collect(npy, count, |value: u16| value.into()),
        Element::U8 => collect(npy, count, |value: u8| value.into()),
        Element::Bool => collect(npy, count, |value: bool| f64::from(u8::from(value))),
    }
}

/// All elements, in the order of the file.
fn collect<T: Deserialize>(
    npy: NpyFile<impl Read>,
    count: usize,
    to_f64: impl Fn(T) -> f64,
) -> Result<Vec<f64>, EntryError> {
    let elements = npy
        .data::<T>()
        .map_err(|error| EntryError::Unsupported(error.to_string()))?;
    let mut data = Vec::new();
    data.try_reserve_exact(count)
        .map_err(|_| EntryError::Io(io::Error::from(io::ErrorKind::OutOfMemory)))?;
    for element in elements {
        data.push(to_f64(element?));
    }
    Ok(data)
}

/// Column-major elements (the first axis fastest) in row-major order (the last axis fastest).
fn row_major(data: &[f64], shape: &[usize]) -> Vec<f64> {
    let mut strides = vec![1; shape.len()];
    for axis in 1..shape.len() {
        strides[axis] = strides[axis - 1] * shape[axis - 1];
    }
    let mut index = vec![0; shape.len()];
    let mut source = 0;
    let mut out = Vec::with_capacity(data.len());
    while out.len() < data.len() {
        out.push(data[source]);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            source += strides[axis];
            if index[axis] < shape[axis] {
                break;
            }
            source -= shape[axis] * strides[axis];
            index[axis] = 0;
        }
    }
    out
}
