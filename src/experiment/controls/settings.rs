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
pub const EQUAL_DIMENSIONS_ALIKE: [&str; 3] = ["forms", "dimensions", "epsilon"];

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
    for (name, what, settings) in settings(*inputs.options, study.rule.bins) {
        let mut runs = Vec::new();
        for setting in settings {
            runs.push(setting_run(study, name, &setting, reporter)?);
        }
        found.add(name, control(what, runs));
    }
    Ok(())
}

/// Name, sentence and settings of each control.
fn settings(options: Options, bins: usize) -> Vec<(&'static str, &'static str, Vec<Setting>)> {
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
            "both rules for epsilon: 0.1 × the variance of all entries, and 0.1 × the total variance",
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
            "strides of the most common length averaged sample by sample at 50 Hz, as Rush et al. (2023) do",
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
