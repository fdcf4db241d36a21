//! The networks as burn modules. State is passed in and out, never kept inside.

use burn::module::{Initializer, Module, Param};
use burn::nn::{Linear, LinearConfig};
use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use super::ops::{elu, linear, lstm_sequence};
use crate::task::PREVIOUS_ACTION;

/// Sizes of the layers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkConfig {
    /// Units of the encoder's layers, from the observation on.
    pub encoder: Vec<usize>,
    /// Hidden units of the LSTM.
    pub recurrent: usize,
    /// Units of layers between LSTM and action; none in the paper.
    #[serde(default)]
    pub decoder: Vec<usize>,
    /// Units of the critic's hidden layers.
    pub critic: Vec<usize>,
    /// Whether hidden and cell state are carried from one step to the next. Without, the layer
    /// starts from zero at each step: a feed-forward network with the same units and the same
    /// non-linearity, the control for what recurrence does.
    #[serde(default = "yes")]
    pub memory: bool,
    /// Whether the network sees its previous action; if not, those entries of the observation are
    /// zero.
    #[serde(default = "yes")]
    pub previous_action: bool,
}

fn yes() -> bool {
    true
}

/// Actor: encoder (ELU) -> LSTM -> decoder (ELU) -> linear.
#[derive(Module, Debug)]
pub struct ActorNetwork {
    pub encoder: Vec<Linear>,
    /// Input's part of the LSTM's gates, with the bias, `[E, 4H]`.
    pub input: Linear,
    /// Recurrent weights, `[H, 4H]`.
    pub recurrent: Param<Tensor<2>>,
    pub decoder: Vec<Linear>,
    pub action: Linear,
}

/// Every layer's activity for a batch of sequences.
pub struct ActorOutput {
    /// Each `[B, T, E_k]`, after the ELU.
    pub encoder: Vec<Tensor<3>>,
    /// `[B, T, H]`
    pub hidden: Tensor<3>,
    /// `[B, T, H]`
    pub cell: Tensor<3>,
    /// Each `[B, T, D_k]`, after the ELU.
    pub decoder: Vec<Tensor<3>>,
    /// Mean action, `[B, T, A]`.
    pub action: Tensor<3>,
}

/// Largest layer.
const LARGEST_LAYER: usize = 8192;

/// What [`NetworkConfig::fault`] asks for.
pub const LAYER_SIZES: &str = "layer sizes from 1 to 8192";

impl NetworkConfig {
    /// The first layer of a size that cannot be: its field and its size.
    pub fn fault(&self) -> Option<(String, usize)> {
        let is_layer = |size: usize| (1..=LARGEST_LAYER).contains(&size);
        if !is_layer(self.recurrent) {
            return Some(("recurrent".to_owned(), self.recurrent));
        }
        let lists = [
            ("encoder", &self.encoder),
            ("decoder", &self.decoder),
            ("critic", &self.critic),
        ];
        lists.into_iter().find_map(|(name, sizes)| {
            let at = sizes.iter().position(|&size| !is_layer(size))?;
            Some((format!("{name}[{at}]"), sizes[at]))
        })
    }

    /// Takes out of an observation what this network does not see.
    pub fn blind(&self, observation: &mut [f32]) {
        if !self.previous_action {
            observation[PREVIOUS_ACTION].fill(0.0);
        }
    }

    /// An actor with fresh weights. The read-out starts small, so that the robot starts by standing.
    pub fn init_actor(&self, inputs: usize, actions: usize, device: &Device) -> ActorNetwork {
        let bound = 1.0 / (self.recurrent as f64).sqrt();
        let uniform = |bound: f64| Initializer::Uniform {
            min: -bound,
            max: bound,
        };
        let weights = (None, uniform(bound), uniform(0.01));
        self.actor(inputs, actions, weights, device)
    }

    /// An actor whose weights are zero and are to be replaced: burn's generator, which is one for the whole
    /// process, draws nothing for it.
    pub(super) fn blank_actor(
        &self,
        inputs: usize,
        actions: usize,
        device: &Device,
    ) -> ActorNetwork {
        let zeros = Initializer::Zeros;
        let weights = (Some(zeros.clone()), zeros.clone(), zeros);
        self.actor(inputs, actions, weights, device)
    }

