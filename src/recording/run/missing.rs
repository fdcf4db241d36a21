//! What a run file says of its own end.

/// What is missing of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The recording was not ended; so many bytes at its end are less than a block.
    Cut { useless: u64 },
    /// So many bytes, and all rows in them, are not what was written.
    Damaged { useless: u64 },
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cut { useless: 0 } => {
                f.write_str("the recording was not ended: at most its last second is missing")
            }
            Self::Cut { useless } => write!(
                f,
                "the recording was cut: what was in its last {useless} bytes is missing"
            ),
            Self::Damaged { useless } => write!(
                f,
                "the file is damaged: its last {useless} bytes are not what was written, and what was in them is \
                 missing"
            ),
        }
    }
}
