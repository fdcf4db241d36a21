//! The experiment's measures against golden values that NumPy and SciPy made from their formulas
//! (`tests/golden/experiment.py`).

mod fixed_points;

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tanglewalk::analysis::Population;
use tanglewalk::analysis::cycles::CycleStack;
use tanglewalk::analysis::cycles::average::{self, Averaging, CycleRule};
use tanglewalk::analysis::cycles::space::Space;
use tanglewalk::analysis::demixed::demix;
use tanglewalk::analysis::normalise::Normalisation;
use tanglewalk::analysis::rotation::{alignment, divergence, ellipse, jpca, separation};
use tanglewalk::analysis::speed_axis::{self, Rule};
use tanglewalk::analysis::tangling::stack::{self, Settings};
use tanglewalk::analysis::tangling::{Derivative, Form, Softening, compare};
use tanglewalk::recording::npz::NpzFile;

/// Relative to the value, or to the largest of its array where that is what rounding follows.
const TOLERANCE: f64 = 1e-5;

#[derive(Deserialize)]
struct Golden {
    bins: usize,
    tangling: Vec<GoldenTangling>,
    compared: Compared,
    speed_axes: Vec<GoldenAxis>,
    jpca: GoldenJpca,
    ellipses: Vec<GoldenEllipse>,
    separation: Vec<Vec<f64>>,
    alignment: Vec<Vec<f64>>,
    demixed: GoldenDemixed,
    divergence: GoldenDivergence,
    strides: GoldenStrides,
    fixed_points: Vec<GoldenPoint>,
}

#[derive(Deserialize)]
struct GoldenTangling {
    form: String,
    derivative: String,
    softening: String,
    dimensions: usize,
    epsilon: f64,
    within: Vec<f64>,
    between: Vec<f64>,
    quantiles: [f64; 3],
}

#[derive(Deserialize)]
struct Compared {
    share_below: f64,
    log_ratios: Vec<f64>,
}

#[derive(Deserialize)]
struct GoldenAxis {
    rule: String,
    ridge: Option<f64>,
    direction: Vec<f64>,
    positions: Vec<f64>,
    between: Vec<f64>,
    decoded: Vec<f64>,
    variance_share: f64,
    linearity: f64,
    rank_correlation: f64,
    left_out_rms: f64,
    left_out_rms_of_mean: f64,
}

#[derive(Deserialize)]
struct GoldenJpca {
    dimensions: usize,
    free: Vec<f64>,
    skew: Vec<f64>,
    free_r2: f64,
    skew_r2: f64,
    planes: Vec<GoldenPlane>,
}

#[derive(Deserialize)]
struct GoldenPlane {
    angular_speed: f64,
    projector: Vec<f64>,
    variance_share: f64,
}

#[derive(Deserialize)]
struct GoldenEllipse {
    half_axes: [f64; 2],
    eccentricity: f64,
    r2: f64,
}

#[derive(Deserialize)]
struct GoldenDemixed {
    phase: f64,
    condition: f64,
    both: f64,
}

#[derive(Deserialize)]
struct GoldenDivergence {
    alpha: f64,
    lookahead: usize,
    d: Vec<f64>,
}

#[derive(Deserialize)]
struct GoldenStrides {
    mean: Vec<f64>,
    deviation: Vec<f64>,
    modal_length: usize,
    modal_mean: Vec<f64>,
    split_half_error: f64,
}

#[derive(Deserialize)]
struct GoldenPoint {
    state: Vec<f64>,
    moduli: Vec<f64>,
}

fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name]
        .iter()
        .collect()
}