    /// An actor whose weights begin so in the layers before and after the LSTM, in the LSTM, and in the read-out;
    /// none: as burn's linear layers do.
    fn actor(
        &self,
        inputs: usize,
        actions: usize,
        (layers, lstm, read_out): (Option<Initializer>, Initializer, Initializer),
        device: &Device,
    ) -> ActorNetwork {
        let units = self.recurrent;
        let linear = |inputs: usize, outputs: usize, weights: Option<&Initializer>| {
            let config = LinearConfig::new(inputs, outputs);
            match weights {
                Some(weights) => config.with_initializer(weights.clone()).init(device),
                None => config.init(device),
            }
        };
        let layer = |inputs: usize, outputs: usize| linear(inputs, outputs, layers.as_ref());
        let (encoder, features) = mlp(inputs, &self.encoder, layer);
        let input = linear(features, 4 * units, Some(&lstm));
        let recurrent = lstm.init([units, 4 * units], device);
        let (decoder, features) = mlp(units, &self.decoder, layer);
        ActorNetwork {
            encoder,
            input,
            recurrent,
            decoder,
            action: linear(features, actions, Some(&read_out)),
        }
    }

    /// A critic with fresh weights.
    pub fn init_critic(&self, inputs: usize, device: &Device) -> CriticNetwork {
        let layer = |inputs: usize, outputs: usize| LinearConfig::new(inputs, outputs).init(device);
        let (hidden, features) = mlp(inputs, &self.critic, layer);
        CriticNetwork {
            hidden,
            value: LinearConfig::new(features, 1).init(device),
        }
    }
}

/// Linear layers of the given sizes and the last one's width.
fn mlp(
    inputs: usize,
    sizes: &[usize],
    layer: impl Fn(usize, usize) -> Linear,
) -> (Vec<Linear>, usize) {
    let mut width = inputs;
    let layers = sizes
        .iter()
        .map(|&size| {
            let made = layer(width, size);
            width = size;
            made
        })
        .collect();
    (layers, width)
}

impl ActorNetwork {
    /// Runs sequences through the network.
    ///
    /// # Shapes
    /// - `observation` `[B, T, O]`, normalised
    /// - `hidden`, `cell` `[B, H]`: state before the first step
    /// - `keep` `[B, T]`: 0 where the state is reset before that step, else 1
    pub fn forward(
        &self,
        observation: Tensor<3>,
        hidden: Tensor<2>,
        cell: Tensor<2>,
        keep: Tensor<2>,
    ) -> ActorOutput {
        let encoder = layers(&self.encoder, observation.clone());
        let gates = self.gates(&encoder, observation);
        let (hidden, cell) = lstm_sequence(gates, self.recurrent.val(), hidden, cell, keep);
        let decoder = layers(&self.decoder, hidden.clone());
        let last = decoder.last().cloned().unwrap_or_else(|| hidden.clone());
        ActorOutput {
            action: affine(&self.action, last),
            encoder,
            hidden,
            cell,
            decoder,
        }
    }

    /// One observation's part of the LSTM's gates, with the bias: `[O]`, normalised, to `[4H]`.
    pub fn input_gates(&self, observation: &[f32]) -> Vec<f32> {
        let shape = [1, observation.len()];
        let data = TensorData::new(observation.to_vec(), shape);
        let observation = Tensor::from_data(data, &Device::flex());
        let encoder = layers(&self.encoder, observation.clone());
        values(self.gates(&encoder, observation))
    }

    /// Recurrent weights, row-major `[H, 4H]`.
    pub fn recurrent_weights(&self) -> Vec<f32> {
        values(self.recurrent.val())
    }

    /// The input's part of the gates, from the encoder's activity or, without one, the observation.
    fn gates<const D: usize>(&self, encoder: &[Tensor<D>], observation: Tensor<D>) -> Tensor<D> {
        let features = encoder.last().cloned().unwrap_or(observation);
        affine(&self.input, features)
    }

    /// Hidden units of the LSTM.
    pub fn recurrent_units(&self) -> usize {
        self.recurrent.dims()[0]
    }
}

fn values(tensor: Tensor<2>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

/// `x W + b`
fn affine<const D: usize>(layer: &Linear, input: Tensor<D>) -> Tensor<D> {
    match &layer.bias {
        Some(bias) => linear(input, layer.weight.val(), bias.val()),
        None => layer.forward(input),
    }
}

/// Activity of each layer in turn.
fn layers<const D: usize>(layers: &[Linear], input: Tensor<D>) -> Vec<Tensor<D>> {
    let mut activity = Vec::with_capacity(layers.len());
    for layer in layers {
        let input = activity.last().unwrap_or(&input).clone();
        activity.push(elu(affine(layer, input)));
    }
    activity
}

/// Critic: MLP (ELU) -> one value.
#[derive(Module, Debug)]
pub struct CriticNetwork {
    pub hidden: Vec<Linear>,
    pub value: Linear,
}

impl CriticNetwork {
    /// `[N, P]` privileged observations, normalised, to `[N, 1]` values.
    pub fn forward(&self, observation: Tensor<2>) -> Tensor<2> {
        let last = layers(&self.hidden, observation.clone())
            .pop()
            .unwrap_or(observation);
        affine(&self.value, last)
    }
}
