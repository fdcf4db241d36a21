//! The recurrent layer on its own: the LSTM's map from one state to the next while its input is
//! held, in f64 and with its derivative, for the search for fixed points.
//!
//! The state `[2H]` is the hidden state `[H]` followed by the cell state `[H]`. With gates in the
//! order input, forget, candidate, output, `a = g + h W` (g the held input's part, `[4H]`):
//! `c' = sigmoid(a_f) c + sigmoid(a_i) tanh(a_g)`, `h' = sigmoid(a_o) tanh(c')`.

use pulp::{Arch, NullaryFnOnce};

use crate::analysis::fixed_points::Dynamics;
use crate::policy::{ActorNetwork, Policy};
use crate::task::Observation;

/// An LSTM under a held input.
#[derive(Clone, Debug)]
pub struct HeldInput {
    /// The input's part of the gates `[4H]`.
    gates: Vec<f64>,
    /// Recurrent weights, row-major `[H, 4H]`.
    weight: Vec<f64>,
}

/// One hidden unit's gates after their non-linearities, and what the cell becomes.
struct Unit {
    input: f64,
    forget: f64,
    candidate: f64,
    output: f64,
    cell_before: f64,
    /// tanh of the cell state after the step.
    squashed: f64,
}

impl HeldInput {
    /// The layer of a network that is shown one observation `[O]`, normalised.
    fn new(network: &ActorNetwork, observation: &[f32]) -> Self {
        let gates = network.input_gates(observation);
        let weight = network.recurrent_weights();
        Self {
            gates: gates.into_iter().map(f64::from).collect(),
            weight: weight.into_iter().map(f64::from).collect(),
        }
    }

    /// From the held input's part of the gates `[4H]` and recurrent weights, row-major `[H, 4H]`;
    /// `None` if the two do not fit.
    pub fn from_weights(gates: Vec<f64>, weight: Vec<f64>) -> Option<Self> {
        let units = gates.len() / 4;
        let fits = units > 0 && gates.len() == 4 * units && weight.len() == units * gates.len();
        fits.then_some(Self { gates, weight })
    }

    /// The layer of a policy that sees one observation, before normalisation; `None` for a policy
    /// that carries no state from one step to the next.
    pub fn of_policy(policy: &Policy, observation: &Observation) -> Option<Self> {
        let config = &policy.manifest.network;
        let mut observation = *observation;
        config.blind(&mut observation);
        policy.manifest.normaliser.apply(&mut observation);
        config
            .memory
            .then(|| Self::new(&policy.network, &observation))
    }

    /// H.
    fn hidden(&self) -> usize {
        self.gates.len() / 4
    }

    /// Each hidden unit's gates at a state `[2H]`.
    fn gated(&self, state: &[f64]) -> Vec<Unit> {
        let count = self.hidden();
        let (hidden, cell) = state.split_at(count);
        let mut sums = self.gates.clone();
        Arch::new().dispatch(AddRows {
            rows: &self.weight,
            factors: hidden,
            sums: &mut sums,
        });
        let unit = |u: usize| {
            let (input, forget) = (sigmoid(sums[u]), sigmoid(sums[count + u]));
            let candidate = sums[2 * count + u].tanh();
            Unit {
                input,
                forget,
                candidate,
                output: sigmoid(sums[3 * count + u]),
                cell_before: cell[u],
                squashed: (forget * cell[u] + input * candidate).tanh(),
            }
        };
        (0..count).map(unit).collect()
    }
}

impl Unit {
    /// The new cell state.
    fn cell(&self) -> f64 {
        self.forget * self.cell_before + self.input * self.candidate
    }

    /// Derivative of the new cell state by the sums of input, forget and candidate gate.
    fn cell_slopes(&self) -> [f64; 3] {
        [
            self.candidate * self.input * (1.0 - self.input),
            self.cell_before * self.forget * (1.0 - self.forget),
            self.input * (1.0 - self.candidate * self.candidate),
        ]
    }

