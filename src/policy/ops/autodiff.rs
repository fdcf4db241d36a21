//! The operations' places in burn's autodiff graph.

use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Flex};
use burn_flex::FlexTensor;

use super::{elu as elu_kernel, linear as linear_kernel, lstm};

#[derive(Debug)]
struct LstmSequence;

impl Backward<Flex, 2> for LstmSequence {
    type State = lstm::Tape;

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        grads: &mut Gradients,
        _checkpointer: &mut Checkpointer,
    ) {
        let gradient = grads.consume::<Flex>(&ops.node);
        let (gates_in, weight) = lstm::backward(ops.state, gradient);
        let [gates_node, weight_node] = ops.parents;
        if let Some(node) = gates_node {
            grads.register::<Flex>(node.id, gates_in);
        }
        if let Some(node) = weight_node {
            grads.register::<Flex>(node.id, weight);
        }
    }
}

pub(super) fn lstm_sequence<C: CheckpointStrategy>(
    gates_in: FloatTensor<Autodiff<Flex, C>>,
    weight: FloatTensor<Autodiff<Flex, C>>,
    hidden: FloatTensor<Autodiff<Flex, C>>,
    cell: FloatTensor<Autodiff<Flex, C>>,
    keep: FloatTensor<Autodiff<Flex, C>>,
) -> FloatTensor<Autodiff<Flex, C>> {
    let (gates_in, gates_guard) = gates_in.into_parts();
    let (weight, weight_guard) = weight.into_parts();
    let input = lstm::Input::new(
        gates_in,
        weight,
        hidden.primitive().clone(),
        cell.primitive().clone(),
        keep.primitive().clone(),
    );
    let (output, tape) = lstm::forward(input);
    match LstmSequence
        .prepare::<C>([gates_guard, weight_guard])
        .compute_bound()
        .stateful()
    {
        OpsKind::Tracked(prep) => prep.finish(tape, output),
        OpsKind::UnTracked(prep) => prep.finish(output),
    }
}

#[derive(Debug)]
struct Linear;

impl Backward<Flex, 3> for Linear {
    type State = linear_kernel::Operands;

    fn backward(
        self,
        ops: Ops<Self::State, 3>,
        grads: &mut Gradients,
        _checkpointer: &mut Checkpointer,
    ) {
        let gradient = grads.consume::<Flex>(&ops.node);
        let backward = linear_kernel::Backward::new(&ops.state, gradient);
        let [input, weight, bias] = ops.parents;
        if let Some(node) = input {
            grads.register::<Flex>(node.id, backward.input());
        }
        if let Some(node) = weight {
            grads.register::<Flex>(node.id, backward.weight());
        }
        if let Some(node) = bias {
            grads.register::<Flex>(node.id, backward.bias());
        }
    }
}

pub(super) fn linear<C: CheckpointStrategy>(
    input: FloatTensor<Autodiff<Flex, C>>,
    weight: FloatTensor<Autodiff<Flex, C>>,
    bias: FloatTensor<Autodiff<Flex, C>>,
) -> FloatTensor<Autodiff<Flex, C>> {
    let (input, input_guard) = input.into_parts();
    let (weight, weight_guard) = weight.into_parts();
    let (bias, bias_guard) = bias.into_parts();
    let operands = linear_kernel::Operands::new(input, weight);
    let output = linear_kernel::forward(&operands, bias);
    match Linear
        .prepare::<C>([input_guard, weight_guard, bias_guard])
        .compute_bound()
        .stateful()
    {
        OpsKind::Tracked(prep) => prep.finish(operands, output),
        OpsKind::UnTracked(prep) => prep.finish(output),
    }
}

#[derive(Debug)]
struct Elu;

impl Backward<Flex, 1> for Elu {
    type State = FlexTensor;

    fn backward(
        self,
        ops: Ops<Self::State, 1>,
        grads: &mut Gradients,
        _checkpointer: &mut Checkpointer,
    ) {
        let gradient = grads.consume::<Flex>(&ops.node);
        if let [Some(node)] = ops.parents {
            grads.register::<Flex>(node.id, elu_kernel::backward(ops.state, gradient));
        }
    }
}

pub(super) fn elu<C: CheckpointStrategy>(
    input: FloatTensor<Autodiff<Flex, C>>,
) -> FloatTensor<Autodiff<Flex, C>> {
    let (input, guard) = input.into_parts();
    let output = elu_kernel::forward(input);
    match Elu.prepare::<C>([guard]).compute_bound().stateful() {
        OpsKind::Tracked(prep) => prep.finish(output.clone(), output),
        OpsKind::UnTracked(prep) => prep.finish(output),
    }
}
