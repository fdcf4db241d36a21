//! Controls on the same walk: other forms of tangling, other rules, other sampling.

use std::collections::BTreeMap;

use super::Found;
use crate::analysis::cycles::average::{Averaging, CycleRule};
use crate::analysis::tangling::{Derivative, Form, Softening};
use crate::experiment::layers::{Layer, RECURRENT};
use crate::experiment::measure::{Measured, compare};
use crate::experiment::options::{Depth, Options, derivative_name, epsilon_name};
use crate::experiment::result::{Control, ControlRun};
use crate::experiment::study::{Inputs, Study, measure_all};
use crate::experiment::{ExperimentError, Reporter};

/// Populations that these controls measure.
pub(super) const MEASURED: [&str; 4] = ["observation", "hidden", "cell", "action"];
/// Numbers of principal components in the sweep over dimensions.
const DIMENSIONS: [usize; 8] = [2, 3, 4, 6, 8, 12, 16, 20];
/// Phase bins in the sweep over sampling.
const BINS: [usize; 3] = [25, 50, 200];

/// Controls whose option the comparison on equal dimensions does not follow: that one has a form, a
/// number of components and an epsilon of its own ([`Options::equal_dimensions`]), so that it says
/// the same for all of their settings.
pub(crate) const EQUAL_DIMENSIONS_ALIKE: [&str; 3] = ["forms", "dimensions", "epsilon"];

/// A setting by name, with the rule it changes.
struct Setting {
    label: String,
    options: Options,
    bins: usize,
}

/// Every control on the same walk.
pub(super) fn run(
    inputs: &Inputs,
    study: &Study,
    reporter: &dyn Reporter,
    found: &mut Found,
) -> Result<(), ExperimentError> {
    for (name, what, settings) in settings(*inputs.options, study.rule.bins) {
        let mut runs = Vec::new();
        for setting in settings {
            runs.push(setting_run(study, name, &setting, reporter)?);
        }
        found.add(name, control(what, runs));
    }
    Ok(())
}

/// Name, sentence and settings of a control.
type Group = (&'static str, &'static str, Vec<Setting>);

/// Every control.
fn settings(options: Options, bins: usize) -> Vec<Group> {
    let mut groups = other_tangling(options, bins);
    groups.extend(other_cycles(options, bins));
    groups
}

/// The options with a change.
fn changed(
    mut options: Options,
    bins: usize,
    label: impl Into<String>,
    change: impl Fn(&mut Options),
) -> Setting {
    change(&mut options);
    Setting {
        label: label.into(),
        options,
        bins,
    }
}

/// Tangling of the same cycles, taken otherwise.
fn other_tangling(options: Options, bins: usize) -> Vec<Group> {
    let form = |form: Form, label: String| {
        changed(options, bins, label, |options| {
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
    let dimensions = |count: usize| {
        form(
            Form::Pcs { dimensions: count },
            format!("{count} components"),
        )
    };
    let softening = |rule: Softening| {
        changed(options, bins, epsilon_name(rule), |options| {
            options.tangling.softening = rule;
        })
    };
    let derivative = |rule: Derivative| {
        changed(options, bins, derivative_name(rule), |options| {
            options.tangling.derivative = rule;
        })
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
            "both rules for epsilon: 0.1 × the variance of all entries, and 0.1 × the total variance",
            [Softening::Entries, Softening::Total].map(softening).into(),
        ),
        (
            "derivative",
            "the derivative round the closed cycle, and open with its first value repeated",
            [Derivative::Wrapped, Derivative::Open]
                .map(derivative)
                .into(),
        ),
    ]
}

/// The same tangling of cycles that are made otherwise.
fn other_cycles(options: Options, bins: usize) -> Vec<Group> {
    let sampled = |bins: usize| changed(options, bins, format!("{bins} bins"), |_| ());
    let centred = changed(options, bins, "mean-centred", |options| {
        options.centring = true;
        options.averaging = Averaging::Phase;
    });
    let modal = changed(options, bins, "modal length", |options| {
        options.averaging = Averaging::ModalLength;
        options.centring = false;
    });
    vec![
        (
            "mean_centring",
            "the mean over conditions taken out at every bin",
            vec![centred],
        ),
        (
            "control_rate",
            "strides of the most common length averaged sample by sample at 50 Hz, as Rush et al. (2023) do",
            vec![modal],
        ),
        (
            "sampling",
            "cycles resampled to fewer and more bins. Physics substeps cannot be added: the network \
             acts at 50 Hz, and between its steps it has no activity",
            BINS.map(sampled).into(),
        ),
    ]
}

/// A control that has something.
pub(super) fn control(what: &str, runs: Vec<ControlRun>) -> Control {
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

/// What a control says of the same walk's populations, measured otherwise.
pub(super) fn summary(label: &str, study: &Study, measured: &[Measured]) -> ControlRun {
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
        against_own_action: BTreeMap::new(),
        against_trained: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_listed_controls_leave_equal_dimensions_alike() {
        let bins = 100;
        let rule = |options: &Options, bins: usize| {
            let cycles = (options.averaging, options.centring, bins);
            (options.equal_dimensions(), cycles)
        };
        let own = rule(&Options::default(), bins);
        for (name, _, settings) in settings(Options::default(), bins) {
            let mut settings = settings.iter();
            let is_alike = settings.all(|setting| rule(&setting.options, setting.bins) == own);
            assert_eq!(is_alike, EQUAL_DIMENSIONS_ALIKE.contains(&name), "{name}");
        }
    }
}
