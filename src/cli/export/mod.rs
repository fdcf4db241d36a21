//! `tanglewalk export`: a run file as arrays for other programs.
//!
//! NPZ holds what `rollout` would have written, bit for bit, and the events as JSON text. Tables (CSV, Parquet)
//! have a row a control step and a column a number, named by array and index; MCAP has a message a control step.

mod columns;
mod csv;
mod mcap;
mod parquet;

use std::path::{Path, PathBuf};

use super::Failure;
use super::output::{self, ending_of};
use super::replay::warn;
use crate::files::{check_writable, is_same_file};
use crate::recording::RunArrays;
use crate::recording::run::{RunError, RunFile};

/// Arguments of `export`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Run (.twrun)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write it; the ending says as what: .npz, .csv, .parquet or .mcap
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// What can be written.
#[derive(Clone, Copy, Debug)]
enum Format {
    Npz,
    Csv,
    Parquet,
    Mcap,
}

impl Format {
    fn of(path: &Path) -> Result<Self, Failure> {
        let ending = ending_of(path).map(str::to_ascii_lowercase);
        match ending.as_deref() {
            Some("npz") => Ok(Self::Npz),
            Some("csv") => Ok(Self::Csv),
            Some("parquet") => Ok(Self::Parquet),
            Some("mcap") => Ok(Self::Mcap),
            _ => Err(Failure::Input(format!(
                "--out {}: its ending says what is written; let it be .npz, .csv, .parquet or .mcap",
                path.display()
            ))),
        }
    }
}

/// Reads a run and writes it.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let format = Format::of(&args.out)?;
    if is_same_file(&args.file, &args.out) {
        return Err(Failure::Input(format!(
            "--out {}: that is the run itself; name another file",
            args.out.display()
        )));
    }
    check_writable(&args.out)?;
    let file = RunFile::open(&args.file)?;
    warn(&file);
    match format {
        Format::Npz => arrays(&file, &args.out)?.write()?,
        Format::Csv => {
            check_rows(&file)?;
            csv::write(&file, &args.out)?;
        }
        Format::Parquet => {
            check_rows(&file)?;
            parquet::write(&file, &args.out)?;
        }
        Format::Mcap => mcap::write(&file, &args.out)?,
    }
    output::print_line(format_args!(
        "{} rows are in {}",
        file.row_count(),
        args.out.display()
    ))
}

/// There must be rows, and arrays and tables have one width.
fn check_rows(file: &RunFile) -> Result<(), Failure> {
    if file.row_count() == 0 {
        return Err(Failure::Input(format!(
            "{}: there is no control step in it; record for longer than a second",
            file.path().display()
        )));
    }
    file.one_layout().map_err(|step| {
        let time = step as f64 / f64::from(file.header().control_rate);
        Failure::Input(format!(
            "{}: at {time} s another policy takes over whose layers have other sizes, which no one table holds; \
             record what comes before and after in runs of their own",
            file.path().display()
        ))
    })
}

/// The arrays of a run, with its events.
pub(super) fn arrays(file: &RunFile, out: &Path) -> Result<RunArrays, Failure> {
    check_rows(file)?;
    let mut arrays = RunArrays::new(out, file.row_count());
    for record in file.records()? {
        arrays.push(&record?)?;
    }
    arrays.set_events(events(file)?);
    Ok(arrays)
}

/// The events as JSON text.
fn events(file: &RunFile) -> Result<String, Failure> {
    serde_json::to_string(file.events())
        .map_err(|error| Failure::Machine(format!("cannot write JSON: {error}")))
}

impl From<RunError> for std::io::Error {
    fn from(error: RunError) -> Self {
        Self::other(error.to_string())
    }
}
