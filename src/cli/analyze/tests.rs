//! `analyze` on recordings made here: its table, its JSON, and what it refuses.

use std::f64::consts::TAU;

use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;

use super::*;
use crate::analysis::basis::Sweep;
use crate::recording::npz::{self, Entry, Values};

const ROWS: usize = 100;

/// The command line, as clap reads it.
#[derive(Debug, Parser)]
struct CommandLine {
    #[command(flatten)]
    args: AnalyzeArgs,
}

/// A folder with one recording, `run.npz`.
pub(super) struct Recording {
    folder: TempDir,
}

impl Recording {
    pub(super) fn of(entries: &[Entry]) -> Self {
        let recording = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        npz::write(&recording.path("run.npz"), entries).unwrap();
        recording
    }

    fn with_time(time: &[f64]) -> Self {
        let rows = time.len();
        let hidden = vec![1.0; rows * 2];
        Self::of(&[
            Entry {
                name: "time",
                shape: &[rows],
                values: Values::F64(time),
            },
            Entry {
                name: "hidden",
                shape: &[rows, 2],
                values: Values::F64(&hidden),
            },
        ])
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn args(&self, arguments: &[&str]) -> AnalyzeArgs {
        let file = self.path("run.npz").display().to_string();
        let line = [&["analyze", &file][..], arguments].concat();
        CommandLine::try_parse_from(line).unwrap().args
    }

    /// What `analyze run.npz` with further arguments finds, and what it says meanwhile.
    fn report(&self, arguments: &[&str]) -> Result<(Report, String), Failure> {
        let mut notes = String::new();
        let mut note = |line: String| notes += &format!("{line}\n");
        let report = analyze(&self.args(arguments), &mut note)?;
        Ok((report, notes))
    }

    /// The text, and what is said meanwhile.
    pub(super) fn analyze(&self, arguments: &[&str]) -> Result<(String, String), Failure> {
        let (report, notes) = self.report(arguments)?;
        Ok((report.text(), notes))
    }

    pub(super) fn json(&self, arguments: &[&str]) -> Value {
        let (report, _) = self.report(arguments).unwrap();
        serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap()
    }

    fn error(&self, arguments: &[&str]) -> String {
        let error = self.analyze(arguments).unwrap_err();
        assert_eq!(error.exit_code(), 2, "{error}");
        error.to_string()
    }
}

fn clock() -> Vec<f64> {
    (0..ROWS).map(|k| k as f64 * 0.02).collect()
}

/// Circles a second at three speeds, 30 rows each and then 10 of no speed: `rates` of three units, the
/// third of which is the speed.
fn at_three_speeds() -> Recording {
    let speeds: Vec<f64> = [0.5, 1.0, 2.0, f64::NAN]
        .iter()
        .flat_map(|&speed| vec![speed; 30])
        .take(ROWS)
        .collect();
    let rates: Vec<f64> = (0..ROWS)
        .flat_map(|k| {
            let angle = TAU * k as f64 / 30.0;
            let ((a, b), (c, d)) = (angle.sin_cos(), (2.0 * angle).sin_cos());
            [a, b, 0.3 * c, 0.3 * d, speeds[k].max(0.0)]
        })
        .collect();
    Recording::of(&[
        Entry {
            name: "time",
            shape: &[ROWS],
            values: Values::F64(&clock()),
        },
        Entry {
            name: "speed",
            shape: &[ROWS],
            values: Values::F64(&speeds),
        },
        Entry {
            name: "rates",
            shape: &[ROWS, 5],
            values: Values::F64(&rates),
        },
    ])
}

/// A circle a second in `hidden`, a still `bias`, a vector `speed` and a matrix of other length.
fn circling() -> Recording {
    let angle = |k: usize| TAU * k as f64 * 0.02;
    let hidden: Vec<f64> = (0..ROWS)
        .flat_map(|k| [angle(k).cos(), angle(k).sin(), 0.5])
        .collect();
    Recording::of(&[
        Entry {
            name: "time",
            shape: &[ROWS],
            values: Values::F64(&clock()),
        },
        Entry {
            name: "hidden",
            shape: &[ROWS, 3],
            values: Values::F64(&hidden),
        },
        Entry {
            name: "bias",
            shape: &[ROWS, 2],
            values: Values::F32(&[0.3; 2 * ROWS]),
        },
        Entry {
            name: "speed",
            shape: &[ROWS],
            values: Values::F32(&[1.0; ROWS]),
        },
        Entry {
            name: "feet",
            shape: &[4, 3],
            values: Values::U8(&[0; 12]),
        },
    ])
}

#[test]
fn the_table_has_a_line_for_each_layer_and_says_how() {
    let (out, notes) = circling().analyze(&[]).unwrap();
    let lines: Vec<&str> = out.lines().collect();
    assert!(
        lines[0].contains("run.npz: 100 samples, one every 0.02 s"),
        "{out}"
    );
    assert!(lines[1].contains("form zscore, derivative open"), "{out}");
    let named: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        named.contains(&"hidden") && named.contains(&"bias"),
        "{out}"
    );
    assert!(
        !named.contains(&"speed") && !named.contains(&"feet"),
        "{out}"
    );
    let hidden: Vec<&str> = lines
        .iter()
        .find(|l| l.starts_with("hidden"))
        .unwrap()
        .split_whitespace()
        .collect();
    assert_eq!(&hidden[1..6], ["3", "50.0", "50.0", "0.0", "2.00"], "{out}");
    assert!(notes.contains("layer bias does not vary"), "{notes}");
}

