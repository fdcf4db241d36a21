//! Recordings cut into trajectories, each of one condition.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::AnalyzeError;
use super::clock::{LEAST_ROWS, time_step};
use crate::analysis::cycles::{Cycle, CycleStack};
use crate::analysis::{AnalysisError, Population};
use crate::recording::npz::NpzFile;

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
}

impl Recording {
    /// Opens a recording and cuts it where the array `condition` changes. Trajectories too short for
    /// a derivative are left out, with a note.
    pub fn open(
        path: &Path,
        condition: Option<&str>,
        notes: &mut dyn Write,
    ) -> Result<Self, AnalyzeError> {
        let mut file = NpzFile::open(path)?;
        let time = file.read_vector("time")?;
        let pieces = match condition {
            None => vec![(None, 0, time.len())],
            Some(name) => pieces(&mut file, path, name, time.len())?,
        };
        let mut trajectories = Vec::new();
        for (condition, first_row, rows) in pieces {
            if rows < LEAST_ROWS && condition.is_some() {
                writeln!(
                    notes,
                    "warning: {}: {rows} rows from row {first_row} on are too few for a trajectory: left out",
                    path.display()
                )?;
                continue;
            }
            let own = &time[first_row..first_row + rows];
            trajectories.push(Trajectory {
                file: path.to_owned(),
                condition,
                first_row,
                rows,
                time_step: time_step(path, own, first_row)?,
            });
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            rows: time.len(),
            trajectories,
        })
    }

    /// One layer of each trajectory, and the number of its units.
    fn cycles(&mut self, layer: &str) -> Result<(usize, Vec<Cycle>), AnalyzeError> {
        let (units, data) = self.file.read_matrix(layer, self.rows)?;
        let failed = |source: AnalysisError| AnalyzeError::Layer {
            file: self.path.clone(),
            array: layer.to_owned(),
            source: Box::new(source),
        };
        let whole = Population::new(self.rows, units, data).map_err(failed)?;
        whole.check_finite().map_err(failed)?;
        let cut = |trajectory: &Trajectory| {
            let from = trajectory.first_row * units;
            let own = whole.data()[from..from + trajectory.rows * units].to_vec();
            let duration = trajectory.time_step * trajectory.rows as f64;
            Population::new(trajectory.rows, units, own)
                .and_then(|data| Cycle::new(data, duration))
                .map_err(failed)
        };
        let cycles: Result<Vec<Cycle>, AnalyzeError> = self.trajectories.iter().map(cut).collect();
        Ok((units, cycles?))
    }
}

/// One layer of every trajectory of all recordings, in order.
pub(super) fn stack(recordings: &mut [Recording], layer: &str) -> Result<CycleStack, AnalyzeError> {
    let mut all = Vec::new();
    let mut first: Option<(PathBuf, usize)> = None;
    for recording in recordings.iter_mut() {
        let (units, cycles) = recording.cycles(layer)?;
        let (path, expected) = first.get_or_insert_with(|| (recording.path.clone(), units));
        if *expected != units {
            return Err(AnalyzeError::OtherUnits {
                file: recording.path.clone(),
                array: layer.to_owned(),
                found: units,
                first: path.clone(),
                expected: *expected,
            });
        }
        all.extend(cycles);
    }
    let file = first.map(|(path, _)| path).unwrap_or_default();
    CycleStack::new(all).map_err(|source| AnalyzeError::Layer {
        file,
        array: layer.to_owned(),
        source: Box::new(source),
    })
}

/// Runs of one value of a condition: the value, the first row, how many. NaN belongs to none.
fn pieces(
    file: &mut NpzFile,
    path: &Path,
    name: &str,
    rows: usize,
) -> Result<Vec<(Option<f64>, usize, usize)>, AnalyzeError> {
    let array = file.read(name)?;
    let wrong = |found: String| AnalyzeError::Condition {
        file: path.to_owned(),
        array: name.to_owned(),
        found,
        rows,
    };
    if let Some(value) = array.data.iter().find(|value| value.is_infinite()) {
        return Err(wrong(format!("{value} is no condition")));
    }
    if let &[value] = array.data.as_slice() {
        if value.is_nan() {
            return Err(wrong("NaN is no condition".to_owned()));
        }
        return Ok(vec![(Some(value), 0, rows)]);
    }
    if array.shape != [rows] {
        return Err(wrong(format!("shape {:?}", array.shape)));
    }
    let mut found = Vec::new();
    let mut first = 0;
    for run in array.data.chunk_by(|a, b| a == b) {
        if !run[0].is_nan() {
            found.push((Some(run[0]), first, run.len()));
        }
        first += run.len();
    }
    Ok(found)
}
