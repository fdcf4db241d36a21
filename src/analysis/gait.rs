//! Gait from foot contacts `[T, 4]`, legs LF, LH, RF, RH, one sample every dt [s].
//!
//! Out: strides (from one touch-down of the reference foot, LF, to the next), stride frequency
//! [Hz] and its variability, duty factors, phase offsets to LF in cycles and their spread, and a
//! name. Contacts are debounced first: a change that lasts less than [`DEBOUNCE`] is taken for a
//! flicker. Duty factor and phase as in Hildebrand 1965 and Alexander 1984; spread as in Mardia and
//! Jupp 2000.
//!
//! Contacts alone time a touch-down to one sample: an error that is uniform over dt gives equal
//! strides a coefficient of variation of `dt / (sqrt(6) period)`, 1.6 % at 2 Hz and 50 Hz. Where it
//! is known for which share of a sample's step a foot was down, [`describe_within_steps`] times it
//! as finely as that share.

mod name;

use std::f64::consts::TAU;
use std::ops::Range;

pub use name::GaitName;
use name::name_of;

/// Number of legs: LF, LH, RF, RH.
pub const LEGS: usize = 4;
/// The leg whose touch-downs begin a stride: LF.
pub const REFERENCE_LEG: usize = 0;
/// A contact or a lift shorter than this is a flicker [s]; two samples at 50 Hz.
pub const DEBOUNCE: f64 = 0.04;

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
    /// Circular standard deviation of the phase from stride to stride, in cycles; `None` as above.
    pub spread: [Option<f64>; LEGS],
    /// What it is called.
    pub name: GaitName,
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

/// Mean of angles given in cycles, in [0, 1); `None` for none, or for angles that cancel out.
pub fn circular_mean(cycles: &[f64]) -> Option<f64> {
    let [sine, cosine] = mean_vector(cycles);
    // rem_euclid may round up to 1 for a mean just below 0.
    (sine.hypot(cosine) > 1e-9).then(|| (sine.atan2(cosine) / TAU).rem_euclid(1.0) % 1.0)
}

/// Standard deviation of angles given in cycles, in cycles: `sqrt(-2 ln R) / 2 pi`, with R the
/// length of the mean of the unit vectors; `None` for none, or for angles that cancel out.
pub fn circular_deviation(cycles: &[f64]) -> Option<f64> {
    let [sine, cosine] = mean_vector(cycles);
    let resultant = sine.hypot(cosine);
    // R may be rounded to above 1, whose logarithm is positive.
    (resultant > 1e-9).then(|| (-2.0 * resultant.min(1.0).ln()).max(0.0).sqrt() / TAU)
}

/// Sine and cosine of angles given in cycles, averaged; not a number without angles.
fn mean_vector(cycles: &[f64]) -> [f64; 2] {
    let mean = |part: fn(f64) -> f64| {
        cycles.iter().map(|cycle| part(TAU * cycle)).sum::<f64>() / cycles.len() as f64
    };
    [mean(f64::sin), mean(f64::cos)]
}

/// Samples that [`DEBOUNCE`] lasts.
pub fn debounce_samples(dt: f64) -> usize {
    // The rounding of dt must not ask for one sample more.
    (DEBOUNCE / dt - 1e-6).ceil().max(1.0) as usize
}

/// Samples of the whole strides of debounced contacts; `None` without a stride.
pub fn whole_strides(contact: &[[bool; LEGS]]) -> Option<Range<usize>> {
    let starts = touch_downs(contact, REFERENCE_LEG);
    match (starts.first(), starts.last()) {
        (Some(&first), Some(&last)) if first < last => Some(first..last),
        _ => None,
    }
}

/// Describes the contacts of a stretch sampled every `dt` [s].
pub fn describe(contact: &[[bool; LEGS]], dt: f64) -> Gait {
    let share: Vec<_> = contact
        .iter()
        .map(|feet| feet.map(|down| f64::from(u8::from(down))))
        .collect();
    describe_within_steps(contact, &share, dt)
}

/// Describes the contacts of a stretch sampled every `dt` [s]; `share` (0 to 1) is how much of the
/// step that ended with a sample each foot was down: at the step's end where it touches down.
pub fn describe_within_steps(contact: &[[bool; LEGS]], share: &[[f64; LEGS]], dt: f64) -> Gait {
    let contact = debounced(contact, debounce_samples(dt));
    let landings: [Vec<f64>; LEGS] = std::array::from_fn(|leg| {
        let downs = touch_downs(&contact, leg);
        downs.iter().map(|&k| k as f64 - share[k][leg]).collect()
    });
    let starts = &landings[REFERENCE_LEG];
    let strides = starts.len().saturating_sub(1);
    let whole = whole_strides(&contact).unwrap_or(0..contact.len());
    let timing = (strides > 0).then(|| period_and_cv(starts, dt));
    let duty =
        std::array::from_fn(|leg| share_down(&contact[whole.clone()], &share[whole.clone()], leg));
    let phases = landings.each_ref().map(|downs| phases(downs, starts));
    let phase = phases.each_ref().map(|cycles| circular_mean(cycles));
    Gait {
        strides,
        frequency: timing.map(|(period, _)| 1.0 / period),
        period_cv: timing.map(|(_, cv)| cv),
        duty,
        phase,
        spread: phases.each_ref().map(|cycles| circular_deviation(cycles)),
        name: name_of(strides, &duty, &phase),
    }
}

/// Mean stride period [s] and its coefficient of variation, of touch-downs in samples.
fn period_and_cv(starts: &[f64], dt: f64) -> (f64, f64) {
    let periods: Vec<f64> = starts
        .windows(2)
        .map(|pair| (pair[1] - pair[0]) * dt)
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

/// Share of the time that a foot is down; 0 without samples.
fn share_down(contact: &[[bool; LEGS]], share: &[[f64; LEGS]], leg: usize) -> f64 {
    let down = contact.iter().zip(share).filter(|(feet, _)| feet[leg]);
    down.map(|(_, share)| share[leg]).sum::<f64>() / contact.len().max(1) as f64
}

/// Phases in cycles of a leg's touch-downs within the strides that `starts` bound.
fn phases(downs: &[f64], starts: &[f64]) -> Vec<f64> {
    starts
        .windows(2)
        .flat_map(|stride| {
            let (from, to) = (stride[0], stride[1]);
            let within = downs.iter().filter(move |&&at| (from..to).contains(&at));
            within.map(move |&at| (at - from) / (to - from))
        })
        .collect()
}

#[cfg(test)]
mod tests;
