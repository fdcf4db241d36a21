//! Several trajectories measured together: recordings, or the conditions within them.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::clock::LEAST_ROWS;
use super::layers::Chosen;
use super::trajectories::{Recording, Trajectory, stack};
use super::{
    AnalyzeArgs, AnalyzeError, LONG, clock, layers, stacking, table, warn_of_still_layer, warnings,
    write_json,
};
use crate::analysis::conditions::{self, ConditionsReport};

/// What `--json` writes.
#[derive(Debug, Serialize)]
struct Report {
    /// Name of the array that holds the conditions.
    condition: Option<String>,
    trajectories: Vec<Trajectory>,
    layers: BTreeMap<String, ConditionsReport>,
}

/// Compares the trajectories of all recordings: a table, or JSON for "-", to `out`; warnings to
/// `notes`.
pub(super) fn compare(
    args: &AnalyzeArgs,
    out: &mut dyn Write,
    notes: &mut dyn Write,
) -> Result<(), AnalyzeError> {
    if args.basis.is_some() {
        return Err(AnalyzeError::BasisOfSeveral(args.files.len()));
    }
    let mut recordings = Vec::with_capacity(args.files.len());
    for path in &args.files {
        recordings.push(Recording::open(path, args.condition.as_deref())?);
    }
    let trajectories: Vec<Trajectory> = recordings
        .iter()
        .flat_map(|recording| recording.trajectories.clone())
        .collect();
    let numbers: Option<Vec<f64>> = trajectories.iter().map(|one| one.condition).collect();
    let Some(first) = recordings.first() else {
        return Ok(());
    };
    check_conditions(args, &recordings, numbers.as_deref())?;
    let Chosen { names, left_out } = layers::chosen(args, &first.file, first.rows, None)?;
    warnings::print(notes, &left_out)?;
    warn_of_recordings(&recordings, &trajectories, notes)?;
    let rows: usize = trajectories.iter().map(|one| one.rows).sum();
    let mut layers = BTreeMap::new();
    for name in names {
        let stack = stack(&mut recordings, &name)?;
        if rows >= LONG {
            writeln!(notes, "measuring {name}: {rows} x {} ...", stack.units())?;
        }
        let (form, derivative) = (args.form.form(), args.derivative());
        let numbers = args.condition.as_ref().and(numbers.as_deref());
        let measured =
            conditions::measure(&stack, numbers, form, derivative).map_err(|source| {
                AnalyzeError::Layer {
                    file: PathBuf::from("all recordings"),
                    array: name.clone(),
                    source: Box::new(source),
                }
            })?;
        if measured.tangling.is_none() {
            warn_of_still_layer(notes, &name)?;
        }
        if let Some(condition) = &args.condition {
            let stacking = stacking::warnings(condition, &name, &measured);
            warnings::print(notes, &stacking)?;
        }
        layers.insert(name, measured);
    }
    let report = Report {
        condition: args.condition.clone(),
        trajectories,
        layers,
    };
    match args.json.as_deref() {
        Some(path) => write_json(path, &report, out),
        None => {
            let condition = report.condition.as_deref();
            let (form, derivative) = (args.form.form(), args.derivative());
            table::compared_heading(out, &report.trajectories, condition, form, derivative)?;
            table::compared_layers(out, &report.layers)?;
            table::by_trajectory(out, &report.trajectories, condition, &report.layers)?;
            if let Some(condition) = condition {
                stacking::axes(out, condition, &report.layers)?;
            }
            out.flush()?;
            Ok(())
        }
    }
}

/// Prints what to know about the rows and clocks of the recordings.
fn warn_of_recordings(
    recordings: &[Recording],
    trajectories: &[Trajectory],
    notes: &mut dyn Write,
) -> io::Result<()> {
    let short: Vec<String> = recordings
        .iter()
        .filter_map(Recording::short_warning)
        .collect();
    warnings::print(notes, &short)?;
    let of_first = |recording: &Recording| {
        let first = recording.trajectories.first()?;
        clock::unit_warning(&recording.path, first.time_step)
    };
    let units: Vec<String> = recordings.iter().filter_map(of_first).collect();
    warnings::print(notes, &units)?;
    let step = |one: &&Trajectory, other: &&Trajectory| one.time_step.total_cmp(&other.time_step);
    let (least, largest) = (
        trajectories.iter().min_by(step),
        trajectories.iter().max_by(step),
    );
    let rates = least.zip(largest).and_then(|(least, largest)| {
        clock::rates_warning(
            (&least.file, least.time_step),
            (&largest.file, largest.time_step),
        )
    });
    warnings::print(notes, rates.as_slice())
}

/// An error unless most rows are in stretches of a condition and there are two conditions, where
/// conditions are asked for.
fn check_conditions(
    args: &AnalyzeArgs,
    recordings: &[Recording],
    numbers: Option<&[f64]>,
) -> Result<(), AnalyzeError> {
    let Some(array) = &args.condition else {
        return Ok(());
    };
    if let Some(recording) = recordings.iter().find(|one| one.is_mostly_left_out()) {
        return Err(AnalyzeError::Condition {
            file: recording.path.clone(),
            array: array.clone(),
            found: format!(
                "{} stretches of one value in {} rows, {} of them of fewer than {LEAST_ROWS} rows",
                recording.trajectories.len() + recording.short.count,
                recording.rows,
                recording.short.count
            ),
            fix: format!(
                "give what was asked for, not what was measured, or round it: np.round({array}, 1)"
            ),
        });
    }
    match (recordings.first(), numbers) {
        (Some(first), Some([value, others @ ..])) if others.iter().all(|other| other == value) => {
            Err(AnalyzeError::OneCondition {
                file: first.path.clone(),
                array: array.clone(),
                found: *value,
            })
        }
        _ => Ok(()),
    }
}
