//! The actor on the walk's observations: one robot as in the lab, many as in training.

use std::hint::black_box;

use burn::tensor::{Device, Tensor, TensorData};

use super::blocks::Meter;
use super::{InferenceFigures, Part, Walk};
use crate::policy::Lesion;
use crate::task::OBSERVATION;

/// Robots that the batched network runs for at once.
const BATCH: usize = 512;
/// Control steps of all robots in one block of the batched network.
const STEPS: usize = 10;

/// One robot's actor, and the network for many; `None` if stopped.
pub(super) fn figures(walk: &Walk, meter: &mut Meter) -> Option<InferenceFigures> {
    Some(InferenceFigures {
        batch_1: one(walk, meter)?,
        batch_512: batch(walk, meter)?,
    })
}

/// Samples a second of one robot's actor: normalisation, network, taps of every layer.
fn one(walk: &Walk, meter: &mut Meter) -> Option<f64> {
    let observations = walk.observations();
    let mut actor = walk.policy.actor(Lesion::None);
    meter.rate(Part::InferenceOne, observations.len(), || {
        for observation in &observations {
            black_box(actor.step(black_box(observation)));
        }
    })
}

/// Samples a second of the network for [`BATCH`] robots at once: every layer's activity as tensors,
/// the recurrent states carried on.
fn batch(walk: &Walk, meter: &mut Meter) -> Option<f64> {
    let (policy, device) = (&walk.policy, Device::flex());
    let mut rows: Vec<f32> = walk.observations().into_iter().flatten().collect();
    policy.manifest.normaliser.apply(&mut rows);
    let rows: Vec<f32> = rows
        .iter()
        .copied()
        .cycle()
        .take(BATCH * OBSERVATION)
        .collect();
    let units = policy.network.recurrent_units();
    let mut hidden = Tensor::<2>::zeros([BATCH, units], &device);
    let mut cell = hidden.clone();
    meter.rate(Part::InferenceBatch, BATCH * STEPS, || {
        for _ in 0..STEPS {
            let rows = TensorData::new(rows.clone(), [BATCH, 1, OBSERVATION]);
            let output = policy.network.forward(
                Tensor::from_data(rows, &device),
                hidden.clone(),
                cell.clone(),
                Tensor::ones([BATCH, 1], &device),
            );
            hidden = output.hidden.squeeze_dim(1);
            cell = output.cell.squeeze_dim(1);
            black_box((output.encoder, output.decoder, output.action.into_data()));
        }
    })
}
