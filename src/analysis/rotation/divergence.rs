//! Trajectory divergence (Russo et al. 2020, Neuron): states that are alike now and differ later.
//!
//! `D(t) = max over t', Delta of |x(t + Delta) - x(t' + Delta)|^2 / (|x(t) - x(t')|^2 + alpha)`, no
//! unit. In: cycles of equally many bins `[C][B, N]`, normalised as a rule. On closed cycles Delta
//! is a lag in phase, 1 to L bins, and t + Delta goes round the cycle of its own condition: with
//! L = B - 1 a whole stride is looked ahead. Conditions of different periods are so compared at
//! equal phase, not at equal time. alpha is that of epsilon in tangling: 0.1 x variance, by one of
//! its two rules; the paper's own constant was not checked. Out: D `[C B]`.

use rayon::prelude::*;

use super::super::AnalysisError;
use super::super::cycles::CycleStack;

/// Divergence of every bin of every condition, looking ahead up to `lookahead` bins (B - 1 at
/// most); `None` unless alpha is positive.
pub fn divergence(
    x: &CycleStack,
    lookahead: usize,
    alpha: f64,
) -> Result<Option<Vec<f64>>, AnalysisError> {
    let bins = x.equal_bins("trajectory divergence")?;
    if alpha.is_nan() || alpha <= 0.0 {
        return Ok(None);
    }
    if !(1..bins).contains(&lookahead) {
        return Err(AnalysisError::Setting {
            setting: "the look-ahead in bins",
            value: lookahead as f64,
            range: "at least 1 and less than the bins of a cycle",
        });
    }
    let largest = (0..x.conditions()).into_par_iter().map(|a| {
        let mut largest = vec![0.0; bins];
        for b in 0..x.conditions() {
            raise(&mut largest, x, [a, b], lookahead, alpha);
        }
        largest
    });
    Ok(Some(largest.collect::<Vec<_>>().concat()))
}

/// Raises `largest` `[B]`, of condition `a`, to the ratios against condition `b`.
fn raise(largest: &mut [f64], x: &CycleStack, [a, b]: [usize; 2], lookahead: usize, alpha: f64) {
    let bins = largest.len();
    let (a, b) = (x.cycles()[a].data(), x.cycles()[b].data());
    // pairs that keep their lag stay on one diagonal, round the cycle
    for lag in 0..bins {
        let distances: Vec<f64> = (0..bins)
            .map(|k| {
                let pairs = a.row(k).iter().zip(b.row((k + lag) % bins));
                pairs.map(|(x, y)| (x - y) * (x - y)).sum()
            })
            .collect();
        for (now, ahead) in largest_ahead(&distances, lookahead).into_iter().enumerate() {
            largest[now] = largest[now].max(ahead / (distances[now] + alpha));
        }
    }
}

/// For each entry the largest of the `lookahead` entries after it, round the cycle.
fn largest_ahead(values: &[f64], lookahead: usize) -> Vec<f64> {
    let count = values.len();
    // candidates in order, each smaller than the one before it: the first is the window's largest
    let mut window = std::collections::VecDeque::new();
    let mut ahead = vec![0.0; count];
    for last in 1..count + lookahead {
        let value = values[last % count];
        while window
            .back()
            .is_some_and(|&k: &usize| values[k % count] <= value)
        {
            window.pop_back();
        }
        window.push_back(last);
        if let Some(now) = last.checked_sub(lookahead) {
            while window.front().is_some_and(|&k| k <= now) {
                window.pop_front();
            }
            ahead[now] = window.front().map_or(0.0, |&k| values[k % count]);
        }
    }
    ahead
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    /// One unit, two conditions.
    fn pair(a: impl Fn(f64) -> f64, b: impl Fn(f64) -> f64) -> CycleStack {
        let phases: Vec<f64> = (0..24).map(|k| TAU * k as f64 / 24.0).collect();
        let data: Vec<f64> = phases
            .iter()
            .map(|&p| a(p))
            .chain(phases.iter().map(|&p| b(p)))
            .collect();
        CycleStack::from_array(24, 1, &data, &[1.0, 1.0]).unwrap()
    }

    #[test]
    fn it_agrees_with_the_definition() {
        let x = pair(|p| p.sin() + 0.3 * (2.0 * p).cos(), |p| (3.0 * p).sin());
        let at = |c: usize, k: usize| x.cycles()[c].data().row(k % 24)[0];
        for lookahead in [1, 5, 23] {
            let found = divergence(&x, lookahead, 0.2).unwrap().unwrap();
            for c in 0..2 {
                for k in 0..24 {
                    let mut largest = 0.0_f64;
                    for (other, t) in (0..2).flat_map(|o| (0..24).map(move |t| (o, t))) {
                        for delta in 1..=lookahead {
                            let ahead = (at(c, k + delta) - at(other, t + delta)).powi(2);
                            let now = (at(c, k) - at(other, t)).powi(2);
                            largest = largest.max(ahead / (now + 0.2));
                        }
                    }
                    assert!((found[c * 24 + k] - largest).abs() < 1e-12 * largest);
                }
            }
        }
    }

    #[test]
    fn a_longer_look_ahead_never_lowers_it() {
        let x = pair(f64::sin, |p| (2.0 * p).sin());
        let short = divergence(&x, 3, 0.1).unwrap().unwrap();
        let long = divergence(&x, 12, 0.1).unwrap().unwrap();
        assert!(short.iter().zip(&long).all(|(a, b)| a <= b));
    }

    #[test]
    fn what_cannot_be_looked_at_is_refused() {
        let x = pair(f64::sin, f64::cos);
        assert!(divergence(&x, 0, 0.1).is_err());
        assert!(divergence(&x, 24, 0.1).is_err());
        assert_eq!(divergence(&x, 5, 0.0).unwrap(), None);
    }
}
