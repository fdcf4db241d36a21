//! The control steps of a run, read one block at a time.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::error::{RunError, WHAT};
use super::layout::Layout;
use super::row;
use crate::files::ReadError;
use crate::rollout::StepRecord;

/// Rows of consecutive steps, somewhere in the file.
#[derive(Clone, Debug)]
pub(super) struct RowBlock {
    /// Where its first row begins in the file.
    at: u64,
    pub first: u64,
    pub count: u32,
    pub layout: Layout,
}

impl RowBlock {
    /// Of a block whose frame begins at `begin`.
    pub(super) fn read(content: &[u8], begin: u64, links: usize) -> Option<Self> {
        let (first, rest) = content.split_first_chunk::<8>()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let (layout, rows) = Layout::read(links, rest)?;
        let count = u32::from_le_bytes(*count);
        let bytes = layout.width().checked_mul(4)?.checked_mul(count as usize)?;
        let first = u64::from_le_bytes(*first);
        first.checked_add(count.into())?;
        let before = (content.len() - rows.len()) as u64;
        (bytes == rows.len() && count > 0).then_some(Self {
            at: begin + 5 + before,
            first,
            count,
            layout,
        })
    }

    /// The first step after its last one.
    pub(super) fn end(&self) -> u64 {
        self.first + u64::from(self.count)
    }
}

/// The control steps of a run, read block by block.
pub struct Records {
    path: PathBuf,
    rate: f64,
    blocks: Vec<RowBlock>,
    file: File,
    block: usize,
    bytes: Vec<u8>,
    row: u32,
}

impl Records {
    /// Those of some blocks of a file.
    pub(super) fn new(path: &Path, rate: f64, blocks: Vec<RowBlock>) -> Result<Self, RunError> {
        let file = File::open(path).map_err(|source| ReadError::new(WHAT, path, source))?;
        Ok(Self {
            path: path.to_owned(),
            rate,
            blocks,
            file,
            block: 0,
            bytes: Vec::new(),
            row: 0,
        })
    }

    /// Reads the rows of the present block, `length` bytes from `at` on.
    fn fill(&mut self, at: u64, length: usize) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(at))?;
        self.bytes.clear();
        let mut rows = (&mut self.file).take(length as u64);
        rows.read_to_end(&mut self.bytes)?;
        if self.bytes.len() < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

impl Iterator for Records {
    type Item = Result<StepRecord, RunError>;

    fn next(&mut self) -> Option<Self::Item> {
        let block = self.blocks.get(self.block)?;
        let width = block.layout.width() * 4;
        if self.row == 0
            && let Err(source) = self.fill(block.at, width * block.count as usize)
        {
            self.block = self.blocks.len();
            return Some(Err(ReadError::new(WHAT, &self.path, source).into()));
        }
        let block = self.blocks.get(self.block)?;
        let from = self.row as usize * width;
        let step = block.first + u64::from(self.row);
        let row = &self.bytes[from..from + width];
        let record = row::read(row, &block.layout, step, self.rate);
        self.row += 1;
        if self.row == block.count {
            (self.row, self.block) = (0, self.block + 1);
        }
        Some(Ok(record))
    }
}
