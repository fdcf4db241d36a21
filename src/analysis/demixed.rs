//! Variance demixed: how much of a population follows the phase alone, the condition alone, or both.
//!
//! In: C cycles of equally many bins `[C][B, N]`, normalised as a rule. Activity less its grand mean is the
//! sum of three parts that are orthogonal over all C B samples: the mean over conditions at each bin
//! (phase), the mean over bins of each condition (condition), and what is left (both). These are the
//! marginalisations of dPCA (Kobak et al. 2016); the first is the condition-invariant signal (Kaufman et
//! al. 2016). Out: the share of the total variance in each part.

use serde::Serialize;

use super::AnalysisError;
use super::cycles::CycleStack;

/// Shares of the variance of all samples and units; together 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Demixed {
    /// That all conditions share at each phase: the condition-invariant signal.
    pub phase: f64,
    /// That sets conditions apart at all phases alike.
    pub condition: f64,
    /// That depends on both: how the cycle's shape changes from condition to condition.
    pub both: f64,
}

/// Demixes the variance of cycles of equal length; `None` if nothing varies.
pub fn demix(x: &CycleStack) -> Result<Option<Demixed>, AnalysisError> {
    let bins = x.equal_bins("demixed variance")?;
    let (units, count) = (x.units(), x.conditions() as f64);
    let pooled = x.pooled();
    let total = pooled.variances().iter().sum::<f64>();
    if pooled.is_constant() || total <= 0.0 {
        return Ok(None);
    }
    let grand = pooled.means();
    let mut by_phase = vec![0.0; bins * units];
    for cycle in x.cycles() {
        for (mean, value) in by_phase.iter_mut().zip(cycle.data().data()) {
            *mean += value / count;
        }
    }
    let share = |rows: &[f64]| {
        let squares = rows.chunks_exact(units).flat_map(|row| {
            let pairs = row.iter().zip(&grand);
            pairs.map(|(mean, grand)| (mean - grand) * (mean - grand))
        });
        squares.sum::<f64>() / (rows.len() / units) as f64 / total
    };
    let phase = share(&by_phase);
    let condition = share(x.condition_means().data());
    Ok(Some(Demixed {
        phase,
        condition,
        both: (1.0 - phase - condition).max(0.0),
    }))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;

    const BINS: usize = 40;

    /// One unit for each part: what all conditions do, what sets them apart, and what does both.
    fn stack(sizes: [f64; 3]) -> CycleStack {
        let mut data = Vec::new();
        for sign in [1.0, -1.0] {
            for bin in 0..BINS {
                let wave = (TAU * bin as f64 / BINS as f64).sin() * 2.0_f64.sqrt();
                data.extend([sizes[0] * wave, sizes[1] * sign, sizes[2] * sign * wave]);
            }
        }
        CycleStack::from_array(BINS, 3, &data, &[0.5, 0.4]).unwrap()
    }

    #[test]
    fn each_part_has_its_own_share() {
        let found = demix(&stack([1.0, 2.0, 3.0])).unwrap().unwrap();
        let near = |found: f64, expected: f64| (found - expected).abs() < 1e-12;
        assert!(near(found.phase, 1.0 / 14.0), "{found:?}");
        assert!(near(found.condition, 4.0 / 14.0), "{found:?}");
        assert!(near(found.both, 9.0 / 14.0), "{found:?}");
    }

    #[test]
    fn what_conditions_share_is_gone_once_they_are_centred() {
        let centred = stack([1.0, 2.0, 3.0]).centred_across_conditions().unwrap();
        let found = demix(&centred).unwrap().unwrap();
        assert!(found.phase < 1e-12, "{found:?}");
        assert!((found.condition - 4.0 / 13.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn one_condition_has_phase_alone() {
        let one = stack([1.0, 2.0, 3.0]).subset(&[0]).unwrap();
        let found = demix(&one).unwrap().unwrap();
        assert!((found.phase - 1.0).abs() < 1e-12, "{found:?}");
        assert!(found.condition < 1e-12 && found.both < 1e-12, "{found:?}");
    }

    #[test]
    fn what_does_not_vary_has_no_shares_and_unequal_cycles_are_refused() {
        let still = CycleStack::from_array(4, 2, &[0.1; 16], &[1.0, 1.0]).unwrap();
        assert_eq!(demix(&still).unwrap(), None);
        let [long, _] = stack([1.0; 3]).cycles().to_vec().try_into().unwrap();
        let short = CycleStack::from_array(4, 3, &[0.5; 12], &[1.0]).unwrap();
        let uneven = CycleStack::new(vec![long, short.cycles()[0].clone()]).unwrap();
        assert!(matches!(
            demix(&uneven),
            Err(AnalysisError::UnequalBins { other: 4, .. })
        ));
    }
}
