//! What the hand-written operations of `policy::ops` save against the same formulas composed of
//! burn's own: forward and backward pass of a shard of the shipped training configuration on one
//! core, 32 sequences x 24 steps x 128 units. Run: `cargo bench --bench operations`.

use burn::tensor::{Device, Distribution, Tensor, activation};
use divan::{Bencher, black_box};
use tanglewalk::policy::ops::{elu, linear, lstm_sequence};

/// The program's own allocator: fresh tensors make it matter.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const BATCH: usize = 32;
const STEPS: usize = 24;
const UNITS: usize = 128;

/// Hidden and cell state of every step, `[B, T, H]` both.
type States = (Tensor<3>, Tensor<3>);
/// Gates `[B, T, 4H]`, weight `[H, 4H]`, hidden and cell state `[B, H]`, keep `[B, T]`.
type Recurrence = fn(Tensor<3>, Tensor<2>, Tensor<2>, Tensor<2>, Tensor<2>) -> States;

fn main() {
    // one core, as a shard of an update has
    let one = rayon::ThreadPoolBuilder::new().num_threads(1);
    one.build_global().expect("the first pool");
    divan::main();
}

fn random<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::random(shape, Distribution::Normal(0.0, 0.3), device)
}

#[divan::bench]
fn recurrence_ours(bencher: Bencher) {
    recurrence(bencher, lstm_sequence);
}

#[divan::bench]
fn recurrence_composed(bencher: Bencher) {
    recurrence(bencher, composed);
}

fn recurrence(bencher: Bencher, run: Recurrence) {
    let device = Device::flex().autodiff();
    let gates = random([BATCH, STEPS, 4 * UNITS], &device).require_grad();
    let weight = random([UNITS, 4 * UNITS], &device).require_grad();
    let (hidden, cell) = (
        random([BATCH, UNITS], &device),
        random([BATCH, UNITS], &device),
    );
    let keep = Tensor::<2>::ones([BATCH, STEPS], &device);
    bencher.bench_local(|| {
        let (h, c) = run(
            gates.clone(),
            weight.clone(),
            hidden.clone(),
            cell.clone(),
            keep.clone(),
        );
        black_box((h.sum() + c.sum()).backward())
    });
}

/// The recurrence, one burn operation at a time.
fn composed(
    gates_in: Tensor<3>,
    weight: Tensor<2>,
    mut hidden: Tensor<2>,
    mut cell: Tensor<2>,
    keep: Tensor<2>,
) -> States {
    let mut states = (Vec::new(), Vec::new());
    for t in 0..STEPS {
        let kept = keep.clone().narrow(1, t, 1);
        let input = gates_in.clone().narrow(1, t, 1).squeeze_dim::<2>(1);
        let gates = input + (hidden * kept.clone()).matmul(weight.clone());
        let gate = |k| gates.clone().narrow(1, k * UNITS, UNITS);
        cell = activation::sigmoid(gate(1)) * (cell * kept)
            + activation::sigmoid(gate(0)) * activation::tanh(gate(2));
        hidden = activation::sigmoid(gate(3)) * activation::tanh(cell.clone());
        states.0.push(hidden.clone().unsqueeze_dim::<3>(1));
        states.1.push(cell.clone().unsqueeze_dim::<3>(1));
    }
    (Tensor::cat(states.0, 1), Tensor::cat(states.1, 1))
}

#[divan::bench]
fn linear_ours(bencher: Bencher) {
    layer(bencher, linear);
}

#[divan::bench]
fn linear_composed(bencher: Bencher) {
    layer(bencher, |input, weight, bias| {
        input.matmul(weight) + bias.unsqueeze()
    });
}

/// The layer between encoder and LSTM: `[B T, H]` to the gates, `[B T, 4H]`.
fn layer(bencher: Bencher, run: fn(Tensor<2>, Tensor<2>, Tensor<1>) -> Tensor<2>) {
    let device = Device::flex().autodiff();
    let input = random([BATCH * STEPS, UNITS], &device).require_grad();
    let weight = random([UNITS, 4 * UNITS], &device).require_grad();
    let bias = random([4 * UNITS], &device).require_grad();
    bencher.bench_local(|| {
        let output = run(input.clone(), weight.clone(), bias.clone());
        black_box(output.sum().backward())
    });
}

#[divan::bench]
fn elu_ours(bencher: Bencher) {
    unit(bencher, elu);
}

#[divan::bench]
fn elu_composed(bencher: Bencher) {
    unit(bencher, |input| activation::elu(input, 1.0));
}

fn unit(bencher: Bencher, run: fn(Tensor<2>) -> Tensor<2>) {
    let device = Device::flex().autodiff();
    let input = random([BATCH * STEPS, UNITS], &device).require_grad();
    bencher.bench_local(|| black_box(run(input.clone()).sum().backward()));
}
