//! Gait from foot contacts `[T, 4]`, legs LF, LH, RF, RH, one sample every dt [s].
//!
//! Out: strides (from one touch-down of the reference foot, LF, to the next), stride frequency
//! [Hz] and its variability, duty factors, phase offsets to LF in cycles, and a name. Contacts
//! are debounced first: a change that lasts less than [`DEBOUNCE`] is taken for a flicker.
//! Duty factor and phase as in Hildebrand 1965 and Alexander 1984.

use std::f64::consts::TAU;

/// Number of legs: LF, LH, RF, RH.
pub const LEGS: usize = 4;
/// The leg whose touch-downs begin a stride: LF.
pub const REFERENCE_LEG: usize = 0;
/// A contact or a lift shorter than this is a flicker [s]; two samples at 50 Hz.
pub const DEBOUNCE: f64 = 0.04;
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

/// The gait of a stretch of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Gait {
    /// Whole strides in the stretch.
    pub strides: usize,
    /// Strides per second [Hz]; `None` without a stride.
    pub frequency: Option<f64>,
    /// Standard deviation (ddof 0) of the stride period over its mean; `None` without a stride.
    pub period_cv: Option<f64>,
    /// Share of the time each foot is down, over whole strides, or over all without a stride.
    pub duty: [f64; LEGS],
    /// Touch-down of each leg after LF's, in cycles [0, 1); `None` for a leg without touch-downs.
    pub phase: [Option<f64>; LEGS],
    /// What it is called.
    pub name: GaitName,
}

/// Samples that make up [`DEBOUNCE`] at a time step of `dt` [s].
pub fn debounce_samples(dt: f64) -> usize {
    // The rounding of dt must not ask for one sample more.
    (DEBOUNCE / dt - 1e-6).ceil().max(1.0) as usize
}

/// Debounced contacts: a state counts from its first sample if it lasts at least `least` samples.
pub fn debounced(contact: &[[bool; LEGS]], least: usize) -> Vec<[bool; LEGS]> {
    let mut out = contact.to_vec();
    for leg in 0..LEGS {
        let Some(first) = contact.first() else { break };
        let (mut state, mut start) = (first[leg], 0);
        while start < contact.len() {
            let value = contact[start][leg];
            let run = contact[start..]
                .iter()
                .take_while(|feet| feet[leg] == value)
                .count();
            if run >= least {
                state = value;
            }
            out[start..start + run]
                .iter_mut()
                .for_each(|feet| feet[leg] = state);
            start += run;
        }
    }
    out
}

/// Samples at which a foot comes down.
pub fn touch_downs(contact: &[[bool; LEGS]], leg: usize) -> Vec<usize> {
    (1..contact.len())
        .filter(|&k| contact[k][leg] && !contact[k - 1][leg])
        .collect()
}

/// Samples at which a foot leaves the ground.
pub fn lift_offs(contact: &[[bool; LEGS]], leg: usize) -> Vec<usize> {
    (1..contact.len())
        .filter(|&k| !contact[k][leg] && contact[k - 1][leg])
        .collect()
}

/// Mean of angles given in cycles, in [0, 1); `None` for none, or for angles that cancel out.
pub fn circular_mean(cycles: &[f64]) -> Option<f64> {
    let sine: f64 = cycles.iter().map(|cycle| (TAU * cycle).sin()).sum();
    let cosine: f64 = cycles.iter().map(|cycle| (TAU * cycle).cos()).sum();
    let resultant = sine.hypot(cosine) / cycles.len() as f64;
    // rem_euclid may round up to 1 for a mean just below 0.
    (resultant > 1e-9).then(|| (sine.atan2(cosine) / TAU).rem_euclid(1.0) % 1.0)
}

/// Describes the contacts of a stretch sampled every `dt` [s].
pub fn describe(contact: &[[bool; LEGS]], dt: f64) -> Gait {
    let contact = debounced(contact, debounce_samples(dt));
    let starts = touch_downs(&contact, REFERENCE_LEG);
    let strides = starts.len().saturating_sub(1);
    let (whole, timing) = match (starts.first(), starts.last()) {
        (Some(&first), Some(&last)) if strides > 0 => {
            (&contact[first..last], Some(period_and_cv(&starts, dt)))
        }
        _ => (&contact[..], None),
    };
    let duty = std::array::from_fn(|leg| share_down(whole, leg));
    let phase = std::array::from_fn(|leg| circular_mean(&phases(&contact, &starts, leg)));
    Gait {
        strides,
        frequency: timing.map(|(period, _)| 1.0 / period),
        period_cv: timing.map(|(_, cv)| cv),
        duty,
        phase,
        name: name_of(strides, &duty, &phase),
    }
}

/// Mean stride period [s] and its coefficient of variation.
fn period_and_cv(starts: &[usize], dt: f64) -> (f64, f64) {
    let periods: Vec<f64> = starts
        .windows(2)
        .map(|pair| (pair[1] - pair[0]) as f64 * dt)
        .collect();
    let count = periods.len() as f64;
    let mean = periods.iter().sum::<f64>() / count;
    let variance = periods
        .iter()
        .map(|period| (period - mean).powi(2))
        .sum::<f64>()
        / count;
    (mean, variance.sqrt() / mean)
}

/// Share of the samples in which a foot is down; 0 without samples.
fn share_down(contact: &[[bool; LEGS]], leg: usize) -> f64 {
    let down = contact.iter().filter(|feet| feet[leg]).count();
    down as f64 / contact.len().max(1) as f64
}

/// Phases in cycles of a leg's touch-downs within the strides that `starts` bound.
fn phases(contact: &[[bool; LEGS]], starts: &[usize], leg: usize) -> Vec<f64> {
    let downs = touch_downs(contact, leg);
    starts
        .windows(2)
        .flat_map(|stride| {
            let (from, to) = (stride[0], stride[1]);
            let within = downs.iter().filter(move |&&k| (from..to).contains(&k));
            within.map(move |&k| (k - from) as f64 / (to - from) as f64)
        })
        .collect()
}

/// Names a gait by its phases and duty factors.
fn name_of(strides: usize, duty: &[f64; LEGS], phase: &[Option<f64>; LEGS]) -> GaitName {
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
fn distance(a: f64, b: f64) -> f64 {
    let apart = (a - b).rem_euclid(1.0);
    apart.min(1.0 - apart)
}

#[cfg(test)]
mod tests;
