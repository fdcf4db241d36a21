//! The recurrence's kernels on slices: time goes step by step, sequences go in parallel chunks.
//!
//! Arrays are batch-first: `[B, T, ..]`. The only unsafe code is the call of `gemm`.

use burn::tensor::{DType, Shape};
use burn_flex::FlexTensor;
use gemm::Parallelism;
use pulp::Arch;
use rayon::prelude::*;

use super::activation::{sigmoid, tanh};

/// Sequences that one thread takes at least.
const CHUNK: usize = 8;

/// A contiguous tensor that starts at its storage's beginning.
pub(super) fn contiguous(tensor: &FlexTensor) -> FlexTensor {
    let tensor = tensor.to_contiguous();
    if tensor
        .as_slice::<f32>()
        .is_some_and(|s| s.len() == tensor.storage::<f32>().len())
    {
        return tensor;
    }
    let values = tensor.as_slice::<f32>().unwrap_or_default().to_vec();
    from_vec(values, tensor.layout().shape().clone())
}

/// A tensor of `shape` that owns `values`.
pub(super) fn from_vec(values: Vec<f32>, shape: Shape) -> FlexTensor {
    FlexTensor::from_data(burn::tensor::TensorData::new(values, shape))
}

/// The operation's inputs, contiguous.
pub(super) struct Input {
    gates_in: FlexTensor,
    weight: FlexTensor,
    hidden: FlexTensor,
    cell: FlexTensor,
    keep: FlexTensor,
    batch: usize,
    steps: usize,
    units: usize,
}

impl Input {
    pub(super) fn new(
        gates_in: &FlexTensor,
        weight: &FlexTensor,
        hidden: &FlexTensor,
        cell: &FlexTensor,
        keep: &FlexTensor,
    ) -> Self {
        debug_assert_eq!(gates_in.dtype(), DType::F32);
        let shape = gates_in.layout().shape();
        Self {
            batch: shape[0],
            steps: shape[1],
            units: weight.layout().shape()[0],
            gates_in: contiguous(gates_in),
            weight: contiguous(weight),
            hidden: contiguous(hidden),
            cell: contiguous(cell),
            keep: contiguous(keep),
        }
    }

    fn output(&self, values: Vec<f32>) -> FlexTensor {
        from_vec(values, Shape::new([self.batch, self.steps, 2 * self.units]))
    }
}

/// What the backward pass needs of the forward pass.
#[derive(Clone, Debug)]
pub(super) struct Tape {
    weight: FlexTensor,
    keep: FlexTensor,
    /// Activated gates, `[B, T, 4H]`.
    gates: Vec<f32>,
    /// Cell state after each step, `[B, T, H]`.
    cells: Vec<f32>,
    /// Hidden and cell state before each step, after the reset, `[B, T, H]`.
    previous_hidden: Vec<f32>,
    previous_cell: Vec<f32>,
    batch: usize,
    steps: usize,
    units: usize,
}

/// Hidden and cell state of every step, `[B, T, 2H]`, hidden first.
pub(super) fn forward(input: &Input) -> FlexTensor {
    let mut output = vec![0.0; input.batch * input.steps * 2 * input.units];
    let chunks = output
        .chunks_mut(CHUNK * input.steps * 2 * input.units)
        .enumerate()
        .map(|(index, output)| ForwardChunk {
            first: index * CHUNK,
            output,
            tape: None,
        })
        .collect();
    run_chunks(input, chunks);
    input.output(output)
}

/// The same, with what the backward pass needs.
pub(super) fn forward_taped(input: &Input) -> (FlexTensor, Tape) {
    let (batch, steps, units) = (input.batch, input.steps, input.units);
    let mut output = vec![0.0; batch * steps * 2 * units];
    let mut tape = Tape {
        weight: input.weight.clone(),
        keep: input.keep.clone(),
        gates: vec![0.0; batch * steps * 4 * units],
        cells: vec![0.0; batch * steps * units],
        previous_hidden: vec![0.0; batch * steps * units],
        previous_cell: vec![0.0; batch * steps * units],
        batch,
        steps,
        units,
    };
    let rows = CHUNK * steps;
    let chunks = output
        .chunks_mut(rows * 2 * units)
        .zip(tape.gates.chunks_mut(rows * 4 * units))
        .zip(tape.cells.chunks_mut(rows * units))
        .zip(tape.previous_hidden.chunks_mut(rows * units))
        .zip(tape.previous_cell.chunks_mut(rows * units))
        .enumerate()
        .map(
            |(index, ((((output, gates), cells), hidden), cell))| ForwardChunk {
                first: index * CHUNK,
                output,
                tape: Some(TapeChunk {
                    gates,
                    cells,
                    previous_hidden: hidden,
                    previous_cell: cell,
                }),
            },
        )
        .collect();
    run_chunks(input, chunks);
    (input.output(output), tape)
}

