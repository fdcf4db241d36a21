//! A run as CSV: a heading, then a line a control step. Numbers are the shortest that read back as the same bits.

use std::io::{BufWriter, Write};
use std::path::Path;

use super::columns;
use crate::cli::Failure;
use crate::files::write_file;
use crate::recording::run::RunFile;

pub(super) fn write(file: &RunFile, out: &Path) -> Result<(), Failure> {
    let records = file.records()?;
    Ok(write_file(out, |out| {
        let mut out = BufWriter::new(out);
        let mut has_heading = false;
        for record in records {
            let record = record?;
            if !has_heading {
                writeln!(out, "time,{}", columns::names(&record).join(","))?;
                has_heading = true;
            }
            write!(out, "{}", record.time)?;
            for value in columns::values(&record) {
                write!(out, ",{value}")?;
            }
            writeln!(out)?;
        }
        out.flush()
    })?)
}
