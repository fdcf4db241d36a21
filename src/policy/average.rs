//! The mean of a run's late checkpoints: weights averaged, normalisation the last one's.
//!
//! Updates push the weights to and fro about where they are heading; the mean lies nearer to it
//! than any of them (Polyak & Juditsky 1992; for deep networks Izmailov et al. 2018, arXiv
//! 1803.05407).

use super::checkpoint::{Parameters, network_of, parameters};
use super::{CheckpointError, Policy};
use crate::files::sha256;

impl Policy {
    /// The last of `policies`, with the mean of the weights of all; `None` for none.
    ///
    /// # Errors
    /// If their networks are not of one size.
    pub fn average(policies: &[Self]) -> Result<Option<Self>, CheckpointError> {
        let Some((last, earlier)) = policies.split_last() else {
            return Ok(None);
        };
        if let Some(other) = earlier
            .iter()
            .find(|policy| policy.manifest.network != last.manifest.network)
        {
            return Err(CheckpointError::TwoNetworks {
                file: other.manifest.weights.clone(),
                last: last.manifest.weights.clone(),
            });
        }
        let all: Vec<Parameters> = policies
            .iter()
            .map(|policy| parameters(&policy.network))
            .collect();
        let name = format!("the average that ends with {}", last.manifest.weights);
        let bytes = mean(&all)
            .to_bytes()
            .map_err(|error| CheckpointError::Weights {
                file: name.clone(),
                message: error.to_string(),
            })?;
        let mut manifest = last.manifest.clone();
        manifest.averaged_from = policies.first().map(|first| first.manifest.steps);
        manifest.weights = String::new();
        manifest.sha256 = sha256(&bytes);
        let network = network_of(&manifest, &bytes, &name)?;
        Ok(Some(Self { manifest, network }))
    }
}

/// The mean of parameters of the same names and shapes, of at least one network.
fn mean(all: &[Parameters]) -> Parameters {
    let mut mean = all[0].clone();
    for (name, (_, values)) in &mut mean.0 {
        for (at, value) in values.iter_mut().enumerate() {
            let sum: f64 = all.iter().map(|one| f64::from(one.0[name].1[at])).sum();
            *value = (sum / all.len() as f64) as f32;
        }
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::NetworkConfig;
    use crate::robot::Robot;

    fn drawn(seeds: &[u64]) -> Vec<Policy> {
        let walking = Policy::built_in(&Robot::built_in().unwrap()).unwrap();
        seeds.iter().map(|&seed| walking.untrained(seed)).collect()
    }

    #[test]
    fn every_weight_is_the_mean_and_the_rest_is_the_last_ones() {
        let mut policies = drawn(&[1, 2, 3]);
        (policies[0].manifest.steps, policies[2].manifest.steps) = (5, 7);
        policies[2].manifest.normaliser.mean[0] = 0.25;
        let average = Policy::average(&policies).unwrap().unwrap();
        assert_eq!(average.manifest.steps, 7);
        assert_eq!(average.manifest.averaged_from, Some(5));
        assert_eq!(average.manifest.normaliser, policies[2].manifest.normaliser);
        let all: Vec<_> = policies
            .iter()
            .map(|one| parameters(&one.network))
            .collect();
        let found = parameters(&average.network);
        assert_eq!(found.0.len(), all[0].0.len());
        for (name, (shape, values)) in &found.0 {
            assert_eq!(shape, &all[0].0[name].0);
            for (at, value) in values.iter().enumerate() {
                let [a, b, c] = [0, 1, 2].map(|k| f64::from(all[k].0[name].1[at]));
                let expected = (a + b + c) / 3.0;
                assert!((f64::from(*value) - expected).abs() < 1e-6, "{name} {at}");
            }
        }
    }

    #[test]
    fn one_is_its_own_average_and_none_has_none() {
        let policies = drawn(&[5]);
        let average = Policy::average(&policies).unwrap().unwrap();
        assert_eq!(
            parameters(&average.network),
            parameters(&policies[0].network)
        );
        assert!(Policy::average(&[]).unwrap().is_none());
    }

    #[test]
    fn networks_of_two_sizes_have_no_average() {
        let mut policies = drawn(&[1, 2]);
        policies[0].manifest.network = NetworkConfig {
            recurrent: 64,
            ..policies[0].manifest.network.clone()
        };
        let error = Policy::average(&policies).err().unwrap().to_string();
        assert!(error.contains("one size"), "{error}");
    }
}