    /// Derivative of the new hidden state by the new cell state.
    fn hidden_by_cell(&self) -> f64 {
        self.output * (1.0 - self.squashed * self.squashed)
    }

    /// Derivative of the new hidden state by the sum of the output gate.
    fn hidden_by_output(&self) -> f64 {
        self.squashed * self.output * (1.0 - self.output)
    }
}

impl Dynamics for HeldInput {
    fn units(&self) -> usize {
        2 * self.hidden()
    }

    fn step(&self, state: &[f64]) -> Vec<f64> {
        let units = self.gated(state);
        let hidden = units.iter().map(|unit| unit.output * unit.squashed);
        hidden.chain(units.iter().map(Unit::cell)).collect()
    }

    fn jacobian(&self, state: &[f64]) -> Vec<f64> {
        let count = self.hidden();
        let n = 2 * count;
        let mut jacobian = vec![0.0; n * n];
        for (u, unit) in self.gated(state).iter().enumerate() {
            let [by_input, by_forget, by_candidate] = unit.cell_slopes();
            let (by_cell, by_output) = (unit.hidden_by_cell(), unit.hidden_by_output());
            for j in 0..count {
                let w = |gate: usize| self.weight[(4 * j + gate) * count + u];
                let cell = by_input * w(0) + by_forget * w(1) + by_candidate * w(2);
                jacobian[(count + u) * n + j] = cell;
                jacobian[u * n + j] = by_cell * cell + by_output * w(3);
            }
            jacobian[(count + u) * n + count + u] = unit.forget;
            jacobian[u * n + count + u] = by_cell * unit.forget;
        }
        jacobian
    }

    fn gradient(&self, state: &[f64]) -> Vec<f64> {
        let count = self.hidden();
        let mut of_sums = vec![0.0; 4 * count];
        let mut gradient = vec![0.0; 2 * count];
        for (u, unit) in self.gated(state).iter().enumerate() {
            let of_hidden = unit.output * unit.squashed - state[u];
            let of_cell = unit.cell() - state[count + u];
            let pulled = of_cell + of_hidden * unit.hidden_by_cell();
            for (gate, slope) in unit.cell_slopes().into_iter().enumerate() {
                of_sums[gate * count + u] = pulled * slope;
            }
            of_sums[3 * count + u] = of_hidden * unit.hidden_by_output();
            gradient[u] = -of_hidden;
            gradient[count + u] = pulled * unit.forget - of_cell;
        }
        Arch::new().dispatch(AddProducts {
            rows: &self.weight,
            factors: &of_sums,
            sums: &mut gradient,
        });
        gradient
    }
}

/// `sums += factors x rows`: `[N]`, `[M]`, `[M, N]`.
struct AddRows<'a> {
    rows: &'a [f64],
    factors: &'a [f64],
    sums: &'a mut [f64],
}

impl NullaryFnOnce for AddRows<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let rows = self.rows.chunks_exact(self.sums.len());
        for (factor, row) in self.factors.iter().zip(rows) {
            for (sum, value) in self.sums.iter_mut().zip(row) {
                *sum += factor * value;
            }
        }
    }
}

/// `sums += rows x factors`: the first `M` of `sums`, `[M, N]`, `[N]`.
struct AddProducts<'a> {
    rows: &'a [f64],
    factors: &'a [f64],
    sums: &'a mut [f64],
}

impl NullaryFnOnce for AddProducts<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let rows = self.rows.chunks_exact(self.factors.len());
        for (sum, row) in self.sums.iter_mut().zip(rows) {
            *sum += dot(row, self.factors);
        }
    }
}

