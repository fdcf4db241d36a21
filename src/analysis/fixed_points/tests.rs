//! Networks whose fixed points are known.

use super::*;

/// `F(x) = tanh(W x + b)`, W row-major `[n, n]`.
struct Tanh {
    weight: Vec<f64>,
    bias: Vec<f64>,
}

impl Dynamics for Tanh {
    fn units(&self) -> usize {
        self.bias.len()
    }

    fn step(&self, state: &[f64]) -> Vec<f64> {
        let rows = self.weight.chunks_exact(state.len()).zip(&self.bias);
        let sum = |(row, bias): (&[f64], &f64)| {
            let products = row.iter().zip(state).map(|(w, x)| w * x);
            (products.sum::<f64>() + bias).tanh()
        };
        rows.map(sum).collect()
    }

    fn jacobian(&self, state: &[f64]) -> Vec<f64> {
        let next = self.step(state);
        let rows = self.weight.chunks_exact(state.len()).zip(&next);
        rows.flat_map(|(row, y)| row.iter().map(move |w| w * (1.0 - y * y)))
            .collect()
    }
}

/// Starts on a grid.
fn grid() -> Vec<Vec<f64>> {
    let place = |k: i32| f64::from(k) * 0.3;
    (-3..=3)
        .flat_map(|a| (-3..=3).map(move |b| vec![place(a) + 0.01, place(b) - 0.02]))
        .collect()
}

#[test]
fn a_bistable_pair_of_units_has_its_three_points_in_each() {
    // x = tanh(2 x): 0, +-0.9575...; two units on their own: nine points
    let network = Tanh {
        weight: vec![2.0, 0.0, 0.0, 2.0],
        bias: vec![0.0; 2],
    };
    let found = find(&network, &grid(), &Settings::default()).unwrap();
    let stable = 0.957_504_024_077_268_8_f64;
    assert!(((2.0 * stable).tanh() - stable).abs() < 1e-9);
    let mut unstable = [0; 3];
    for point in &found.points {
        for x in &point.state {
            let nearest = [-stable, 0.0, stable].map(|y| (x - y).abs());
            let nearest = nearest.iter().copied().fold(1.0, f64::min);
            assert!(nearest < 1e-8, "{x}");
        }
        assert!(point.is_fixed && point.q < 1e-20);
        let expected = point.state.iter().filter(|x| x.abs() < 0.5).count();
        assert_eq!(point.unstable_modes(), Some(expected));
        unstable[expected] += 1;
        // 2 (1 - x^2) for each unit
        let slopes = point.state.iter().map(|x| 2.0 * (1.0 - x * x));
        let largest = slopes.fold(0.0, f64::max);
        let values = point.eigenvalues.as_ref().unwrap();
        assert!((values[0].re - largest).abs() < 1e-9 && values[0].im == 0.0);
    }
    assert_eq!(unstable, [4, 4, 1], "nodes, saddles, the source");
    let starts: usize = found.points.iter().map(|point| point.starts).sum();
    assert_eq!(starts + found.given_up, 49);
}

#[test]
fn a_spiral_has_a_pair_of_eigenvalues() {
    // a turn by 1 rad that shrinks to 0.9 at the origin
    let (sine, cosine) = 1.0_f64.sin_cos();
    let network = Tanh {
        weight: [cosine, -sine, sine, cosine].map(|w| 0.9 * w).to_vec(),
        bias: vec![0.0; 2],
    };
    let found = find(&network, &grid(), &Settings::default()).unwrap();
    assert_eq!(found.points.len(), 1, "{:?}", found.points);
    let values = found.points[0].eigenvalues.as_ref().unwrap();
    assert!((values[0].modulus() - 0.9).abs() < 1e-9);
    assert!((values[0].im - 0.9 * sine).abs() < 1e-9);
    assert!((values[0].re - values[1].re).abs() < 1e-9);
    assert!((values[0].im + values[1].im).abs() < 1e-9);
    assert_eq!(found.points[0].unstable_modes(), Some(0));
}

#[test]
fn a_ghost_is_slow_but_not_fixed() {
    // x = tanh(2 x + b) just past the fold, where two of its three points are gone:
    // the slope 2 (1 - x^2) is 1 at x = -1/sqrt(2)
    let fold = 0.5_f64.sqrt();
    let network = Tanh {
        weight: vec![2.0],
        bias: vec![2.0 * fold - fold.atanh() + 0.005],
    };
    let settings = Settings {
        polish: 0,
        ..Settings::default()
    };
    let found = find(&network, &[vec![-0.7], vec![0.9]], &settings).unwrap();
    let ghost = found
        .points
        .iter()
        .find(|point| point.state[0] < 0.0)
        .unwrap();
    assert!(!ghost.is_fixed && ghost.q > 1e-7, "{ghost:?}");
    assert!((ghost.state[0] + fold).abs() < 0.05);
    assert!(found.points[0].state[0] > 0.9);
}

#[test]
fn the_same_starts_give_the_same_points() {
    let network = Tanh {
        weight: vec![1.5, -0.7, 0.9, 1.2],
        bias: vec![0.1, -0.2],
    };
    let by = || find(&network, &grid(), &Settings::default()).unwrap();
    assert_eq!(by(), by());
}

#[test]
fn eigenvalues_of_a_rotation_and_of_nothing() {
    let values = eigenvalues(&[0.0, -2.0, 2.0, 0.0], 2).unwrap();
    assert!((values[0].im - 2.0).abs() < 1e-12 && (values[1].im + 2.0).abs() < 1e-12);
    assert_eq!(eigenvalues(&[f64::NAN], 1), None);
    assert_eq!(eigenvalues(&[], 0), None);
}

#[test]
fn starts_that_do_not_fit_are_refused() {
    let network = Tanh {
        weight: vec![2.0],
        bias: vec![0.0],
    };
    let refused =
        |starts: &[Vec<f64>], settings: Settings| find(&network, starts, &settings).is_err();
    assert!(refused(&[vec![0.0, 1.0]], Settings::default()));
    assert!(refused(&[vec![f64::NAN]], Settings::default()));
    let still = Settings {
        rate: 0.0,
        ..Settings::default()
    };
    assert!(refused(&[vec![0.0]], still));
    let none = find(&network, &[], &Settings::default()).unwrap();
    assert!(none.points.is_empty() && none.given_up == 0);
}
