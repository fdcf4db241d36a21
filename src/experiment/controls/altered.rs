//! Controls on altered cycles of the same walk: surrogates, equal noise.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::Found;
use super::settings::{MEASURED, control, summary};
use crate::analysis::cycles::space::Space;
use crate::analysis::cycles::spline::resample;
use crate::analysis::cycles::{Cycle, CycleStack};
use crate::analysis::normalise::Normalisation;
use crate::analysis::surrogates::{Phases, phase_randomised};
use crate::analysis::{AnalysisError, Population};
use crate::experiment::measure::{Measured, of_cycles};
use crate::experiment::options::Depth;
use crate::experiment::result::ControlRun;
use crate::experiment::study::{Inputs, Study};
use crate::experiment::{ExperimentError, Reporter};
use crate::style::numbers::percent;

/// In the labels of runs whose noise is white from bin to bin: an extreme, for strides are resampled from
/// the control rate and cannot change so fast.
pub(crate) const BIN_TO_BIN: &str = "from bin to bin";
/// Keeps the draws of the equal noise apart from others.
const NOISE_STREAM: u64 = 1 << 40;

/// Cycles with their harmonics at phases drawn anew.
pub(super) fn surrogates(
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

/// Noise added to the z-scored cycles until populations hold as large a share of noise as the
/// noisiest of them: once among those that are compared, once with the observation as well.
pub(super) fn equal_noise(
    inputs: &Inputs,
    study: &Study,
    reporter: &dyn Reporter,
    found: &mut Found,
) -> Result<(), ExperimentError> {
    let what = "noise added to the z-scored cycles until populations hold the noise share of the \
                noisiest: white at the control rate and resampled as strides are, the way that \
                noise comes in; and white from bin to bin, which is harsher on derivatives";
    let mut equal = control(what, Vec::new());
    let compared = ("up to the noisiest of hidden, cell, action", &MEASURED[1..]);
    let with_observation = ("up to the noisiest, the observation too", &MEASURED[..]);
    for ((whose, names), noise) in [
        (compared, Noise::Samples),
        (with_observation, Noise::Samples),
        (compared, Noise::Bins),
        (with_observation, Noise::Bins),
    ] {
        let label = match noise {
            Noise::Samples => whose.to_owned(),
            Noise::Bins => format!("{whose}, {BIN_TO_BIN}"),
        };
        let measured: Vec<&Measured> = names.iter().filter_map(|name| study.find(name)).collect();
        reporter.stage("equal noise", measured.len());
        let shares: Option<Vec<f64>> = measured.iter().map(|one| one.report.noise_share).collect();
        match shares {
            None => {
                let why = "noise shares take two strides of each condition";
                equal.missing = Some(why.to_owned());
            }
            Some(shares) => {
                let rule = (&*label, noise);
                let run = with_equal_noise(inputs, study, rule, (&measured, &shares), reporter)?;
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
    (label, noise): (&str, Noise),
    (measured, shares): (&[&Measured], &[f64]),
    reporter: &dyn Reporter,
) -> Result<ControlRun, ExperimentError> {
    let largest = shares.iter().copied().fold(0.0, f64::max);
    let mut noisy = Vec::new();
    for (index, (one, share)) in measured.iter().zip(shares).enumerate() {
        let mut rng = ChaCha8Rng::seed_from_u64(inputs.suite.seed);
        rng.set_stream(NOISE_STREAM + index as u64);
        let deviation = (largest - share).max(0.0).sqrt();
        let fail = |source| of_layer(one, source);
        let dt = study.rule.dt;
        let added = with_noise(&one.cycles, (noise, dt), deviation, &mut rng);
        if let Some(cycles) = added.map_err(fail)? {
            noisy.push(of_control(one, cycles, study, inputs).map_err(fail)?);
        }
        if !reporter.step() {
            return Err(ExperimentError::Interrupted);
        }
    }
    let label = format!("{label}: noise share {}", percent(largest));
    Ok(summary(&label, study, &noisy))
}

/// How noise is drawn.
#[derive(Clone, Copy)]
enum Noise {
    /// White at the control rate, then resampled as a stride is.
    Samples,
    /// White from bin to bin.
    Bins,
}

/// Z-scored cycles plus noise of the given deviation; `None` if nothing varies. A control step
/// lasts `dt` [s].
fn with_noise(
    cycles: &CycleStack,
    (noise, dt): (Noise, f64),
    deviation: f64,
    rng: &mut ChaCha8Rng,
) -> Result<Option<CycleStack>, AnalysisError> {
    let Some(space) = Space::fit(cycles, Normalisation::ZScore)? else {
        return Ok(None);
    };
    let z = space.normalised(cycles)?;
    let mut out = Vec::new();
    for cycle in z.cycles() {
        let bins = cycle.bins();
        let samples = match noise {
            Noise::Samples => ((cycle.period() / dt).round() as usize).max(3),
            Noise::Bins => bins,
        };
        let drawn: Vec<f64> = (0..samples * z.units())
            .map(|_| StandardNormal.sample(rng))
            .collect();
        let drawn = resample(&Population::new(samples, z.units(), drawn)?, bins)?;
        let scale = deviation / drawn.variance_of_entries().sqrt();
        let noisy = cycle.data().data().iter().zip(drawn.data());
        let noisy = noisy.map(|(value, noise)| value + scale * noise).collect();
        out.push(Cycle::new(
            Population::new(bins, z.units(), noisy)?,
            cycle.period(),
        )?);
    }
    CycleStack::new(out).map(Some)
}
