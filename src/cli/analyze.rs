//! `tanglewalk analyze run.npz`: variance, dimension and tangling of every layer of a recording.
//!
//! In: any NPZ with `time` `[T]` [s], evenly spaced, and layers `[T, N]`, from files or standard
//! input. Out: a table on standard output, or JSON (`--json`); warnings on standard error. Measures:
//! [`layer`].
//! Several recordings, or conditions within one (`--condition`), are compared: [`compare`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::analysis::basis::{Basis, LayerBasis};
use crate::analysis::layer::{self, LayerReport, Settings};
use crate::analysis::tangling::{DEFAULT_DIMENSIONS, Derivative, Form};
use crate::analysis::{AnalysisError, Population};
use crate::cli::{Failure, interrupt, output};

mod clock;
mod compare;
mod condition;
mod fault;
mod finite;
mod input;
mod layers;
mod stacking;
mod table;
mod trajectories;
mod warnings;

use self::compare::Compared;

/// Rows from which a layer takes seconds, so that its start is reported.
const LONG: usize = 20_000;

/// Measure the layers of recordings: variance, dimension, tangling, what tells conditions apart.
#[derive(Debug, Clone, Args)]
pub(super) struct AnalyzeArgs {
    /// Recordings: any NPZ with `time` (T) and arrays (T, N); "-" is standard input. Several are measured together.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Compare conditions: the array of this name holds the condition, such as a speed, as one
    /// number a recording, or one a row (the recording is cut where it changes; NaN leaves rows out).
    #[arg(long, value_name = "ARRAY", conflicts_with = "basis")]
    pub condition: Option<String>,
    /// Layers to measure [default: every two-dimensional array of T rows].
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    pub layers: Vec<String>,
    /// What distances are taken of.
    #[arg(long, value_enum, default_value_t = FormName::Zscore)]
    pub form: FormName,
    /// The samples are one closed cycle: the derivative wraps round.
    #[arg(long)]
    pub closed: bool,
    /// Take the fixed z-score and components of this basis file, as the lab does (one recording).
    #[arg(long, value_name = "FILE")]
    pub basis: Option<PathBuf>,
    /// Write JSON to this file instead of a table, or to standard output for "-".
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// Forms of tangling by the names they have on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormName {
    /// Units z-scored.
    Zscore,
    /// Units divided by their range.
    Range,
    /// Units divided by their range plus 0.05 of the largest range.
    SoftRange,
    /// Units as they are.
    None,
    /// First 8 principal components of the z-scored units.
    Pcs,
    /// Russo et al. 2018: soft range, first 8 components, epsilon of their total variance.
    Russo,
}

impl FormName {
    /// The form of that name.
    pub(super) fn form(self) -> Form {
        match self {
            Self::Zscore => Form::ZScore,
            Self::Range => Form::Range,
            Self::SoftRange => Form::SoftRange,
            Self::None => Form::None,
            Self::Pcs => Form::Pcs {
                dimensions: DEFAULT_DIMENSIONS,
            },
            Self::Russo => Form::Russo,
        }
    }
}

impl AnalyzeArgs {
    fn derivative(&self) -> Derivative {
        if self.closed {
            Derivative::Wrapped
        } else {
            Derivative::Open
        }
    }
}

/// What `--json` writes.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Report {
    One(Measured),
    Several(Compared),
}

/// Of one recording.
#[derive(Debug, Serialize)]
struct Measured {
    #[serde(skip)]
    file: PathBuf,
    #[serde(skip)]
    rows: usize,
    #[serde(skip)]
    settings: Settings,
    /// Time between rows, s.
    time_step: f64,
    layers: BTreeMap<String, LayerReport>,
}

impl Report {
    /// For a terminal.
    fn text(&self) -> String {
        match self {
            Self::One(one) => {
                let heading = table::heading(&one.file, one.rows, &one.settings);
                heading + &table::layers(&one.layers)
            }
            Self::Several(several) => several.text(),
        }
    }
}

/// Analyses recordings: a table on standard output, or JSON.
pub(super) fn run(args: &AnalyzeArgs) -> Result<(), Failure> {
    if let Some(file) = &args.json {
        output::check("--json", file, output::Content::Json)?;
    }
    interrupt::end_at_once();
    let report = analyze(args, &mut |line| output::note(line))?;
    match &args.json {
        Some(path) => output::write_json(path, &report),
        None => output::print(|out| write!(out, "{}", report.text())),
    }
}

/// Analyses recordings; what is to be said meanwhile goes to `note`, line by line.
fn analyze(args: &AnalyzeArgs, note: &mut dyn FnMut(String)) -> Result<Report, Failure> {
    input::check(&args.files, args.json.as_deref())?;
    match args.files.as_slice() {
        [file] if args.condition.is_none() => Ok(Report::One(analyze_one(file, args, note)?)),
        _ => Ok(Report::Several(compare::compare(args, note)?)),
    }
}

fn analyze_one(
    recording: &Path,
    args: &AnalyzeArgs,
    note: &mut dyn FnMut(String),
) -> Result<Measured, Failure> {
    let basis = args.basis.as_deref().map(Basis::load).transpose();
    let basis = basis.map_err(|error| Failure::Input(error.to_string()))?;
    let mut file = input::open(recording)?;
    let recording = file.path().to_owned();
    let time = clock::read(&mut file)?;
    let settings = Settings {
        dt: clock::time_step(&recording, &time, 0)?,
        form: args.form.form(),
        derivative: args.derivative(),
    };
    let chosen = layers::chosen(args, &file, time.len(), basis.as_ref())?;
    warnings::tell(note, &chosen.left_out);
    let unit = clock::unit_warning(&recording, settings.dt);
    warnings::tell(note, unit.as_slice());
    let mut layers = BTreeMap::new();
    for name in chosen.names {
        let (units, data) = file.read_matrix(&name, time.len())?;
        let all = std::iter::once(0..time.len());
        finite::check(&recording, &name, (units, &data), all)?;
        if time.len() >= LONG {
            note(format!("measuring {name}: {} x {units} ...", time.len()));
        }
        let fixed = basis.as_ref().and_then(|basis| basis.layers.get(&name));
        let measured = measure(time.len(), units, data, fixed, &settings)
            .map_err(|source| fault::of_layer(&recording, &name, source))?;
        if measured.tangling.is_none() {
            warnings::tell_of_still_layer(note, &name);
        }
        layers.insert(name, measured);
    }
    Ok(Measured {
        file: recording,
        rows: time.len(),
        time_step: settings.dt,
        settings,
        layers,
    })
}

/// Measures one layer, in its fixed basis if there is one.
fn measure(
    rows: usize,
    units: usize,
    data: Vec<f64>,
    fixed: Option<&LayerBasis>,
    settings: &Settings,
) -> Result<LayerReport, AnalysisError> {
    let population = Population::new(rows, units, data)?;
    match fixed {
        Some(basis) => layer::measure_in_basis(population, basis, settings),
        None => layer::measure(population, settings),
    }
}

#[cfg(test)]
mod stacking_tests;
#[cfg(test)]
mod tests;
