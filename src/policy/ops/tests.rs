//! The operations against the same formulas composed of burn's own, values and gradients.

use burn::tensor::{Device, Distribution, Tensor, activation};

use super::{elu, linear, lstm_sequence};

const BATCH: usize = 19;
const STEPS: usize = 7;
const UNITS: usize = 5;

fn random<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::random(shape, Distribution::Normal(0.0, 1.0), device)
}

/// The recurrence, one burn operation at a time.
fn composed(
    gates_in: Tensor<3>,
    weight: Tensor<2>,
    mut hidden: Tensor<2>,
    mut cell: Tensor<2>,
    keep: Tensor<2>,
) -> (Tensor<3>, Tensor<3>) {
    let mut outputs = (Vec::new(), Vec::new());
    for t in 0..STEPS {
        let kept = keep.clone().narrow(1, t, 1);
        hidden = hidden * kept.clone();
        cell = cell * kept;
        let gates =
            gates_in.clone().narrow(1, t, 1).squeeze_dim::<2>(1) + hidden.matmul(weight.clone());
        let gate = |k| gates.clone().narrow(1, k * UNITS, UNITS);
        cell = activation::sigmoid(gate(1)) * cell
            + activation::sigmoid(gate(0)) * activation::tanh(gate(2));
        hidden = activation::sigmoid(gate(3)) * activation::tanh(cell.clone());
        outputs.0.push(hidden.clone().unsqueeze_dim::<3>(1));
        outputs.1.push(cell.clone().unsqueeze_dim::<3>(1));
    }
    (Tensor::cat(outputs.0, 1), Tensor::cat(outputs.1, 1))
}

fn assert_close<const D: usize>(ours: Tensor<D>, theirs: Tensor<D>, what: &str) {
    let ours = ours.into_data().try_to_vec::<f32>().expect("floats");
    let theirs = theirs.into_data().try_to_vec::<f32>().expect("floats");
    assert_eq!(ours.len(), theirs.len());
    let scale = theirs.iter().fold(1e-3_f32, |most, x| most.max(x.abs()));
    for (a, b) in ours.iter().zip(&theirs) {
        assert!((a - b).abs() < 2e-5 * scale, "{what}: {a} instead of {b}");
    }
}

#[test]
fn recurrence_and_its_gradients_agree_with_the_composition() {
    let device = Device::flex().autodiff();
    let gates = random([BATCH, STEPS, 4 * UNITS], &device).require_grad();
    let weight = random([UNITS, 4 * UNITS], &device).require_grad();
    let hidden = random([BATCH, UNITS], &device);
    let cell = random([BATCH, UNITS], &device);
    let resets = Tensor::<2>::random([BATCH, STEPS], Distribution::Uniform(0.0, 1.0), &device);
    let keep = resets.greater_elem(0.2).float();
    let target = random([BATCH, STEPS, UNITS], &device);
    let run = |ours: bool| {
        let inputs = (
            gates.clone(),
            weight.clone(),
            hidden.clone(),
            cell.clone(),
            keep.clone(),
        );
        let (h, c) = if ours {
            lstm_sequence(inputs.0, inputs.1, inputs.2, inputs.3, inputs.4)
        } else {
            composed(inputs.0, inputs.1, inputs.2, inputs.3, inputs.4)
        };
        let loss = (h.clone() * target.clone()).sum() + (c.clone() * c.clone()).sum();
        let gradients = loss.backward();
        let gates_gradient = gates.grad(&gradients).expect("gradient");
        let weight_gradient = weight.grad(&gradients).expect("gradient");
        (h.inner(), c.inner(), gates_gradient, weight_gradient)
    };
    let (ours, theirs) = (run(true), run(false));
    assert_close(ours.0, theirs.0, "hidden state");
    assert_close(ours.1, theirs.1, "cell state");
    assert_close(ours.2, theirs.2, "gradient at the gates");
    assert_close(ours.3, theirs.3, "gradient at the weights");
}

