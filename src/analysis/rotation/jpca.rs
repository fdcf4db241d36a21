//! jPCA (Churchland et al. 2012, Nature): the rotation that best describes a population.
//!
//! In: cycles in k dimensions `[C][B, k]`, principal-component scores as a rule. Fits
//! `x' = M x` by least squares over all bins, once with M free and once with M skew-symmetric, that
//! is, a pure rotation; x is centred over all bins, and x' is the central difference round the
//! cycle, `(x(k+1) - x(k-1)) / (2 period / B)`, which unlike a backward one belongs to the same
//! moment as x. The skew-symmetric M solves `S M + M S = D - D'` with `S = X' X`, `D = X'(dot)' X`.
//! Out: both fits with their R^2, and the planes that the skew M turns, by falling angular speed.

use nalgebra::DMatrix;

use super::super::AnalysisError;
use super::super::cycles::CycleStack;
use super::super::pca::{apply_sign_rule, eigen_by_falling_value};

/// Principal components that the fit is usually made in (Churchland et al. 2012).
pub const DEFAULT_DIMENSIONS: usize = 6;

/// A plane of rotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// Orthonormal axes `[2][k]`; the state turns from the first towards the second. The first is
    /// the direction of largest variance within the plane, its largest entry positive.
    pub axes: [Vec<f64>; 2],
    /// Angular speed of the fit [rad/s].
    pub angular_speed: f64,
    /// Share of the variance of x in the plane.
    pub variance_share: f64,
}

/// The fits of x' = M x.
#[derive(Debug, Clone, PartialEq)]
pub struct Jpca {
    /// M without constraint, row-major `[k, k]` [1/s].
    pub free: Vec<f64>,
    /// M skew-symmetric, row-major `[k, k]` [1/s].
    pub skew: Vec<f64>,
    /// Share of |x'|^2 that the free fit explains.
    pub free_r2: f64,
    /// Share of |x'|^2 that the rotation explains.
    pub skew_r2: f64,
    /// Planes by falling angular speed, k / 2 at most.
    pub planes: Vec<Plane>,
}

/// Fits to at least two dimensions; `None` if nothing varies.
pub fn fit(scores: &CycleStack) -> Result<Option<Jpca>, AnalysisError> {
    let k = scores.units();
    if k < 2 {
        return Err(AnalysisError::Units {
            what: "plane of a rotation",
            expected: 2,
            found: k,
        });
    }
    let (x, slope) = states_and_slopes(scores);
    // columns are bins
    let s = &x * x.transpose();
    let d = &slope * x.transpose();
    let (values, vectors) = eigen_by_falling_value(s.clone());
    let moving = slope.norm_squared();
    if vectors.is_empty() || moving == 0.0 {
        return Ok(None);
    }
    let rank = vectors.len();
    let basis = DMatrix::from_fn(k, rank, |row, column| vectors[column][row]);
    let inner = basis.tr_mul(&d) * &basis;
    let skew = DMatrix::from_fn(rank, rank, |i, j| {
        (inner[(i, j)] - inner[(j, i)]) / (values[i] + values[j])
    });
    let skew = &basis * skew * basis.transpose();
    let outer = &d * &basis;
    let free = DMatrix::from_fn(k, rank, |i, j| outer[(i, j)] / values[j]) * basis.transpose();
    let r2 = |m: &DMatrix<f64>| 1.0 - (&slope - m * &x).norm_squared() / moving;
    Ok(Some(Jpca {
        free_r2: r2(&free),
        skew_r2: r2(&skew),
        planes: planes(skew.clone(), &s),
        free: free.transpose().as_slice().to_vec(),
        skew: skew.transpose().as_slice().to_vec(),
    }))
}

/// Centred states and their central differences `[k, C B]`.
fn states_and_slopes(scores: &CycleStack) -> (DMatrix<f64>, DMatrix<f64>) {
    let pooled = scores.pooled();
    let means = pooled.means();
    let x = DMatrix::from_fn(pooled.units(), pooled.samples(), |unit, t| {
        pooled.row(t)[unit] - means[unit]
    });
    let mut slopes = Vec::with_capacity(pooled.data().len());
    for cycle in scores.cycles() {
        let (bins, data) = (cycle.bins(), cycle.data());
        for k in 0..bins {
            let after = data.row((k + 1) % bins).iter();
            let pairs = after.zip(data.row((k + bins - 1) % bins));
            slopes.extend(pairs.map(|(next, last)| (next - last) / (2.0 * cycle.dt())));
        }
    }
    let slope = DMatrix::from_vec(pooled.units(), pooled.samples(), slopes);
    (x, slope)
}

/// The planes that a skew-symmetric M turns, taken off one by one; `s` is the covariance of x but
/// for its scale.
fn planes(mut skew: DMatrix<f64>, s: &DMatrix<f64>) -> Vec<Plane> {
    let mut planes: Vec<Plane> = Vec::new();
    let total = s.trace();
    while planes.len() < skew.nrows() / 2 {
        let (values, vectors) = eigen_by_falling_value(skew.tr_mul(&skew));
        let (Some(square), Some(first)) = (values.first(), vectors.first()) else {
            break;
        };
        let speed = square.sqrt();
        let fastest = planes.first().map_or(speed, |plane| plane.angular_speed);
        if speed <= NO_ROTATION * fastest {
            break;
        }
        let u = DMatrix::from_column_slice(first.len(), 1, first);
        let v = (&skew * &u).normalize();
        skew -= (&v * u.transpose() - &u * v.transpose()) * speed;
        let axes = along_variance(&u, &v, s);
        let variance = |axis: &[f64]| {
            let axis = DMatrix::from_column_slice(axis.len(), 1, axis);
            (axis.tr_mul(s) * &axis)[(0, 0)]
        };
        planes.push(Plane {
            variance_share: axes.iter().map(|axis| variance(axis)).sum::<f64>() / total,
            axes,
            angular_speed: speed,
        });
    }
    planes
}

