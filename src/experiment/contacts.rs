//! Which feet are on the ground at each phase of the stride.
//!
//! In: walked conditions with their strides. Out: shares of the strides `[C, B, 4]`, legs LF, LH, RF, RH:
//! the contact of a phase bin is that of the control step in which the bin begins.

use super::collect::Walked;
use super::result::NamedArray;
use super::strides::Stride;
use super::trial::Trial;
use crate::analysis::gait::LEGS;

/// The array `contact`, of the conditions that count.
pub(super) fn contacts(walked: &[Walked], bins: usize) -> NamedArray {
    let kept = walked
        .iter()
        .filter_map(|walked| Some((&walked.trials, walked.strides.as_ref().ok()?)));
    let rows: Vec<Vec<f64>> = kept
        .map(|(trials, strides)| shares(trials, strides, bins))
        .collect();
    NamedArray {
        name: "contact".to_owned(),
        shape: vec![rows.len(), bins, LEGS],
        values: rows.concat(),
    }
}

/// Shares of the strides of one condition `[B, 4]`.
fn shares(trials: &[Trial], strides: &[Stride], bins: usize) -> Vec<f64> {
    let mut counts = vec![0.0; bins * LEGS];
    for stride in strides {
        let contact = &trials[stride.trial].contact[stride.rows.clone()];
        for (bin, counts) in counts.chunks_exact_mut(LEGS).enumerate() {
            let feet = contact[bin * contact.len() / bins];
            for (count, down) in counts.iter_mut().zip(feet) {
                *count += f64::from(u8::from(down));
            }
        }
    }
    let strides = strides.len() as f64;
    counts.iter().map(|count| count / strides).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strides_of_any_length_share_their_phase_bins() {
        let mut trial = Trial::new();
        // two strides, of 4 and of 2 control steps: LF down in the first half of each
        for down in [true, true, false, false, true, false] {
            trial.contact.push([down, true, false, !down]);
        }
        let stride = |rows| Stride { trial: 0, rows };
        let found = shares(&[trial.clone()], &[stride(0..4), stride(4..6)], 8);
        assert_eq!(found[..4], [1.0, 1.0, 0.0, 0.0]);
        assert_eq!(found[28..], [0.0, 1.0, 0.0, 1.0]);
        let uneven = shares(&[trial], &[stride(0..4), stride(2..4)], 4);
        assert_eq!(uneven[0], 0.5, "down in one stride of two");
    }
}
