//! Fixed points against those of a root finder, and of a policy's recurrent layer under a held input.

use tanglewalk::analysis::fixed_points::{self, Dynamics};
use tanglewalk::experiment::HeldInput;
use tanglewalk::policy::Policy;
use tanglewalk::robot::Robot;
use tanglewalk::task::OBSERVATION;

use super::{array, assert_array_near, golden};

/// `F(x) = tanh(W x + b)`.
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

#[test]
fn the_fixed_points_are_those_of_a_root_finder() {
    let golden = golden();
    let network = Tanh {
        weight: array("network_weight"),
        bias: array("network_bias"),
    };
    let starts: Vec<Vec<f64>> = array("network_starts")
        .chunks_exact(4)
        .map(<[f64]>::to_vec)
        .collect();
    let settings = fixed_points::Settings::default();
    let found = fixed_points::find(&network, &starts, &settings).unwrap();
    let mut points: Vec<_> = found.points.iter().filter(|p| p.is_fixed).collect();
    points.sort_by(|a, b| a.state.partial_cmp(&b.state).unwrap());
    assert_eq!(points.len(), golden.fixed_points.len());
    for (point, expected) in points.iter().zip(&golden.fixed_points) {
        assert_array_near("point", &point.state, &expected.state);
        let values = point.eigenvalues.as_ref().unwrap();
        let moduli: Vec<f64> = values.iter().map(|value| value.modulus()).collect();
        assert_array_near("moduli", &moduli, &expected.moduli);
    }
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    squares.sum::<f64>().sqrt()
}

/// The recurrent layer of a policy that sees a robot standing upright, the same all the time.
fn held(policy: &Policy) -> HeldInput {
    let mut observation = [0.0; OBSERVATION];
    observation[8] = -1.0; // gravity: upright
    HeldInput::of_policy(policy, &observation).unwrap()
}

/// The state after so many steps from zero.
fn left_alone(held: &HeldInput, steps: usize) -> Vec<f64> {
    let start = vec![0.0; held.units()];
    (0..steps).fold(start, |state, _| held.step(&state))
}

fn searched(held: &HeldInput, starts: &[Vec<f64>]) -> fixed_points::FixedPoints {
    let settings = fixed_points::Settings::default();
    let found = fixed_points::find(held, starts, &settings).unwrap();
    let ended: usize = found.points.iter().map(|point| point.starts).sum();
    assert_eq!(ended + found.given_up, starts.len());
    for point in &found.points {
        let moved = distance(&held.step(&point.state), &point.state);
        assert!((0.5 * moved * moved - point.q).abs() <= 1e-12 * point.q.max(1e-12));
    }
    found
}

#[test]
fn the_shipped_policys_layer_is_searched_under_a_held_observation() {
    let policy = Policy::built_in(&Robot::built_in().unwrap()).unwrap();
    let held = held(&policy);
    let starts = [0, 4].map(|steps| left_alone(&held, steps));
    let found = searched(&held, &starts);
    assert!(!found.points.is_empty(), "every start was given up");
}

#[test]
fn where_a_layer_left_alone_comes_to_rest_the_search_ends() {
    // weights as they are drawn pull every state to one place
    let policy = Policy::built_in(&Robot::built_in().unwrap()).unwrap();
    for seed in 0..3 {
        let held = held(&policy.untrained(seed));
        let rest = left_alone(&held, 400);
        let moved = distance(&held.step(&rest), &rest);
        assert!(moved < 1e-9, "seed {seed}: no rest, {moved} a step");
        let starts = [0, 4].map(|steps| left_alone(&held, steps));
        let found = searched(&held, &starts);
        let [point] = &found.points[..] else {
            panic!("seed {seed}: {} points", found.points.len());
        };
        assert!(distance(&point.state, &rest) < 1e-6, "{}", point.q);
        assert_eq!((point.is_fixed, point.unstable_modes()), (true, Some(0)));
    }
}
