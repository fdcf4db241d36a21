//! Closed cycles of activity, one for each condition: what the experiment hands to the measures.
//!
//! In: C conditions, each `[B, N]` (B bins evenly spaced round one stride, N units) with its period
//! [s]. Out: [`CycleStack`]. Bin k of a cycle is at phase k / B, and bin 0 follows bin B - 1. All
//! conditions have B = 100 when strides are resampled by phase ([`spline`]); at the control rate
//! ([`average::Averaging::ModalLength`]) B differs from condition to condition.
//!
//! - [`stride`]: where strides begin and end
//! - [`spline`]: a stride resampled to B bins
//! - [`average`]: the mean over strides, its spread, split halves
//! - [`space`]: one normalisation and one set of components for all conditions

use super::{AnalysisError, Population};

pub mod average;
pub mod space;
pub mod spline;
pub mod stride;

/// One closed cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    data: Population,
    period: f64,
}

impl Cycle {
    /// From activity `[B, N]` of finite values, B at least 3, and a period [s].
    pub fn new(data: Population, period: f64) -> Result<Self, AnalysisError> {
        data.check_samples("a cycle", 3)?;
        data.check_finite()?;
        if !(period.is_finite() && period > 0.0) {
            return Err(AnalysisError::Period { period });
        }
        Ok(Self { data, period })
    }

    /// Activity `[B, N]`.
    pub fn data(&self) -> &Population {
        &self.data
    }

    /// Duration of the cycle [s].
    pub fn period(&self) -> f64 {
        self.period
    }

    /// B.
    pub fn bins(&self) -> usize {
        self.data.samples()
    }

    /// Time between bins [s].
    pub fn dt(&self) -> f64 {
        self.period / self.bins() as f64
    }
}

/// The cycles of C conditions of the same N units.
#[derive(Debug, Clone, PartialEq)]
pub struct CycleStack {
    cycles: Vec<Cycle>,
}

impl CycleStack {
    /// From at least one cycle; all of the same number of units.
    pub fn new(cycles: Vec<Cycle>) -> Result<Self, AnalysisError> {
        let Some(first) = cycles.first() else {
            return Err(AnalysisError::TooFewConditions {
                measure: "a stack of cycles",
                needed: 1,
                found: 0,
            });
        };
        let expected = first.data.units();
        for (condition, cycle) in cycles.iter().enumerate() {
            let found = cycle.data.units();
            if found != expected {
                return Err(in_condition(
                    condition,
                    AnalysisError::Units {
                        what: "stack",
                        expected,
                        found,
                    },
                ));
            }
        }
        Ok(Self { cycles })
    }

    /// From row-major data `[C, B, N]` and the period of each condition `[C]` [s].
    pub fn from_array(
        bins: usize,
        units: usize,
        data: &[f64],
        periods: &[f64],
    ) -> Result<Self, AnalysisError> {
        if units == 0 {
            return Err(AnalysisError::NoUnits);
        }
        let samples = bins * periods.len();
        if bins == 0 || data.len() != samples * units {
            return Err(AnalysisError::Shape {
                samples,
                units,
                found: data.len(),
            });
        }
        let cycles = data.chunks_exact(bins * units).zip(periods).enumerate();
        let cycle = |(condition, (data, &period)): (usize, (&[f64], &f64))| {
            Population::new(bins, units, data.to_vec())
                .and_then(|data| Cycle::new(data, period))
                .map_err(|error| in_condition(condition, error))
        };
        Self::new(cycles.map(cycle).collect::<Result<_, _>>()?)
    }

    /// The cycles, in order of conditions.
    pub fn cycles(&self) -> &[Cycle] {
        &self.cycles
    }

    /// C.
    pub fn conditions(&self) -> usize {
        self.cycles.len()
    }

    /// N.
    pub fn units(&self) -> usize {
        self.cycles[0].data.units()
    }

    /// Bins of all cycles together.
    pub fn samples(&self) -> usize {
        self.cycles.iter().map(Cycle::bins).sum()
    }

    /// B where every cycle has as many bins; else an error for `measure`.
    pub fn equal_bins(&self, measure: &'static str) -> Result<usize, AnalysisError> {
        let first = self.cycles[0].bins();
        match self.cycles.iter().find(|cycle| cycle.bins() != first) {
            None => Ok(first),
            Some(cycle) => Err(AnalysisError::UnequalBins {
                measure,
                first,
                other: cycle.bins(),
            }),
        }
    }

    /// All bins of all conditions as samples, condition after condition `[C B, N]`.
    pub fn pooled(&self) -> Population {
        let rows = self.cycles.iter().flat_map(|cycle| cycle.data.data());
        let data = rows.copied().collect();
        Population::from_parts(self.samples(), self.units(), data)
    }

    /// Mean of each unit over the bins of each condition `[C, N]`.
    pub fn condition_means(&self) -> Population {
        let means = self.cycles.iter().flat_map(|cycle| cycle.data.means());
        Population::from_parts(self.conditions(), self.units(), means.collect())
    }

