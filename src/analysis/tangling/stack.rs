//! Tangling of the closed cycles of many conditions: within a condition, between conditions, over
//! all.
//!
//! In: [`CycleStack`] `[C][B, N]`. Out: Q for every bin of every condition, condition after
//! condition `[C B]` [1/s^2]. x and epsilon are those of the form, fitted on all conditions at once.
//! The derivative follows each condition's own clock: with `wrapped`,
//! `x'(k) = (x(k) - x(k-1)) / (period / B)`, k - 1 round the cycle of its condition; with `open`,
//! x'(0) = x'(1). t' goes over all bins of the same condition (`within`), over all bins of the
//! others (`between`), or over both: the larger of the two.

use super::super::AnalysisError;
use super::super::cycles::space::Space;
use super::super::cycles::{Cycle, CycleStack};
use super::{Derivative, Form, Softening, differences, kernel};

/// How to measure a stack.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// What x is made of.
    pub form: Form,
    /// How x' begins.
    pub derivative: Derivative,
    /// What epsilon is 0.1 of.
    pub softening: Softening,
}

impl Settings {
    /// A form with its own rule for epsilon and the derivative of closed cycles.
    pub fn wrapped(form: Form) -> Self {
        Self {
            form,
            derivative: Derivative::Wrapped,
            softening: form.softening(),
        }
    }
}

impl Default for Settings {
    /// Form `zscore`, derivative `wrapped`, epsilon by entries.
    fn default() -> Self {
        Self::wrapped(Form::ZScore)
    }
}

/// Q of every bin of a stack [1/s^2].
#[derive(Debug, Clone, PartialEq)]
pub struct StackTangling {
    /// What was added to squared distances.
    pub epsilon: f64,
    /// Against bins of the same condition `[C B]`.
    pub within: Vec<f64>,
    /// Against bins of other conditions `[C B]`; `None` if there is one condition.
    pub between: Option<Vec<f64>>,
}

impl StackTangling {
    /// Against all bins `[C B]`.
    pub fn over_all(&self) -> Vec<f64> {
        let Some(between) = &self.between else {
            return self.within.clone();
        };
        let pairs = self.within.iter().zip(between);
        pairs.map(|(a, &b)| a.max(b)).collect()
    }
}

/// Tangling of a stack; `None` if no unit varies.
pub fn tangling(
    stack: &CycleStack,
    settings: &Settings,
) -> Result<Option<StackTangling>, AnalysisError> {
    let Some(space) = Space::fit(stack, settings.form.normalisation())? else {
        return Ok(None);
    };
    let x = match settings.form.dimensions() {
        Some(count) => space.scores(stack, count)?,
        None => space.normalised(stack)?,
    };
    let epsilon = settings.softening.epsilon(&x.pooled());
    Ok(tangling_of(&x, settings.derivative, epsilon))
}

/// Tangling of cycles that are normalised already, with a given epsilon; `None` unless that is
/// positive.
pub fn tangling_of(x: &CycleStack, derivative: Derivative, epsilon: f64) -> Option<StackTangling> {
    if epsilon.is_nan() || epsilon <= 0.0 {
        return None;
    }
    let slopes = |cycle: &Cycle| differences(cycle.data(), cycle.dt(), derivative);
    let derivatives = x.cycles().iter().flat_map(slopes).collect();
    let groups: Vec<usize> = x.cycles().iter().map(Cycle::bins).collect();
    let states = x.pooled().into_data();
    let largest = kernel::largest_ratios(states, derivatives, x.units(), &groups, epsilon);
    Some(StackTangling {
        epsilon,
        within: largest.within,
        between: (groups.len() > 1).then_some(largest.between),
    })
}

#[cfg(test)]
mod tests;
