//! What figures are drawn from: the arrays of a result by name, and what its report says of them.
//!
//! Rows of cycles of unequal length end in NaN; they are left out here. An array that is absent, or
//! of another shape than it should have, is `None`: the figure says so.

use std::collections::BTreeMap;

use crate::analysis::Population;
use crate::analysis::cycles::{Cycle, CycleStack};
use crate::analysis::normalise::{Normalisation, Normaliser};
use crate::experiment::result::{ExperimentResult, NamedArray, Report};
use crate::experiment::suite::{CommandAxis, CutEvent, Foot};

/// Scores of all conditions `[C][B][K]`.
pub(super) type Scores = Vec<Vec<Vec<f64>>>;

/// A result, for drawing.
pub(super) struct Data<'a> {
    /// Names, units and options.
    pub report: &'a Report,
    arrays: BTreeMap<&'a str, &'a NamedArray>,
    layers: Vec<&'a str>,
}

/// The conditions along one speed axis of the suite.
pub(super) struct Along<'a> {
    /// The axis.
    pub name: &'a str,
    /// `m/s` or `rad/s`.
    pub unit: &'static str,
    /// Kept conditions, by rising speed.
    pub conditions: Vec<usize>,
    /// The speed of each, in the unit.
    pub speeds: Vec<f64>,
}

impl Along<'_> {
    /// The place of a speed among these, 0 for the lowest and 1 for the highest.
    pub(super) fn place(&self, speed: f64) -> f32 {
        let (low, high) = (self.lowest(), self.highest());
        if high > low {
            ((speed - low) / (high - low)) as f32
        } else {
            0.5
        }
    }

    /// Lowest speed.
    pub(super) fn lowest(&self) -> f64 {
        self.speeds.first().copied().unwrap_or(0.0)
    }

    /// Highest speed.
    pub(super) fn highest(&self) -> f64 {
        self.speeds.last().copied().unwrap_or(0.0)
    }
}

impl<'a> Data<'a> {
    /// Of a result.
    pub(super) fn new(result: &'a ExperimentResult) -> Self {
        let arrays = result.arrays.iter();
        Self {
            report: &result.report,
            layers: arrays
                .clone()
                .filter_map(|array| array.name.strip_prefix("cycle_"))
                .collect(),
            arrays: arrays.map(|array| (array.name.as_str(), array)).collect(),
        }
    }

    /// Populations in the order of the data's way.
    pub(super) fn layers(&self) -> &[&'a str] {
        &self.layers
    }