    /// The conditions of the given indices, in that order.
    pub fn subset(&self, conditions: &[usize]) -> Result<Self, AnalysisError> {
        let cycle = |&index: &usize| self.cycles.get(index).cloned();
        let cycles: Option<Vec<Cycle>> = conditions.iter().map(cycle).collect();
        Self::new(cycles.ok_or(AnalysisError::Count {
            what: "conditions",
            expected: conditions.iter().max().map_or(0, |last| last + 1),
            found: self.conditions(),
        })?)
    }

    /// Less the mean over conditions at every bin (Churchland et al. 2012, Russo et al. 2018):
    /// what is left is what tells conditions apart.
    pub fn centred_across_conditions(self) -> Result<Self, AnalysisError> {
        let bins = self.equal_bins("mean-centring")?;
        let (units, count) = (self.units(), self.conditions() as f64);
        let mut mean = vec![0.0; bins * units];
        for cycle in &self.cycles {
            for (mean, value) in mean.iter_mut().zip(cycle.data.data()) {
                *mean += value / count;
            }
        }
        self.map(|data| {
            let less = data.data().iter().zip(&mean).map(|(x, mean)| x - mean);
            Population::new(bins, units, less.collect())
        })
    }

    /// Changes the activity of every cycle; periods stay.
    pub fn map(
        &self,
        change: impl Fn(&Population) -> Result<Population, AnalysisError>,
    ) -> Result<Self, AnalysisError> {
        let cycle = |(condition, cycle): (usize, &Cycle)| {
            change(&cycle.data)
                .and_then(|data| Cycle::new(data, cycle.period))
                .map_err(|error| in_condition(condition, error))
        };
        let cycles = self.cycles.iter().enumerate().map(cycle);
        Self::new(cycles.collect::<Result<_, _>>()?)
    }

    /// An error unless there are at least `needed` conditions for `measure`.
    pub(crate) fn check_conditions(
        &self,
        measure: &'static str,
        needed: usize,
    ) -> Result<(), AnalysisError> {
        if self.conditions() < needed {
            return Err(AnalysisError::TooFewConditions {
                measure,
                needed,
                found: self.conditions(),
            });
        }
        Ok(())
    }
}

fn in_condition(condition: usize, source: AnalysisError) -> AnalysisError {
    AnalysisError::Condition {
        condition,
        source: Box::new(source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack() -> CycleStack {
        // 2 conditions, 3 bins, 2 units
        let data = [
            0.0, 1.0, 2.0, 1.0, 4.0, 1.0, //
            2.0, 3.0, 2.0, 5.0, 2.0, 7.0,
        ];
        CycleStack::from_array(3, 2, &data, &[0.6, 0.3]).unwrap()
    }

    #[test]
    fn conditions_keep_their_order_and_their_time() {
        let stack = stack();
        assert_eq!(
            (stack.conditions(), stack.units(), stack.samples()),
            (2, 2, 6)
        );
        assert_eq!(stack.pooled().row(3), [2.0, 3.0]);
        assert!((stack.cycles()[1].dt() - 0.1).abs() < 1e-15);
        assert_eq!(stack.condition_means().data(), [2.0, 1.0, 2.0, 5.0]);
        let last = stack.subset(&[1]).unwrap();
        assert_eq!(last.cycles(), &stack.cycles()[1..]);
        assert!(stack.subset(&[2]).is_err());
        assert!(stack.subset(&[]).is_err());
    }

    #[test]
    fn centred_conditions_sum_to_nothing_at_every_bin() {
        let centred = stack().centred_across_conditions().unwrap();
        let [a, b] = centred.cycles() else {
            panic!("two conditions")
        };
        for (a, b) in a.data().data().iter().zip(b.data().data()) {
            assert_eq!(a + b, 0.0);
        }
        assert_eq!(a.data().row(0), [-1.0, -1.0]);
        let long = Cycle::new(Population::new(4, 2, vec![0.0; 8]).unwrap(), 1.0).unwrap();
        let uneven = CycleStack::new([stack().cycles(), &[long]].concat()).unwrap();
        assert!(matches!(
            uneven.centred_across_conditions(),
            Err(AnalysisError::UnequalBins {
                first: 3,
                other: 4,
                ..
            })
        ));
    }

    #[test]
    fn what_is_no_cycle_is_named_by_its_condition() {
        let mut data = vec![0.0; 12];
        data[9] = f64::NAN;
        let error = CycleStack::from_array(3, 2, &data, &[1.0, 1.0]).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("condition 1") && text.contains("row 1, unit 1"),
            "{text}"
        );
        for period in [0.0, f64::NAN, f64::INFINITY] {
            assert!(CycleStack::from_array(3, 2, &[0.0; 12], &[1.0, period]).is_err());
        }
        assert!(CycleStack::from_array(3, 2, &[0.0; 11], &[1.0, 1.0]).is_err());
        assert!(CycleStack::from_array(2, 3, &[0.0; 12], &[1.0, 1.0]).is_err());
        assert!(CycleStack::from_array(0, 3, &[], &[1.0]).is_err());
        assert!(CycleStack::from_array(3, 0, &[], &[1.0]).is_err());
        assert!(CycleStack::new(Vec::new()).is_err());
    }
}