/// Angular speeds below this share of the fastest are rounding.
const NO_ROTATION: f64 = 1e-6;

/// Turns the axes of a plane so that the first points along the largest variance, and both turn
/// the same way as before.
fn along_variance(u: &DMatrix<f64>, v: &DMatrix<f64>, s: &DMatrix<f64>) -> [Vec<f64>; 2] {
    let product = |a: &DMatrix<f64>, b: &DMatrix<f64>| (a.tr_mul(s) * b)[(0, 0)];
    let tilt = 0.5 * (2.0 * product(u, v)).atan2(product(u, u) - product(v, v));
    let (sine, cosine) = tilt.sin_cos();
    let mut first: Vec<f64> = (u * cosine + v * sine).as_slice().to_vec();
    let mut second: Vec<f64> = (v * cosine - u * sine).as_slice().to_vec();
    let before = first.clone();
    apply_sign_rule(&mut first);
    if before != first {
        second.iter_mut().for_each(|entry| *entry = -*entry);
    }
    [first, second]
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    /// Ellipses turning in units 0 and 1 (period 1 s) and three times as fast in 2 and 3, in both
    /// conditions, the second at another phase.
    fn turning(backwards: bool) -> CycleStack {
        let way = if backwards { -1.0 } else { 1.0 };
        let row = |c: usize, k: usize| {
            let phase = TAU * k as f64 / 200.0 + c as f64;
            let (sine, cosine) = phase.sin_cos();
            let fast = (3.0 * phase).sin_cos();
            [
                3.0 * cosine,
                3.0 * way * sine,
                0.5 * fast.1 + 9.0,
                0.5 * fast.0,
            ]
        };
        let data: Vec<f64> = (0..2)
            .flat_map(|c| (0..200).flat_map(move |k| row(c, k)))
            .collect();
        CycleStack::from_array(200, 4, &data, &[1.0, 1.0]).unwrap()
    }

    #[test]
    fn a_known_rotation_is_found() {
        let found = fit(&turning(false)).unwrap().unwrap();
        assert!(found.skew_r2 > 1.0 - 1e-9 && found.free_r2 > 1.0 - 1e-9);
        let [fast, slow] = found.planes.as_slice() else {
            panic!("{:?}", found.planes)
        };
        // central differences of a sine: sin(h) / h of its speed
        let chord = |harmonic: f64| (harmonic * TAU / 200.0).sin() * 200.0;
        assert!((fast.angular_speed - chord(3.0)).abs() < 1e-9);
        assert!((slow.angular_speed - chord(1.0)).abs() < 1e-9);
        assert!((slow.variance_share - 9.0 / 9.25).abs() < 1e-9);
        // the slow plane turns from unit 0 to unit 1: x0' = -w x1, x1' = w x0
        let m = |row: usize, column: usize| found.skew[row * 4 + column];
        assert!((m(1, 0) - chord(1.0)).abs() < 1e-9 && (m(0, 1) + chord(1.0)).abs() < 1e-9);
        let [a, b] = &slow.axes;
        assert!(a[2].abs() + a[3].abs() + b[2].abs() + b[3].abs() < 1e-9);
        assert!(
            (a[0] * b[1] - a[1] * b[0] - 1.0).abs() < 1e-9,
            "turns from a to b"
        );
        let back = fit(&turning(true)).unwrap().unwrap();
        let [a, b] = &back.planes[1].axes;
        assert!((a[0] * b[1] - a[1] * b[0] + 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_line_does_not_turn() {
        let wave = |k: usize| (TAU * k as f64 / 50.0).sin();
        let data: Vec<f64> = (0..50).flat_map(|k| [wave(k), 2.0 * wave(k)]).collect();
        let line = CycleStack::from_array(50, 2, &data, &[1.0]).unwrap();
        let found = fit(&line).unwrap().unwrap();
        assert!(
            found.skew_r2.abs() < 1e-9 && found.free_r2.abs() < 1e-9,
            "{found:?}"
        );
    }

    #[test]
    fn an_ellipse_needs_more_than_a_rotation() {
        let row = |k: usize| {
            let (sine, cosine) = (TAU * k as f64 / 100.0).sin_cos();
            [4.0 * cosine, sine]
        };
        let data: Vec<f64> = (0..100).flat_map(row).collect();
        let flat = CycleStack::from_array(100, 2, &data, &[1.0]).unwrap();
        let found = fit(&flat).unwrap().unwrap();
        assert!(found.free_r2 > 1.0 - 1e-9);
        // skew w* = w (4 + 4) / (16 + 1), R^2 = (2 * 4)^2 / (16 + 1)^2
        assert!(
            (found.skew_r2 - 64.0 / 289.0).abs() < 1e-9,
            "{}",
            found.skew_r2
        );
    }

    #[test]
    fn what_cannot_turn_is_refused_or_none() {
        let still = CycleStack::from_array(3, 2, &[1.0; 6], &[1.0]).unwrap();
        assert_eq!(fit(&still).unwrap(), None);
        let one = CycleStack::from_array(3, 1, &[1.0, 2.0, 3.0], &[1.0]).unwrap();
        assert!(fit(&one).is_err());
    }
}
