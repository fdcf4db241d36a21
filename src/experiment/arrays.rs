//! The arrays of `data.npz`: C kept conditions, B bins, N units. `docs/formats.md` lists them.

use super::measure::{Measured, REPORTED_COMPONENTS};
use super::result::NamedArray;
use super::strides::mean_rows;
use super::study::Study;
use super::suite::Suite;
use crate::analysis::cycles::CycleStack;
use crate::analysis::cycles::space::Space;
use crate::analysis::normalise::Normalisation;

impl Measured {
    /// Values `[C B]` condition by condition.
    pub(super) fn by_condition<'a>(&self, values: &'a [f64]) -> Vec<&'a [f64]> {
        let mut rest = values;
        let part = |cycle: &crate::analysis::cycles::Cycle| {
            let (first, others) = rest.split_at(cycle.bins());
            rest = others;
            first
        };
        self.cycles.cycles().iter().map(part).collect()
    }
}

/// Every array of the policy under study.
pub(super) fn of_study(suite: &Suite, study: &Study, spreads: &[Vec<f64>]) -> Vec<NamedArray> {
    let mut arrays = of_conditions(study);
    for axis in &study.axes {
        let indices = axis.conditions.iter().map(|&index| index as f64).collect();
        arrays.push(vector(format!("axis_{}_conditions", axis.name), indices));
        arrays.push(vector(
            format!("axis_{}_speeds", axis.name),
            axis.speeds.clone(),
        ));
    }
    for (measured, spread) in study.measured.iter().zip(spreads) {
        arrays.extend(of_layer(measured));
        let (conditions, units) = (measured.cycles.conditions(), measured.cycles.units());
        arrays.push(NamedArray {
            name: format!("spread_{}", measured.name),
            shape: vec![conditions, suite.bins, units],
            values: spread.clone(),
        });
    }
    arrays
}

fn of_conditions(study: &Study) -> Vec<NamedArray> {
    let kept: Vec<_> = study.kept().collect();
    let commands = kept
        .iter()
        .flat_map(|(condition, _)| <[f32; 3]>::from(condition.command).map(f64::from));
    let period = kept
        .iter()
        .map(|(_, strides)| mean_rows(strides) * study.rule.dt);
    let strides = kept.iter().map(|(_, strides)| strides.len() as f64);
    let sweep = kept
        .iter()
        .map(|(condition, _)| condition.sweep.map_or(-1.0, |sweep| sweep as f64));
    vec![
        NamedArray {
            name: "condition_command".to_owned(),
            shape: vec![kept.len(), 3],
            values: commands.collect(),
        },
        vector("condition_period", period.collect()),
        vector("condition_strides", strides.collect()),
        vector("condition_sweep", sweep.collect()),
    ]
}

/// Every array of one population but its spread.
pub(super) fn of_layer(measured: &Measured) -> Vec<NamedArray> {
    let name = &measured.name;
    let mut arrays = vec![cycles(format!("cycle_{name}"), &measured.cycles)];
    let forms = [
        (format!("tangling_{name}"), &measured.q),
        (
            format!("tangling_equal_dimensions_{name}"),
            &measured.q_equal,
        ),
    ];
    for (array, q) in forms {
        if let Some(q) = q {
            arrays.push(time_points(array, measured, q));
        }
    }
    if let Ok(Some(space)) = Space::fit(&measured.cycles, Normalisation::ZScore) {
        let mut components = space.pca.components.clone();
        components.truncate(REPORTED_COMPONENTS);
        arrays.push(NamedArray {
            name: format!("components_{name}"),
            shape: vec![components.len(), measured.cycles.units()],
            values: components.concat(),
        });
        let ratio = space.pca.variance_ratio();
        arrays.push(vector(format!("variance_ratio_{name}"), ratio));
    }
    if let Some(apart) = &measured.apart {
        let conditions = measured.cycles.conditions();
        arrays.push(NamedArray {
            name: format!("separation_{name}"),
            shape: vec![conditions, conditions],
            values: apart.clone(),
        });
    }
    for (axis, direction) in &measured.axes {
        arrays.push(vector(
            format!("speed_axis_{axis}_{name}"),
            direction.clone(),
        ));
    }
    arrays
}

/// Q `[C, B]`; cycles of unequal length are filled up with NaN.
pub(super) fn time_points(name: String, measured: &Measured, q: &[f64]) -> NamedArray {
    let rows = measured.by_condition(q);
    padded(name, &rows, 1, vec![rows.len()])
}

fn cycles(name: String, stack: &CycleStack) -> NamedArray {
    let rows: Vec<&[f64]> = stack
        .cycles()
        .iter()
        .map(|cycle| cycle.data().data())
        .collect();
    let mut array = padded(name, &rows, stack.units(), vec![stack.conditions()]);
    array.shape.push(stack.units());
    array
}

/// Rows of `width` values a bin, filled up with NaN to the longest.
fn padded(name: String, rows: &[&[f64]], width: usize, mut shape: Vec<usize>) -> NamedArray {
    let longest = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let fill = |row: &&[f64]| {
        let mut row = row.to_vec();
        row.resize(longest, f64::NAN);
        row
    };
    shape.push(longest / width);
    NamedArray {
        name,
        shape,
        values: rows.iter().flat_map(fill).collect(),
    }
}

/// An array of one axis.
pub(super) fn vector(name: impl Into<String>, values: Vec<f64>) -> NamedArray {
    NamedArray {
        name: name.into(),
        shape: vec![values.len()],
        values,
    }
}
