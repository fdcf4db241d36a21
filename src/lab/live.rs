//! Live analysis without Bevy: the last seconds of a layer, its scores and its tangling.
//!
//! In: one row `[N]` a control step of walking. Out: scores on PC1 and PC2 of the policy's
//! fixed basis (or of a rolling one), and Q(t) of the window in the form `zscore`, derivative
//! `open`, exactly as `analyze --basis` computes it for the same rows. A window never reaches over a
//! time in which the robot stood: its rows follow each other without a gap.

use std::collections::VecDeque;

use super::clock::CONTROL_STEP;
use crate::analysis::basis::LayerBasis;
use crate::analysis::rolling::RollingBasis;
use crate::analysis::window;
use crate::analysis::{AnalysisError, Population};
use crate::policy::Layer;

/// The layers that are portrayed: the one that remembers, and the one that acts.
pub const PORTRAYED: [Layer; 2] = [Layer::Hidden, Layer::Action];
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
    layer: Layer,
    rows: VecDeque<Vec<f32>>,
    fixed: Option<LayerBasis>,
    rolling: RollingBasis,
    pub tangling: LiveTangling,
}

impl LiveLayer {
    /// An empty window; without a fixed basis a rolling one is fitted.
    pub fn new(layer: Layer, fixed: Option<LayerBasis>) -> Self {
        Self {
            layer,
            rows: VecDeque::with_capacity(WINDOW + 1),
            fixed,
            rolling: RollingBasis::default(),
            tangling: LiveTangling {
                absent: Absent::TooEarly,
                ..LiveTangling::default()
            },
        }
    }

    /// Forgets the rows, and with them the tangling: the robot stands.
    pub fn stand(&mut self) {
        self.rows.clear();
        self.tangling = LiveTangling {
            absent: Absent::Standing,
            ..LiveTangling::default()
        };
    }

    /// Takes a row of walking; the oldest goes when the window is full.
    pub fn push(&mut self, row: &[f32]) {
        if self.rows.len() == WINDOW {
            self.rows.pop_front();
        }
        self.rows.push_back(row.to_vec());
    }

    /// The layer with nothing but its fixed basis, which this one loses.
    pub fn take_cleared(&mut self) -> Self {
        Self::new(self.layer, self.fixed.take())
    }

    /// Which layer.
    pub fn layer(&self) -> Layer {
        self.layer
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
        let scores = self.basis().and_then(|basis| basis.plane(row));
        scores.map_or([f32::NAN; 2], |scores| scores.map(|score| score as f32))
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

    /// Whether the window is as long as it gets.
    pub fn is_full(&self) -> bool {
        self.rows.len() == WINDOW
    }

    /// Works out Q of the window, while the robot walks.
    pub fn refresh(&mut self) {
        self.tangling = match self.measure() {
            Ok(tangling) => tangling,
            Err(_) => LiveTangling {
                absent: Absent::Still,
                ..LiveTangling::default()
            },
        };
    }

    fn measure(&self) -> Result<LiveTangling, AnalysisError> {
        let absent = |absent| {
            Ok(LiveTangling {
                absent,
                ..LiveTangling::default()
            })
        };
        if self.rows.len() < LEAST_ROWS {
            return absent(Absent::TooEarly);
        }
        let Some(basis) = self.basis() else {
            return absent(Absent::NoBasis);
        };
        let rows = self.population()?;
        match window::tangling(rows, basis, EQUAL_DIMENSIONS, CONTROL_STEP)? {
            None => absent(Absent::Still),
            Some(tangling) => Ok(LiveTangling {
                q: tangling.q,
                median: Some(tangling.median),
                equal_dimension_median: tangling.median_of_components,
                absent: Absent::No,
            }),
        }
    }

    fn population(&self) -> Result<Population, AnalysisError> {
        let units = self.rows.front().map_or(0, Vec::len);
        Population::from_rows(units, self.rows())
    }
}

/// How far a reading wandered lately: its smallest and largest value over the last readings.
#[derive(Clone, Debug, Default)]
pub struct Spread(VecDeque<f64>);

impl Spread {
    /// Takes a reading, of which the last `most` are kept; none forgets all.
    pub fn follow(&mut self, reading: Option<f64>, most: usize) {
        match reading.filter(|reading| reading.is_finite()) {
            None => self.0.clear(),
            Some(reading) => {
                if self.0.len() >= most {
                    self.0.pop_front();
                }
                self.0.push_back(reading);
            }
        }
    }

