//! What can go wrong with `analyze`.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::clock::LEAST_ROWS;
use crate::analysis::AnalysisError;
use crate::files::WriteError;
use crate::policy::CompanionError;
use crate::recording::npz::NpzError;

/// Why a recording cannot be analysed.
#[derive(Debug, Error)]
pub enum AnalyzeError {
    /// The recording cannot be read.
    #[error(transparent)]
    Npz(#[from] NpzError),
    /// The basis cannot be read.
    #[error(transparent)]
    Basis(CompanionError),
    /// The JSON file cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// `time` is not a clock that can be divided by.
    #[error("{}: array time, row {row} (from 0): {found}; {fix}", file.display())]
    Time {
        /// The recording.
        file: PathBuf,
        /// The row, from 0.
        row: usize,
        /// What was found.
        found: String,
        /// What to do.
        fix: String,
    },
    /// `time` is rounded so much that a missing row would not show.
    #[error("{}: array time: steps of {step} s are too short for the clock to show a missing row; {fix}", file.display())]
    CoarseTime {
        /// The recording.
        file: PathBuf,
        /// Mean step [s].
        step: f64,
        /// What rounded it, and what to do.
        fix: String,
    },
    /// There is no `time`.
    #[error("{}: array time: missing; the file has {present}; {fix}", file.display())]
    NoTime {
        /// The recording.
        file: PathBuf,
        /// Names of the arrays that are there.
        present: String,
        /// What to do.
        fix: &'static str,
    },
    /// Too few rows.
    #[error("{}: array time: {found} rows, but {LEAST_ROWS} are needed; record longer", file.display())]
    TooFewRows {
        /// The recording.
        file: PathBuf,
        /// Rows found.
        found: usize,
    },
    /// Nothing to measure.
    #[error("{}: no layer: {found}; {fix}", file.display())]
    NoLayers {
        /// The recording.
        file: PathBuf,
        /// What was looked for, and what is there.
        found: String,
        /// What to do.
        fix: String,
    },
    /// A value that is NaN, infinite or huge.
    #[error("{}: array {array}: {found}; every value must be finite and within 1e100: {fix}", file.display())]
    NotFinite {
        /// The recording.
        file: PathBuf,
        /// The layer.
        array: String,
        /// The value and where it is.
        found: String,
        /// What to do.
        fix: &'static str,
    },
    /// A layer that cannot be measured.
    #[error("{}: array {array}: {source}", file.display())]
    Layer {
        /// The recording.
        file: PathBuf,
        /// The layer.
        array: String,
        /// What is wrong with it.
        source: Box<AnalysisError>,
    },
    /// The array named with `--condition` names none.
    #[error("{}: array {array}: {found}; {fix}", file.display())]
    Condition {
        /// The recording.
        file: PathBuf,
        /// The array.
        array: String,
        /// What was found.
        found: String,
        /// What to do.
        fix: String,
    },
    /// Nothing to compare.
    #[error("{}: array {array}: one condition only ({found}); give a recording of another too", file.display())]
    OneCondition {
        /// The first recording.
        file: PathBuf,
        /// The array named with `--condition`.
        array: String,
        /// Its one value.
        found: f64,
    },
    /// A layer that not all recordings have.
    #[error("{}: array {array}: missing; the file has {present}; name layers that all recordings have with --layers", file.display())]
    NotInAll {
        /// The recording.
        file: PathBuf,
        /// The layer.
        array: String,
        /// Names of the arrays that are there.
        present: String,
    },
    /// Layers of different populations.
    #[error("{}: array {array}: {found} units where {} has {expected}; compare recordings of the same units, or choose others with --layers", file.display(), first.display())]
    OtherUnits {
        /// The recording.
        file: PathBuf,
        /// The layer.
        array: String,
        /// Its units.
        found: usize,
        /// The first recording.
        first: PathBuf,
        /// Its units.
        expected: usize,
    },
    /// A basis is for one recording.
    #[error("--basis takes one recording, but {0} are given; leave --basis out to compare them")]
    BasisOfSeveral(usize),
    /// The basis lacks a layer that was named.
    #[error("{}: field layers: no {array}; leave it out of --layers, or make the basis anew", file.display())]
    NotInBasis {
        /// The basis.
        file: PathBuf,
        /// The layer.
        array: String,
    },
    /// Standard input cannot be read twice.
    #[error("- is standard input, and is given twice; give it once")]
    InputTwice,
    /// What is read would be overwritten.
    #[error("--json {}: that is the recording itself; name another file", .0.display())]
    OutputIsInput(PathBuf),
    /// Nothing comes through standard input.
    #[error("- is standard input, but that is a terminal; pipe an NPZ into it")]
    InputIsTerminal,
    /// Standard input does not give what was put in.
    #[error("standard input cannot be read: {0}; give a file")]
    Input(io::Error),
    /// Standard output or standard error does not take what is written.
    #[error("standard output cannot be written: {0}; make room, or choose a file with --json")]
    Output(#[from] io::Error),
}

impl AnalyzeError {
    /// Whether the arguments or the files are at fault (exit code 2), not the machine (1).
    pub fn is_user_error(&self) -> bool {
        match self {
            Self::Npz(error) => error.is_user_error(),
            Self::Write(error) => error.is_user_error(),
            Self::Input(_) | Self::Output(_) => false,
            Self::Basis(_)
            | Self::Time { .. }
            | Self::CoarseTime { .. }
            | Self::NoTime { .. }
            | Self::TooFewRows { .. }
            | Self::NoLayers { .. }
            | Self::NotFinite { .. }
            | Self::Condition { .. }
            | Self::OneCondition { .. }
            | Self::NotInAll { .. }
            | Self::OtherUnits { .. }
            | Self::BasisOfSeveral(_)
            | Self::InputTwice
            | Self::OutputIsInput(_)
            | Self::InputIsTerminal
            | Self::Layer { .. }
            | Self::NotInBasis { .. } => true,
        }
    }
}