#[test]
fn json_has_the_measures_of_each_layer() {
    let json = circling().json(&["--closed"]);
    let hidden = &json["layers"]["hidden"];
    assert_eq!(hidden["units"], 3);
    assert_eq!(hidden["variance_ratio"].as_array().unwrap().len(), 3);
    let tangling = &hidden["tangling"];
    assert_eq!(tangling["form"], "zscore");
    assert_eq!(tangling["derivative"], "wrapped");
    assert_eq!(tangling["unit"], "1/s^2");
    // Three units, two of variance 1 and a constant one.
    assert!((tangling["epsilon"].as_f64().unwrap() - 0.2 / 3.0).abs() < 1e-9);
    // Two full turns: by symmetry Q is the same everywhere, near (2 pi / 1 s)^2.
    let q: Vec<f64> = tangling["q"]
        .as_array()
        .unwrap()
        .iter()
        .map(|q| q.as_f64().unwrap())
        .collect();
    assert_eq!(q.len(), ROWS);
    for name in ["median", "p90", "max"] {
        let value = tangling[name].as_f64().unwrap();
        assert!(
            (value - q[0]).abs() < 1e-6 && (value / (TAU * TAU) - 1.0).abs() < 0.02,
            "{value}"
        );
    }
    assert_eq!(json["layers"]["bias"]["tangling"], Value::Null);
    assert_eq!(json["time_step"], 0.02);
    assert_eq!(json["layers"].as_object().unwrap().len(), 2);
}

#[test]
fn a_json_file_is_written_and_the_table_is_not() {
    let recording = circling();
    let path = recording.path("out.json");
    run(&recording.args(&["--json", path.to_str().unwrap()])).unwrap();
    let json: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(json, recording.json(&[]));
    let nowhere = recording.path("no/such/out.json");
    let error = run(&recording.args(&["--json", nowhere.to_str().unwrap()])).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(error.to_string().contains("out.json"), "{error}");
}

#[test]
fn layers_and_forms_are_chosen_by_name() {
    let recording = circling();
    for form in ["zscore", "range", "soft-range", "none", "pcs", "russo"] {
        let json = recording.json(&["--layers", "hidden", "--form", form]);
        assert_eq!(json["layers"].as_object().unwrap().len(), 1);
        assert_eq!(json["layers"]["hidden"]["tangling"]["form"], form);
    }
    let missing = recording.error(&["--layers", "hidden,cell"]);
    assert!(
        missing.contains("run.npz: array cell: missing"),
        "{missing}"
    );
    let flat = recording.error(&["--layers", "speed"]);
    assert!(flat.contains("array speed: shape [100]"), "{flat}");
}

#[test]
fn a_clock_that_cannot_be_divided_by_is_refused() {
    let error = |time: &[f64]| Recording::with_time(time).error(&[]);
    assert!(error(&[0.0, 0.1]).contains("2 rows"));
    assert!(error(&[0.0, f64::NAN, 0.2]).contains("time, row 1 (from 0): NaN"));
    assert!(error(&[0.0, 0.1, 0.1, 0.2]).contains("time, row 2 (from 0)"));
    assert!(error(&[0.0, 0.1, 0.2, 0.31, 0.4]).contains("time, row 3 (from 0)"));
    // An hour's end in float32, where 20 ms are 0.25 ms apart, is even enough.
    let late: Vec<f64> = (0..50)
        .map(|k| f64::from((3600.0 + 0.02 * k as f64) as f32))
        .collect();
    assert!(Recording::with_time(&late).analyze(&[]).is_ok());
    let recording = Recording::of(&[Entry {
        name: "hidden",
        shape: &[4, 1],
        values: Values::U8(&[0; 4]),
    }]);
    assert!(recording.error(&[]).contains("array time: missing"));
    let alone = Recording::of(&[Entry {
        name: "time",
        shape: &[3],
        values: Values::U8(&[1, 2, 3]),
    }]);
    assert!(alone.error(&[]).contains("no array of shape [3, N]"));
}

#[test]
fn a_value_that_is_not_finite_is_named() {
    let mut hidden = vec![0.0; 2 * ROWS];
    hidden[2 * 7 + 1] = f64::NAN;
    let recording = Recording::of(&[
        Entry {
            name: "time",
            shape: &[ROWS],
            values: Values::F64(&clock()),
        },
        Entry {
            name: "hidden",
            shape: &[ROWS, 2],
            values: Values::F64(&hidden),
        },
    ]);
    let error = recording.error(&[]);
    assert!(
        error.contains("run.npz: array hidden: row 7, unit 1 (both from 0) is NaN"),
        "{error}"
    );
}