    /// Smallest and largest reading; none without readings.
    pub fn range(&self) -> Option<[f64; 2]> {
        let lowest = self.0.iter().copied().reduce(f64::min)?;
        let highest = self.0.iter().copied().reduce(f64::max)?;
        Some([lowest, highest])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of three units on a circle of this many samples.
    fn row(k: usize, period: f64) -> [f32; 3] {
        let (sin, cos) = (std::f64::consts::TAU * k as f64 / period).sin_cos();
        [sin as f32, cos as f32, (0.3 * sin * cos) as f32]
    }

    fn basis() -> LayerBasis {
        let rows: Vec<[f32; 3]> = (0..100).map(|k| row(k, 25.0)).collect();
        let population = Population::from_rows(3, rows.iter().map(<[f32; 3]>::as_slice));
        LayerBasis::fit(&population.expect("rows"), 3).expect("a basis")
    }

    fn walk(layer: &mut LiveLayer, rows: usize, period: f64) {
        (0..rows).for_each(|k| layer.push(&row(k, period)));
    }

    #[test]
    fn what_was_before_standing_has_no_part_in_what_comes_after() {
        let mut fresh = LiveLayer::new(Layer::Hidden, Some(basis()));
        walk(&mut fresh, 80, 25.0);
        fresh.refresh();
        assert!(fresh.tangling.median.is_some());
        let mut resumed = LiveLayer::new(Layer::Hidden, Some(basis()));
        walk(&mut resumed, 200, 11.0);
        for _ in 0..3 {
            resumed.stand();
            assert_eq!(resumed.tangling.absent, Absent::Standing);
            assert!(resumed.tangling.q.is_empty() && resumed.tangling.median.is_none());
        }
        walk(&mut resumed, 20, 25.0);
        resumed.refresh();
        assert_eq!(resumed.tangling.absent, Absent::TooEarly);
        resumed.stand();
        walk(&mut resumed, 80, 25.0);
        resumed.refresh();
        assert_eq!(resumed.tangling, fresh.tangling);
        assert!(resumed.is_fixed());
    }

    #[test]
    fn a_rolling_basis_outlives_standing() {
        let mut layer = LiveLayer::new(Layer::Hidden, None);
        walk(&mut layer, 100, 25.0);
        layer.refit();
        let fitted = layer.basis().cloned();
        assert!(fitted.is_some());
        layer.stand();
        layer.refit();
        assert_eq!(layer.basis(), fitted.as_ref());
    }

    #[test]
    fn a_window_is_full_when_its_oldest_row_goes() {
        let mut layer = LiveLayer::new(Layer::Hidden, None);
        walk(&mut layer, WINDOW - 1, 25.0);
        assert!(!layer.is_full());
        walk(&mut layer, 7, 25.0);
        assert!(layer.is_full());
        assert_eq!(layer.rows().len(), WINDOW);
    }

    #[test]
    fn a_spread_is_that_of_the_last_readings() {
        let mut spread = Spread::default();
        assert_eq!(spread.range(), None);
        for reading in [9.0, 0.4, 0.6, 0.5] {
            spread.follow(Some(reading), 3);
        }
        assert_eq!(spread.range(), Some([0.4, 0.6]));
        spread.follow(None, 3);
        assert_eq!(spread.range(), None);
        spread.follow(Some(f64::NAN), 3);
        assert_eq!(spread.range(), None);
        spread.follow(Some(2.0), 3);
        assert_eq!(spread.range(), Some([2.0, 2.0]));
    }
}
