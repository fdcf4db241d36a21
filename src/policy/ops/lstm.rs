//! The recurrence's kernels on slices: time goes step by step, sequences go in parallel chunks.
//!
//! Arrays are batch-first: `[B, T, ..]`. The gates are worked out where they came in, and their
//! gradients where the gates are: nothing of that size is copied.

use burn::tensor::Shape;
use burn_flex::FlexTensor;
use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

use super::activation::{flush, sigmoid, tanh};
use super::product::{Matrix, add_product, product, transpose};
use super::tensor::{contiguous, from_vec};

/// Sequences that a thread of its own takes at least.
const CHUNK: usize = 8;

/// The operation's inputs, contiguous.
pub(super) struct Input {
    /// `[B, T, 4H]`
    gates_in: FlexTensor,
    weight: FlexTensor,
    hidden: FlexTensor,
    cell: FlexTensor,
    keep: FlexTensor,
    size: Size,
}

/// Sequences, steps, units.
#[derive(Clone, Copy, Debug)]
struct Size {
    batch: usize,
    steps: usize,
    units: usize,
}

impl Size {
    /// Sequences in a chunk: as many as give each of the pool's threads one. A product then has as
    /// many rows as can be, for one packing of the weights.
    fn chunk(&self) -> usize {
        self.batch.div_ceil(rayon::current_num_threads()).max(CHUNK)
    }

    /// Units of all steps of a chunk.
    fn chunk_units(&self) -> usize {
        self.chunk() * self.steps * self.units
    }
}

impl Input {
    pub(super) fn new(
        gates_in: FlexTensor,
        weight: FlexTensor,
        hidden: FlexTensor,
        cell: FlexTensor,
        keep: FlexTensor,
    ) -> Self {
        let shape = gates_in.layout().shape();
        Self {
            size: Size {
                batch: shape[0],
                steps: shape[1],
                units: weight.layout().shape()[0],
            },
            gates_in: contiguous(gates_in),
            weight: contiguous(weight),
            hidden: contiguous(hidden),
            cell: contiguous(cell),
            keep: contiguous(keep),
        }
    }
}

/// What the backward pass needs of the forward pass.
#[derive(Clone, Debug)]
pub(super) struct Tape {
    weight: FlexTensor,
    keep: FlexTensor,
    /// Cell state before the first step, `[B, H]`.
    cell: FlexTensor,
    /// Activated gates, `[B, T, 4H]`.
    gates: FlexTensor,
    /// Hidden and cell state after each step, `[B, T, 2H]`.
    output: FlexTensor,
    /// Hidden state before each step, after the reset, `[B, T, H]`.
    previous_hidden: Vec<f32>,
    size: Size,
}

/// Hidden and cell state of every step, `[B, T, 2H]`, hidden first; and what the backward pass needs.
pub(super) fn forward(input: Input) -> (FlexTensor, Tape) {
    let Input {
        mut gates_in,
        weight,
        hidden,
        cell,
        keep,
        size,
    } = input;
    let Size {
        batch,
        steps,
        units,
    } = size;
    let mut output = vec![0.0; batch * steps * 2 * units];
    let mut previous_hidden = vec![0.0; batch * steps * units];
    let (chunk, chunk_units) = (size.chunk(), size.chunk_units());
    let weights = Matrix::new(weight.storage(), [units, 4 * units]);
    let run = |(index, ((gates, output), previous_hidden)): (usize, ((&mut [f32], _), _))| {
        let first = index * chunk;
        let rows = gates.len() / (steps * 4 * units);
        let own = first * units..(first + rows) * units;
        ForwardChunk {
            gates,
            output,
            previous_hidden,
            hidden: hidden.storage::<f32>()[own.clone()].to_vec(),
            cell: cell.storage::<f32>()[own].to_vec(),
            keep: &keep.storage::<f32>()[first * steps..(first + rows) * steps],
            size: Size {
                batch: rows,
                ..size
            },
        }
        .run(weights);
    };
    gates_in
        .storage_mut::<f32>()
        .par_chunks_mut(4 * chunk_units)
        .zip(output.par_chunks_mut(2 * chunk_units))
        .zip(previous_hidden.par_chunks_mut(chunk_units))
        .enumerate()
        .for_each(run);
    let output = from_vec(output, Shape::new([batch, steps, 2 * units]));
    let tape = Tape {
        weight,
        keep,
        cell,
        gates: gates_in,
        output: output.clone(),
        previous_hidden,
        size,
    };
    (output, tape)
}

