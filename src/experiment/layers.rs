//! The populations: a network's layers, what it sees, and the body, cut into strides.
//!
//! In: walked conditions and a network. The network is driven by the trials' own observations from
//! their first step on: the policy that walked gives its activity again, to the last bit; another one
//! (a random LSTM) shows what the same input does to it. Out: each population's strides as rows
//! at the control rate, for every condition that counts.

use rayon::prelude::*;

use super::collect::Walked;
use super::trial::{Rows, Trial};
use crate::policy::{Lesion, Policy};
use crate::task::OBSERVATION;

/// The populations that remember.
pub(super) const RECURRENT: [&str; 2] = ["hidden", "cell"];

/// One population over the kept conditions.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// `observation`, `body`, `encoder`, `hidden`, `cell`, `decoder`, `action` or `torque`.
    pub name: String,
    /// N.
    pub units: usize,
    /// By condition, each stride's rows `[len, N]`.
    pub strides: Vec<Vec<Rows>>,
}

/// A population of one trial `[T, N]`.
struct Activity {
    name: String,
    rows: Rows,
}

/// The layers of `policy` driven by the observations of the kept conditions, between what it saw
/// and what the body did.
pub(super) fn driven(walked: &[Walked], policy: &Policy, lesion: Lesion) -> Vec<Layer> {
    let by_condition: Vec<Vec<Layer>> = walked
        .par_iter()
        .filter_map(|walked| Some((walked, walked.strides.as_ref().ok()?)))
        .map(|(walked, strides)| {
            let trials: Vec<Vec<Activity>> = walked
                .trials
                .iter()
                .map(|trial| activity(trial, policy, lesion))
                .collect();
            let populations = trials.first().map_or(0, Vec::len);
            let layer = |index: usize| {
                let part = |stride: &super::strides::Stride| {
                    let rows = &trials[stride.trial][index].rows;
                    Rows {
                        width: rows.width,
                        values: rows.part(stride.rows.start, stride.rows.end).to_vec(),
                    }
                };
                let first = &trials[0][index];
                Layer {
                    name: first.name.clone(),
                    units: first.rows.width,
                    strides: vec![strides.iter().map(part).collect()],
                }
            };
            (0..populations).map(layer).collect()
        })
        .collect();
    let mut conditions = by_condition.into_iter();
    let mut layers = conditions.next().unwrap_or_default();
    for condition in conditions {
        for (layer, more) in layers.iter_mut().zip(condition) {
            layer.strides.extend(more.strides);
        }
    }
    layers
}

/// Every population of one trial, in the order of the data's way.
fn activity(trial: &Trial, policy: &Policy, lesion: Lesion) -> Vec<Activity> {
    let named = |name: &str, rows: &Rows| Activity {
        name: name.to_owned(),
        rows: rows.clone(),
    };
    let mut all = vec![
        named("observation", &trial.observation),
        named("body", &trial.body),
    ];
    let before = all.len();
    let mut actor = policy.actor(lesion);
    for observation in trial.observation.values.as_chunks::<OBSERVATION>().0 {
        let (_, taps) = actor.step(observation);
        for (index, (layer, values)) in taps.iter().enumerate() {
            if before + index == all.len() {
                all.push(Activity {
                    rows: Rows::new(values.len()),
                    name: layer.to_string(),
                });
            }
            all[before + index].rows.values.extend(values);
        }
    }
    all.push(named("torque", &trial.torque));
    all
}
