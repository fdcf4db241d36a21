//! The array named with `--condition`: stretches of rows that share one number.

use super::clock::TIME;
use super::fault;
use crate::cli::Failure;
use crate::recording::npz::{ArrayHeader, NpzError, NpzFile, is_vector};

/// Rows that follow one another under one condition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    /// The number that names the condition.
    pub condition: f64,
    /// Its first row in the recording, from 0.
    pub first_row: usize,
    /// How many rows it has.
    pub rows: usize,
}

/// The stretches of one value of the array `name` in a recording of `rows` rows. NaN belongs to none.
pub(super) fn stretches(
    file: &mut NpzFile,
    name: &str,
    rows: usize,
) -> Result<Vec<Stretch>, Failure> {
    let wrong =
        |file: &NpzFile, found: String, fix: String| fault::of_array(file.path(), name, found, fix);
    let one_each =
        || format!("give one number for the recording, or one for each of its {rows} rows");
    let header = file.header(name).map_err(|error| match error {
        NpzError::Missing { .. } => {
            let (found, fix) = missing(file, rows);
            wrong(file, found, fix)
        }
        error => error.into(),
    })?;
    if let Some(elements) = &header.no_numbers {
        return Err(wrong(file, elements.found.clone(), one_each()));
    }
    let values = file.read(name)?;
    if let Some(row) = values.data.iter().position(|value| value.is_infinite()) {
        let value = values.data[row];
        let found = format!("row {row} (from 0) is {value}, which is no condition");
        return Err(wrong(file, found, "leave rows out with NaN".to_owned()));
    }
    if let &[condition] = values.data.as_slice() {
        if condition.is_nan() {
            return Err(wrong(file, "NaN is no condition".to_owned(), one_each()));
        }
        return Ok(vec![Stretch {
            condition,
            first_row: 0,
            rows,
        }]);
    }
    if !is_vector(&values.shape) || values.data.len() != rows {
        return Err(wrong(file, format!("shape {:?}", values.shape), one_each()));
    }
    let mut found = Vec::new();
    let mut first_row = 0;
    for run in values.data.chunk_by(|a, b| a == b) {
        if !run[0].is_nan() {
            found.push(Stretch {
                condition: run[0],
                first_row,
                rows: run.len(),
            });
        }
        first_row += run.len();
    }
    if found.is_empty() {
        return Err(wrong(file, "NaN in every row".to_owned(), one_each()));
    }
    Ok(found)
}

/// What to say of a condition that the file lacks: those that it could mean.
fn missing(file: &NpzFile, rows: usize) -> (String, String) {
    let could_be = |header: &&ArrayHeader| {
        let values: usize = header.shape.iter().product();
        let fits = values == 1 || values == rows && is_vector(&header.shape);
        header.no_numbers.is_none() && header.name != TIME && fits
    };
    let names: Vec<&str> = file
        .headers()
        .iter()
        .filter(could_be)
        .map(|header| &*header.name)
        .collect();
    let shape = format!("one number, or one for each of {rows} rows");
    if names.is_empty() {
        let found = "missing; the file has no array that could be a condition".to_owned();
        return (found, format!("save one: {shape}"));
    }
    let list = names.join(", ");
    let found = format!("missing; of {shape} the file has {list}");
    (found, "name one of those, or save it".to_owned())
}
