//! Recordings cut into trajectories, each of one condition.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::clock::LEAST_ROWS;
use super::{clock, condition, fault, finite, input};
use crate::analysis::cycles::{Cycle, CycleStack};
use crate::analysis::{AnalysisError, Population};
use crate::cli::Failure;
use crate::recording::npz::{NpzError, NpzFile};

/// Rows of a recording that follow one another under one condition.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Trajectory {
    /// The recording.
    pub file: PathBuf,
    /// The number that names the condition, such as a speed; `None` without `--condition`.
    pub condition: Option<f64>,
    /// Its first row in the recording, from 0.
    pub first_row: usize,
    /// How many rows it has.
    pub rows: usize,
    /// Mean time between rows, s.
    pub time_step: f64,
}

/// A recording that is open, and the rows of its trajectories.
pub(super) struct Recording {
    pub path: PathBuf,
    pub file: NpzFile,
    /// T.
    pub rows: usize,
    pub trajectories: Vec<Trajectory>,
    /// What was left out.
    pub short: Short,
}

/// Stretches of one condition that are too short for a derivative.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Short {
    /// How many there are.
    pub count: usize,
    /// How many rows they have together.
    pub rows: usize,
    /// The first row of the first, from 0.
    pub first_row: usize,
}

impl Recording {
    /// Opens a recording and cuts it where the array `condition` changes. Stretches too short for a
    /// derivative are left out.
    pub(super) fn open(path: &Path, condition: Option<&str>) -> Result<Self, Failure> {
        let mut file = input::open(path)?;
        let path = file.path().to_owned();
        let time = clock::read(&mut file)?;
        let pieces: Vec<(Option<f64>, Range<usize>)> = match condition {
            None => vec![(None, 0..time.len())],
            Some(name) => condition::stretches(&mut file, name, time.len())?
                .into_iter()
                .map(|one| (Some(one.condition), one.first_row..one.first_row + one.rows))
                .collect(),
        };
        let (mut trajectories, mut short) = (Vec::new(), Short::default());
        for (condition, rows) in pieces {
            if rows.len() < LEAST_ROWS && condition.is_some() {
                if short.count == 0 {
                    short.first_row = rows.start;
                }
                short.count += 1;
                short.rows += rows.len();
                continue;
            }
            trajectories.push(Trajectory {
                file: path.clone(),
                condition,
                first_row: rows.start,
                rows: rows.len(),
                time_step: clock::time_step(&path, &time[rows.clone()], rows.start)?,
            });
        }
        Ok(Self {
            path,
            file,
            rows: time.len(),
            trajectories,
            short,
        })
    }

    /// Whether more rows were left out than kept, of those that have a condition.
    pub(super) fn is_mostly_left_out(&self) -> bool {
        let kept: usize = self.trajectories.iter().map(|one| one.rows).sum();
        self.short.rows > kept
    }

    /// A warning, if stretches were left out.
    pub(super) fn short_warning(&self) -> Option<String> {
        let Short {
            count,
            rows,
            first_row,
        } = self.short;
        (count > 0).then(|| {
            format!(
                "{}: {count} stretches of one condition have fewer than {LEAST_ROWS} rows and are left \
                 out: {rows} of {} rows, the first of them row {first_row} (from 0)",
                self.path.display(),
                self.rows
            )
        })
    }

    /// One layer of each trajectory, and the number of its units.
    fn cycles(&mut self, layer: &str) -> Result<(usize, Vec<Cycle>), Failure> {
        let (units, data) = self
            .file
            .read_matrix(layer, self.rows)
            .map_err(not_in_all)?;
        let stretches = self
            .trajectories
            .iter()
            .map(|one| one.first_row..one.first_row + one.rows);
        finite::check(&self.path, layer, (units, &data), stretches)?;
        let failed = |source: AnalysisError| fault::of_layer(&self.path, layer, source);
        let cut = |trajectory: &Trajectory| {
            let from = trajectory.first_row * units;
            let own = data[from..from + trajectory.rows * units].to_vec();
            let duration = trajectory.time_step * trajectory.rows as f64;
            Population::new(trajectory.rows, units, own)
                .and_then(|data| Cycle::new(data, duration))
                .map_err(failed)
        };
        let cycles: Result<Vec<Cycle>, Failure> = self.trajectories.iter().map(cut).collect();
        Ok((units, cycles?))
    }
}

/// The error of a layer that other recordings have, with the way out.
fn not_in_all(error: NpzError) -> Failure {
    match error {
        NpzError::Missing {
            file,
            array,
            present,
        } => {
            let found = format!("missing; the file has {present}");
            let fix = "name layers that all recordings have with --layers";
            fault::of_array(&file, &array, found, fix)
        }
        error => error.into(),
    }
}

/// One layer of every trajectory of all recordings, in order.
pub(super) fn stack(recordings: &mut [Recording], layer: &str) -> Result<CycleStack, Failure> {
    let mut all = Vec::new();
    let mut first: Option<(PathBuf, usize)> = None;
    for recording in recordings.iter_mut() {
        let (units, cycles) = recording.cycles(layer)?;
        let (path, expected) = first.get_or_insert_with(|| (recording.path.clone(), units));
        if *expected != units {
            let found = format!("{units} units where {} has {expected}", path.display());
            let fix = "compare recordings of the same units, or choose others with --layers";
            return Err(fault::of_array(&recording.path, layer, found, fix));
        }
        all.extend(cycles);
    }
    let file = first.map(|(path, _)| path).unwrap_or_default();
    CycleStack::new(all).map_err(|source| fault::of_layer(&file, layer, source))
}
