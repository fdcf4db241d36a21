//! What a pattern of phases and duty factors is called.

use super::LEGS;

/// Farthest from its ideal phase that a leg may be, in cycles: half of a quarter, so that no
/// pattern of phases has two names.
const PHASE_TOLERANCE: f64 = 0.125;
/// A robot whose every foot is down for at least this share of the time stands.
const STANDING_DUTY: f64 = 0.95;
/// Below this duty factor a four-beat gait has a flight phase, and is no walk.
const WALKING_DUTY: f64 = 0.5;

/// A simple name for a pattern of contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GaitName {
    /// All feet down, no strides.
    Stand,
    /// Diagonal pairs in turn.
    Trot,
    /// Sides in turn.
    Pace,
    /// Front and hind in turn.
    Bound,
    /// Four beats a quarter apart, each foot down for more than half of the stride.
    Walk,
    /// Anything else.
    Other,
}

impl GaitName {
    /// The name as written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stand => "stand",
            Self::Trot => "trot",
            Self::Pace => "pace",
            Self::Bound => "bound",
            Self::Walk => "walk",
            Self::Other => "other",
        }
    }
}

/// Names a gait by its phases and duty factors.
pub(super) fn name_of(strides: usize, duty: &[f64; LEGS], phase: &[Option<f64>; LEGS]) -> GaitName {
    if duty.iter().all(|&share| share >= STANDING_DUTY) {
        return GaitName::Stand;
    }
    let [Some(lf), Some(lh), Some(rf), Some(rh)] = *phase else {
        return GaitName::Other;
    };
    let like = |ideal: [f64; LEGS]| {
        let pairs = [lf, lh, rf, rh].into_iter().zip(ideal);
        strides > 0
            && pairs
                .into_iter()
                .all(|(a, b)| distance(a, b) <= PHASE_TOLERANCE)
    };
    let four_beats = like([0.0, 0.75, 0.5, 0.25]) || like([0.0, 0.25, 0.5, 0.75]);
    if like([0.0, 0.5, 0.5, 0.0]) {
        GaitName::Trot
    } else if like([0.0, 0.0, 0.5, 0.5]) {
        GaitName::Pace
    } else if like([0.0, 0.5, 0.0, 0.5]) {
        GaitName::Bound
    } else if four_beats && duty.iter().all(|&share| share > WALKING_DUTY) {
        GaitName::Walk
    } else {
        GaitName::Other
    }
}

/// Distance of two phases round the cycle, in cycles.
pub(super) fn distance(a: f64, b: f64) -> f64 {
    let apart = (a - b).rem_euclid(1.0);
    apart.min(1.0 - apart)
}
