//! The measures against golden values that NumPy made from their formulas
//! (`tests/golden/generate.py`), and the NPZ reader against files that NumPy wrote.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tanglewalk::analysis::Population;
use tanglewalk::analysis::layer::{self, Settings};
use tanglewalk::analysis::normalise::{Normalisation, Normaliser};
use tanglewalk::analysis::pca::Pca;
use tanglewalk::analysis::tangling::{Derivative, Form};
use tanglewalk::recording::npz::{NpzFile, read_all};

/// Relative to the value, or to the largest of its array where that is what rounding follows.
const TOLERANCE: f64 = 1e-5;

#[derive(Deserialize)]
struct Golden {
    samples: usize,
    dt: f64,
    layers: BTreeMap<String, GoldenLayer>,
}

#[derive(Deserialize)]
struct GoldenLayer {
    units: usize,
    variance_ratio: Vec<f64>,
    participation_ratio: f64,
    components: Vec<Vec<f64>>,
    tangling: Vec<GoldenTangling>,
}

#[derive(Deserialize)]
struct GoldenTangling {
    form: String,
    derivative: String,
    epsilon: f64,
    median: f64,
    p90: f64,
    max: f64,
    q: Vec<f64>,
}

fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name]
        .iter()
        .collect()
}

/// The recordings: made up, with a constant unit; and the shipped policy walking a curve.
const RECORDINGS: [&str; 2] = ["synthetic", "walk"];

/// Golden values and the file that they were made from.
fn goldens() -> impl Iterator<Item = (Golden, PathBuf)> {
    RECORDINGS.into_iter().map(|recording| {
        let text = std::fs::read_to_string(path(&format!("{recording}.json"))).unwrap();
        let golden = serde_json::from_str(&text).unwrap();
        (golden, path(&format!("{recording}.npz")))
    })
}

/// A layer of a stored recording.
fn population(name: &str, golden: &Golden, file: &Path) -> Population {
    let mut file = NpzFile::open(file).unwrap();
    let (units, data) = file.read_matrix(name, golden.samples).unwrap();
    Population::new(golden.samples, units, data).unwrap()
}

fn form(name: &str) -> Form {
    match name {
        "zscore" => Form::ZScore,
        "range" => Form::Range,
        "soft-range" => Form::SoftRange,
        "none" => Form::None,
        "pcs" => Form::Pcs { dimensions: 8 },
        "russo" => Form::Russo,
        other => panic!("no form {other}"),
    }
}

fn derivative(name: &str) -> Derivative {
    match name {
        "open" => Derivative::Open,
        "wrapped" => Derivative::Wrapped,
        other => panic!("no derivative {other}"),
    }
}

fn assert_near(what: &str, found: f64, expected: f64, size: f64) {
    let error = (found - expected).abs();
    assert!(
        error <= TOLERANCE * size.abs(),
        "{what}: {found}, expected {expected}"
    );
}

#[test]
fn tangling_agrees_in_every_form_and_derivative() {
    for (golden, file) in goldens() {
        for (name, layer) in &golden.layers {
            let population = population(name, &golden, &file);
            assert_eq!(layer.tangling.len(), 12, "6 forms, 2 derivatives");
            for expected in &layer.tangling {
                let what = format!("{name}, {}, {}", expected.form, expected.derivative);
                let form = form(&expected.form);
                assert_eq!(form.name(), expected.form);
                let derivative = derivative(&expected.derivative);
                let settings = Settings {
                    dt: golden.dt,
                    form,
                    derivative,
                };
                let found = layer::measure(population.clone(), &settings).unwrap();
                let found = found.tangling.unwrap();
                assert_near(&what, found.epsilon, expected.epsilon, expected.epsilon);
                assert_eq!(found.q.len(), expected.q.len());
                for (t, (&q, &golden_q)) in found.q.iter().zip(&expected.q).enumerate() {
                    assert_near(&format!("{what}, t = {t}"), q, golden_q, golden_q);
                }
                assert_near(&what, found.median, expected.median, expected.median);
                assert_near(&what, found.p90, expected.p90, expected.p90);
                assert_near(&what, found.max, expected.max, expected.max);
            }
        }
    }
}

#[test]
fn principal_components_agree_with_their_signs() {
    for (golden, file) in goldens() {
        for (name, layer) in &golden.layers {
            let population = population(name, &golden, &file);
            let normaliser = Normaliser::fit(Normalisation::ZScore, &population).unwrap();
            let pca = Pca::fit(&normaliser.apply(population).unwrap()).unwrap();
            assert!(pca.components.len() >= layer.components.len(), "{name}");
            for (found, expected) in pca.components.iter().zip(&layer.components) {
                for (&entry, &golden_entry) in found.iter().zip(expected) {
                    assert_near(name, entry, golden_entry, 1.0);
                }
            }
        }
    }
}

#[test]
fn layer_reports_agree() {
    for (golden, file) in goldens() {
        for (name, expected) in &golden.layers {
            let settings = Settings {
                dt: golden.dt,
                form: Form::ZScore,
                derivative: Derivative::Open,
            };
            let report = layer::measure(population(name, &golden, &file), &settings).unwrap();
            assert_eq!(report.units, expected.units);
            assert_eq!(report.variance_ratio.len(), expected.variance_ratio.len());
            for (&found, &ratio) in report.variance_ratio.iter().zip(&expected.variance_ratio) {
                assert_near(name, found, ratio, ratio);
            }
            let (found, ratio) = (
                report.participation_ratio.unwrap(),
                expected.participation_ratio,
            );
            assert_near(name, found, ratio, ratio);
        }
    }
}

#[test]
fn npz_files_by_numpy_are_read() {
    for name in ["numpy_stored.npz", "numpy_deflated.npz"] {
        let mut file = NpzFile::open(&path(name)).unwrap();
        assert_eq!(file.read_vector("time").unwrap(), [0.0, 0.02, 0.04, 0.06]);
        let quarters: Vec<f64> = (0..12).map(|k| f64::from(k) / 4.0).collect();
        let cases = [
            ("c_order", quarters.clone()),
            ("fortran_order", quarters.clone()),
            ("float32", quarters.clone()),
            ("int64", (-6..6).map(f64::from).collect()),
            ("uint8", (0..12).map(f64::from).collect()),
            (
                "bool",
                quarters
                    .iter()
                    .map(|&q| f64::from(u8::from(q > 1.0)))
                    .collect(),
            ),
        ];
        for (array, expected) in cases {
            assert_eq!(
                file.read_matrix(array, 4).unwrap(),
                (3, expected),
                "{name}: {array}"
            );
        }
        let cube = file.read("fortran_cube").unwrap();
        assert_eq!(cube.shape, [4, 3, 2]);
        assert_eq!(cube.data, (0..24).map(f64::from).collect::<Vec<_>>());
        let label = read_all(&path(name)).unwrap_err().to_string();
        assert!(
            label.contains("array label") && label.contains("<U4"),
            "{label}"
        );
    }
}
