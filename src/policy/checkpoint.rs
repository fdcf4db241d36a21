//! A policy on disk: a JSON manifest that names a safetensors file with the weights.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use burn::module::{Module, Param, ParamId};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::manifest::Manifest;
use super::network::ActorNetwork;
use super::{Actor, CheckpointError, Layer, Lesion, taps};
use crate::files::{WriteError, read_bytes, read_text, sha256, write_bytes};
use crate::robot::{JOINTS, Robot};
use crate::task::OBSERVATION;

/// What the files are, in messages.
pub(super) const WHAT: &str = "policy file";

/// A policy: what the manifest says, and the network.
#[derive(Clone)]
pub struct Policy {
    pub manifest: Manifest,
    pub network: ActorNetwork,
}

impl Policy {
    /// Reads the manifest at `path` and the weights that it names; checks both against `robot`.
    pub fn load(path: &Path, robot: &Robot) -> Result<Self, CheckpointError> {
        let json = read_text(WHAT, path)?;
        let name = path.display().to_string();
        let manifest = Manifest::from_json(&json, &name)?;
        let weights = path.with_file_name(&manifest.weights);
        let bytes = read_bytes(WHAT, &weights)?;
        Self::from_parts(
            manifest,
            &name,
            &bytes,
            &weights.display().to_string(),
            robot,
        )
    }

    /// The same from texts and bytes already read; the names are for messages.
    pub fn from_parts(
        manifest: Manifest,
        manifest_name: &str,
        weights: &[u8],
        weights_name: &str,
        robot: &Robot,
    ) -> Result<Self, CheckpointError> {
        manifest.check(manifest_name, robot)?;
        let found = sha256(weights);
        if found != manifest.sha256 {
            return Err(CheckpointError::Hash {
                file: weights_name.to_owned(),
                expected: manifest.sha256,
                found,
            });
        }
        let network = network_of(&manifest, weights, weights_name)?;
        Ok(Self { manifest, network })
    }

    /// The weights as a safetensors file.
    fn weights(&self) -> io::Result<Vec<u8>> {
        parameters(&self.network)
            .to_bytes()
            .map_err(io::Error::other)
    }

    /// Manifest and weights as they would stand in their files.
    pub fn to_parts(&self) -> io::Result<(Vec<u8>, Vec<u8>)> {
        let weights = self.weights()?;
        let mut manifest = self.manifest.clone();
        manifest.sha256 = sha256(&weights);
        Ok((serde_json::to_vec_pretty(&manifest)?, weights))
    }

    /// Writes `path` (JSON) and, beside it, the weights under the same stem.
    pub fn save(&self, path: &Path) -> Result<(), CheckpointError> {
        let weights = path.with_extension("safetensors");
        let unwritable = |source: io::Error| WriteError {
            file: path.to_owned(),
            source,
        };
        let bytes = self.weights().map_err(unwritable)?;
        let mut manifest = self.manifest.clone();
        manifest.sha256 = sha256(&bytes);
        manifest.weights = weights
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let json = serde_json::to_vec_pretty(&manifest).map_err(|e| unwritable(e.into()))?;
        write_bytes(&weights, &bytes)?;
        Ok(write_bytes(path, &json)?)
    }

    /// Layers of the actor and their units, in the order of the data's way.
    pub fn layers(&self) -> impl Iterator<Item = (Layer, usize)> {
        taps::layers(&self.manifest.network)
    }

    /// A robot's own copy, with a fresh recurrent state.
    pub fn actor(&self, lesion: Lesion) -> Actor {
        Actor::new(
            self.network.clone(),
            self.manifest.network.clone(),
            self.manifest.normaliser.clone(),
            lesion,
        )
    }
}

/// Every parameter of a network by name, with its shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parameters(pub(super) BTreeMap<String, (Vec<usize>, Vec<f32>)>);

