//! Why an experiment ends without a result.

use crate::analysis::AnalysisError;
use crate::files::WriteError;
use crate::policy::CheckpointError;
use crate::recording::npz::NpzError;
use crate::report::ReportError;

/// Every message says what was wrong and how to mend it.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError {
    /// It was asked to stop.
    #[error("what was walked so far is kept; the same call goes on from there")]
    Interrupted,
    /// No condition is left to measure.
    #[error(
        "none of {run} conditions can be measured; first of them, {command}: {why}; use a policy \
         that walks, or another suite (--scene)"
    )]
    NothingKept {
        /// Conditions in the suite.
        run: usize,
        /// The first command.
        command: String,
        /// Why it was left out.
        why: String,
    },
    /// A suite that is too large for this machine.
    #[error(
        "the suite takes at least {need:.1} GB of memory, and {available:.1} GB are left; give it fewer \
         trials, strides, bins or commands"
    )]
    Memory {
        /// GB.
        need: f64,
        /// GB.
        available: f64,
    },
    /// A basis that the policy's layers cannot be projected on.
    #[error("the policy's basis does not fit: {found}; make it anew with `tanglewalk basis`")]
    UnfitBasis {
        /// The field and what was found.
        found: String,
    },
    /// A layer cannot be measured.
    #[error("layer {layer}: {source}")]
    Measure {
        /// The layer's name.
        layer: String,
        /// What the measure said.
        source: AnalysisError,
    },
    /// A policy for the controls cannot be read.
    #[error(transparent)]
    Policy(#[from] CheckpointError),
    /// Collected trials or results cannot be written.
    #[error(transparent)]
    Npz(#[from] NpzError),
    /// A file or folder cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A figure cannot be drawn or written.
    #[error(transparent)]
    Figure(#[from] ReportError),
}

impl ExperimentError {
    /// Whether the user's input, not the machine, is at fault.
    pub fn is_user_error(&self) -> bool {
        match self {
            Self::Interrupted => false,
            Self::NothingKept { .. }
            | Self::Memory { .. }
            | Self::UnfitBasis { .. }
            | Self::Measure { .. } => true,
            Self::Policy(error) => error.is_user_error(),
            Self::Npz(error) => error.is_user_error(),
            Self::Write(error) | Self::Figure(ReportError::Write(error)) => error.is_user_error(),
            Self::Figure(ReportError::Rasterise { .. }) => false,
        }
    }
}
