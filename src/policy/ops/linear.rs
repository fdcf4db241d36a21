//! A linear layer on flex tensors: rows times weight plus bias, and its gradients.

use burn::tensor::Shape;
use burn_flex::FlexTensor;

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
    pub fn new(input: FlexTensor, weight: FlexTensor) -> Self {
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
    for row in values.chunks_exact_mut(outputs) {
        for (value, bias) in row.iter_mut().zip(bias.storage::<f32>()) {
            *value += bias;
        }
    }
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
    pub fn new(operands: &'a Operands, gradient: FlexTensor) -> Self {
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
    pub fn input(&self) -> FlexTensor {
        let [_, inputs, outputs] = self.operands.sizes();
        let weight = transpose(self.operands.weight.storage(), outputs);
        let values = product(self.gradient(), Matrix::new(&weight, [outputs, inputs]));
        from_vec(values, self.operands.input.layout().shape().clone())
    }

    /// At the weight, `[I, O]`.
    pub fn weight(&self) -> FlexTensor {
        let values = product(self.operands.input().transposed(), self.gradient());
        from_vec(values, self.operands.weight.layout().shape().clone())
    }

    /// At the bias, `[O]`.
    pub fn bias(&self) -> FlexTensor {
        let [_, _, outputs] = self.operands.sizes();
        let mut sums = vec![0.0; outputs];
        for row in self.gradient.storage::<f32>().chunks_exact(outputs) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += value;
            }
        }
        from_vec(sums, Shape::new([outputs]))
    }
}
