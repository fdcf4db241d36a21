//! A stride resampled to evenly spaced phases by a periodic cubic spline.
//!
//! In: one stride `[L, N]`, L samples evenly spaced round a closed cycle. Out: `[B, N]` at phases
//! k / B. The spline is C2 everywhere, the seam from the last sample to the first included: with
//! sample spacing 1, its second derivatives m solve
//! `m(i-1) + 4 m(i) + m(i+1) = 6 (y(i+1) - 2 y(i) + y(i-1))`, indices round the cycle (de Boor 1978,
//! A Practical Guide to Splines; SciPy's `CubicSpline` with `bc_type="periodic"`).

use super::super::{AnalysisError, Population};

/// Resamples a stride of at least three samples to `bins` phases.
pub fn resample(stride: &Population, bins: usize) -> Result<Population, AnalysisError> {
    stride.check_samples("a periodic spline", 3)?;
    stride.check_finite()?;
    let (samples, units) = (stride.samples(), stride.units());
    let curvature = second_derivatives(stride);
    let mut out = Vec::with_capacity(bins * units);
    for bin in 0..bins {
        let position = bin as f64 * samples as f64 / bins as f64;
        let left = (position.floor() as usize).min(samples - 1);
        let right = (left + 1) % samples;
        let b = position - left as f64;
        let a = 1.0 - b;
        let (bend_left, bend_right) = ((a * a * a - a) / 6.0, (b * b * b - b) / 6.0);
        for unit in 0..units {
            out.push(
                a * stride.row(left)[unit]
                    + b * stride.row(right)[unit]
                    + bend_left * curvature[left * units + unit]
                    + bend_right * curvature[right * units + unit],
            );
        }
    }
    Population::new(bins, units, out)
}

/// Second derivatives of the spline at its samples, per sample squared, row-major `[L, N]`.
fn second_derivatives(stride: &Population) -> Vec<f64> {
    let (samples, units) = (stride.samples(), stride.units());
    let mut m = Vec::with_capacity(samples * units);
    for k in 0..samples {
        let (before, after) = ((k + samples - 1) % samples, (k + 1) % samples);
        let rows = stride.row(before).iter().zip(stride.row(k));
        let second = |((y0, y1), y2): ((&f64, &f64), &f64)| 6.0 * (y2 - 2.0 * y1 + y0);
        m.extend(rows.zip(stride.row(after)).map(second));
    }
    solve_cyclic(&mut m, samples, units);
    m
}

/// Solves the cyclic system with 4 on the diagonal and 1 beside it, in place, for each unit.
///
/// Sherman and Morrison: the system without its corners (1 and 1) plus a product of two vectors.
fn solve_cyclic(m: &mut [f64], samples: usize, units: usize) {
    const GAMMA: f64 = -4.0;
    let last = samples - 1;
    let mut diagonal = vec![4.0; samples];
    diagonal[0] -= GAMMA;
    diagonal[last] -= 1.0 / GAMMA;
    let mut corner = vec![0.0; samples];
    corner[0] = GAMMA;
    corner[last] = 1.0;
    solve_tridiagonal(&diagonal, &mut corner, 1);
    solve_tridiagonal(&diagonal, m, units);
    let scale = 1.0 + corner[0] + corner[last] / GAMMA;
    for unit in 0..units {
        let share = (m[unit] + m[last * units + unit] / GAMMA) / scale;
        for (k, corner) in corner.iter().enumerate() {
            m[k * units + unit] -= share * corner;
        }
    }
}

/// Solves a system with the given diagonal and 1 beside it, in place (Thomas's elimination).
fn solve_tridiagonal(diagonal: &[f64], m: &mut [f64], units: usize) {
    let samples = diagonal.len();
    let mut above = vec![0.0; samples];
    let mut pivot = diagonal[0];
    m[..units].iter_mut().for_each(|value| *value /= pivot);
    for k in 1..samples {
        above[k] = 1.0 / pivot;
        pivot = diagonal[k] - above[k];
        for unit in 0..units {
            m[k * units + unit] = (m[k * units + unit] - m[(k - 1) * units + unit]) / pivot;
        }
    }
    for k in (0..samples - 1).rev() {
        for unit in 0..units {
            m[k * units + unit] -= above[k + 1] * m[(k + 1) * units + unit];
        }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    fn wave(samples: usize) -> Population {
        let row = |k: usize| {
            let phase = TAU * k as f64 / samples as f64;
            [phase.cos(), 2.0 + (2.0 * phase).sin()]
        };
        Population::new(samples, 2, (0..samples).flat_map(row).collect()).unwrap()
    }

    #[test]
    fn the_samples_are_kept_and_a_wave_stays_one() {
        let stride = wave(30);
        let same = resample(&stride, 30).unwrap();
        for (found, expected) in same.data().iter().zip(stride.data()) {
            assert!((found - expected).abs() < 1e-12);
        }
        // the error of a cubic spline is of the order of h^4
        let fine = resample(&stride, 100).unwrap();
        for (found, expected) in fine.data().iter().zip(wave(100).data()) {
            assert!((found - expected).abs() < 5e-4, "{found} {expected}");
        }
    }

    #[test]
    fn where_the_cycle_begins_does_not_matter() {
        let stride = wave(7);
        let turned: Vec<f64> = (0..7)
            .flat_map(|k| stride.row((k + 3) % 7))
            .copied()
            .collect();
        let turned = Population::new(7, 2, turned).unwrap();
        let (a, b) = (
            resample(&stride, 70).unwrap(),
            resample(&turned, 70).unwrap(),
        );
        for k in 0..70 {
            for (x, y) in a.row((k + 30) % 70).iter().zip(b.row(k)) {
                assert!((x - y).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn three_samples_are_the_least() {
        assert!(resample(&wave(3), 10).is_ok());
        assert!(matches!(
            resample(&wave(2), 10),
            Err(AnalysisError::TooFewSamples { needed: 3, .. })
        ));
        let broken = Population::new(3, 1, vec![0.0, f64::NAN, 1.0]).unwrap();
        assert!(resample(&broken, 10).is_err());
    }
}
