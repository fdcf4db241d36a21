//! Fixed and slow points of a recurrent network under a held input (Sussillo & Barak 2013, Neural
//! Computation), with the stability of the linearisation.
//!
//! In: a map x -> F(x) of a state `[n]` ([`Dynamics`]) and states to start from, sampled from the
//! network's own trajectories as a rule. From each start `q(x) = 1/2 |F(x) - x|^2` is lowered along
//! its gradient `(J - I)' (F(x) - x)` by Adam (Kingma & Ba 2015) at a falling rate, then polished by
//! Newton's steps for as long as they lower q. Ends that lie close together are one point, the one
//! of lowest q. Out: points by rising q, each with q and the eigenvalues of J there; of a map in
//! discrete time a point is stable if all of them lie within the unit circle.

use nalgebra::{DMatrix, DVector, Schur};
use rayon::prelude::*;

use super::AnalysisError;

/// A map of states to the states one step later, its input held.
pub trait Dynamics: Sync {
    /// n, the length of a state (of an LSTM: hidden and cell state, one after the other).
    fn units(&self) -> usize;

    /// F(x) `[n]` of a state `[n]`.
    fn step(&self, state: &[f64]) -> Vec<f64>;

    /// J, the derivative of F at a state, row-major `[n, n]`: entry i, j is dF_i / dx_j.
    fn jacobian(&self, state: &[f64]) -> Vec<f64>;

    /// The gradient of q, `(J - I)' (F(x) - x)` `[n]`. To be given for networks so large that J is
    /// better not made at every step.
    fn gradient(&self, state: &[f64]) -> Vec<f64> {
        let motion = motion(self, state);
        let mut gradient: Vec<f64> = motion.iter().map(|m| -m).collect();
        let jacobian = self.jacobian(state);
        for (row, weight) in jacobian.chunks_exact(state.len()).zip(&motion) {
            let entries = gradient.iter_mut().zip(row);
            entries.for_each(|(entry, slope)| *entry += weight * slope);
        }
        gradient
    }
}

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Steps of Adam from each start.
    pub steps: usize,
    /// Its first rate; it falls to a thousandth of this, geometrically.
    pub rate: f64,
    /// Newton steps at most.
    pub polish: usize,
    /// Ends with a larger q are given up.
    pub largest_q: f64,
    /// A point with a q up to this is fixed; above it is slow.
    pub fixed_q: f64,
    /// Ends nearer than this, root mean square over units, are one point.
    pub merge: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            steps: 2000,
            rate: 0.02,
            polish: 20,
            largest_q: 1e-4,
            fixed_q: 1e-16,
            merge: 1e-3,
        }
    }
}

/// A complex number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eigenvalue {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

impl Eigenvalue {
    /// Distance from 0; above 1 the mode grows.
    pub fn modulus(&self) -> f64 {
        self.re.hypot(self.im)
    }
}

/// A point where the state hardly moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// x `[n]`.
    pub state: Vec<f64>,
    /// `1/2 |F(x) - x|^2`.
    pub q: f64,
    /// Whether q is so small that the point is fixed, not slow.
    pub is_fixed: bool,
    /// Of J at x, by falling modulus `[n]`; `None` if they were not found.
    pub eigenvalues: Option<Vec<Eigenvalue>>,
    /// Starts that ended here.
    pub starts: usize,
}