fn run_chunks(input: &Input, mut chunks: Vec<ForwardChunk>) {
    if let [only] = chunks.as_mut_slice() {
        only.run(input);
    } else {
        chunks.par_iter_mut().for_each(|chunk| chunk.run(input));
    }
}

/// A few sequences, worked through time by one thread.
struct ForwardChunk<'a> {
    first: usize,
    output: &'a mut [f32],
    tape: Option<TapeChunk<'a>>,
}

/// The part of a [`Tape`] that belongs to a chunk.
struct TapeChunk<'a> {
    gates: &'a mut [f32],
    cells: &'a mut [f32],
    previous_hidden: &'a mut [f32],
    previous_cell: &'a mut [f32],
}

impl ForwardChunk<'_> {
    fn run(&mut self, input: &Input) {
        let (steps, units) = (input.steps, input.units);
        let rows = self.output.len() / (steps * 2 * units);
        let range = self.first * units..(self.first + rows) * units;
        let mut hidden = input.hidden.storage::<f32>()[range.clone()].to_vec();
        let mut cell = input.cell.storage::<f32>()[range].to_vec();
        let keep = input.keep.storage::<f32>();
        let gates_in = input.gates_in.storage::<f32>();
        let weight = input.weight.storage::<f32>();
        let mut gates = vec![0.0; rows * 4 * units];
        for t in 0..steps {
            for row in 0..rows {
                let at = (self.first + row) * steps + t;
                let factor = keep[at];
                let own = row * units..(row + 1) * units;
                hidden[own.clone()].iter_mut().for_each(|h| *h *= factor);
                cell[own.clone()].iter_mut().for_each(|c| *c *= factor);
                gates[row * 4 * units..(row + 1) * 4 * units]
                    .copy_from_slice(&gates_in[at * 4 * units..(at + 1) * 4 * units]);
                if let Some(tape) = &mut self.tape {
                    let taped = (row * steps + t) * units;
                    tape.previous_hidden[taped..taped + units]
                        .copy_from_slice(&hidden[own.clone()]);
                    tape.previous_cell[taped..taped + units].copy_from_slice(&cell[own]);
                }
            }
            product(Product {
                out: &mut gates,
                out_stride: 4 * units,
                left: &hidden,
                left_stride: units,
                left_transposed: false,
                right: weight,
                right_stride: 4 * units,
                right_transposed: false,
                size: [rows, 4 * units, units],
                accumulate: true,
                parallelism: Parallelism::None,
            });
            for row in 0..rows {
                let own = row * units..(row + 1) * units;
                let activated = &mut gates[row * 4 * units..(row + 1) * 4 * units];
                step(activated, &mut hidden[own.clone()], &mut cell[own.clone()]);
                let at = row * steps + t;
                let (out_hidden, out_cell) =
                    self.output[at * 2 * units..(at + 1) * 2 * units].split_at_mut(units);
                out_hidden.copy_from_slice(&hidden[own.clone()]);
                out_cell.copy_from_slice(&cell[own.clone()]);
                if let Some(tape) = &mut self.tape {
                    tape.gates[at * 4 * units..(at + 1) * 4 * units].copy_from_slice(activated);
                    tape.cells[at * units..(at + 1) * units].copy_from_slice(&cell[own]);
                }
            }
        }
    }
}

