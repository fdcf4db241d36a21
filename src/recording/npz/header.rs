//! The header of a NumPy array, checked before it is believed.
//!
//! In: the first bytes of a `.npy` entry. Out: its shape, order and kind of element, or what is
//! wrong with it in words.

use std::io::{self, Read};

use npyz::{DType, NpyHeader, TypeChar};

/// Longest header text: NumPy writes some 120 bytes and itself refuses to read beyond 10,000.
const MAX_TEXT: usize = 10_000;
/// Deepest nesting of brackets; a plain array needs two.
const MAX_NESTING: usize = 8;

/// Kinds of element that become f64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    F64,
    F32,
    F16,
    I64,
    I32,
    I16,
    I8,
    U64,
    U32,
    U16,
    U8,
    Bool,
}

impl Element {
    /// The kind of a NumPy dtype; `None` for what has no plain number in each place.
    pub(super) fn of(dtype: &DType) -> Option<Self> {
        let DType::Plain(element) = dtype else {
            return None;
        };
        match (element.type_char(), element.size_field()) {
            (TypeChar::Float, 8) => Some(Self::F64),
            (TypeChar::Float, 4) => Some(Self::F32),
            (TypeChar::Float, 2) => Some(Self::F16),
            (TypeChar::Int, 8) => Some(Self::I64),
            (TypeChar::Int, 4) => Some(Self::I32),
            (TypeChar::Int, 2) => Some(Self::I16),
            (TypeChar::Int, 1) => Some(Self::I8),
            (TypeChar::Uint, 8) => Some(Self::U64),
            (TypeChar::Uint, 4) => Some(Self::U32),
            (TypeChar::Uint, 2) => Some(Self::U16),
            (TypeChar::Uint, 1) => Some(Self::U8),
            (TypeChar::Bool, 1) => Some(Self::Bool),
            _ => None,
        }
    }

    /// Bytes of one element.
    pub(super) fn size(self) -> u64 {
        match self {
            Self::F64 | Self::I64 | Self::U64 => 8,
            Self::F32 | Self::I32 | Self::U32 => 4,
            Self::F16 | Self::I16 | Self::U16 => 2,
            Self::I8 | Self::U8 | Self::Bool => 1,
        }
    }
}

/// Elements that become no number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoNumbers {
    /// What they are, such as text.
    pub found: String,
    /// How to store them as numbers.
    pub fix: &'static str,
}

/// What is said of elements of a NumPy dtype that become no number.
pub(super) fn described(dtype: &DType) -> NoNumbers {
    let by_name = |name: &str| format!("{name} ({})", dtype.descr().trim_matches('\''));
    let DType::Plain(element) = dtype else {
        return NoNumbers {
            found: "records of named fields".to_owned(),
            fix: "store each field as an array of its own",
        };
    };
    let (found, fix) = match element.type_char() {
        TypeChar::Complex => (
            by_name("complex numbers"),
            "store x.real and x.imag, or np.abs(x)",
        ),
        TypeChar::DateTime => (
            by_name("dates"),
            "store seconds: (x - x[0]) / np.timedelta64(1, 's')",
        ),
        TypeChar::TimeDelta => (
            by_name("durations"),
            "store seconds: x / np.timedelta64(1, 's')",
        ),
        TypeChar::ByteStr | TypeChar::UnicodeStr => {
            (by_name("text"), "store numbers, such as an index")
        }
        TypeChar::Object => (
            by_name("Python objects"),
            "store numbers: x.astype(float), or np.stack of equal rows",
        ),
        _ => (by_name("elements"), "store numbers: x.astype(float)"),
    };
    NoNumbers { found, fix }
}

/// A header, and the bytes that it takes.
pub(super) struct Preface {
    pub(super) header: NpyHeader,
    pub(super) bytes: u64,
}

/// Why a header cannot be read.
pub(super) enum HeaderError {
    /// The bytes do not come.
    Io(io::Error),
    /// The bytes are wrong.
    Wrong(String),
}

/// Reads the header and leaves the reader at the first element.
pub(super) fn read(reader: &mut impl Read) -> Result<Preface, HeaderError> {
    let mut bytes = vec![0; 10];
    fill(reader, &mut bytes)?;
    if &bytes[..6] != b"\x93NUMPY" {
        return Err(HeaderError::Wrong(
            "does not begin as a NumPy array".to_owned(),
        ));
    }
    let mut length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    if bytes[6] > 1 {
        // From version 2 the length has four bytes.
        bytes.resize(12, 0);
        fill(reader, &mut bytes[10..])?;
        length |= usize::from(u16::from_le_bytes([bytes[10], bytes[11]])) << 16;
    }
    if length > MAX_TEXT {
        return Err(HeaderError::Wrong(format!("a header of {length} bytes")));
    }
    let start = bytes.len();
    bytes.resize(start + length, 0);
    fill(reader, &mut bytes[start..])?;
    let end = bytes.len() as u64;
    blank_long_suffixes(&mut bytes[start..]);
    check_text(&String::from_utf8_lossy(&bytes[start..])).map_err(HeaderError::Wrong)?;
    let header = NpyHeader::from_reader(&bytes[..])
        .map_err(|error| HeaderError::Wrong(format!("a header that cannot be read ({error})")))?;
    Ok(Preface { header, bytes: end })
}

/// Blanks the `L` of Python 2's long integers in the shape, as in `(300L, 8L)`.
fn blank_long_suffixes(text: &mut [u8]) {
    const KEY: &[u8] = b"'shape'";
    let Some(key) = text.windows(KEY.len()).position(|word| word == KEY) else {
        return;
    };
    let shape = &mut text[key + KEY.len()..];
    let end = shape.iter().position(|&byte| byte == b')');
    let shape = &mut shape[..end.unwrap_or(0)];
    for at in 1..shape.len() {
        if shape[at] == b'L' && shape[at - 1].is_ascii_digit() {
            shape[at] = b' ';
        }
    }
}

fn fill(reader: &mut impl Read, bytes: &mut [u8]) -> Result<(), HeaderError> {
    reader
        .read_exact(bytes)
        .map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => HeaderError::Wrong("ends within its header".to_owned()),
            _ => HeaderError::Io(error),
        })
}

/// Refuses what would overflow the parser: deep nesting, and shapes beyond 64 bits.
fn check_text(text: &str) -> Result<(), String> {
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err("a header nested too deeply".to_owned());
        }
    }
    let shape = text
        .split_once("'shape'")
        .and_then(|(_, rest)| rest.split_once('('))
        .and_then(|(_, rest)| rest.split_once(')'))
        .map(|(shape, _)| shape)
        .ok_or("a header without a shape")?;
    let sides = shape
        .split(',')
        .map(str::trim)
        .filter(|side| !side.is_empty());
    // Sides of 0 count as 1: a product of the others must not overflow either.
    let product = sides
        .map(|side| side.parse::<u64>().map(|side| side.max(1)))
        .try_fold(1_u64, |product, side| match side {
            Ok(side) => product.checked_mul(side),
            Err(_) => None,
        });
    match product {
        Some(product) if product <= i64::MAX as u64 => Ok(()),
        _ => Err(format!("an impossible shape ({shape})")),
    }
}