#[test]
fn without_autodiff_the_values_are_the_same() {
    let device = Device::flex();
    let gates = random([3, STEPS, 4 * UNITS], &device);
    let weight = random([UNITS, 4 * UNITS], &device);
    let state = random([3, UNITS], &device);
    let keep = Tensor::ones([3, STEPS], &device);
    let args = || (gates.clone(), weight.clone(), state.clone(), keep.clone());
    let (g, w, s, k) = args();
    let (ours, _) = lstm_sequence(g, w, s.clone(), s, k);
    let (g, w, s, k) = args();
    let (theirs, _) = composed(g, w, s.clone(), s, k);
    assert_close(ours, theirs, "hidden state");
}

#[test]
fn elu_and_its_gradient() {
    let device = Device::flex().autodiff();
    let x = Tensor::<1>::from_floats([-3.0, -0.5, 0.0, 0.5, 2.0], &device).require_grad();
    let y = elu(x.clone());
    let gradients = y.clone().sum().backward();
    let slope = x.grad(&gradients).expect("gradient");
    let expected = [-3.0_f32, -0.5, 0.0, 0.5, 2.0];
    let value = expected.map(|x| if x > 0.0 { x } else { x.exp_m1() });
    let derivative = expected.map(|x| if x > 0.0 { 1.0 } else { x.exp() });
    let device = Device::flex();
    assert_close(y.inner(), Tensor::from_floats(value, &device), "value");
    assert_close(slope, Tensor::from_floats(derivative, &device), "slope");
}

#[test]
fn linear_and_its_gradients_agree_with_the_composition() {
    let device = Device::flex().autodiff();
    let input = random([BATCH, STEPS, 3], &device).require_grad();
    let weight = random([3, UNITS], &device).require_grad();
    let bias = random([UNITS], &device).require_grad();
    let target = random([BATCH, STEPS, UNITS], &device);
    let run = |ours: bool| {
        let y = if ours {
            // not contiguous, as the hidden state is
            let wide = Tensor::cat(vec![input.clone(), input.clone()], 2);
            linear(wide.narrow(2, 0, 3), weight.clone(), bias.clone())
        } else {
            let product = input.clone().matmul(weight.clone().unsqueeze());
            product + bias.clone().unsqueeze()
        };
        let gradients = (y.clone() * target.clone()).sum().backward();
        (
            y.inner(),
            input.grad(&gradients).expect("gradient"),
            weight.grad(&gradients).expect("gradient"),
            bias.grad(&gradients).expect("gradient"),
        )
    };
    let (ours, theirs) = (run(true), run(false));
    assert_close(ours.0, theirs.0, "output");
    assert_close(ours.1, theirs.1, "gradient at the input");
    assert_close(ours.2, theirs.2, "gradient at the weight");
    assert_close(ours.3, theirs.3, "gradient at the bias");
}

/// On Intel's processors a product with subnormal numbers takes many times as long. Here every forget
/// gate is nearly shut, so that gradients shrink at each step back in time to far below 1e-38.
#[test]
fn gradients_that_die_out_end_at_zero_not_in_subnormal_numbers() {
    let device = Device::flex().autodiff();
    let shut = Tensor::<3>::full([BATCH, STEPS, UNITS], -25.0, &device);
    let open = Tensor::<3>::full([BATCH, STEPS, UNITS], 0.5, &device);
    let gates = Tensor::cat(vec![open.clone(), shut, open.clone(), open], 2).require_grad();
    let weight = Tensor::<2>::full([UNITS, 4 * UNITS], 1e-10, &device).require_grad();
    let state = Tensor::<2>::full([BATCH, UNITS], 0.1, &device);
    let keep = Tensor::<2>::ones([BATCH, STEPS], &device);
    let (_, cell) = lstm_sequence(gates.clone(), weight.clone(), state.clone(), state, keep);
    let gradients = cell.narrow(1, STEPS - 1, 1).sum().backward();
    let at_gates = gates.grad(&gradients).expect("gradient").into_data();
    let at_gates = at_gates.try_to_vec::<f32>().expect("floats");
    let row = 4 * UNITS;
    assert!(at_gates[(STEPS - 1) * row] > 0.0, "the last step learns");
    assert_eq!(at_gates[0], 0.0, "the first has nothing left");
    assert!(at_gates.iter().all(|x| !x.is_subnormal()));
}