/// Activates one row's gates in place and moves its hidden and cell state one step on.
fn step(gates: &mut [f32], hidden: &mut [f32], cell: &mut [f32]) {
    let units = hidden.len();
    let (input, rest) = gates.split_at_mut(units);
    let (forget, rest) = rest.split_at_mut(units);
    let (candidate, output) = rest.split_at_mut(units);
    let output = &mut output[..units];
    let cell = &mut cell[..units];
    Arch::new().dispatch(|| {
        for k in 0..units {
            let i = sigmoid(input[k]);
            let f = sigmoid(forget[k]);
            let g = tanh(candidate[k]);
            let o = sigmoid(output[k]);
            let c = f * cell[k] + i * g;
            (input[k], forget[k], candidate[k], output[k]) = (i, f, g, o);
            cell[k] = c;
            hidden[k] = o * tanh(c);
        }
    });
}

/// Gradients at `gates_in` `[B, T, 4H]` and `weight` `[H, 4H]`, from that at the output `[B, T, 2H]`.
pub(super) fn backward(tape: &Tape, gradient: &FlexTensor) -> (FlexTensor, FlexTensor) {
    let (batch, steps, units) = (tape.batch, tape.steps, tape.units);
    let gradient = contiguous(gradient);
    // gemm packs a matrix anew for each product, several times faster along its rows
    let weight = transposed(tape.weight.storage::<f32>(), 4 * units);
    let mut gates_gradient = vec![0.0; batch * steps * 4 * units];
    let run = |(index, chunk): (usize, &mut [f32])| {
        backward_chunk(
            tape,
            &weight,
            gradient.storage::<f32>(),
            index * CHUNK,
            chunk,
        );
    };
    let size = CHUNK * steps * 4 * units;
    if batch <= CHUNK {
        gates_gradient.chunks_mut(size).enumerate().for_each(run);
    } else {
        gates_gradient
            .par_chunks_mut(size)
            .enumerate()
            .for_each(run);
    }
    let mut weight_gradient = vec![0.0; units * 4 * units];
    product(Product {
        out: &mut weight_gradient,
        out_stride: 4 * units,
        left: &tape.previous_hidden,
        left_stride: units,
        left_transposed: true,
        right: &gates_gradient,
        right_stride: 4 * units,
        right_transposed: false,
        size: [units, 4 * units, batch * steps],
        accumulate: false,
        parallelism: Parallelism::Rayon(0),
    });
    (
        from_vec(gates_gradient, Shape::new([batch, steps, 4 * units])),
        from_vec(weight_gradient, Shape::new([units, 4 * units])),
    )
}

/// `[columns, rows]` from `[rows, columns]`, row-major.
fn transposed(matrix: &[f32], columns: usize) -> Vec<f32> {
    let column = |c| matrix.iter().skip(c).step_by(columns).copied();
    (0..columns).flat_map(column).collect()
}

/// Walks a few sequences back through time; fills their part of the gates' gradient. `weight` is
/// the recurrent one transposed, `[4H, H]`.
fn backward_chunk(tape: &Tape, weight: &[f32], gradient: &[f32], first: usize, out: &mut [f32]) {
    let (steps, units) = (tape.steps, tape.units);
    let rows = out.len() / (steps * 4 * units);
    let keep = tape.keep.storage::<f32>();
    let mut hidden_gradient = vec![0.0; rows * units];
    let mut cell_gradient = vec![0.0; rows * units];
    let mut gates_gradient = vec![0.0; rows * 4 * units];
    for t in (0..steps).rev() {
        for row in 0..rows {
            let at = (first + row) * steps + t;
            let own = row * units..(row + 1) * units;
            backward_step(BackwardStep {
                gates: &tape.gates[at * 4 * units..(at + 1) * 4 * units],
                cell: &tape.cells[at * units..(at + 1) * units],
                previous_cell: &tape.previous_cell[at * units..(at + 1) * units],
                output_gradient: &gradient[at * 2 * units..(at + 1) * 2 * units],
                hidden_gradient: &hidden_gradient[own.clone()],
                cell_gradient: &mut cell_gradient[own],
                gates_gradient: &mut gates_gradient[row * 4 * units..(row + 1) * 4 * units],
                keep: keep[at],
            });
            let own = row * 4 * units..(row + 1) * 4 * units;
            let at = (row * steps + t) * 4 * units;
            out[at..at + 4 * units].copy_from_slice(&gates_gradient[own]);
        }
        if t == 0 {
            break;
        }
        product(Product {
            out: &mut hidden_gradient,
            out_stride: units,
            left: &gates_gradient,
            left_stride: 4 * units,
            left_transposed: false,
            right: weight,
            right_stride: units,
            right_transposed: false,
            size: [rows, units, 4 * units],
            accumulate: false,
            parallelism: Parallelism::None,
        });
        for row in 0..rows {
            let factor = keep[(first + row) * steps + t];
            let own = row * units..(row + 1) * units;
            hidden_gradient[own].iter_mut().for_each(|g| *g *= factor);
        }
    }
}

