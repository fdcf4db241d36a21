//! A made-up result for tests of figures and page: waves of a few units at several speeds.

use std::collections::BTreeMap;
use std::f64::consts::TAU;

use super::arrays::{of_layer, vector};
use super::axes::Axis;
use super::claims;
use super::control_arrays::of_controls;
use super::measure::{Measured, compare, of_cycles};
use super::options::{Depth, Options};
use super::result::*;
use super::run::PAIRS;
use super::suite::Suite;
use crate::analysis::cycles::CycleStack;
use crate::analysis::tangling::{Form, Softening};

const BINS: usize = 24;
const LAYERS: [(&str, usize); 7] = [
    ("observation", 7),
    ("body", 5),
    ("encoder", 6),
    ("hidden", 6),
    ("cell", 6),
    ("action", 4),
    ("torque", 4),
];

/// What the made-up result has.
#[derive(Clone)]
pub(crate) struct Sample {
    /// Speeds that count.
    pub speeds: Vec<f32>,
    /// A layer that keeps one value.
    pub flat: &'static str,
    /// Whether the controls were done.
    pub has_controls: bool,
    /// Whether fixed points were found.
    pub has_fixed_points: bool,
}

impl Sample {
    /// All there is.
    pub(crate) fn full() -> Self {
        Self {
            speeds: vec![-0.5, 0.3, 0.5, 0.7],
            flat: "",
            has_controls: true,
            has_fixed_points: true,
        }
    }

    /// The result.
    pub(crate) fn result(&self) -> ExperimentResult {
        let suite = self.suite();
        let mut options = Options::default();
        let measured = self.measured(&options);
        let mut arrays = self.condition_arrays();
        arrays.extend(measured.iter().flat_map(of_layer));
        let mut report = self.report(&suite, &options, &measured);
        if self.has_controls {
            options.tangling.form = Form::Pcs { dimensions: 3 };
            options.tangling.softening = Softening::Entries;
            report.controls = controls(&measured, &self.measured(&options));
            let hidden = measured.iter().find(|layer| layer.name == "hidden");
            let q = hidden.and_then(|hidden| hidden.q.clone());
            arrays.extend(q.map(|values| NamedArray {
                name: "random_lstm_0_tangling_hidden".to_owned(),
                shape: vec![self.speeds.len(), BINS],
                values,
            }));
        }
        if self.has_fixed_points {
            report.fixed_points = vec![fixed_points()];
            arrays.extend(fixed_point_arrays());
        }
        arrays.extend(of_controls(&report));
        report.claims = claims::judge(&report);
        ExperimentResult { report, arrays }
    }

    fn suite(&self) -> Suite {
        let mut suite = Suite::built_in().unwrap();
        suite.sweeps.truncate(1);
        suite.sweeps[0].speeds = self.speeds.clone();
        suite.mixed.clear();
        suite.bins = BINS;
        suite
    }

    fn measured(&self, options: &Options) -> Vec<Measured> {
        let axis = |name: &str, is_sweep| Axis {
            name: name.to_owned(),
            conditions: (0..self.speeds.len()).collect(),
            speeds: self.speeds.iter().map(|&speed| f64::from(speed)).collect(),
            is_sweep,
        };
        let axes = [axis("forward", false), axis("sweep_forward", true)];
        let one = |(name, units): (&str, usize)| {
            let cycles = self.waves(name, units);
            of_cycles(name, cycles, &axes, (options, Depth::Full)).unwrap()
        };
        LAYERS.map(one).into()
    }

    fn waves(&self, name: &str, units: usize) -> CycleStack {
        let kink = if name == "action" { 0.8 } else { 0.1 };
        let value = |speed: f64, bin: usize, unit: usize| {
            let phase = TAU * bin as f64 / BINS as f64 + unit as f64;
            let lift = if unit.is_multiple_of(2) { speed } else { 0.0 };
            (1.0 + 0.2 * speed) * phase.sin() + kink * (3.0 * phase * speed).cos() + lift
        };
        let mut values = Vec::new();
        for &speed in &self.speeds {
            for bin in 0..BINS {
                values.extend((0..units).map(|unit| match name == self.flat {
                    true => 1.0,
                    false => value(f64::from(speed), bin, unit),
                }));
            }
        }
        let periods = vec![0.5; self.speeds.len()];
        CycleStack::from_array(BINS, units, &values, &periods).unwrap()
    }

    fn condition_arrays(&self) -> Vec<NamedArray> {
        let count = self.speeds.len();
        let speeds: Vec<f64> = self.speeds.iter().map(|&speed| f64::from(speed)).collect();
        let indices = (0..count).map(|index| index as f64).collect();
        let feet = (0..count * BINS).flat_map(|bin| [0.0, 1.0, 0.5, (bin % 2) as f64]);
        vec![
            vector("condition_period", vec![0.5; count]),
            vector("axis_forward_conditions", indices),
            vector("axis_forward_speeds", speeds),
            NamedArray {
                name: "contact".to_owned(),
                shape: vec![count, BINS, 4],
                values: feet.collect(),
            },
        ]
    }

