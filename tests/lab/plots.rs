//! What is plotted is what `analyze --basis` measures on the same rows.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command as Process;
use std::sync::Arc;

use bevy::prelude::*;
use serde_json::Value;
use tanglewalk::analysis::Population;
use tanglewalk::analysis::basis::{Basis, LayerBasis, Sweep};
use tanglewalk::lab::live::{LiveLayer, WINDOW};
use tanglewalk::lab::record::Record;
use tanglewalk::lab::subject::Subject;
use tanglewalk::policy::{Layer, Lesion, Taps};
use tanglewalk::recording::npz::{self, Entry, Values};
use tanglewalk::rollout::{Run, RunOptions};
use tanglewalk::script::CommandSchedule;
use tanglewalk::task::{Command, ObservationNoise, Randomisation};

use crate::apps::{STEP, bare_app, options, pass, walking};

/// Relative.
const TOLERANCE: f64 = 1e-6;

/// A basis of the two plotted layers from a small sweep of commands.
pub(crate) fn small_basis(subject: &Subject) -> Basis {
    let commands = [
        [0.6, 0.0, 0.0],
        [0.0, 0.3, 0.0],
        [0.3, 0.0, 0.6],
        [-0.4, 0.0, 0.0],
    ];
    let runs = commands.map(|command| walk(subject, command.into()));
    let sweep = Sweep {
        commands: commands.map(|command| command.map(f64::from)).into(),
        seconds: 4.0,
        seeds: vec![1],
    };
    let mut basis = Basis::new(subject.policy.manifest.sha256.clone(), sweep);
    for layer in [Layer::Hidden, Layer::Action] {
        let rows: Vec<&[f32]> = runs
            .iter()
            .flatten()
            .filter_map(|taps| taps.get(layer))
            .collect();
        let population = Population::from_rows(rows[0].len(), rows).expect("rows");
        basis.fit(&layer.name(), &population, 12).expect("a basis");
    }
    basis
}

fn walk(subject: &Subject, command: Command) -> Vec<Taps> {
    let walk = RunOptions {
        schedule: CommandSchedule::constant(command),
        seed: 1,
        noise: Some(ObservationNoise::default()),
        randomisation: Randomisation::default(),
        lesion: Lesion::None,
        ground: subject.start.ground.build(),
    };
    let mut run = Run::new(&subject.robot, &subject.policy, &walk);
    let steps = std::iter::from_fn(|| run.advance()).take(250);
    steps.skip(50).map(|frame| frame.decision.taps).collect()
}

/// The windows of both layers as a recording.
fn write_window(record: &Record, file: &Path) {
    let flat = record.layers.each_ref().map(|layer| {
        let rows: Vec<&[f32]> = layer.rows().collect();
        let shape = [rows.len(), rows[0].len()];
        (layer.layer().name(), shape, rows.concat())
    });
    let time: Vec<f64> = (0..WINDOW).map(|row| row as f64 * 0.02).collect();
    let mut entries = vec![Entry {
        name: "time",
        shape: &[WINDOW],
        values: Values::F64(&time),
    }];
    entries.extend(flat.iter().map(|(name, shape, values)| Entry {
        name,
        shape,
        values: Values::F32(values),
    }));
    npz::write(file, &entries).expect("written");
}

