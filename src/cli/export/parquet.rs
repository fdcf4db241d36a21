//! A run as Parquet: a column a number, float32; `time` float64, `contact` uint8. The events stand in the file's
//! metadata under `events`, as JSON text.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::data_type::{DoubleType, FloatType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::columns;
use crate::cli::Failure;
use crate::files::write_file;
use crate::recording::run::{Records, RunFile};
use crate::rollout::StepRecord;

/// Rows that are written at a time: a minute's.
const GROUP: usize = 3000;

pub(super) fn write(file: &RunFile, out: &Path) -> Result<(), Failure> {
    let mut records = file.records()?;
    let events = super::events(file)?;
    Ok(write_file(out, |out| {
        write_groups(&mut records, events, out).map_err(io::Error::other)
    })?)
}

fn write_groups(
    records: &mut Records,
    events: String,
    out: impl Write + Send,
) -> Result<(), ParquetError> {
    let mut group = next_group(records)?;
    let Some(first) = group.first() else {
        return Ok(());
    };
    let names = columns::names(first);
    let fields: String = names
        .iter()
        .map(|name| {
            if columns::is_flag(name) {
                format!("required int32 {name} (UINT_8); ")
            } else {
                format!("required float {name}; ")
            }
        })
        .collect();
    let schema = format!("message run {{ required double time; {fields}}}");
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_key_value_metadata(Some(vec![KeyValue::new("events".to_owned(), events)]))
        .build();
    let schema = Arc::new(parse_message_type(&schema)?);
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    while !group.is_empty() {
        let times: Vec<f64> = group.iter().map(|record| record.time).collect();
        let rows: Vec<Vec<f32>> = group.iter().map(columns::values).collect();
        let mut columns = writer.next_row_group()?;
        if let Some(mut column) = columns.next_column()? {
            column
                .typed::<DoubleType>()
                .write_batch(&times, None, None)?;
            column.close()?;
        }
        for (index, name) in names.iter().enumerate() {
            let Some(mut column) = columns.next_column()? else {
                break;
            };
            let values = rows.iter().map(|row| row[index]);
            if columns::is_flag(name) {
                let flags: Vec<i32> = values.map(|value| value as i32).collect();
                column
                    .typed::<Int32Type>()
                    .write_batch(&flags, None, None)?;
            } else {
                let values: Vec<f32> = values.collect();
                column
                    .typed::<FloatType>()
                    .write_batch(&values, None, None)?;
            }
            column.close()?;
        }
        columns.close()?;
        group = next_group(records)?;
    }
    writer.close()?;
    Ok(())
}

/// The next rows of the run.
fn next_group(records: &mut Records) -> Result<Vec<StepRecord>, ParquetError> {
    let group: Result<Vec<StepRecord>, _> = records.take(GROUP).collect();
    group.map_err(|error| ParquetError::External(Box::new(error)))
}
