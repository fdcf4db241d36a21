//! Hand-written differentiable operations, on the CPU, for what burn's own compositions are slow
//! at: the LSTM's recurrence over a whole sequence, the linear layer, and ELU. Everything else is
//! plain burn.
//!
//! `docs/training.md` has the measurements that justify them.

mod activation;
mod autodiff;
mod elu;
mod linear;
mod lstm;
mod product;
mod tensor;

use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Backend, Dispatch, Flex, backend_extension};
use burn::tensor::Tensor;

/// The operations, implemented for the CPU backend and, with their gradients, for autodiff.
#[backend_extension(Flex, Autodiff)]
pub trait RecurrentOps: Backend {
    /// See [`lstm_sequence`].
    fn lstm_sequence(
        gates_in: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        hidden: FloatTensor<Self>,
        cell: FloatTensor<Self>,
        keep: FloatTensor<Self>,
    ) -> FloatTensor<Self>;

    /// See [`linear`].
    fn linear_layer(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self>;

    /// See [`elu`].
    fn elu(input: FloatTensor<Self>) -> FloatTensor<Self>;
}

/// The LSTM's recurrence (Hochreiter & Schmidhuber 1997, with forget gate) over a sequence.
///
/// With gates in the order input, forget, candidate, output:
/// `a(t) = gates_in(t) + keep(t) h(t-1) W`, `c(t) = f keep(t) c(t-1) + i g`, `h(t) = o tanh c(t)`.
///
/// # Shapes
/// - `gates_in` `[B, T, 4H]`: the input's part of the gates, bias included
/// - `weight` `[H, 4H]`: recurrent weights
/// - `hidden`, `cell` `[B, H]`: state before the first step (constants: no gradient)
/// - `keep` `[B, T]`: 0 where the state is reset before step t, else 1 (constant)
/// - returns hidden and cell state of every step, `([B, T, H], [B, T, H])`
pub fn lstm_sequence(
    gates_in: Tensor<3>,
    weight: Tensor<2>,
    hidden: Tensor<2>,
    cell: Tensor<2>,
    keep: Tensor<2>,
) -> (Tensor<3>, Tensor<3>) {
    let units = weight.dims()[0];
    let both = <Dispatch as RecurrentOps>::lstm_sequence(
        gates_in.into_dispatch(),
        weight.into_dispatch(),
        hidden.into_dispatch(),
        cell.into_dispatch(),
        keep.into_dispatch(),
    );
    let both = Tensor::<3>::from_dispatch(both);
    (
        both.clone().narrow(2, 0, units),
        both.narrow(2, units, units),
    )
}

/// A linear layer: `y = x W + b` for every row of `x`.
///
/// # Shapes
/// - `input` `[.., I]`, `weight` `[I, O]`, `bias` `[O]`
/// - returns `[.., O]`
pub fn linear<const D: usize>(input: Tensor<D>, weight: Tensor<2>, bias: Tensor<1>) -> Tensor<D> {
    Tensor::from_dispatch(<Dispatch as RecurrentOps>::linear_layer(
        input.into_dispatch(),
        weight.into_dispatch(),
        bias.into_dispatch(),
    ))
}

/// Exponential linear unit (Clevert et al. 2016): `x` above zero, `exp(x) - 1` below.
pub fn elu<const D: usize>(input: Tensor<D>) -> Tensor<D> {
    Tensor::from_dispatch(<Dispatch as RecurrentOps>::elu(input.into_dispatch()))
}

impl RecurrentOps for Flex {
    fn lstm_sequence(
        gates_in: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        hidden: FloatTensor<Self>,
        cell: FloatTensor<Self>,
        keep: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        lstm::forward(lstm::Input::new(gates_in, weight, hidden, cell, keep)).0
    }

    fn linear_layer(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        linear::forward(&linear::Operands::new(input, weight), bias)
    }

    fn elu(input: FloatTensor<Self>) -> FloatTensor<Self> {
        elu::forward(input)
    }
}

impl<C: burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy> RecurrentOps
    for Autodiff<Flex, C>
{
    fn lstm_sequence(
        gates_in: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        hidden: FloatTensor<Self>,
        cell: FloatTensor<Self>,
        keep: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        autodiff::lstm_sequence::<C>(gates_in, weight, hidden, cell, keep)
    }

    fn linear_layer(
        input: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
    ) -> FloatTensor<Self> {
        autodiff::linear::<C>(input, weight, bias)
    }

    fn elu(input: FloatTensor<Self>) -> FloatTensor<Self> {
        autodiff::elu::<C>(input)
    }
}

#[cfg(test)]
mod tests;
