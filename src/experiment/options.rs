//! What a person can choose about the measures. The defaults are the paper's, where it has one.

use serde::Serialize;

use crate::analysis::tangling::{Derivative, Form};

/// Confidence of every interval.
pub const CONFIDENCE: f64 = 0.95;

/// How strides become a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Averaging {
    /// Every stride, resampled to the suite's phase bins by a periodic cubic spline.
    Phase,
    /// Strides of the most common length, sample by sample at the control rate: the paper's way.
    ModalLength,
}

/// The choices.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Headline form of tangling.
    pub form: Form,
    /// Whether the cycles wrap round.
    pub derivative: Derivative,
    /// Whether the mean over conditions is taken out at every bin.
    pub centring: bool,
    /// How strides become a cycle.
    pub averaging: Averaging,
    /// Principal components of the equal-dimension form.
    pub dimensions: usize,
    /// Replicates of the bootstrap.
    pub replicates: usize,
    /// Random networks in the control.
    pub random_networks: u64,
    /// Whether the controls are done.
    pub controls: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            form: Form::ZScore,
            derivative: Derivative::Wrapped,
            centring: false,
            averaging: Averaging::Phase,
            dimensions: 8,
            replicates: 100,
            random_networks: 5,
            controls: true,
        }
    }
}
