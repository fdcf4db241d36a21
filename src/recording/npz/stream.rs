//! Writing arrays whose elements come from a reader, so that none is ever whole in memory.

use std::io::{self, BufWriter, Read, Seek, Write};

use npyz::{AutoSerialize, DType, WriteOptions, WriterBuilder};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::entry_options;

/// Kinds of elements that are written, little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementKind {
    /// float32.
    F32,
    /// float64.
    F64,
    /// uint8, also for flags.
    U8,
}

impl ElementKind {
    /// Bytes of one element.
    pub fn size(self) -> usize {
        match self {
            Self::F32 => size_of::<f32>(),
            Self::F64 => size_of::<f64>(),
            Self::U8 => size_of::<u8>(),
        }
    }

    fn dtype(self) -> DType {
        match self {
            Self::F32 => f32::default_dtype(),
            Self::F64 => f64::default_dtype(),
            Self::U8 => u8::default_dtype(),
        }
    }
}

/// An NPZ that grows array by array.
pub struct NpzWriter<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> NpzWriter<W> {
    /// Without arrays.
    pub fn new(out: W) -> Self {
        Self(ZipWriter::new(out))
    }

    /// Adds an array of `shape`, row-major, whose bytes `elements` gives.
    pub fn add(
        &mut self,
        name: &str,
        shape: &[usize],
        kind: ElementKind,
        elements: &mut impl Read,
    ) -> io::Result<()> {
        let bytes = shape.iter().product::<usize>() * kind.size();
        let options: SimpleFileOptions = entry_options(bytes);
        self.0
            .start_file(npyz::npz::file_name_from_array_name(name), options)?;
        let sides: Vec<u64> = shape.iter().map(|&side| side as u64).collect();
        let mut out = BufWriter::new(&mut self.0);
        WriteOptions::new_header_only()
            .dtype(kind.dtype())
            .shape(&sides)
            .writer(&mut out)
            .write_header_only()?;
        let written = io::copy(elements, &mut out)?;
        if written != bytes as u64 {
            let message = format!("array {name}: {written} bytes for shape {shape:?}");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        out.flush()
    }

    /// Adds a text as an array without sides, which NumPy reads as a string.
    pub fn add_text(&mut self, name: &str, text: &str) -> io::Result<()> {
        let points: Vec<u8> = text
            .chars()
            .flat_map(|point| u32::from(point).to_le_bytes())
            .collect();
        let dtype = format!("<U{}", (points.len() / 4).max(1));
        let dtype = dtype.parse().map_err(io::Error::other)?;
        self.0.start_file(
            npyz::npz::file_name_from_array_name(name),
            entry_options(points.len()),
        )?;
        let mut out = BufWriter::new(&mut self.0);
        WriteOptions::new_header_only()
            .dtype(DType::Plain(dtype))
            .shape(&[])
            .writer(&mut out)
            .write_header_only()?;
        out.write_all(&points)?;
        if points.is_empty() {
            out.write_all(&[0; 4])?;
        }
        out.flush()
    }

    /// Ends the file.
    pub fn finish(self) -> io::Result<()> {
        self.0.finish()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::{Entry, Values, write_to};
    use super::*;

    #[test]
    fn a_stream_gives_the_bytes_of_the_arrays_in_memory() {
        let floats: Vec<f32> = (0..600).map(|k| (k as f32).sin()).collect();
        let times: Vec<f64> = (0..50).map(f64::from).collect();
        let flags: Vec<u8> = (0..200).map(|k| k % 2).collect();
        let (f, t, c) = ([50, 12], [50], [50, 4]);
        let entries = [
            Entry {
                name: "time",
                shape: &t,
                values: Values::F64(&times),
            },
            Entry {
                name: "hidden",
                shape: &f,
                values: Values::F32(&floats),
            },
            Entry {
                name: "contact",
                shape: &c,
                values: Values::U8(&flags),
            },
        ];
        let mut whole = Cursor::new(Vec::new());
        write_to(&mut whole, &entries).unwrap();
        let bytes =
            |values: &[f64]| -> Vec<u8> { values.iter().flat_map(|v| v.to_le_bytes()).collect() };
        let narrow: Vec<u8> = floats.iter().flat_map(|v| v.to_le_bytes()).collect();
        let mut streamed = Cursor::new(Vec::new());
        let mut npz = NpzWriter::new(&mut streamed);
        npz.add("time", &t, ElementKind::F64, &mut bytes(&times).as_slice())
            .unwrap();
        npz.add("hidden", &f, ElementKind::F32, &mut narrow.as_slice())
            .unwrap();
        npz.add("contact", &c, ElementKind::U8, &mut flags.as_slice())
            .unwrap();
        npz.finish().unwrap();
        assert!(streamed.into_inner() == whole.into_inner());
        let mut npz = NpzWriter::new(Cursor::new(Vec::new()));
        let short = npz
            .add("short", &f, ElementKind::F32, &mut &narrow[1..])
            .unwrap_err();
        assert!(
            short.to_string().contains("array short: 2399 bytes"),
            "{short}"
        );
    }
}