    /// Values of an array.
    pub(super) fn values(&self, name: &str) -> Option<&'a [f64]> {
        Some(&self.arrays.get(name)?.values)
    }

    /// Values and row length of an array of at least two axes, the later ones flattened.
    pub(super) fn rows(&self, name: &str) -> Option<std::slice::ChunksExact<'a, f64>> {
        let array = self.arrays.get(name)?;
        let width: usize = array.shape.get(1..)?.iter().product();
        (width > 0).then(|| array.values.chunks_exact(width))
    }

    /// Mean cycles of a population, before normalisation.
    pub(super) fn cycles(&self, layer: &str) -> Option<CycleStack> {
        let array = self.arrays.get(format!("cycle_{layer}").as_str())?;
        let [_, bins, units] = array.shape[..] else {
            return None;
        };
        let periods = self.values("condition_period")?;
        let cycles = array
            .values
            .chunks_exact((bins * units).max(1))
            .zip(periods)
            .map(|(rows, &period)| {
                let finite = rows.iter().position(|value| value.is_nan());
                let rows = &rows[..finite.unwrap_or(rows.len())];
                let data = Population::new(rows.len() / units, units, rows.to_vec()).ok()?;
                Cycle::new(data, period).ok()
            });
        CycleStack::new(cycles.collect::<Option<Vec<_>>>()?).ok()
    }

    /// Scores of a population on its first principal components, condition by condition
    /// `[C][B, count]`, and the variance ratios of these; `None` where it does not vary.
    pub(super) fn scores(&self, layer: &str, count: usize) -> Option<(Scores, Vec<f64>)> {
        let stack = self.cycles(layer)?;
        let project = self.projection(layer, &stack, count)?;
        let cycles = stack.cycles().iter();
        let scores = cycles.map(|cycle| cycle.data().rows().map(&project).collect());
        let ratio = self.values(&format!("variance_ratio_{layer}"))?;
        Some((
            scores.collect(),
            ratio.iter().take(count).copied().collect(),
        ))
    }

    /// The map from a population's units to its first principal components.
    pub(super) fn projection(
        &self,
        layer: &str,
        stack: &CycleStack,
        count: usize,
    ) -> Option<impl Fn(&[f64]) -> Vec<f64>> {
        let normaliser = Normaliser::fit(Normalisation::ZScore, &stack.pooled()).ok()?;
        let components: Vec<&[f64]> = self.rows(&format!("components_{layer}"))?.collect();
        if components.len() < count || components[0].len() != normaliser.units() {
            return None;
        }
        Some(move |row: &[f64]| {
            let mut row = row.to_vec();
            normaliser.apply_to_row(&mut row);
            let along = components.iter().take(count);
            along.map(|component| dot(component, &row)).collect()
        })
    }

    /// Q of a population, condition by condition; `None` where it does not vary.
    pub(super) fn tangling(&self, name: &str) -> Option<Vec<Vec<f64>>> {
        let finite = |row: &[f64]| row.iter().copied().filter(|q| q.is_finite()).collect();
        Some(self.rows(name)?.map(finite).collect())
    }

    /// Every Q of a layer in all units: the policy's, and those of random networks.
    pub(super) fn every_tangling(&self, layer: &str) -> impl Iterator<Item = f64> {
        let own = format!("tangling_{layer}");
        let random = format!("_tangling_{layer}");
        let is_of = move |name: &str| {
            name == own || name.starts_with("random_lstm_") && name.ends_with(&random)
        };
        let arrays = self.arrays.iter().filter(move |(name, _)| is_of(name));
        arrays.flat_map(|(_, array)| array.values.iter().copied())
    }

    /// What begins a stride, as the end of "Phase 0: ".
    pub(super) fn cut(&self) -> String {
        let cut = self.report.options.suite.cut;
        let foot = match cut.foot {
            Foot::LeftFront => "left front",
            Foot::LeftHind => "left hind",
            Foot::RightFront => "right front",
            Foot::RightHind => "right hind",
        };
        let event = match cut.event {
            CutEvent::LiftOff => "leaves the ground",
            CutEvent::TouchDown => "touches down",
        };
        format!("the {foot} foot {event}")
    }

    /// The suite's speed axes along which conditions count.
    pub(super) fn axes(&self) -> Vec<Along<'a>> {
        let suite = &self.report.options.suite;
        let along = |name: &'a str| {
            let sweep = suite.sweeps.iter().find(|sweep| sweep.speed_axis == name)?;
            let conditions = self.values(&format!("axis_{name}_conditions"))?;
            let speeds = self.values(&format!("axis_{name}_speeds"))?;
            let mut pairs: Vec<(usize, f64)> = conditions
                .iter()
                .map(|&condition| condition as usize)
                .zip(speeds.iter().copied())
                .collect();
            pairs.sort_by(|a, b| a.1.total_cmp(&b.1));
            let (conditions, speeds) = pairs.into_iter().unzip();
            Some(Along {
                name,
                unit: unit(sweep.varies),
                conditions,
                speeds,
            })
        };
        let names = suite.speed_axes().into_iter();
        let axes = names.filter_map(along);
        axes.filter(|along| !along.conditions.is_empty()).collect()
    }

    /// Name and kept conditions of each sweep of which one counts, then of the mixed commands.
    pub(super) fn groups(&self) -> Vec<(&'a str, Vec<usize>)> {
        let sweeps = &self.report.options.suite.sweeps;
        let kept = self.report.conditions.kept_conditions.iter().enumerate();
        let of = |sweep: Option<&str>| -> Vec<usize> {
            let own = kept
                .clone()
                .filter(|(_, kept)| kept.sweep.as_deref() == sweep);
            own.map(|(index, _)| index).collect()
        };
        let named = sweeps
            .iter()
            .map(|sweep| (sweep.name.as_str(), of(Some(&sweep.name))));
        let groups = named.chain([("mixed", of(None))]);
        groups.filter(|(_, own)| !own.is_empty()).collect()
    }

    /// The command of a kept condition, short: its speed within a sweep, all three entries of a
    /// mixed one.
    pub(super) fn command(&self, condition: usize) -> String {
        let kept = &self.report.conditions.kept_conditions[condition];
        let sweeps = &self.report.options.suite.sweeps;
        let own = sweeps
            .iter()
            .find(|sweep| Some(&sweep.name) == kept.sweep.as_ref());
        match own {
            Some(sweep) => number(kept.command[sweep.varies as usize]),
            None => kept.command.map(number).join(" "),
        }
    }
}

/// The unit of a command's entry.
pub(crate) fn unit(axis: CommandAxis) -> &'static str {
    match axis {
        CommandAxis::Forward | CommandAxis::Lateral => "m/s",
        CommandAxis::Yaw => "rad/s",
    }
}

/// A command's entry as people write it.
pub(super) fn number(value: f32) -> String {
    value.to_string().replace('-', "−")
}

/// A name of the suite or of an array as people read it.
pub(super) fn plain(name: &str) -> String {
    name.replace('_', " ")
}

/// With a capital, to begin a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// The scalar product.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
