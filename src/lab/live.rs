//! Live analysis without Bevy: the last seconds of two layers, their scores and their tangling.
//!
//! In: one row `[N]` of each layer a control step. Out: scores on PC1 and PC2 of the policy's
//! fixed basis (or of a rolling one), and Q(t) of the window in the form `zscore`, derivative
//! `open`, exactly as `analyze --basis` computes it for the same rows.

use std::collections::VecDeque;

use crate::analysis::basis::LayerBasis;
use crate::analysis::rolling::RollingBasis;
use crate::analysis::tangling::{self, Derivative, Form};
use crate::analysis::{AnalysisError, Population};

/// Rows that the window holds: 5 s.
pub const WINDOW: usize = 250;
/// Components of the equal-dimension comparison.
pub const EQUAL_DIMENSIONS: usize = 8;
/// Fewer rows than this give no tangling: 1 s.
const LEAST_ROWS: usize = 50;

/// Why there is no tangling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Absent {
    /// There is.
    #[default]
    No,
    /// The window is too short.
    TooEarly,
    /// The robot stands.
    Standing,
    /// The layer hardly varies.
    Still,
    /// The policy has no usable basis for this layer yet.
    NoBasis,
}

impl Absent {
    /// For the panel.
    pub fn reason(self) -> &'static str {
        match self {
            Self::No => "",
            Self::TooEarly => "a second of walking first",
            Self::Standing => "standing: no tangling",
            Self::Still => "the layer hardly varies",
            Self::NoBasis => "no basis yet",
        }
    }
}

/// Tangling of one layer's window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiveTangling {
    /// Oldest first, 1/s^2; empty when absent.
    pub q: Vec<f64>,
    pub median: Option<f64>,
    /// Median in the form `pcs` with [`EQUAL_DIMENSIONS`] components.
    pub equal_dimension_median: Option<f64>,
    pub absent: Absent,
}

/// One layer's last seconds and its basis.
#[derive(Clone, Debug)]
pub struct LiveLayer {
    rows: VecDeque<Vec<f32>>,
    fixed: Option<LayerBasis>,
    rolling: RollingBasis,
    pub tangling: LiveTangling,
}

impl LiveLayer {
    /// An empty window; without a fixed basis a rolling one is fitted.
    pub fn new(fixed: Option<LayerBasis>) -> Self {
        Self {
            rows: VecDeque::with_capacity(WINDOW + 1),
            fixed,
            rolling: RollingBasis::default(),
            tangling: LiveTangling {
                absent: Absent::TooEarly,
                ..LiveTangling::default()
            },
        }
    }

    /// Takes a row; the oldest goes when the window is full.
    pub fn push(&mut self, row: &[f32]) {
        if self.rows.len() == WINDOW {
            self.rows.pop_front();
        }
        self.rows.push_back(row.to_vec());
    }

    /// Forgets everything but the fixed basis.
    pub fn clear(&mut self) {
        *self = Self::new(self.fixed.take());
    }

    /// The rows of the window, oldest first.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.rows.iter().map(Vec::as_slice)
    }

    /// The basis in use.
    pub fn basis(&self) -> Option<&LayerBasis> {
        self.fixed.as_ref().or_else(|| self.rolling.layer())
    }

    /// Whether the basis is the policy's own.
    pub fn is_fixed(&self) -> bool {
        self.fixed.is_some()
    }

    /// Scores of a row on PC1 and PC2; NaN without a basis.
    pub fn scores(&self, row: &[f32]) -> [f32; 2] {
        let row: Vec<f64> = row.iter().map(|&value| f64::from(value)).collect();
        let scores = self.basis().and_then(|basis| basis.project(&row).ok());
        match scores.as_deref() {
            Some([first, second, ..]) => [*first as f32, *second as f32],
            _ => [f32::NAN; 2],
        }
    }

    /// Fits the rolling basis to the window, where there is no fixed one.
    pub fn refit(&mut self) {
        if self.fixed.is_none()
            && self.rows.len() >= LEAST_ROWS
            && let Ok(window) = self.population()
        {
            // a window that cannot be fitted (a layer that stands still) keeps the last basis
            let _ = self.rolling.refit(&window, EQUAL_DIMENSIONS);
        }
    }

    /// Works out Q of the window.
    pub fn refresh(&mut self, standing: bool) {
        self.tangling = match self.measure(standing) {
            Ok(tangling) => tangling,
            Err(_) => LiveTangling {
                absent: Absent::Still,
                ..LiveTangling::default()
            },
        };
    }

    fn measure(&self, standing: bool) -> Result<LiveTangling, AnalysisError> {
        let absent = |absent| {
            Ok(LiveTangling {
                absent,
                ..LiveTangling::default()
            })
        };
        if standing {
            return absent(Absent::Standing);
        }
        if self.rows.len() < LEAST_ROWS {
            return absent(Absent::TooEarly);
        }
        let Some(basis) = self.basis() else {
            return absent(Absent::NoBasis);
        };
        let z = basis.z_scores(self.population()?)?;
        if !tangling::varies(&z) {
            return absent(Absent::Still);
        }
        let dt = 1.0 / super::simulation::CONTROL_RATE;
        let equal = Form::Pcs {
            dimensions: EQUAL_DIMENSIONS,
        };
        let scores = basis.scores(&z, EQUAL_DIMENSIONS)?;
        let median = |x: Population, form: Form| -> Result<_, AnalysisError> {
            let epsilon = form.epsilon(&x);
            let measured = tangling::tangling_of(x, dt, Derivative::Open, epsilon)?;
            Ok(measured.map(|measured| (measured.summary().median, measured.q)))
        };
        let equal_dimension_median = median(scores, equal)?.map(|(median, _)| median);
        let Some((median, q)) = median(z, Form::ZScore)? else {
            return absent(Absent::Still);
        };
        Ok(LiveTangling {
            q,
            median: Some(median),
            equal_dimension_median,
            absent: Absent::No,
        })
    }

    fn population(&self) -> Result<Population, AnalysisError> {
        let units = self.rows.front().map_or(0, Vec::len);
        Population::from_rows(units, self.rows())
    }
}
