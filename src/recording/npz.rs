//! NPZ: a zip of NumPy arrays, one `name.npy` each.
//!
//! In: any NPZ, ours or not: floats of 16, 32 and 64 bits, integers and booleans of either byte order,
//! in C or Fortran order, stored or deflated. Out: arrays by name, row-major, as f64 (integers beyond
//! 2^53 are rounded). Written files hold float64, float32 or uint8 in C order, deflated, and the
//! same content gives the same bytes at any time of day.
//!
//! Nothing is allocated on a header's word: a shape must fit the size of its entry, and that size
//! what the bytes of the file can inflate to.

mod entry;
mod error;
mod header;
mod read;
mod shape;
mod source;
mod stream;

use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;

use npyz::{AutoSerialize, WriterBuilder};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub use self::error::NpzError;
pub use self::header::NoNumbers;
pub use self::read::{ArrayHeader, NpzArray, NpzFile, Unreadable, read_all};
pub use self::shape::is_vector;
pub use self::stream::{ElementKind, NpzWriter};
use crate::files::write_file;

/// Bytes from which an entry of a zip needs 64-bit sizes.
const LARGE_ENTRY: usize = u32::MAX as usize;

/// Bytes from which an entry is deflated in less time, at the cost of some size.
const FAST_ENTRY: usize = 64 << 20;
/// The level of that.
const FAST_LEVEL: i64 = 1;

/// The values of an array to be written, row-major.
#[derive(Debug, Clone, Copy)]
pub enum Values<'a> {
    /// float32.
    F32(&'a [f32]),
    /// float64.
    F64(&'a [f64]),
    /// uint8, also for flags.
    U8(&'a [u8]),
}

impl Values<'_> {
    fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::F64(values) => values.len(),
            Self::U8(values) => values.len(),
        }
    }
}

/// An array to be written.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its name, without `.npy`.
    pub name: &'a str,
    /// Its shape, such as `[T, N]`.
    pub shape: &'a [usize],
    /// Its values, as many as the shape says.
    pub values: Values<'a>,
}

/// Writes an NPZ whole or not at all, its arrays in the order given.
pub fn write(path: &Path, entries: &[Entry]) -> Result<(), NpzError> {
    for entry in entries {
        let expected = entry
            .shape
            .iter()
            .try_fold(1_usize, |all, &side| all.checked_mul(side));
        if expected != Some(entry.values.len()) {
            return Err(NpzError::Array {
                file: path.to_owned(),
                array: entry.name.to_owned(),
                found: format!("{} values for shape {:?}", entry.values.len(), entry.shape),
                fix: "pass as many values as the shape says".into(),
            });
        }
    }
    Ok(write_file(path, |out| write_to(out, entries))?)
}

fn write_to(out: impl Write + Seek, entries: &[Entry]) -> io::Result<()> {
    let mut zip = ZipWriter::new(out);
    for entry in entries {
        let options = entry_options(entry.values.len().saturating_mul(size_of::<f64>()));
        zip.start_file(npyz::npz::file_name_from_array_name(entry.name), options)?;
        match entry.values {
            Values::F32(values) => write_array(&mut zip, entry.shape, values)?,
            Values::F64(values) => write_array(&mut zip, entry.shape, values)?,
            Values::U8(values) => write_array(&mut zip, entry.shape, values)?,
        }
    }
    zip.finish()?;
    Ok(())
}

/// How an entry of so many bytes, at most, is kept.
fn entry_options(bytes: usize) -> SimpleFileOptions {
    // The time stamp is 1980-01-01, the zero of zip.
    SimpleFileOptions::DEFAULT
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o644)
        .compression_level((bytes >= FAST_ENTRY).then_some(FAST_LEVEL))
        .large_file(bytes >= LARGE_ENTRY / 2)
}

fn write_array<T: AutoSerialize + Copy>(
    out: impl Write,
    shape: &[usize],
    values: &[T],
) -> io::Result<()> {
    let shape: Vec<u64> = shape.iter().map(|&side| side as u64).collect();
    let options = npyz::WriteOptions::new().default_dtype().shape(&shape);
    let mut writer = options.writer(BufWriter::new(out)).begin_nd()?;
    writer.extend(values.iter().copied())?;
    writer.finish()
}

#[cfg(test)]
mod tests;