#[test]
fn a_basis_gives_the_scale() {
    let recording = circling();
    let path = recording.path("basis.json");
    let angle = |k: usize| TAU * k as f64 * 0.02;
    let row = |k: usize| {
        [
            2.0 * angle(k).cos(),
            2.0 * angle(k).sin(),
            0.1 * angle(3 * k).sin(),
        ]
    };
    let sweep = Population::new(ROWS, 3, (0..ROWS).flat_map(row).collect()).unwrap();
    let what = Sweep {
        commands: vec![[1.0, 0.0, 0.0]],
        seconds: 2.0,
        seeds: vec![1],
    };
    let mut basis = Basis::new("0".repeat(64), what.clone());
    basis.fit("hidden", &sweep, 2).unwrap();
    std::fs::write(&path, basis.to_json().unwrap()).unwrap();
    let with_basis = ["--basis", path.to_str().unwrap()];
    let json = recording.json(&with_basis);
    assert_eq!(
        json["layers"].as_object().unwrap().len(),
        1,
        "only what the basis has"
    );
    // The sweep's circle has twice the radius: z-scores have variance 1/4 here, against 1.
    let own = recording.json(&["--layers", "hidden"]);
    let q = |json: &Value| {
        json["layers"]["hidden"]["tangling"]["median"]
            .as_f64()
            .unwrap()
    };
    assert!(
        (q(&json) / q(&own) - 1.0).abs() > 1e-3,
        "another epsilon, another Q"
    );
    assert_eq!(
        json["layers"]["hidden"]["variance_ratio"]
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let unfit = recording.error(&[&with_basis[..], &["--form", "range"]].concat());
    assert!(unfit.contains("array hidden: form range"), "{unfit}");
    let absent = recording.error(&[&with_basis[..], &["--layers", "bias"]].concat());
    assert!(absent.contains("no bias"), "{absent}");
    let mut narrow = Basis::new("0".repeat(64), what);
    narrow
        .fit("hidden", &Population::new(2, 1, vec![0.0, 1.0]).unwrap(), 1)
        .unwrap();
    std::fs::write(&path, narrow.to_json().unwrap()).unwrap();
    let units = recording.error(&with_basis);
    assert!(
        units.contains("array hidden: 3 units, but the basis is for 1"),
        "{units}"
    );
}

#[test]
fn conditions_within_a_recording_are_compared() {
    let recording = at_three_speeds();
    let json = recording.json(&["--condition", "speed"]);
    let trajectories = json["trajectories"].as_array().unwrap();
    let conditions: Vec<f64> = trajectories
        .iter()
        .map(|one| one["condition"].as_f64().unwrap())
        .collect();
    assert_eq!(conditions, [0.5, 1.0, 2.0], "NaN is left out");
    assert_eq!(trajectories[1]["first_row"], 30);
    let rates = &json["layers"]["rates"];
    let by_trajectory = rates["tangling"]["by_trajectory"].as_array().unwrap();
    assert_eq!(by_trajectory.len(), 3);
    assert_eq!(rates["axis"]["rank_correlation"], 1.0);
    let (table, _) = recording.analyze(&["--condition", "speed"]).unwrap();
    assert!(
        table.starts_with("3 trajectories, 90 samples, normalised together, cut where speed"),
        "{table}"
    );
    assert!(table.contains("run.npz from row 60"), "{table}");
    assert!(table.contains("speed axis"), "{table}");
}

#[test]
fn a_trajectory_alone_is_measured_as_a_recording_is() {
    let recording = circling();
    let file = recording.path("run.npz").display().to_string();
    let twice = recording.json(&[&file, "--layers", "hidden"]);
    let alone = recording.json(&["--layers", "hidden"]);
    let within = twice["layers"]["hidden"]["tangling"]["within"]["median"].as_f64();
    let median = alone["layers"]["hidden"]["tangling"]["median"].as_f64();
    assert!((within.unwrap() / median.unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(twice["condition"], Value::Null);
    assert_eq!(twice["layers"]["hidden"]["axis"], Value::Null);
}

#[test]
fn conditions_that_cannot_be_compared_are_refused() {
    let recording = circling();
    let one = recording.error(&["--condition", "speed"]);
    assert!(
        one.contains("run.npz: array speed: one condition only (1)"),
        "{one}"
    );
    let shape = recording.error(&["--condition", "feet"]);
    assert!(shape.contains("array feet: shape [4, 3]"), "{shape}");
    let missing = recording.error(&["--condition", "pace"]);
    assert!(missing.contains("array pace: missing"), "{missing}");
    let other = at_three_speeds();
    std::fs::copy(other.path("run.npz"), recording.path("other.npz")).unwrap();
    let file = recording.path("other.npz").display().to_string();
    let layers = recording.error(&[&file]);
    assert!(
        layers.contains("other.npz: array") && layers.contains("missing"),
        "{layers}"
    );
    let basis = recording.error(&[&file, "--basis", "none.json"]);
    assert!(basis.contains("--basis takes one recording"), "{basis}");
}
