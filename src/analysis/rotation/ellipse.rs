//! The ellipse of a closed cycle: its first Fourier harmonic.
//!
//! In: one cycle `[B, N]`, bins evenly spaced in phase. The harmonic
//! `m + a cos(phase) + b sin(phase)`, `a = 2/B sum x cos`, `b = 2/B sum x sin`, is the ellipse that
//! comes closest to the cycle by least squares *with its timing*: of a cycle that runs an ellipse
//! unevenly, R^2 is below 1, and so is that of a loop of another shape. It exists for any number of
//! units, needs no plane to be chosen first, and turns and scales with the data (Kuhl & Giardina
//! 1982, elliptic Fourier features). Half axes are the singular values of `[a b]`.

use std::f64::consts::TAU;

use super::super::Population;

/// An ellipse in N dimensions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ellipse {
    /// Half axes, the larger first.
    pub half_axes: [f64; 2],
    /// Share of the cycle's variance that the ellipse explains, 0 to 1.
    pub r2: f64,
}

impl Ellipse {
    /// `sqrt(1 - minor^2 / major^2)`: 0 for a circle, 1 for a line.
    pub fn eccentricity(&self) -> f64 {
        let [major, minor] = self.half_axes;
        (1.0 - (minor / major).powi(2)).max(0.0).sqrt()
    }
}

/// Fits to at least three bins of finite values; `None` if they have no first harmonic.
pub fn fit(cycle: &Population) -> Option<Ellipse> {
    let (bins, units) = (cycle.samples(), cycle.units());
    if bins < 3 {
        return None;
    }
    let center = cycle.means();
    let (mut a, mut b) = (vec![0.0; units], vec![0.0; units]);
    for (k, row) in cycle.rows().enumerate() {
        let (sine, cosine) = (TAU * k as f64 / bins as f64).sin_cos();
        for unit in 0..units {
            let x = 2.0 * (row[unit] - center[unit]) / bins as f64;
            a[unit] += x * cosine;
            b[unit] += x * sine;
        }
    }
    let (aa, ab, bb) = (dot(&a, &a), dot(&a, &b), dot(&b, &b));
    let total: f64 = cycle.variances().iter().sum();
    // variance of the harmonic: half of |a|^2 + |b|^2
    let r2 = 0.5 * (aa + bb) / total;
    if total.is_nan() || total <= 0.0 || r2 < NO_HARMONIC {
        return None;
    }
    // the phase at which the distance to the centre is largest
    let peak = 0.5 * (2.0 * ab).atan2(aa - bb);
    let (sine, cosine) = peak.sin_cos();
    let length = |sine: f64, cosine: f64| {
        let pairs = a.iter().zip(&b);
        let along: Vec<f64> = pairs.map(|(a, b)| a * cosine + b * sine).collect();
        dot(&along, &along).sqrt()
    };
    Some(Ellipse {
        half_axes: [length(sine, cosine), length(cosine, -sine)],
        r2: r2.min(1.0),
    })
}

/// A harmonic below this share of the variance is rounding.
const NO_HARMONIC: f64 = 1e-12;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(point: impl Fn(f64) -> [f64; 2]) -> Population {
        let rows = (0..60).flat_map(|k| point(TAU * k as f64 / 60.0));
        Population::new(60, 2, rows.collect()).unwrap()
    }

    #[test]
    fn an_ellipse_gives_its_own_axes() {
        let tilt = -0.4_f64;
        let ellipse = fit(&cycle(|phase| {
            let (x, y) = (5.0 * (phase - 1.0).cos(), 3.0 * (phase - 1.0).sin());
            let (sine, cosine) = tilt.sin_cos();
            [1.0 + cosine * x - sine * y, 2.0 + sine * x + cosine * y]
        }))
        .unwrap();
        assert!((ellipse.half_axes[0] - 5.0).abs() < 1e-12);
        assert!((ellipse.half_axes[1] - 3.0).abs() < 1e-12);
        assert!((ellipse.eccentricity() - 0.8).abs() < 1e-12);
        assert!((ellipse.r2 - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_the_first_harmonic_misses_lowers_r2() {
        // variance 1/2 + 1/2 in the circle, 1/8 in the second harmonic
        let bent = cycle(|phase| [phase.cos() + 0.5 * (2.0 * phase).cos(), phase.sin()]);
        assert!((fit(&bent).unwrap().r2 - 1.0 / 1.125).abs() < 1e-12);
        let line = fit(&cycle(|phase| [phase.cos(), 2.0 * phase.cos()])).unwrap();
        assert!((line.eccentricity() - 1.0).abs() < 1e-12 && line.half_axes[1] < 1e-12);
    }

    #[test]
    fn what_does_not_go_round_once_is_no_ellipse() {
        assert_eq!(fit(&cycle(|_| [1.0, 0.1])), None);
        let twice = cycle(|phase| [(2.0 * phase).cos(), (2.0 * phase).sin()]);
        assert_eq!(fit(&twice), None);
        assert_eq!(fit(&Population::new(2, 1, vec![0.0, 1.0]).unwrap()), None);
    }
}
