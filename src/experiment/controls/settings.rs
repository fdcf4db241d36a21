//! Controls on the same walk: other forms of tangling, other sampling, equal noise.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::Found;
use crate::analysis::cycles::space::Space;
use crate::analysis::cycles::{Cycle, CycleStack};
use crate::analysis::normalise::Normalisation;
use crate::analysis::surrogates::{Phases, phase_randomised};
use crate::analysis::tangling::{Derivative, Form, Softening};
use crate::analysis::{AnalysisError, Population};
use crate::experiment::claims::RECURRENT;
use crate::experiment::cycles::CycleRule;
use crate::experiment::layers::Layer;
use crate::experiment::measure::{Measured, compare, of_cycles};
use crate::experiment::options::{Averaging, Depth, Options, derivative_name, epsilon_name};
use crate::experiment::result::{Control, ControlRun};
use crate::experiment::study::{Inputs, Study, measure_all};
use crate::experiment::{ExperimentError, Reporter};

/// Populations that these controls measure.
const MEASURED: [&str; 4] = ["observation", "hidden", "cell", "action"];
/// Numbers of principal components in the sweep over dimensions.
const DIMENSIONS: [usize; 8] = [2, 3, 4, 6, 8, 12, 16, 20];
/// Phase bins in the sweep over sampling.
const BINS: [usize; 3] = [25, 50, 200];
/// Keeps the draws of the equal noise apart from others.
const NOISE_STREAM: u64 = 1 << 40;

/// A setting by name, with the rule it changes.
struct Setting {
    label: String,
    options: Options,
    bins: usize,
}

/// Every control on the same walk.
pub fn run(
    inputs: &Inputs,
    study: &Study,
    reporter: &dyn Reporter,
    found: &mut Found,
) -> Result<(), ExperimentError> {
    for (name, what, settings) in settings(inputs, study.rule.bins) {
        let mut runs = Vec::new();
        for setting in settings {
            runs.push(setting_run(study, name, &setting, reporter)?);
        }
        found.add(name, control(what, runs));
    }
    surrogates(inputs, study, reporter, found)?;
    equal_noise(inputs, study, reporter, found)
}

/// Name, sentence and settings of each control.
fn settings(inputs: &Inputs, bins: usize) -> Vec<(&'static str, &'static str, Vec<Setting>)> {
    let options = *inputs.options;
    let setting = |label: String, change: &dyn Fn(&mut Options)| {
        let mut changed = options;
        change(&mut changed);
        Setting {
            label,
            options: changed,
            bins,
        }
    };
    let form = |form: Form, label: String| {
        setting(label, &move |options| {
            options.tangling.form = form;
            options.tangling.softening = form.softening();
        })
    };
    let forms = [
        Form::ZScore,
        Form::Range,
        Form::SoftRange,
        Form::None,
        Form::Russo,
    ];
    let rules = [Softening::Entries, Softening::Total];
    let derivatives = [Derivative::Wrapped, Derivative::Open];
    let sampled = |bins: usize| Setting {
        label: format!("{bins} bins"),
        options,
        bins,
    };
    let dimensions = |count: usize| {
        form(
            Form::Pcs { dimensions: count },
            format!("{count} components"),
        )
    };
    vec![
        (
            "forms",
            "other normalisations of the units, with their own epsilon",
            forms.map(|one| form(one, one.name().to_owned())).into(),
        ),
        (
            "dimensions",
            "the first n principal components of the z-scored units, for several n",
            DIMENSIONS.map(dimensions).into(),
        ),
        (
            "epsilon",
            "both rules for epsilon: 0.1 x the variance of all entries, and 0.1 x the total variance",
            rules
                .map(|rule| {
                    let label = epsilon_name(rule).to_owned();
                    setting(label, &move |options| options.tangling.softening = rule)
                })
                .into(),
        ),
        (
            "derivative",
            "the derivative round the closed cycle, and open with its first value repeated",
            derivatives
                .map(|rule| {
                    let label = derivative_name(rule).to_owned();
                    setting(label, &move |options| options.tangling.derivative = rule)
                })
                .into(),
        ),
        (
            "mean_centring",
            "the mean over conditions taken out at every bin",
            vec![setting("mean-centred".to_owned(), &|options| {
                options.centring = true;
                options.averaging = Averaging::Phase;
            })],
        ),
        (
            "control_rate",
            "strides of the most common length averaged sample by sample at 50 Hz: the paper's way",
            vec![setting("modal length".to_owned(), &|options| {
                options.averaging = Averaging::ModalLength;
                options.centring = false;
            })],
        ),
        (
            "sampling",
            "cycles resampled to fewer and more bins. Physics substeps cannot be added: the network \
             acts at 50 Hz, and between its steps it has no activity",
            BINS.map(sampled).into(),
        ),
    ]
}

fn control(what: &str, runs: Vec<ControlRun>) -> Control {
    Control {
        what: what.to_owned(),
        missing: None,
        runs,
    }
}

fn setting_run(
    study: &Study,
    name: &str,
    setting: &Setting,
    reporter: &dyn Reporter,
) -> Result<ControlRun, ExperimentError> {
    let measured = |layer: &&Layer| MEASURED.contains(&&*layer.name);
    let layers: Vec<&Layer> = study.layers.iter().filter(measured).collect();
    reporter.stage(&format!("{name}: {}", setting.label), layers.len());
    let rule = CycleRule {
        averaging: setting.options.averaging,
        bins: setting.bins,
        dt: study.rule.dt,
    };
    let measured = measure_all(
        &layers,
        &study.axes,
        (&setting.options, rule, Depth::Headline),
        reporter,
    )?;
    Ok(summary(&setting.label, study, &measured))
}