/// A network's parameters.
pub(super) fn parameters(network: &ActorNetwork) -> Parameters {
    let network = network.clone().valid();
    let mut named = BTreeMap::new();
    let mut linear = |name: &str, layer: &Linear| {
        let weight = layer.weight.val();
        let shape = weight.dims().to_vec();
        named.insert(format!("{name}.weight"), (shape, values(weight)));
        if let Some(bias) = &layer.bias {
            let bias = bias.val();
            named.insert(format!("{name}.bias"), (bias.dims().to_vec(), values(bias)));
        }
    };
    for (index, layer) in network.encoder.iter().enumerate() {
        linear(&format!("encoder.{index}"), layer);
    }
    linear("lstm.input", &network.input);
    for (index, layer) in network.decoder.iter().enumerate() {
        linear(&format!("decoder.{index}"), layer);
    }
    linear("action", &network.action);
    let recurrent = network.recurrent.val();
    let shape = recurrent.dims().to_vec();
    named.insert("lstm.recurrent".to_owned(), (shape, values(recurrent)));
    Parameters(named)
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().iter::<f32>().collect()
}

impl Parameters {
    /// As a safetensors file.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, safetensors::SafeTensorError> {
        let little_endian = |values: &Vec<f32>| -> Vec<u8> {
            values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect()
        };
        let bytes: Vec<(&String, &Vec<usize>, Vec<u8>)> = self
            .0
            .iter()
            .map(|(name, (shape, values))| (name, shape, little_endian(values)))
            .collect();
        let views: Result<Vec<_>, _> = bytes
            .iter()
            .map(|(name, shape, bytes)| {
                TensorView::new(Dtype::F32, shape.to_vec(), bytes).map(|view| (name, view))
            })
            .collect();
        safetensors::serialize(views?, None)
    }
}

/// The network of a manifest's sizes with the weights of a safetensors file; `file` names it.
pub(super) fn network_of(
    manifest: &Manifest,
    bytes: &[u8],
    file: &str,
) -> Result<ActorNetwork, CheckpointError> {
    let tensors = SafeTensors::deserialize(bytes).map_err(|error| CheckpointError::Weights {
        file: file.to_owned(),
        message: error.to_string(),
    })?;
    let device = Device::flex();
    let mut network = manifest.network.blank_actor(OBSERVATION, JOINTS, &device);
    let reader = WeightReader {
        tensors,
        file,
        device,
    };
    for (index, layer) in network.encoder.iter_mut().enumerate() {
        reader.linear(&format!("encoder.{index}"), layer)?;
    }
    reader.linear("lstm.input", &mut network.input)?;
    for (index, layer) in network.decoder.iter_mut().enumerate() {
        reader.linear(&format!("decoder.{index}"), layer)?;
    }
    reader.linear("action", &mut network.action)?;
    network.recurrent = reader.parameter("lstm.recurrent", network.recurrent.dims())?;
    Ok(network)
}

struct WeightReader<'a> {
    tensors: SafeTensors<'a>,
    file: &'a str,
    device: Device,
}

impl WeightReader<'_> {
    fn linear(&self, name: &str, layer: &mut Linear) -> Result<(), CheckpointError> {
        layer.weight = self.parameter(&format!("{name}.weight"), layer.weight.dims())?;
        if let Some(bias) = &mut layer.bias {
            *bias = self.parameter(&format!("{name}.bias"), bias.dims())?;
        }
        Ok(())
    }

    fn parameter<const D: usize>(
        &self,
        name: &str,
        shape: [usize; D],
    ) -> Result<Param<Tensor<D>>, CheckpointError> {
        let wrong = |message: String| CheckpointError::Weights {
            file: self.file.to_owned(),
            message: format!("tensor `{name}`: {message}"),
        };
        let view = self
            .tensors
            .tensor(name)
            .map_err(|_| wrong("missing; the manifest's network sizes ask for it".to_owned()))?;
        if view.dtype() != Dtype::F32 {
            return Err(wrong(format!("is {:?}, not F32", view.dtype())));
        }
        if view.shape() != shape {
            return Err(wrong(format!(
                "has shape {:?}, not {shape:?}",
                view.shape()
            )));
        }
        let values: Vec<f32> = view
            .data()
            .as_chunks::<4>()
            .0
            .iter()
            .map(|chunk| f32::from_le_bytes(*chunk))
            .collect();
        if let Some(at) = values.iter().position(|value| !value.is_finite()) {
            return Err(wrong(format!("entry {at} is {}, not finite", values[at])));
        }
        let tensor = Tensor::from_data(TensorData::new(values, shape), &self.device);
        Ok(Param::initialized(ParamId::new(), tensor))
    }
}