/// A few sequences, worked through time by one thread.
struct ForwardChunk<'a> {
    /// In: the input's part. Out: activated, `[b, T, 4H]`.
    gates: &'a mut [f32],
    output: &'a mut [f32],
    previous_hidden: &'a mut [f32],
    /// State between two steps, `[b, H]`.
    hidden: Vec<f32>,
    cell: Vec<f32>,
    keep: &'a [f32],
    size: Size,
}

impl ForwardChunk<'_> {
    fn run(&mut self, weight: Matrix) {
        let Size {
            batch,
            steps,
            units,
        } = self.size;
        for t in 0..steps {
            for row in 0..batch {
                let at = row * steps + t;
                let own = row * units..(row + 1) * units;
                let factor = self.keep[at];
                self.hidden[own.clone()]
                    .iter_mut()
                    .for_each(|h| *h *= factor);
                self.cell[own.clone()].iter_mut().for_each(|c| *c *= factor);
                self.previous_hidden[at * units..(at + 1) * units]
                    .copy_from_slice(&self.hidden[own]);
            }
            let hidden = Matrix::new(&self.hidden, [batch, units]);
            let gates = &mut self.gates[t * 4 * units..];
            add_product(gates, steps * 4 * units, hidden, weight);
            for row in 0..batch {
                let at = row * steps + t;
                let own = row * units..(row + 1) * units;
                let (hidden, cell) = (&mut self.hidden[own.clone()], &mut self.cell[own]);
                let gates = &mut self.gates[at * 4 * units..(at + 1) * 4 * units];
                Arch::new().dispatch(ForwardStep {
                    gates,
                    hidden: &mut *hidden,
                    cell: &mut *cell,
                });
                let out = &mut self.output[at * 2 * units..(at + 1) * 2 * units];
                out[..units].copy_from_slice(hidden);
                out[units..].copy_from_slice(cell);
            }
        }
    }
}

/// One sequence at one step: activates its gates in place and moves its state on. `[4H]`, `[H]`, `[H]`.
struct ForwardStep<'a> {
    gates: &'a mut [f32],
    hidden: &'a mut [f32],
    cell: &'a mut [f32],
}

impl NullaryFnOnce for ForwardStep<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self {
            gates,
            hidden,
            cell,
        } = self;
        let units = hidden.len();
        let (input, rest) = gates.split_at_mut(units);
        let (forget, rest) = rest.split_at_mut(units);
        let (candidate, output) = rest.split_at_mut(units);
        let (output, cell) = (&mut output[..units], &mut cell[..units]);
        for k in 0..units {
            let i = sigmoid(input[k]);
            let f = sigmoid(forget[k]);
            let g = tanh(candidate[k]);
            let o = sigmoid(output[k]);
            let c = f * cell[k] + i * g;
            (input[k], forget[k], candidate[k], output[k]) = (i, f, g, o);
            cell[k] = flush(c);
            hidden[k] = flush(o * tanh(c));
        }
    }
}

/// Gradients at `gates_in` `[B, T, 4H]` and `weight` `[H, 4H]`, from that at the output `[B, T, 2H]`.
pub(super) fn backward(tape: Tape, gradient: FlexTensor) -> (FlexTensor, FlexTensor) {
    let Tape {
        weight,
        keep,
        cell,
        mut gates,
        output,
        previous_hidden,
        size,
    } = tape;
    let Size {
        batch,
        steps,
        units,
    } = size;
    let gradient = contiguous(gradient);
    let transposed = transpose(weight.storage(), 4 * units);
    let weights = Matrix::new(&transposed, [4 * units, units]);
    let chunk = size.chunk();
    let run = |(index, gates): (usize, &mut [f32])| {
        let first = index * chunk;
        let rows = gates.len() / (steps * 4 * units);
        let from = first * steps;
        let to = from + rows * steps;
        BackwardChunk {
            gates,
            initial_cell: &cell.storage::<f32>()[first * units..(first + rows) * units],
            output: &output.storage::<f32>()[from * 2 * units..to * 2 * units],
            gradient: &gradient.storage::<f32>()[from * 2 * units..to * 2 * units],
            keep: &keep.storage::<f32>()[from..to],
            size: Size {
                batch: rows,
                ..size
            },
        }
        .run(weights);
    };
    gates
        .storage_mut::<f32>()
        .par_chunks_mut(4 * size.chunk_units())
        .enumerate()
        .for_each(run);
    let rows = batch * steps;
    let weight_gradient = product(
        Matrix::new(&previous_hidden, [rows, units]).transposed(),
        Matrix::new(gates.storage(), [rows, 4 * units]),
    );
    let weight_gradient = from_vec(weight_gradient, Shape::new([units, 4 * units]));
    (gates, weight_gradient)
}

