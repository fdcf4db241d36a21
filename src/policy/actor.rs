//! A policy ready to walk: network, normalisation and one robot's recurrent state.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use super::network::{ActorNetwork, ActorOutput, NetworkConfig};
use super::normaliser::Normaliser;
use super::taps::Taps;
use crate::task::{Action, Observation};

/// Hidden and cell state of the LSTM.
#[derive(Clone, Debug, PartialEq)]
pub struct RecurrentState {
    pub hidden: Vec<f32>,
    pub cell: Vec<f32>,
}

impl RecurrentState {
    /// All zero, as at the start of an episode.
    pub fn zero(units: usize) -> Self {
        Self {
            hidden: vec![0.0; units],
            cell: vec![0.0; units],
        }
    }
}

/// What is done to the network while it runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lesion {
    /// Nothing.
    #[default]
    None,
    /// Hidden and cell state are held at zero: no memory.
    Recurrence,
}

/// One robot's policy.
#[derive(Clone)]
pub struct Actor {
    network: ActorNetwork,
    normaliser: Normaliser,
    state: RecurrentState,
    lesion: Lesion,
    config: NetworkConfig,
    device: Device,
}

impl Actor {
    pub fn new(
        network: ActorNetwork,
        config: NetworkConfig,
        normaliser: Normaliser,
        lesion: Lesion,
    ) -> Self {
        let units = network.recurrent_units();
        Self {
            network,
            normaliser,
            state: RecurrentState::zero(units),
            lesion,
            config,
            device: Device::flex(),
        }
    }

    /// Forgets: hidden and cell state to zero.
    pub fn reset(&mut self) {
        self.state = RecurrentState::zero(self.network.recurrent_units());
    }

    /// What is done to the network.
    pub fn lesion(&self) -> Lesion {
        self.lesion
    }

    /// Does something else to it; what is held at zero is so from the next step on.
    pub fn set_lesion(&mut self, lesion: Lesion) {
        self.lesion = lesion;
        if lesion == Lesion::Recurrence {
            self.reset();
        }
    }

    /// Takes out of an observation what this network does not see.
    pub fn blind(&self, observation: &mut Observation) {
        self.config.blind(observation);
    }

    /// Hidden and cell state after the last step.
    pub fn state(&self) -> &RecurrentState {
        &self.state
    }

    /// Goes on with another hidden and cell state, of as many units.
    pub fn set_state(&mut self, state: RecurrentState) {
        self.state = state;
    }

    /// One step: the mean action and every layer's activity.
    pub fn step(&mut self, observation: &Observation) -> (Action, Taps) {
        let mut input = observation.to_vec();
        self.normaliser.apply(&mut input);
        let units = self.state.hidden.len();
        let row = |values: Vec<f32>| {
            Tensor::<2>::from_data(TensorData::new(values, [1, units]), &self.device)
        };
        let observation = TensorData::new(input, [1, 1, observation.len()]);
        let output = self.network.forward(
            Tensor::from_data(observation, &self.device),
            row(std::mem::take(&mut self.state.hidden)),
            row(std::mem::take(&mut self.state.cell)),
            Tensor::ones([1, 1], &self.device),
        );
        let (action, taps) = read(output);
        self.state = if self.lesion == Lesion::None && self.config.memory {
            RecurrentState {
                hidden: taps.hidden.clone(),
                cell: taps.cell.clone(),
            }
        } else {
            RecurrentState::zero(units)
        };
        (action, taps)
    }
}

/// Plain numbers of one step's output.
fn read(output: ActorOutput) -> (Action, Taps) {
    let values = |tensor: Tensor<3>| -> Vec<f32> { tensor.into_data().iter::<f32>().collect() };
    let taps = Taps {
        encoder: output.encoder.into_iter().map(values).collect(),
        hidden: values(output.hidden),
        cell: values(output.cell),
        decoder: output.decoder.into_iter().map(values).collect(),
        action: values(output.action),
    };
    let mut means = [0.0; crate::robot::JOINTS];
    means.copy_from_slice(&taps.action);
    (means, taps)
}