/// `analyze --basis` of a recording, layer by layer.
fn analyze(recording: &Path, basis: &Path, form: &str) -> BTreeMap<String, Value> {
    let output = Process::new(env!("CARGO_BIN_EXE_tanglewalk"))
        .arg("analyze")
        .arg(recording)
        .args(["--form", form, "--json", "-", "--basis"])
        .arg(basis)
        .output()
        .expect("it runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    serde_json::from_value(report["layers"].clone()).expect("layers")
}

#[track_caller]
fn assert_near(what: &str, plotted: f64, analysed: &Value) {
    let analysed = analysed.as_f64().expect("a number");
    let error = (plotted - analysed).abs();
    assert!(
        error <= TOLERANCE * analysed.abs(),
        "{what}: {plotted}, analyze says {analysed}"
    );
}

fn assert_tangling(name: &str, layer: &LiveLayer, zscore: &Value, pcs: &Value) {
    let (plotted, tangling) = (&layer.tangling, &zscore["tangling"]);
    assert_eq!(tangling["derivative"], "open");
    let curve = tangling["q"].as_array().expect("a curve");
    assert_eq!(plotted.q.len(), curve.len());
    for (row, (&q, expected)) in plotted.q.iter().zip(curve).enumerate() {
        assert_near(&format!("{name}, Q in row {row}"), q, expected);
    }
    let median = plotted.median.expect("it walks");
    assert_near(&format!("{name}, median"), median, &tangling["median"]);
    let equal = plotted.equal_dimension_median.expect("it walks");
    assert_eq!(pcs["tangling"]["dimensions"], 8);
    assert_near(
        &format!("{name}, 8 components"),
        equal,
        &pcs["tangling"]["median"],
    );
}

/// The plotted points must have the shares of variance that `analyze` gives, and be the window's
/// rows projected on the numbers in the basis file.
fn assert_points(
    name: &str,
    points: &[[f32; 2]],
    layer: &LiveLayer,
    report: &Value,
    basis: &Value,
) {
    let rows: Vec<&[f32]> = layer.rows().collect();
    let list = |field: &Value| -> Vec<f64> { serde_json::from_value(field.clone()).expect(name) };
    let (mean, std) = (list(&basis["mean"]), list(&basis["std"]));
    let z = |row: &[f32], unit: usize| match std[unit] {
        0.0 => 0.0,
        std => (f64::from(row[unit]) - mean[unit]) / std,
    };
    let variance = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            / values.len() as f64
    };
    let total: f64 = (0..mean.len())
        .map(|unit| variance(&rows.iter().map(|row| z(row, unit)).collect::<Vec<_>>()))
        .sum();
    for component in 0..2 {
        let weights = list(&basis["components"][component]);
        let plotted: Vec<f64> = points
            .iter()
            .map(|point| f64::from(point[component]))
            .collect();
        let largest = plotted
            .iter()
            .fold(0.0_f64, |most, score| most.max(score.abs()));
        for (row, score) in rows.iter().zip(&plotted) {
            let expected: f64 = (0..mean.len())
                .map(|unit| weights[unit] * z(row, unit))
                .sum();
            assert!(
                (score - expected).abs() <= TOLERANCE * largest,
                "{name}: {score} {expected}"
            );
        }
        let share = variance(&plotted) / total;
        assert_near(
            &format!("{name}, PC{}", component + 1),
            share,
            &report["variance_ratio"][component],
        );
    }
}

#[test]
fn points_curves_and_medians_are_those_of_analyze() {
    let folder = tempfile::tempdir().expect("a folder");
    let (basis_file, run_file) = (
        folder.path().join("basis.json"),
        folder.path().join("run.npz"),
    );
    let mut subject = walking(0.6, 0.0, 0.2);
    let json = small_basis(&subject).to_json().expect("JSON");
    std::fs::write(&basis_file, &json).expect("written");
    subject.basis = Some(Arc::new(Basis::load(&basis_file).expect("a basis")));
    let mut app = bare_app(&options(subject));
    // 6.02 s: the step at 6 s is recorded, and tangling is worked out with it
    pass(&mut app, STEP, 301);
    let record = app.world().resource::<Record>();
    write_window(record, &run_file);
    let zscore = analyze(&run_file, &basis_file, "zscore");
    let pcs = analyze(&run_file, &basis_file, "pcs");
    let basis: Value = serde_json::from_str(&json).expect("JSON");
    for layer in &record.layers {
        let name = layer.layer().name();
        let newest = record.history.newest(WINDOW);
        let rows = newest.filter_map(|step| step.decision.taps.get(layer.layer()));
        let points: Vec<[f32; 2]> = rows.map(|row| layer.scores(row)).collect();
        assert_tangling(&name, layer, &zscore[&*name], &pcs[&*name]);
        let basis = &basis["layers"][&*name];
        assert_points(&name, &points, layer, &zscore[&*name], basis);
    }
}

#[test]
fn a_basis_shown_is_the_basis_loaded() {
    let mut subject = walking(0.6, 0.0, 0.0);
    let basis = small_basis(&subject);
    subject.basis = Some(Arc::new(basis.clone()));
    let mut app = bare_app(&options(subject));
    pass(&mut app, STEP, 60);
    let record = app.world().resource::<Record>();
    for layer in &record.layers {
        let shown: Option<&LayerBasis> = layer.basis();
        assert!(layer.is_fixed());
        assert_eq!(shown, basis.layers.get(&*layer.layer().name()));
    }
}