fn golden() -> Golden {
    let text = std::fs::read_to_string(path("experiment.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn array(name: &str) -> Vec<f64> {
    let file: &Path = &path("experiment.npz");
    NpzFile::open(file).unwrap().read(name).unwrap().data
}

fn cycles(bins: usize) -> CycleStack {
    let (data, periods) = (array("cycles"), array("periods"));
    let units = data.len() / bins / periods.len();
    CycleStack::from_array(bins, units, &data, &periods).unwrap()
}

fn normalised(stack: &CycleStack) -> CycleStack {
    let space = Space::fit(stack, Normalisation::ZScore).unwrap().unwrap();
    space.normalised(stack).unwrap()
}

fn scores(stack: &CycleStack, count: usize) -> CycleStack {
    let space = Space::fit(stack, Normalisation::ZScore).unwrap().unwrap();
    space.scores(stack, count).unwrap()
}

fn assert_near(what: &str, found: f64, expected: f64) {
    assert_near_of_size(what, found, expected, expected);
}

fn assert_near_of_size(what: &str, found: f64, expected: f64, size: f64) {
    let error = (found - expected).abs();
    assert!(
        error <= TOLERANCE * size.abs(),
        "{what}: {found}, expected {expected}"
    );
}

/// Each entry, relative to itself.
fn assert_all_near(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (k, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        assert_near(&format!("{what}, {k}"), found, expected);
    }
}

/// Each entry, relative to the largest.
fn assert_array_near(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let size = expected.iter().fold(0.0_f64, |max, x| max.max(x.abs()));
    for (k, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        assert_near_of_size(&format!("{what}, {k}"), found, expected, size);
    }
}

fn settings(golden: &GoldenTangling) -> Settings {
    Settings {
        form: match golden.form.as_str() {
            "zscore" => Form::ZScore,
            "range" => Form::Range,
            "soft-range" => Form::SoftRange,
            "none" => Form::None,
            "pcs" => Form::Pcs {
                dimensions: golden.dimensions,
            },
            "russo" => Form::Russo,
            other => panic!("no form {other}"),
        },
        derivative: match golden.derivative.as_str() {
            "open" => Derivative::Open,
            "wrapped" => Derivative::Wrapped,
            other => panic!("no derivative {other}"),
        },
        softening: match golden.softening.as_str() {
            "entries" => Softening::Entries,
            "total" => Softening::Total,
            other => panic!("no softening {other}"),
        },
    }
}

#[test]
fn tangling_of_stacks_agrees_within_and_between() {
    let golden = golden();
    let stack = cycles(golden.bins);
    for expected in &golden.tangling {
        let what = format!("{} {}", expected.form, expected.derivative);
        let found = stack::tangling(&stack, &settings(expected));
        let found = found.unwrap().unwrap();
        assert_near(&what, found.epsilon, expected.epsilon);
        assert_all_near(&what, &found.within, &expected.within);
        let between = found.between.as_ref().unwrap();
        assert_all_near(&what, between, &expected.between);
        let quantiles = compare::quantiles(&found.over_all()).unwrap();
        let found = [quantiles.median, quantiles.p90, quantiles.p99];
        assert_all_near(&what, &found, &expected.quantiles);
    }
}

#[test]
fn two_populations_compare_as_numpy_compares_them() {
    let golden = golden();
    let part = |from: usize, to: usize| {
        let part = cycles(golden.bins).map(|data| {
            let rows = data.rows().flat_map(|row| row[from..to].to_vec());
            Population::new(data.samples(), to - from, rows.collect())
        });
        let q = stack::tangling(&part.unwrap(), &Settings::default());
        q.unwrap().unwrap().over_all()
    };
    let (a, b) = (part(0, 10), part(10, 20));
    let share = compare::share_below(&a, &b).unwrap();
    assert_near("share", share, golden.compared.share_below);
    let ratios = compare::log_ratios(&a, &b).unwrap();
    assert_array_near("log ratios", &ratios, &golden.compared.log_ratios);
}

#[test]
fn speed_axes_agree_in_direction_order_and_error() {
    let golden = golden();
    let (stack, speeds) = (cycles(golden.bins), array("speeds"));
    for expected in &golden.speed_axes {
        let what = expected.rule.as_str();
        let settings = match what {
            "largest" => speed_axis::Settings::largest_mean(),
            "centred" => speed_axis::Settings {
                rule: Rule::LargestMean { centred: true },
                ..speed_axis::Settings::largest_mean()
            },
            "cycles" => speed_axis::Settings::beside_cycles(),
            "decoding" => speed_axis::Settings {
                rule: Rule::Decoding {
                    ridge: expected.ridge.unwrap(),
                },
                ..speed_axis::Settings::decoding()
            },
            other => panic!("no rule {other}"),
        };
        let axis = speed_axis::fit(&stack, &speeds, &settings);
        let axis = axis.unwrap().unwrap();
        assert_array_near(what, &axis.direction, &expected.direction);
        assert_array_near(what, &axis.positions(&stack).unwrap(), &expected.positions);
        assert_array_near(what, &axis.decode(&stack).unwrap(), &expected.decoded);
        let between = axis.left_out.iter().map(|left_out| left_out.between);
        assert_array_near(what, &between.collect::<Vec<_>>(), &expected.between);
        let quality = axis.quality(&stack, &speeds).unwrap().unwrap();
        assert_near(what, quality.variance_share, expected.variance_share);
        assert_near(what, quality.linearity, expected.linearity);
        let rank = quality.rank_correlation.unwrap();
        assert_near(what, rank, expected.rank_correlation);
        let left_out = speed_axis::leave_one_speed_out(&stack, &speeds, &settings);
        let left_out = left_out.unwrap().unwrap();
        assert_near(what, left_out.rms, expected.left_out_rms);
        assert_near(what, left_out.rms_of_mean, expected.left_out_rms_of_mean);
    }
}

#[test]
fn rotations_agree() {
    let golden = golden();
    let expected = &golden.jpca;
    let scores = scores(&cycles(golden.bins), expected.dimensions);
    let found = jpca::fit(&scores).unwrap().unwrap();
    assert_near("free", found.free_r2, expected.free_r2);
    assert_near("skew", found.skew_r2, expected.skew_r2);
    assert_array_near("free M", &found.free, &expected.free);
    assert_array_near("skew M", &found.skew, &expected.skew);
    assert_eq!(found.planes.len(), expected.planes.len());
    for (plane, expected) in found.planes.iter().zip(&expected.planes) {
        assert_near("speed", plane.angular_speed, expected.angular_speed);
        assert_near("variance", plane.variance_share, expected.variance_share);
        let [a, b] = &plane.axes;
        let k = a.len();
        let entry = |at: usize| a[at / k] * a[at % k] + b[at / k] * b[at % k];
        let projector: Vec<f64> = (0..k * k).map(entry).collect();
        assert_array_near("plane", &projector, &expected.projector);
    }
}

#[test]
fn ellipses_agree() {
    let golden = golden();
    let plane = scores(&cycles(golden.bins), 2);
    assert_eq!(plane.conditions(), golden.ellipses.len());
    for (cycle, expected) in plane.cycles().iter().zip(&golden.ellipses) {
        let found = ellipse::fit(cycle.data()).unwrap();
        assert_all_near("half axes", &found.half_axes, &expected.half_axes);
        assert_near("eccentricity", found.eccentricity(), expected.eccentricity);
        assert_near("r2", found.r2, expected.r2);
    }
}

#[test]
fn separation_alignment_and_divergence_agree() {
    let golden = golden();
    let z = normalised(&cycles(golden.bins));
    let found = separation::matrix(&z).unwrap();
    for (found, expected) in found.iter().zip(&golden.separation) {
        let found: Vec<f64> = found.iter().map(|entry| entry.unwrap()).collect();
        assert_all_near("separation", &found, expected);
    }
    for (a, row) in golden.alignment.iter().enumerate() {
        for (b, &expected) in row.iter().enumerate() {
            let [of, other] = [a, b].map(|c| z.cycles()[c].data());
            let found = alignment::alignment_index(of, other, 4).unwrap();
            assert_near("alignment", found.unwrap(), expected);
        }
    }
    let expected = &golden.divergence;
    let found = divergence::divergence(&z, expected.lookahead, expected.alpha);
    assert_all_near("divergence", &found.unwrap().unwrap(), &expected.d);
}

#[test]
fn variance_is_demixed_alike() {
    let golden = golden();
    let found = demix(&normalised(&cycles(golden.bins))).unwrap().unwrap();
    let expected = &golden.demixed;
    assert_near("phase", found.phase, expected.phase);
    assert_near("condition", found.condition, expected.condition);
    assert_near("both", found.both, expected.both);
}

#[test]
fn strides_are_resampled_and_averaged_alike() {
    let golden = golden();
    let (data, expected) = (array("strides"), &golden.strides);
    let lengths = array("stride_lengths");
    let mut rest = data.as_slice();
    let mut strides = Vec::new();
    for &length in &lengths {
        let (stride, after) = rest.split_at(UNITS * length as usize);
        strides.push(stride);
        rest = after;
    }
    const UNITS: usize = 3;
    let mean = |averaging, weights: &[u32]| {
        let rule = CycleRule {
            averaging,
            bins: golden.bins,
            dt: 0.02,
        };
        let weighted = strides.iter().copied().zip(weights.iter().copied());
        average::mean_cycle(UNITS, weighted, rule).unwrap()
    };
    let once = vec![1; strides.len()];
    let found = mean(Averaging::Phase, &once);
    assert_array_near("mean", found.data().data(), &expected.mean);
    let period = 0.02 * lengths.iter().sum::<f64>() / lengths.len() as f64;
    assert_near("period", found.period(), period);
    let deviation = average::deviation(UNITS, strides.iter().copied(), golden.bins);
    assert_array_near("deviation", &deviation.unwrap(), &expected.deviation);
    let [odd, even] = [0, 1].map(|first| {
        let half = average::half(strides.len(), first);
        mean(Averaging::Phase, &half)
    });
    let error = average::split_half_error(odd.data(), even.data()).unwrap();
    assert_near("split halves", error.unwrap(), expected.split_half_error);
    let modal = mean(Averaging::ModalLength, &once);
    assert_eq!(modal.bins(), expected.modal_length);
    assert_array_near("modal mean", modal.data().data(), &expected.modal_mean);
}
