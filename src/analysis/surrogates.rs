//! Surrogate cycles that keep simple statistics of the data and nothing else, to see whether a
//! finding needs more than those (the question of Elsayed & Cunningham 2017, Nature Neuroscience;
//! the answer here is the simpler one of phase randomisation, not their maximum entropy).
//!
//! In: cycles `[C][B, N]`. Every condition is projected on the principal components of all bins,
//! and the phases of its Fourier harmonics are drawn anew (Theiler et al. 1992), the harmonic 0,
//! that is the condition's mean, left alone. Kept, exactly: the means of conditions, and for each
//! component in each condition its power spectrum, so its variance, its smoothness and the size of
//! its derivative. With [`Phases::PerComponent`] the covariance of units is kept on average only,
//! and what couples components in time, rotations above all, is gone. With [`Phases::Shared`] a
//! harmonic is shifted alike in all components (Prichard & Theiler 1994): covariance and ellipses
//! are kept exactly, what couples harmonics is gone.

use std::f64::consts::TAU;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::cycles::{Cycle, CycleStack};
use super::pca::Pca;
use super::{AnalysisError, Population};

/// Which phases are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phases {
    /// One for each harmonic of each component.
    PerComponent,
    /// One for each harmonic, the same in all components.
    Shared,
}

/// Surrogates of the cycles; the same seed gives the same ones.
pub fn phase_randomised(
    stack: &CycleStack,
    phases: Phases,
    seed: u64,
) -> Result<CycleStack, AnalysisError> {
    let pca = Pca::fit(&stack.pooled())?;
    if pca.components.is_empty() {
        return Ok(stack.clone());
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut cycles = Vec::with_capacity(stack.conditions());
    for cycle in stack.cycles() {
        let scores = pca.project(cycle.data(), pca.components.len())?;
        let data = back(&pca, &shifted(&scores, phases, &mut rng));
        cycles.push(Cycle::new(data, cycle.period())?);
    }
    CycleStack::new(cycles)
}

/// Scores `[B, K]` with their harmonics at new phases.
fn shifted(scores: &Population, phases: Phases, rng: &mut ChaCha8Rng) -> Population {
    let (bins, components) = (scores.samples(), scores.units());
    let wave: Vec<[f64; 2]> = (0..bins)
        .map(|k| (TAU * k as f64 / bins as f64).sin_cos().into())
        .collect();
    let means = scores.means();
    let mut out = means.repeat(bins);
    for harmonic in 1..=bins / 2 {
        let shared: f64 = rng.random_range(0.0..TAU);
        // of an even number of bins the last harmonic has a sign in place of a phase
        let is_last = 2 * harmonic == bins;
        let scale = if is_last { 1.0 } else { 2.0 } / bins as f64;
        for component in 0..components {
            let phase = match phases {
                Phases::Shared => shared,
                Phases::PerComponent => rng.random_range(0.0..TAU),
            };
            let (mut a, mut b) = (0.0, 0.0);
            for k in 0..bins {
                let [sine, cosine] = wave[k * harmonic % bins];
                let x = scores.row(k)[component] * scale;
                a += x * cosine;
                b += x * sine;
            }
            let (sine, cosine) = phase.sin_cos();
            let (a, b) = if is_last {
                (a * cosine.signum(), 0.0)
            } else {
                (a * cosine - b * sine, a * sine + b * cosine)
            };
            for k in 0..bins {
                let [sine, cosine] = wave[k * harmonic % bins];
                out[k * components + component] += a * cosine + b * sine;
            }
        }
    }
    Population::from_parts(bins, components, out)
}

/// Scores `[B, K]` as activity of units `[B, N]`.
fn back(pca: &Pca, scores: &Population) -> Population {
    let units = pca.center.len();
    let mut data = pca.center.repeat(scores.samples());
    for (row, scores) in data.chunks_exact_mut(units).zip(scores.rows()) {
        for (score, component) in scores.iter().zip(&pca.components) {
            let entries = row.iter_mut().zip(component);
            entries.for_each(|(entry, loading)| *entry += score * loading);
        }
    }
    Population::from_parts(scores.samples(), units, data)
}

#[cfg(test)]
mod tests {
    use super::super::rotation::{ellipse, jpca};
    use super::*;

    fn ellipses(bins: usize) -> CycleStack {
        let row = |c: usize, k: usize| {
            let phase = TAU * k as f64 / bins as f64;
            let (sine, cosine) = phase.sin_cos();
            let second = (2.0 * phase).sin();
            [2.0 * cosine + c as f64, sine, 0.5 * second + sine, 7.0]
        };
        let data: Vec<f64> = (0..3)
            .flat_map(|c| (0..bins).flat_map(move |k| row(c, k)))
            .collect();
        CycleStack::from_array(bins, 4, &data, &[1.0, 0.5, 2.0]).unwrap()
    }

    #[test]
    fn means_and_variance_are_kept() {
        for (bins, phases) in [
            (20, Phases::PerComponent),
            (21, Phases::PerComponent),
            (20, Phases::Shared),
        ] {
            let data = ellipses(bins);
            let found = phase_randomised(&data, phases, 4).unwrap();
            let (a, b) = (data.condition_means(), found.condition_means());
            for (a, b) in a.data().iter().zip(b.data()) {
                assert!((a - b).abs() < 1e-12);
            }
            for (a, b) in data.cycles().iter().zip(found.cycles()) {
                assert_eq!(a.period(), b.period());
                let total = |c: &Population| c.variances().iter().sum::<f64>();
                assert!((total(a.data()) - total(b.data())).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn shared_phases_keep_ellipses_and_covariance() {
        let data = ellipses(24);
        let found = phase_randomised(&data, Phases::Shared, 1).unwrap();
        for (a, b) in data.cycles().iter().zip(found.cycles()) {
            let (a, b) = (
                ellipse::fit(a.data()).unwrap(),
                ellipse::fit(b.data()).unwrap(),
            );
            assert!((a.half_axes[0] - b.half_axes[0]).abs() < 1e-12);
            assert!((a.half_axes[1] - b.half_axes[1]).abs() < 1e-12);
            assert!((a.r2 - b.r2).abs() < 1e-12);
        }
    }

    #[test]
    fn phases_of_their_own_break_the_rotation() {
        let circle = |k: usize| {
            let (sine, cosine) = (TAU * k as f64 / 40.0).sin_cos();
            [1.1 * cosine, sine]
        };
        let rows: Vec<f64> = (0..40).flat_map(circle).collect();
        let stack = CycleStack::from_array(40, 2, &rows.repeat(12), &[1.0; 12]).unwrap();
        let r2 = |stack: &CycleStack| jpca::fit(stack).unwrap().unwrap().skew_r2;
        assert!(r2(&stack) > 0.98);
        let broken = phase_randomised(&stack, Phases::PerComponent, 9).unwrap();
        assert!(r2(&broken) < 0.5, "{}", r2(&broken));
    }

    #[test]
    fn the_seed_decides_and_stillness_stays() {
        let data = ellipses(10);
        let by = |seed| phase_randomised(&data, Phases::PerComponent, seed).unwrap();
        assert_eq!(by(1), by(1));
        assert_ne!(by(1), by(2));
        let still = CycleStack::from_array(4, 2, &[3.0; 8], &[1.0]).unwrap();
        assert_eq!(phase_randomised(&still, Phases::Shared, 0).unwrap(), still);
    }
}
