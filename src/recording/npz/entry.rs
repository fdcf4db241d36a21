//! One entry of an NPZ: its shape, or all its elements as f64, row-major.

use std::io::{self, BufReader, Read};
use std::path::Path;

use half::f16;
use npyz::{DType, Deserialize, Endianness, NpyFile, Order};
use zip::read::ZipFile;
use zip::result::ZipError;

use super::error::NpzError;
use super::header::{self, Element, HeaderError, NoNumbers};

/// Most bytes that a byte of deflated data can stand for.
const DEFLATE_LIMIT: u64 = 1032;

/// What is wrong with an entry, before it is known which.
#[derive(Debug)]
pub(super) enum EntryError {
    /// The file does not give its bytes.
    Io(io::Error),
    /// The bytes are wrong.
    Wrong(String),
    /// The elements are no plain numbers.
    Unsupported(NoNumbers),
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
            Self::Wrong(found) => (found, "write the file anew".into()),
            Self::Unsupported(elements) => (elements.found, elements.fix.into()),
        };
        NpzError::Array {
            file,
            array,
            found,
            fix,
        }
    }
}

/// What the first bytes of an entry say.
pub(super) struct Claim {
    /// Its shape.
    pub(super) shape: Vec<usize>,
    /// What its elements are, where they are no plain numbers.
    pub(super) no_numbers: Option<NoNumbers>,
}

/// The shape and kind of an entry, from its first bytes.
pub(super) fn read_claim(mut entry: ZipFile<impl Read>) -> Result<Claim, EntryError> {
    let npy = header::read(&mut entry)?.header;
    let (shape, dtype) = (npy.shape().iter(), npy.dtype());
    let numbers = Element::of(&dtype).is_some();
    Ok(Claim {
        shape: shape.map(|&side| side_of(side)).collect::<Result<_, _>>()?,
        no_numbers: (!numbers).then(|| header::described(&dtype)),
    })
}

/// All elements of an entry of a file of `length` bytes.
pub(super) fn read_elements(
    mut entry: ZipFile<impl Read>,
    length: u64,
) -> Result<Vec<f64>, EntryError> {
    let preface = header::read(&mut entry)?;
    let npy = preface.header;
    let Some(element) = Element::of(&npy.dtype()) else {
        return Err(EntryError::Unsupported(header::described(&npy.dtype())));
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
        Element::F16 => collect_halves(npy, count),
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
        .map_err(|error| EntryError::Wrong(error.to_string()))?;
    let mut data = room_for(count)?;
    for element in elements {
        data.push(to_f64(element?));
    }
    Ok(data)
}

/// All elements of float16, in the order of the file.
fn collect_halves(npy: NpyFile<impl Read>, count: usize) -> Result<Vec<f64>, EntryError> {
    let big_endian = match npy.header().dtype() {
        DType::Plain(element) => element.endianness() == Endianness::Big,
        _ => false,
    };
    let mut data = room_for(count)?;
    let mut reader = npy.into_inner();
    for _ in 0..count {
        let mut bytes = [0; 2];
        reader.read_exact(&mut bytes)?;
        if big_endian {
            bytes.reverse();
        }
        data.push(f16::from_le_bytes(bytes).to_f64());
    }
    Ok(data)
}

fn room_for(count: usize) -> Result<Vec<f64>, EntryError> {
    let mut data = Vec::new();
    data.try_reserve_exact(count)
        .map_err(|_| EntryError::Io(io::Error::from(io::ErrorKind::OutOfMemory)))?;
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
