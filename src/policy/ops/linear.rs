//! A linear layer on flex tensors: rows times weight plus bias, and its gradients.

use burn::tensor::Shape;
use burn_flex::FlexTensor;
use pulp::{Arch, NullaryFnOnce};

use super::product::{Matrix, product, transpose};
use super::tensor::{contiguous, from_vec};

/// What the backward pass needs: both contiguous.
#[derive(Clone, Debug)]
pub(super) struct Operands {
    /// `[.., I]`
    input: FlexTensor,
    /// `[I, O]`
    weight: FlexTensor,
}

impl Operands {
    pub(super) fn new(input: FlexTensor, weight: FlexTensor) -> Self {
        Self {
            input: contiguous(input),
            weight: contiguous(weight),
        }
    }

    /// Rows of the input, inputs and outputs of the layer.
    fn sizes(&self) -> [usize; 3] {
        let weight = self.weight.layout().shape();
        let (inputs, outputs) = (weight[0], weight[1]);
        [
            self.input.layout().shape().num_elements() / inputs,
            inputs,
            outputs,
        ]
    }

    fn input(&self) -> Matrix<'_> {
        let [rows, inputs, _] = self.sizes();
        Matrix::new(self.input.storage(), [rows, inputs])
    }

    fn weight(&self) -> Matrix<'_> {
        let [_, inputs, outputs] = self.sizes();
        Matrix::new(self.weight.storage(), [inputs, outputs])
    }
}

/// `[.., O]`
pub(super) fn forward(operands: &Operands, bias: FlexTensor) -> FlexTensor {
    let [_, _, outputs] = operands.sizes();
    let bias = contiguous(bias);
    let mut values = product(operands.input(), operands.weight());
    Arch::new().dispatch(AddToRows {
        rows: &mut values,
        row: bias.storage(),
    });
    let mut shape = operands.input.layout().shape().clone();
    let last = shape.num_dims() - 1;
    shape[last] = outputs;
    from_vec(values, shape)
}

/// Gradients, from that at the output.
pub(super) struct Backward<'a> {
    operands: &'a Operands,
    gradient: FlexTensor,
}

impl<'a> Backward<'a> {
    pub(super) fn new(operands: &'a Operands, gradient: FlexTensor) -> Self {
        Self {
            operands,
            gradient: contiguous(gradient),
        }
    }

    fn gradient(&self) -> Matrix<'_> {
        let [rows, _, outputs] = self.operands.sizes();
        Matrix::new(self.gradient.storage(), [rows, outputs])
    }

    /// At the input, `[.., I]`.
    pub(super) fn input(&self) -> FlexTensor {
        let [_, inputs, outputs] = self.operands.sizes();
        let weight = transpose(self.operands.weight.storage(), outputs);
        let values = product(self.gradient(), Matrix::new(&weight, [outputs, inputs]));
        from_vec(values, self.operands.input.layout().shape().clone())
    }

    /// At the weight, `[I, O]`.
    pub(super) fn weight(&self) -> FlexTensor {
        let values = product(self.operands.input().transposed(), self.gradient());
        from_vec(values, self.operands.weight.layout().shape().clone())
    }

    /// At the bias, `[O]`.
    pub(super) fn bias(&self) -> FlexTensor {
        let [_, _, outputs] = self.operands.sizes();
        let mut sums = vec![0.0; outputs];
        Arch::new().dispatch(SumRows {
            rows: self.gradient.storage(),
            sums: &mut sums,
        });
        from_vec(sums, Shape::new([outputs]))
    }
}

/// Adds `row` `[O]` to each of the `rows` `[.., O]`.
struct AddToRows<'a> {
    rows: &'a mut [f32],
    row: &'a [f32],
}

impl NullaryFnOnce for AddToRows<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for values in self.rows.chunks_exact_mut(self.row.len()) {
            for (value, addend) in values.iter_mut().zip(self.row) {
                *value += addend;
            }
        }
    }
}

/// Adds all `rows` `[.., O]` to `sums` `[O]`.
struct SumRows<'a> {
    rows: &'a [f32],
    sums: &'a mut [f32],
}

impl NullaryFnOnce for SumRows<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for row in self.rows.chunks_exact(self.sums.len()) {
            for (sum, value) in self.sums.iter_mut().zip(row) {
                *sum += value;
            }
        }
    }
}