    fn report(&self, suite: &Suite, options: &Options, measured: &[Measured]) -> Report {
        let find = |name: &str| measured.iter().find(|layer| layer.name == name).unwrap();
        let pair = |(a, b): &(&str, &str)| (format!("{a}_{b}"), compare(find(a), find(b)));
        let medians = measured.iter().map(|layer| {
            let q = layer.report.tangling.as_ref();
            (layer.name.clone(), q.map(|q| q.median))
        });
        let sweep = SweepReport {
            conditions: self.speeds.len(),
            median_tangling: medians.collect(),
            share_hidden_below_action: Some(0.8125),
            share_cell_below_action: None,
        };
        Report {
            format_version: FORMAT_VERSION,
            policy: PolicyReport {
                name: "walk <script>&".to_owned(),
                sha256: "0123456789abcdef".to_owned(),
                steps: 45_004_800,
                robot: "robot".to_owned(),
            },
            options: options.report(suite),
            conditions: self.conditions(),
            layers: measured
                .iter()
                .map(|layer| (layer.name.clone(), layer.report.clone()))
                .collect(),
            share_hidden_below_action: None,
            share_cell_below_action: None,
            comparisons: PAIRS.iter().map(pair).collect(),
            sweeps: [("forward".to_owned(), sweep)].into(),
            fixed_points: Vec::new(),
            controls: BTreeMap::new(),
            claims: Vec::new(),
        }
    }

    fn conditions(&self) -> ConditionsReport {
        let kept = self.speeds.iter().map(|&speed| KeptCondition {
            command: [speed, 0.0, 0.0],
            sweep: Some("forward".to_owned()),
            strides: 54,
            period: 0.5,
            period_cv: 0.03,
        });
        let left_out = vec![LeftOutCondition {
            command: [3.0, 0.0, 0.0],
            sweep: None,
            why: "fell in 1 < 2 trials".to_owned(),
        }];
        ConditionsReport {
            run: self.speeds.len() + left_out.len(),
            kept: self.speeds.len(),
            kept_conditions: kept.collect(),
            left_out,
        }
    }
}

/// A random network as tangled as the trained one, one setting of dimensions, and one that is missing.
fn controls(measured: &[Measured], reduced: &[Measured]) -> BTreeMap<String, Control> {
    let control = |what: &str, missing: Option<&str>, runs| Control {
        what: what.to_owned(),
        missing: missing.map(str::to_owned),
        runs,
    };
    let run = |label: &str, layers: &[Measured]| {
        let find = |name: &str| layers.iter().find(|layer| layer.name == name).unwrap();
        let own = ["hidden", "cell"].map(|name| {
            let pair = compare(find(name), find("action"));
            (format!("{name}_action"), pair)
        });
        let against = ["hidden", "cell"].map(|name| {
            let pair = compare(find(name), find(name));
            (name.to_owned(), pair)
        });
        let reports = layers.iter();
        ControlRun {
            label: label.to_owned(),
            steps: Some(2_000_000),
            kept: 4,
            left_out: [("fell".to_owned(), 1)].into(),
            layers: reports
                .map(|layer| (layer.name.clone(), layer.report.clone()))
                .collect(),
            comparisons: own.into(),
            against_own_action: BTreeMap::new(),
            against_trained: against.into(),
        }
    };
    let none = ControlRun {
        kept: 0,
        layers: BTreeMap::new(),
        comparisons: BTreeMap::new(),
        against_own_action: BTreeMap::new(),
        against_trained: BTreeMap::new(),
        ..run("none counts", measured)
    };
    [
        (
            "random_lstm",
            control("untrained networks", None, vec![run("seed 0", measured)]),
        ),
        (
            "dimensions",
            control("components", None, vec![run("3 components", reduced)]),
        ),
        (
            "snapshots",
            control("checkpoints", None, vec![run("at 2m", measured), none]),
        ),
        (
            "feed_forward",
            control("without memory", Some("no policy of this role"), Vec::new()),
        ),
    ]
    .map(|(name, control)| (name.to_owned(), control))
    .into()
}

fn fixed_points() -> FixedPointsReport {
    let point = |q: f64, is_fixed| FixedPointReport {
        q,
        is_fixed,
        unstable_modes: Some(if is_fixed { FIXED_POINT_UNITS } else { 0 }),
        largest_modulus: Some(if is_fixed { 1.25 } else { 0.5 }),
        leading_frequency: None,
        starts: 3,
    };
    FixedPointsReport {
        sweep: "forward".to_owned(),
        command: [0.3, 0.0, 0.0],
        points: vec![point(1e-20, true), point(1e-8, false)],
        given_up: 2,
    }
}

/// Units of the sample's fixed points, and so modes of each.
const FIXED_POINT_UNITS: usize = 12;

fn fixed_point_arrays() -> Vec<NamedArray> {
    const UNITS: usize = FIXED_POINT_UNITS;
    let array = |name: &str, shape: Vec<usize>, values| NamedArray {
        name: name.to_owned(),
        shape,
        values,
    };
    let moduli = (0..2 * UNITS).flat_map(|index| [if index < UNITS { 1.25 } else { 0.5 }, 0.0]);
    vec![
        vector("fixed_point_condition", vec![1.0, 1.0]),
        vector("fixed_point_q", vec![1e-20, 1e-8]),
        array("fixed_point_state", vec![2, UNITS], vec![0.1; 2 * UNITS]),
        array(
            "fixed_point_eigenvalues",
            vec![2, UNITS, 2],
            moduli.collect(),
        ),
    ]
}
