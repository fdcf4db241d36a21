//! ELU and its gradient on flex tensors of any shape.

use burn_flex::FlexTensor;
use pulp::Arch;

use super::activation::exp;
use super::tensor::contiguous;

/// The same shape, `x` or `exp(x) - 1`; in place if nobody else holds the input.
pub(super) fn forward(input: FlexTensor) -> FlexTensor {
    let mut output = contiguous(input);
    let values = output.storage_mut::<f32>();
    Arch::new().dispatch(|| {
        for value in values.iter_mut() {
            let x = *value;
            *value = if x > 0.0 { x } else { exp(x) - 1.0 };
        }
    });
    output
}

/// Gradient at the input, from the output and the output's gradient.
pub(super) fn backward(output: FlexTensor, gradient: FlexTensor) -> FlexTensor {
    let output = contiguous(output);
    let mut result = contiguous(gradient);
    let slopes = output.storage::<f32>();
    let values = result.storage_mut::<f32>();
    Arch::new().dispatch(|| {
        for (value, &y) in values.iter_mut().zip(slopes) {
            *value *= if y > 0.0 { 1.0 } else { y + 1.0 };
        }
    });
    result
}
