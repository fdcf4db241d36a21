//! A policy of the same sizes with fresh weights: the control for what learning changed.
//!
//! In: a policy and a seed. Out: a policy with the same normalisation whose weights are drawn from
//! the distributions that training starts from (`NetworkConfig::init_actor`), from the seed alone.

use burn::module::{Param, ParamId};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Policy;
use crate::files::sha256;
use crate::robot::JOINTS;
use crate::task::OBSERVATION;

/// Half width of the read-out's first weights.
const READ_OUT: f32 = 0.01;

/// Draws weights and keeps their bytes, which name the network.
struct Draw {
    rng: ChaCha8Rng,
    bytes: Vec<u8>,
    device: Device,
}

impl Policy {
    /// The same policy before any learning.
    pub fn untrained(&self, seed: u64) -> Self {
        let config = &self.manifest.network;
        let device = Device::flex();
        let mut network = config.init_actor(OBSERVATION, JOINTS, &device);
        let mut draw = Draw {
            rng: ChaCha8Rng::seed_from_u64(seed),
            bytes: Vec::new(),
            device,
        };
        let recurrent = 1.0 / (config.recurrent as f32).sqrt();
        for layer in &mut network.encoder {
            draw.linear(layer, fan_in(layer));
        }
        draw.linear(&mut network.input, recurrent);
        network.recurrent = draw.uniform(network.recurrent.dims(), recurrent);
        for layer in &mut network.decoder {
            draw.linear(layer, fan_in(layer));
        }
        draw.linear(&mut network.action, READ_OUT);
        let mut manifest = self.manifest.clone();
        manifest.name = format!("untrained, seed {seed}");
        manifest.steps = 0;
        manifest.weights = String::new();
        manifest.sha256 = sha256(&draw.bytes);
        Self { manifest, network }
    }
}

/// Half width of a linear layer's first weights.
fn fan_in(layer: &Linear) -> f32 {
    1.0 / (layer.weight.dims()[0] as f32).sqrt()
}

impl Draw {
    /// Weights and bias, uniform within +-`bound`.
    fn linear(&mut self, layer: &mut Linear, bound: f32) {
        layer.weight = self.uniform(layer.weight.dims(), bound);
        if let Some(bias) = &mut layer.bias {
            *bias = self.uniform(bias.dims(), bound);
        }
    }

    fn uniform<const D: usize>(&mut self, shape: [usize; D], bound: f32) -> Param<Tensor<D>> {
        let count = shape.iter().product();
        let draw = |_| bound * (2.0 * self.rng.random::<f32>() - 1.0);
        let values: Vec<f32> = (0..count).map(draw).collect();
        self.bytes
            .extend(values.iter().flat_map(|value| value.to_le_bytes()));
        let tensor = Tensor::from_data(TensorData::new(values, shape), &self.device);
        Param::initialized(ParamId::new(), tensor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Lesion;
    use crate::robot::Robot;

    #[test]
    fn the_seed_alone_decides_and_learning_is_gone() {
        let robot = Robot::built_in().unwrap();
        let policy = Policy::built_in(&robot).unwrap();
        let observation = std::array::from_fn(|k| (k as f32 * 0.37).sin());
        let step = |policy: &Policy| policy.actor(Lesion::None).step(&observation);
        let (first, again) = (policy.untrained(1), policy.untrained(1));
        assert_eq!(step(&first), step(&again));
        assert_eq!(first.manifest.sha256, again.manifest.sha256);
        assert_ne!(first.manifest.sha256, policy.untrained(2).manifest.sha256);
        let (action, taps) = step(&first);
        assert!(action.iter().all(|a| a.abs() < 0.1), "{action:?}");
        let trained = step(&policy).1;
        assert_ne!(taps.hidden, trained.hidden);
        let units = |taps: &crate::policy::Taps| -> Vec<usize> {
            taps.iter().map(|(_, values)| values.len()).collect()
        };
        assert_eq!(units(&taps), units(&trained));
    }
}
