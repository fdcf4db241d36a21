//! Several trajectories measured together: recordings, or the conditions within them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::clock::LEAST_ROWS;
use super::trajectories::{Recording, Trajectory, stack};
use super::{AnalyzeArgs, LONG, clock, fault, layers, stacking, table, warnings};
use crate::analysis::conditions::{self, ConditionsReport};
use crate::analysis::tangling::{Derivative, Form};
use crate::cli::Failure;

/// What was measured of several trajectories; what `--json` writes.
#[derive(Debug, Serialize)]
pub(super) struct Compared {
    /// Name of the array that holds the conditions.
    condition: Option<String>,
    trajectories: Vec<Trajectory>,
    layers: BTreeMap<String, ConditionsReport>,
    #[serde(skip)]
    form: Form,
    #[serde(skip)]
    derivative: Derivative,
}

impl Compared {
    /// For a terminal.
    pub(super) fn text(&self) -> String {
        let (condition, layers) = (self.condition.as_deref(), &self.layers);
        let (form, derivative) = (self.form, self.derivative);
        let heading = table::compared_heading(&self.trajectories, condition, form, derivative);
        let stacking = condition.map(|condition| stacking::axes(condition, layers));
        [
            heading,
            table::compared_layers(layers),
            table::by_trajectory(&self.trajectories, condition, layers),
            stacking.unwrap_or_default(),
        ]
        .concat()
    }
}

/// Compares the trajectories of all recordings.
pub(super) fn compare(
    args: &AnalyzeArgs,
    note: &mut dyn FnMut(String),
) -> Result<Compared, Failure> {
    if args.basis.is_some() {
        return Err(Failure::Input(format!(
            "--basis takes one recording, but {} are given; leave --basis out to compare them",
            args.files.len()
        )));
    }
    let open = |path: &PathBuf| Recording::open(path, args.condition.as_deref());
    let mut recordings: Vec<Recording> = args.files.iter().map(open).collect::<Result<_, _>>()?;
    let trajectories: Vec<Trajectory> = recordings
        .iter()
        .flat_map(|recording| recording.trajectories.clone())
        .collect();
    let numbers: Option<Vec<f64>> = trajectories.iter().map(|one| one.condition).collect();
    check_conditions(args, &recordings, numbers.as_deref())?;
    let (form, derivative) = (args.form.form(), args.derivative());
    let mut layers = BTreeMap::new();
    for name in names(args, &recordings, note)? {
        if layers.is_empty() {
            warn_of_recordings(&recordings, &trajectories, note);
        }
        let stack = stack(&mut recordings, &name)?;
        let rows: usize = trajectories.iter().map(|one| one.rows).sum();
        if rows >= LONG {
            note(format!("measuring {name}: {rows} x {} ...", stack.units()));
        }
        let numbers = args.condition.as_ref().and(numbers.as_deref());
        let measured = conditions::measure(&stack, numbers, form, derivative)
            .map_err(|source| fault::of_layer(Path::new("all recordings"), &name, source))?;
        if measured.tangling.is_none() {
            warnings::tell_of_still_layer(note, &name);
        }
        if let Some(condition) = &args.condition {
            warnings::tell(note, &stacking::warnings(condition, &name, &measured));
        }
        layers.insert(name, measured);
    }
    Ok(Compared {
        condition: args.condition.clone(),
        trajectories,
        layers,
        form,
        derivative,
    })
}

/// The layers to measure: those of the first recording.
fn names(
    args: &AnalyzeArgs,
    recordings: &[Recording],
    note: &mut dyn FnMut(String),
) -> Result<Vec<String>, Failure> {
    let Some(first) = recordings.first() else {
        return Ok(Vec::new());
    };
    let chosen = layers::chosen(args, &first.file, first.rows, None)?;
    warnings::tell(note, &chosen.left_out);
    Ok(chosen.names)
}

/// Tells what to know about the rows and clocks of the recordings.
fn warn_of_recordings(
    recordings: &[Recording],
    trajectories: &[Trajectory],
    note: &mut dyn FnMut(String),
) {
    let short: Vec<String> = recordings
        .iter()
        .filter_map(Recording::short_warning)
        .collect();
    warnings::tell(note, &short);
    let of_first = |recording: &Recording| {
        let first = recording.trajectories.first()?;
        clock::unit_warning(&recording.path, first.time_step)
    };
    let units: Vec<String> = recordings.iter().filter_map(of_first).collect();
    warnings::tell(note, &units);
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
    warnings::tell(note, rates.as_slice());
}

/// An error unless most rows are in stretches of a condition and there are two conditions, where
/// conditions are asked for.
fn check_conditions(
    args: &AnalyzeArgs,
    recordings: &[Recording],
    numbers: Option<&[f64]>,
) -> Result<(), Failure> {
    let Some(array) = &args.condition else {
        return Ok(());
    };
    if let Some(recording) = recordings.iter().find(|one| one.is_mostly_left_out()) {
        let found = format!(
            "{} stretches of one value in {} rows, {} of them of fewer than {LEAST_ROWS} rows",
            recording.trajectories.len() + recording.short.count,
            recording.rows,
            recording.short.count
        );
        let fix = format!(
            "give what was asked for, not what was measured, or round it: np.round({array}, 1)"
        );
        return Err(fault::of_array(&recording.path, array, found, fix));
    }
    match (recordings.first(), numbers) {
        (Some(first), Some([value, others @ ..])) if others.iter().all(|other| other == value) => {
            let found = format!("one condition only ({value})");
            let fix = "give a recording of another too";
            Err(fault::of_array(&first.path, array, found, fix))
        }
        _ => Ok(()),
    }
}