/// One sequence at one step of the backward walk.
struct BackwardStep<'a> {
    gates: &'a [f32],
    cell: &'a [f32],
    previous_cell: &'a [f32],
    output_gradient: &'a [f32],
    hidden_gradient: &'a [f32],
    /// In: gradient at this step's cell state from the next step. Out: at the previous one's.
    cell_gradient: &'a mut [f32],
    gates_gradient: &'a mut [f32],
    keep: f32,
}

fn backward_step(s: BackwardStep) {
    let units = s.cell.len();
    let (input, rest) = s.gates.split_at(units);
    let (forget, rest) = rest.split_at(units);
    let (candidate, output) = rest.split_at(units);
    let (d_input, rest) = s.gates_gradient.split_at_mut(units);
    let (d_forget, rest) = rest.split_at_mut(units);
    let (d_candidate, d_output) = rest.split_at_mut(units);
    let (from_hidden, from_cell) = s.output_gradient.split_at(units);
    let (output, d_output) = (&output[..units], &mut d_output[..units]);
    let (from_cell, hidden_gradient) = (&from_cell[..units], &s.hidden_gradient[..units]);
    let (previous_cell, cell_gradient) = (&s.previous_cell[..units], &mut s.cell_gradient[..units]);
    Arch::new().dispatch(|| {
        for k in 0..units {
            let (i, f, g, o) = (input[k], forget[k], candidate[k], output[k]);
            let squashed = tanh(s.cell[k]);
            let dh = from_hidden[k] + hidden_gradient[k];
            let dc = dh * o * (1.0 - squashed * squashed) + from_cell[k] + cell_gradient[k];
            d_input[k] = dc * g * i * (1.0 - i);
            d_forget[k] = dc * previous_cell[k] * f * (1.0 - f);
            d_candidate[k] = dc * i * (1.0 - g * g);
            d_output[k] = dh * squashed * o * (1.0 - o);
            cell_gradient[k] = dc * f * s.keep;
        }
    });
}

/// `out = left x right (+ out)` of row-major matrices; `size` is `[rows, columns, inner]`.
struct Product<'a> {
    out: &'a mut [f32],
    out_stride: usize,
    left: &'a [f32],
    left_stride: usize,
    left_transposed: bool,
    right: &'a [f32],
    right_stride: usize,
    right_transposed: bool,
    size: [usize; 3],
    accumulate: bool,
    parallelism: Parallelism,
}

fn product(p: Product) {
    let [m, n, k] = p.size;
    let stored = |rows: usize, columns: usize, flip: bool, stride: usize| {
        let (rows, columns) = if flip {
            (columns, rows)
        } else {
            (rows, columns)
        };
        rows.saturating_sub(1) * stride + columns
    };
    assert!(p.out.len() >= stored(m, n, false, p.out_stride));
    assert!(p.left.len() >= stored(m, k, p.left_transposed, p.left_stride));
    assert!(p.right.len() >= stored(k, n, p.right_transposed, p.right_stride));
    let strides = |stride: usize, flip: bool| {
        let stride = stride as isize;
        if flip { (stride, 1) } else { (1, stride) }
    };
    let (left_columns, left_rows) = strides(p.left_stride, p.left_transposed);
    let (right_columns, right_rows) = strides(p.right_stride, p.right_transposed);
    let beta = if p.accumulate { 1.0 } else { 0.0 };
    // SAFETY: the assertions above keep every index that gemm forms from sizes and strides inside
    // the slices, and `out` is borrowed exclusively.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            p.out.as_mut_ptr(),
            1,
            p.out_stride as isize,
            p.accumulate,
            p.left.as_ptr(),
            left_columns,
            left_rows,
            p.right.as_ptr(),
            right_columns,
            right_rows,
            beta,
            1.0,
            false,
            false,
            false,
            p.parallelism,
        );
    }
}