/// Product of two vectors of equal length, in lanes that the compiler can
/// vectorise.
#[inline(always)]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 16;
    let mut sums = [0.0; LANES];
    let (a, rest_a) = a.as_chunks::<LANES>();
    let (b, rest_b) = b.as_chunks::<LANES>();
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Family, Lesion, Role};
    use crate::robot::Robot;
    use crate::task::OBSERVATION;

    const UNITS: usize = 6;

    fn state() -> Vec<f64> {
        (0..2 * UNITS)
            .map(|k| (k as f64 * 1.7).sin() * 0.8)
            .collect()
    }

    /// A layer of [`UNITS`] hidden units.
    fn held() -> HeldInput {
        let wave = |count: usize, k: f64| (0..count).map(move |i| (i as f64 * k + 0.3).sin());
        let gates = wave(4 * UNITS, 2.3).collect();
        let weight = wave(4 * UNITS * UNITS, 0.9).map(|w| 0.7 * w).collect();
        HeldInput::from_weights(gates, weight).unwrap()
    }

    #[test]
    fn a_step_is_the_policys_own() {
        let robot = Robot::built_in().unwrap();
        let shipped = Policy::built_in(&robot).unwrap();
        let observation: Observation =
            std::array::from_fn(|entry| (entry as f32 * 1.3).sin() * 0.5);
        for policy in [shipped.untrained(3), shipped] {
            let held = HeldInput::of_policy(&policy, &observation).unwrap();
            let mut actor = policy.actor(Lesion::None);
            let mut state = vec![0.0; held.units()];
            for step in 0..5 {
                let (_, taps) = actor.step(&observation);
                let expected = [taps.hidden, taps.cell].concat();
                let found = held.step(&state);
                assert_eq!(found.len(), expected.len());
                for (found, expected) in found.iter().zip(&expected) {
                    let error = (found - f64::from(*expected)).abs();
                    assert!(error < 1e-4, "step {step}: {found} {expected}");
                }
                state = expected.into_iter().map(f64::from).collect();
            }
        }
    }

    #[test]
    fn a_policy_without_memory_has_no_layer_to_search() {
        let robot = Robot::built_in().unwrap();
        let family = Family::shipped().unwrap();
        let mut members = family.members.iter();
        let member = members.find(|member| member.role == Role::FeedForward);
        let policy = family.policy(member.unwrap(), &robot).unwrap();
        assert!(HeldInput::of_policy(&policy, &[0.0; OBSERVATION]).is_none());
    }

    #[test]
    fn the_jacobian_is_that_of_finite_differences() {
        let (held, state) = (held(), state());
        let (jacobian, n) = (held.jacobian(&state), 2 * UNITS);
        const STEP: f64 = 1e-6;
        for j in 0..n {
            let at = |sign: f64| {
                let mut state = state.clone();
                state[j] += sign * STEP;
                held.step(&state)
            };
            for (i, (up, down)) in at(1.0).iter().zip(at(-1.0)).enumerate() {
                let slope = (up - down) / (2.0 * STEP);
                assert!((jacobian[i * n + j] - slope).abs() < 1e-8, "{i}, {j}");
            }
        }
    }

    #[test]
    fn weights_that_do_not_fit_are_refused() {
        let held = |gates: usize, weight: usize| {
            HeldInput::from_weights(vec![0.1; gates], vec![0.2; weight])
        };
        assert!(held(8, 16).is_some_and(|held| held.units() == 4));
        assert!(held(8, 15).is_none() && held(7, 16).is_none() && held(0, 0).is_none());
    }

    #[test]
    fn the_gradient_is_that_of_q() {
        let (held, state) = (held(), state());
        let (jacobian, n) = (held.jacobian(&state), 2 * UNITS);
        let motion: Vec<f64> = held
            .step(&state)
            .iter()
            .zip(&state)
            .map(|(f, x)| f - x)
            .collect();
        for (j, found) in held.gradient(&state).iter().enumerate() {
            let pulled: f64 = (0..n).map(|i| jacobian[i * n + j] * motion[i]).sum();
            assert!((found - (pulled - motion[j])).abs() < 1e-12);
        }
    }
}