/// Cycles with their harmonics at phases drawn anew.
fn surrogates(
    inputs: &Inputs,
    study: &Study,
    reporter: &dyn Reporter,
    found: &mut Found,
) -> Result<(), ExperimentError> {
    let measured: Vec<&Measured> = MEASURED
        .iter()
        .filter_map(|name| study.find(name))
        .collect();
    let mut runs = Vec::new();
    for (label, phases) in [
        ("phases drawn for each component", Phases::PerComponent),
        ("phases drawn for all components alike", Phases::Shared),
    ] {
        reporter.stage("surrogates", measured.len());
        let mut drawn = Vec::new();
        for one in &measured {
            let surrogate = phase_randomised(&one.cycles, phases, inputs.suite.seed)
                .and_then(|cycles| of_control(one, cycles, study, inputs));
            drawn.push(surrogate.map_err(|source| of_layer(one, source))?);
            if !reporter.step() {
                return Err(ExperimentError::Interrupted);
            }
        }
        runs.push(summary(label, study, &drawn));
    }
    let what = "phase-randomised surrogates: power spectra of the principal components and the \
                means of conditions are kept; what couples components in time is gone, or, with \
                phases drawn alike, what couples harmonics";
    found.add("surrogates", control(what, runs));
    Ok(())
}

fn of_control(
    one: &Measured,
    cycles: CycleStack,
    study: &Study,
    inputs: &Inputs,
) -> Result<Measured, AnalysisError> {
    of_cycles(
        &one.name,
        cycles,
        &study.axes,
        (inputs.options, Depth::Headline),
    )
}

fn of_layer(one: &Measured, source: AnalysisError) -> ExperimentError {
    ExperimentError::Measure {
        layer: one.name.clone(),
        source,
    }
}

/// White noise added to the z-scored cycles until populations hold as large a share of noise as the
/// noisiest of them: once among those that are compared, once with the observation as well.
fn equal_noise(
    inputs: &Inputs,
    study: &Study,
    reporter: &dyn Reporter,
    found: &mut Found,
) -> Result<(), ExperimentError> {
    let what = "white noise added to the z-scored cycles until populations hold the noise share of \
                the noisiest. It is white from bin to bin, harsher than noise of samples at 50 Hz";
    let mut equal = control(what, Vec::new());
    for (label, names) in [
        ("hidden, cell, action", &MEASURED[1..]),
        ("the observation as well", &MEASURED[..]),
    ] {
        let measured: Vec<&Measured> = names.iter().filter_map(|name| study.find(name)).collect();
        reporter.stage("equal noise", measured.len());
        let shares: Option<Vec<f64>> = measured.iter().map(|one| one.report.noise_share).collect();
        match shares {
            None => {
                let why = "noise shares take two strides of each condition";
                equal.missing = Some(why.to_owned());
            }
            Some(shares) => {
                let run = with_equal_noise(inputs, study, (label, &measured, &shares), reporter)?;
                equal.runs.push(run);
            }
        }
    }
    found.add("equal_noise", equal);
    Ok(())
}

fn with_equal_noise(
    inputs: &Inputs,
    study: &Study,
    (label, measured, shares): (&str, &[&Measured], &[f64]),
    reporter: &dyn Reporter,
) -> Result<ControlRun, ExperimentError> {
    let largest = shares.iter().copied().fold(0.0, f64::max);
    let mut noisy = Vec::new();
    for (index, (one, share)) in measured.iter().zip(shares).enumerate() {
        let mut rng = ChaCha8Rng::seed_from_u64(inputs.suite.seed);
        rng.set_stream(NOISE_STREAM + index as u64);
        let deviation = (largest - share).max(0.0).sqrt();
        let fail = |source| of_layer(one, source);
        if let Some(cycles) = with_noise(&one.cycles, deviation, &mut rng).map_err(fail)? {
            noisy.push(of_control(one, cycles, study, inputs).map_err(fail)?);
        }
        if !reporter.step() {
            return Err(ExperimentError::Interrupted);
        }
    }
    let label = format!("{label}: noise share {largest:.4}");
    Ok(summary(&label, study, &noisy))
}

/// Z-scored cycles plus white noise; `None` if nothing varies.
fn with_noise(
    cycles: &CycleStack,
    deviation: f64,
    rng: &mut ChaCha8Rng,
) -> Result<Option<CycleStack>, AnalysisError> {
    let Some(space) = Space::fit(cycles, Normalisation::ZScore)? else {
        return Ok(None);
    };
    let z = space.normalised(cycles)?;
    let mut noisy = |value: &f64| -> f64 {
        let draw: f64 = StandardNormal.sample(rng);
        value + deviation * draw
    };
    let mut out = Vec::new();
    for cycle in z.cycles() {
        let data = cycle.data().data().iter().map(&mut noisy).collect();
        let data = Population::new(cycle.bins(), z.units(), data)?;
        out.push(Cycle::new(data, cycle.period())?);
    }
    CycleStack::new(out).map(Some)
}

fn summary(label: &str, study: &Study, measured: &[Measured]) -> ControlRun {
    let find = |name: &str| measured.iter().find(|one| one.name == name);
    let comparisons = RECURRENT.iter().filter_map(|name| {
        let found = compare(find(name)?, find("action")?);
        Some((format!("{name}_action"), found))
    });
    ControlRun {
        label: label.to_owned(),
        steps: None,
        kept: study.kept().count(),
        left_out: BTreeMap::new(),
        comparisons: comparisons.collect(),
        layers: measured
            .iter()
            .map(|one| (one.name.clone(), one.report.clone()))
            .collect(),
        against_trained: BTreeMap::new(),
    }
}
