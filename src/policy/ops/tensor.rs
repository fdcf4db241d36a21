//! Flex tensors as plain slices.

use burn::tensor::Shape;
use burn_flex::FlexTensor;

/// The same tensor, copied only if it does not lie without gaps from its storage's beginning on.
pub(super) fn contiguous(tensor: FlexTensor) -> FlexTensor {
    let fills_storage = |tensor: &FlexTensor| {
        let slice = tensor.as_slice::<f32>();
        slice.is_some_and(|s| s.len() == tensor.storage::<f32>().len())
    };
    if fills_storage(&tensor) {
        return tensor;
    }
    let tensor = tensor.to_contiguous();
    if fills_storage(&tensor) {
        return tensor;
    }
    let values = tensor.as_slice::<f32>().unwrap_or_default().to_vec();
    from_vec(values, tensor.layout().shape().clone())
}

/// A tensor of `shape` that owns `values`.
pub(super) fn from_vec(values: Vec<f32>, shape: Shape) -> FlexTensor {
    FlexTensor::from_data(burn::tensor::TensorData::new(values, shape))
}
