//! Running mean and variance of observations, and their application.

use serde::{Deserialize, Serialize};

/// Normalised values are cut at this many standard deviations.
const CLIP: f32 = 10.0;

/// Mean and variance of each entry over all samples seen (Chan et al. 1979, batched).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Normaliser {
    pub count: f64,
    pub mean: Vec<f64>,
    pub variance: Vec<f64>,
}

impl Normaliser {
    /// Mean 0 and variance 1 with hardly any weight.
    pub fn new(entries: usize) -> Self {
        Self {
            count: 1e-4,
            mean: vec![0.0; entries],
            variance: vec![1.0; entries],
        }
    }

    /// Takes in samples of which these are the moments.
    pub(crate) fn merge(&mut self, samples: &Moments) {
        let n = samples.count;
        let total = self.count + n;
        for (entry, (mean, variance)) in samples.mean.iter().zip(&samples.variance).enumerate() {
            let delta = mean - self.mean[entry];
            let spread = self.variance[entry] * self.count
                + variance * n
                + delta * delta * self.count * n / total;
            self.mean[entry] += delta * n / total;
            self.variance[entry] = spread / total;
        }
        self.count = total;
    }

    /// `(x - mean) / sqrt(variance + 1e-5)`, cut at +-10, in place; row-major `[N, entries]`.
    pub fn apply(&self, samples: &mut [f32]) {
        let scale: Vec<(f32, f32)> = self
            .mean
            .iter()
            .zip(&self.variance)
            .map(|(&mean, &variance)| (mean as f32, (1.0 / (variance + 1e-5).sqrt()) as f32))
            .collect();
        for row in samples.chunks_exact_mut(scale.len()) {
            for (value, (mean, inverse)) in row.iter_mut().zip(&scale) {
                *value = ((*value - mean) * inverse).clamp(-CLIP, CLIP);
            }
        }
    }
}

/// Mean and variance of each entry over some samples.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Moments {
    count: f64,
    mean: Vec<f64>,
    variance: Vec<f64>,
}

impl Moments {
    /// Of samples that are row-major `[N, entries]`.
    pub(crate) fn of(samples: &[f32], entries: usize) -> Self {
        let rows = || samples.chunks_exact(entries);
        let count = rows().len() as f64;
        let mut mean = vec![0.0; entries];
        for row in rows() {
            for (sum, &value) in mean.iter_mut().zip(row) {
                *sum += f64::from(value);
            }
        }
        mean.iter_mut().for_each(|sum| *sum /= count.max(1.0));
        let mut variance = vec![0.0; entries];
        for row in rows() {
            for ((sum, mean), &value) in variance.iter_mut().zip(&mean).zip(row) {
                *sum += (f64::from(value) - mean).powi(2);
            }
        }
        variance.iter_mut().for_each(|sum| *sum /= count.max(1.0));
        Self {
            count,
            mean,
            variance,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_add_up_to_the_whole() {
        let samples: Vec<f32> = (0..600)
            .map(|k| ((k * 37 % 101) as f32).sin() + k as f32 * 0.01)
            .collect();
        let mut normaliser = Normaliser::new(3);
        normaliser.merge(&Moments::of(&samples[..90], 3));
        normaliser.merge(&Moments::of(&samples[90..], 3));
        normaliser.merge(&Moments::of(&[], 3));
        for entry in 0..3 {
            let column: Vec<f64> = samples[entry..]
                .iter()
                .step_by(3)
                .map(|&x| f64::from(x))
                .collect();
            let mean = column.iter().sum::<f64>() / 200.0;
            let variance = column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 200.0;
            assert!((normaliser.mean[entry] - mean).abs() < 1e-4);
            assert!((normaliser.variance[entry] - variance).abs() < 1e-4);
        }
        let mut applied = samples.clone();
        normaliser.apply(&mut applied);
        let column: Vec<f32> = applied.iter().step_by(3).copied().collect();
        let mean = column.iter().sum::<f32>() / 200.0;
        assert!(mean.abs() < 1e-3, "{mean}");
    }

    #[test]
    fn outliers_are_cut() {
        let normaliser = Normaliser::new(1);
        let mut values = [1e6, -1e6];
        normaliser.apply(&mut values);
        assert_eq!(values, [10.0, -10.0]);
    }
}