impl Point {
    /// Modes that grow: eigenvalues outside the unit circle; 0 for a stable point.
    pub fn unstable_modes(&self) -> Option<usize> {
        let outside =
            |values: &Vec<Eigenvalue>| values.iter().filter(|v| v.modulus() > 1.0).count();
        self.eigenvalues.as_ref().map(outside)
    }
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct FixedPoints {
    /// By rising q.
    pub points: Vec<Point>,
    /// Starts that did not end at a slow enough state.
    pub given_up: usize,
}

/// Searches from the given states, each `[n]` and finite. The same starts give the same points.
pub fn find(
    dynamics: &impl Dynamics,
    starts: &[Vec<f64>],
    settings: &Settings,
) -> Result<FixedPoints, AnalysisError> {
    check(dynamics, starts, settings)?;
    let mut ends: Vec<(f64, Vec<f64>)> = starts
        .par_iter()
        .map(|start| {
            let end = polished(dynamics, descended(dynamics, start, settings), settings);
            (speed(dynamics, &end), end)
        })
        .filter(|(q, _)| *q <= settings.largest_q)
        .collect();
    let given_up = starts.len() - ends.len();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<Point> = Vec::new();
    for (q, state) in ends {
        let near = |point: &&mut Point| distance(&point.state, &state) < settings.merge;
        match merged.iter_mut().find(near) {
            Some(point) => point.starts += 1,
            None => merged.push(Point {
                is_fixed: q <= settings.fixed_q,
                state,
                q,
                eigenvalues: None,
                starts: 1,
            }),
        }
    }
    merged.par_iter_mut().for_each(|point| {
        point.eigenvalues = eigenvalues(&dynamics.jacobian(&point.state), dynamics.units());
    });
    Ok(FixedPoints {
        points: merged,
        given_up,
    })
}

/// Eigenvalues of a row-major matrix `[n, n]` by falling modulus, of a pair the one above the real
/// axis first; `None` if it has entries that are not finite or the iteration does not converge.
pub fn eigenvalues(matrix: &[f64], n: usize) -> Option<Vec<Eigenvalue>> {
    if n == 0 || !matrix.iter().all(|entry| entry.is_finite()) {
        return None;
    }
    let schur = Schur::try_new(DMatrix::from_row_slice(n, n, matrix), f64::EPSILON, 100 * n)?;
    let values = schur.complex_eigenvalues();
    let value = |z: &nalgebra::Complex<f64>| Eigenvalue { re: z.re, im: z.im };
    let mut values: Vec<Eigenvalue> = values.iter().map(value).collect();
    values.sort_by(|a, b| {
        let falling = b.modulus().total_cmp(&a.modulus());
        falling.then(b.im.total_cmp(&a.im))
    });
    Some(values)
}

/// Lowers q from a start by Adam.
fn descended(dynamics: &impl Dynamics, start: &[f64], settings: &Settings) -> Vec<f64> {
    const DECAY: [f64; 2] = [0.9, 0.999];
    const FLOOR: f64 = 1e-8;
    const LAST_RATE: f64 = 1e-3;
    let mut state = start.to_vec();
    let (mut mean, mut square) = (vec![0.0; state.len()], vec![0.0; state.len()]);
    let mut unbiased = [1.0; 2];
    for step in 0..settings.steps {
        let gradient = dynamics.gradient(&state);
        let rate = settings.rate * LAST_RATE.powf(step as f64 / settings.steps as f64);
        unbiased = [unbiased[0] * DECAY[0], unbiased[1] * DECAY[1]];
        for unit in 0..state.len() {
            let gradient = gradient[unit];
            mean[unit] += (1.0 - DECAY[0]) * (gradient - mean[unit]);
            square[unit] += (1.0 - DECAY[1]) * (gradient * gradient - square[unit]);
            let spread = (square[unit] / (1.0 - unbiased[1])).sqrt();
            state[unit] -= rate * mean[unit] / (1.0 - unbiased[0]) / (spread + FLOOR);
        }
    }
    state
}

/// Newton's steps towards F(x) = x, for as long as q falls.
fn polished(dynamics: &impl Dynamics, mut state: Vec<f64>, settings: &Settings) -> Vec<f64> {
    let n = state.len();
    for _ in 0..settings.polish {
        let motion = motion(dynamics, &state);
        let mut less_one = DMatrix::from_row_slice(n, n, &dynamics.jacobian(&state));
        for unit in 0..n {
            less_one[(unit, unit)] -= 1.0;
        }
        let Some(step) = less_one.lu().solve(&DVector::from_vec(motion)) else {
            break;
        };
        let next: Vec<f64> = state.iter().zip(step.iter()).map(|(x, s)| x - s).collect();
        let (before, after) = (speed(dynamics, &state), speed(dynamics, &next));
        if after.is_nan() || after >= before {
            break;
        }
        state = next;
    }
    state
}

/// F(x) - x.
fn motion(dynamics: &(impl Dynamics + ?Sized), state: &[f64]) -> Vec<f64> {
    let next = dynamics.step(state);
    next.iter().zip(state).map(|(next, x)| next - x).collect()
}

/// q.
fn speed(dynamics: &impl Dynamics, state: &[f64]) -> f64 {
    0.5 * motion(dynamics, state).iter().map(|m| m * m).sum::<f64>()
}

/// Root mean square difference of two states.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    let squares: f64 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    (squares / a.len() as f64).sqrt()
}

fn check(
    dynamics: &impl Dynamics,
    starts: &[Vec<f64>],
    settings: &Settings,
) -> Result<(), AnalysisError> {
    for (row, start) in starts.iter().enumerate() {
        if start.len() != dynamics.units() {
            return Err(AnalysisError::Units {
                what: "network",
                expected: dynamics.units(),
                found: start.len(),
            });
        }
        if let Some(unit) = start.iter().position(|value| !value.is_finite()) {
            return Err(AnalysisError::NotFinite {
                row,
                unit,
                value: start[unit],
            });
        }
    }
    let positive = [
        ("the rate", settings.rate),
        ("the distance of merging", settings.merge),
    ];
    match positive
        .iter()
        .find(|(_, value)| !(value.is_finite() && *value > 0.0))
    {
        None => Ok(()),
        Some(&(setting, value)) => Err(AnalysisError::Setting {
            setting,
            value,
            range: "positive",
        }),
    }
}

#[cfg(test)]
mod tests;