/// A few sequences, walked back through time by one thread.
struct BackwardChunk<'a> {
    /// In: activated. Out: gradients at the gates' inputs, `[b, T, 4H]`.
    gates: &'a mut [f32],
    initial_cell: &'a [f32],
    output: &'a [f32],
    gradient: &'a [f32],
    keep: &'a [f32],
    size: Size,
}

impl BackwardChunk<'_> {
    /// `weight` is the recurrent one transposed, `[4H, H]`.
    fn run(&mut self, weight: Matrix) {
        let Size {
            batch,
            steps,
            units,
        } = self.size;
        let mut hidden_gradient = vec![0.0; batch * units];
        let mut cell_gradient = vec![0.0; batch * units];
        for t in (0..steps).rev() {
            for row in 0..batch {
                let at = row * steps + t;
                let own = row * units..(row + 1) * units;
                let cell_after =
                    |at: usize| &self.output[(2 * at + 1) * units..(2 * at + 2) * units];
                Arch::new().dispatch(BackwardStep {
                    gates: &mut self.gates[at * 4 * units..(at + 1) * 4 * units],
                    cell: cell_after(at),
                    previous_cell: match t {
                        0 => &self.initial_cell[own.clone()],
                        _ => cell_after(at - 1),
                    },
                    output_gradient: &self.gradient[at * 2 * units..(at + 1) * 2 * units],
                    hidden_gradient: &hidden_gradient[own.clone()],
                    cell_gradient: &mut cell_gradient[own],
                    keep: self.keep[at],
                });
            }
            if t == 0 {
                break;
            }
            let gates = &self.gates[t * 4 * units..];
            let gates = Matrix::strided(gates, [batch, 4 * units], steps * 4 * units);
            hidden_gradient.fill(0.0);
            add_product(&mut hidden_gradient, units, gates, weight);
            for row in 0..batch {
                let factor = self.keep[row * steps + t];
                let own = row * units..(row + 1) * units;
                hidden_gradient[own].iter_mut().for_each(|g| *g *= factor);
            }
        }
    }
}

/// One sequence at one step of the backward walk.
struct BackwardStep<'a> {
    /// In: activated. Out: gradients at the gates' inputs.
    gates: &'a mut [f32],
    cell: &'a [f32],
    /// Before the reset.
    previous_cell: &'a [f32],
    output_gradient: &'a [f32],
    hidden_gradient: &'a [f32],
    /// In: gradient at this step's cell state from the next step. Out: at the previous one's.
    cell_gradient: &'a mut [f32],
    keep: f32,
}

impl NullaryFnOnce for BackwardStep<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let units = self.cell.len();
        let (input, rest) = self.gates.split_at_mut(units);
        let (forget, rest) = rest.split_at_mut(units);
        let (candidate, output) = rest.split_at_mut(units);
        let (from_hidden, from_cell) = self.output_gradient.split_at(units);
        let output = &mut output[..units];
        let (from_cell, hidden_gradient) = (&from_cell[..units], &self.hidden_gradient[..units]);
        let previous_cell = &self.previous_cell[..units];
        let cell_gradient = &mut self.cell_gradient[..units];
        for k in 0..units {
            let (i, f, g, o) = (input[k], forget[k], candidate[k], output[k]);
            let squashed = tanh(self.cell[k]);
            let dh = from_hidden[k] + hidden_gradient[k];
            let dc = dh * o * (1.0 - squashed * squashed) + from_cell[k] + cell_gradient[k];
            input[k] = flush(dc * g * i * (1.0 - i));
            forget[k] = flush(dc * self.keep * previous_cell[k] * f * (1.0 - f));
            candidate[k] = flush(dc * i * (1.0 - g * g));
            output[k] = flush(dh * squashed * o * (1.0 - o));
            cell_gradient[k] = flush(dc * f * self.keep);
        }
    }
}
