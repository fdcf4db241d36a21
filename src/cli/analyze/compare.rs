//! Several trajectories measured together: recordings, or the conditions within them.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::trajectories::{Recording, Trajectory, stack};
use super::{AnalyzeArgs, AnalyzeError, LONG, chosen, table, warn_of_still_layer, write_json};
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
        recordings.push(Recording::open(path, args.condition.as_deref(), notes)?);
    }
    let trajectories: Vec<Trajectory> = recordings
        .iter()
        .flat_map(|recording| recording.trajectories.clone())
        .collect();
    let numbers: Option<Vec<f64>> = trajectories.iter().map(|one| one.condition).collect();
    let Some(first) = recordings.first() else {
        return Ok(());
    };
    check_conditions(args, first.rows, numbers.as_deref())?;
    let names = chosen(args, &first.path, &first.file, first.rows, None)?;
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
                table::axes(out, condition, &report.layers)?;
            }
            out.flush()?;
            Ok(())
        }
    }
}

/// An error unless there are two conditions, where conditions are asked for.
fn check_conditions(
    args: &AnalyzeArgs,
    rows: usize,
    numbers: Option<&[f64]>,
) -> Result<(), AnalyzeError> {
    let (Some(array), Some(file)) = (&args.condition, args.files.first()) else {
        return Ok(());
    };
    match numbers {
        Some([]) => Err(AnalyzeError::Condition {
            file: file.clone(),
            array: array.clone(),
            found: "no condition of three rows or more".to_owned(),
            rows,
        }),
        Some([first, others @ ..]) if others.iter().all(|other| other == first) => {
            Err(AnalyzeError::OneCondition {
                file: file.clone(),
                array: array.clone(),
                found: *first,
            })
        }
        _ => Ok(()),
    }
}
