//! Blocks: kind (1 byte), length of the content (4 bytes), the content, and the first 8 bytes of the SHA-256 of
//! all that. Numbers are little-endian.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

/// What a file begins with.
pub(super) const MARK: &[u8; 8] = b"twrun\r\n\x01";
/// Longest content.
const LONGEST: u32 = 1 << 28;
/// Bytes of a block beside its content.
const FRAME: u64 = 5 + CHECK as u64;
const CHECK: usize = 8;

/// What is in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// JSON: [`RunHeader`](super::RunHeader). The first block.
    Header = 1,
    /// A policy that does not ship.
    Policy = 2,
    /// JSON: a list of events.
    Events = 3,
    /// Control steps.
    Records = 4,
    /// A step and the hash of all that decides it.
    Hash = 5,
    /// The recording was ended, not cut.
    End = 6,
}

impl Kind {
    fn of(byte: u8) -> Option<Self> {
        [
            Self::Header,
            Self::Policy,
            Self::Events,
            Self::Records,
            Self::Hash,
            Self::End,
        ]
        .into_iter()
        .find(|kind| *kind as u8 == byte)
    }
}

fn check(begin: &[u8], content: &[u8]) -> [u8; CHECK] {
    let digest = Sha256::new()
        .chain_update(begin)
        .chain_update(content)
        .finalize();
    std::array::from_fn(|byte| digest[byte])
}

/// Adds a block to bytes that are to be written; false if it is too long for one.
pub(super) fn push(out: &mut Vec<u8>, kind: Kind, content: &[u8]) -> bool {
    let Some(length) = u32::try_from(content.len()).ok().filter(|&l| l <= LONGEST) else {
        return false;
    };
    let from = out.len();
    out.push(kind as u8);
    out.extend(length.to_le_bytes());
    let check = check(&out[from..], content);
    out.extend(content);
    out.extend(check);
    true
}

/// What follows in a file.
pub(super) enum Next {
    Block(Kind, Vec<u8>),
    /// The file ends here.
    End,
    /// What follows is less than a block.
    Cut,
    /// What follows is not what was written.
    Damaged,
}

/// Reads the next block; `left`, the bytes to the end of the file, is kept up.
pub(super) fn read(file: &mut impl Read, left: &mut u64) -> io::Result<Next> {
    if *left == 0 {
        return Ok(Next::End);
    }
    if *left < FRAME {
        return Ok(Next::Cut);
    }
    let mut begin = [0; 5];
    file.read_exact(&mut begin)?;
    let length = u32::from_le_bytes([begin[1], begin[2], begin[3], begin[4]]);
    let Some(kind) = Kind::of(begin[0]).filter(|_| length <= LONGEST) else {
        return Ok(Next::Damaged);
    };
    if u64::from(length) > *left - FRAME {
        return Ok(Next::Cut);
    }
    let mut content = Vec::new();
    file.take(length.into()).read_to_end(&mut content)?;
    let mut found = [0; CHECK];
    file.read_exact(&mut found)?;
    if check(&begin, &content) != found {
        return Ok(Next::Damaged);
    }
    *left -= FRAME + u64::from(length);
    Ok(Next::Block(kind, content))
}
