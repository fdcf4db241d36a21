//! Controls with another network: driven by the observations of the policy under study, or walking
//! its own way.

use std::collections::BTreeMap;

use super::Found;
use crate::experiment::arrays::time_points;
use crate::experiment::layers::{Layer, RECURRENT, driven};
use crate::experiment::measure::{Measured, compare};
use crate::experiment::options::Depth;
use crate::experiment::result::{Comparison, Control, ControlRun, LayerReport};
use crate::experiment::strides::LeftOut;
use crate::experiment::study::{Inputs, Study, measure_all};
use crate::experiment::{ExperimentError, Reporter};
use crate::policy::{Lesion, Policy, Role};

/// Populations that are no network's: the same whoever is driven.
const NOT_DRIVEN: [&str; 3] = ["observation", "body", "torque"];

/// Random networks of the same size, driven by the trained policy's own observations.
pub(super) fn random_lstm(
    inputs: &Inputs,
    study: &Study,
    reporter: &dyn Reporter,
    found: &mut Found,
) -> Result<(), ExperimentError> {
    let mut runs = Vec::new();
    for seed in 0..inputs.options.random_networks {
        let network = inputs.policy.untrained(seed);
        let label = format!("seed {seed}");
        let stage = format!("random network {seed}");
        let (run, measured) = driven_run(
            inputs,
            study,
            (&network, Lesion::None),
            (&label, &stage),
            reporter,
        )?;
        for layer in measured
            .iter()
            .filter(|layer| RECURRENT.contains(&&*layer.name))
        {
            if let Some(q) = &layer.q {
                let name = format!("random_lstm_{seed}_tangling_{}", layer.name);
                found.arrays.push(time_points(name, layer, q));
            }
        }
        runs.push(run);
    }
    let missing = runs
        .is_empty()
        .then(|| "no random networks were asked for".to_owned());
    let what = "untrained networks of the same sizes, encoder and LSTM alike, driven by the \
                trained policy’s own observations at the same strides: what an LSTM does \
                without learning"
        .to_owned();
    found.add(
        "random_lstm",
        Control {
            what,
            missing,
            runs,
        },
    );
    Ok(())
}

/// The trained network without memory: driven by what it saw when it had one, and walking.
pub(super) fn lesions(
    inputs: &Inputs,
    study: &Study,
    reporter: &dyn Reporter,
    found: &mut Found,
) -> Result<(), ExperimentError> {
    let network = (inputs.policy, Lesion::Recurrence);
    let names = ("hidden and cell state held at zero", "lesioned, driven");
    let (run, _) = driven_run(inputs, study, network, names, reporter)?;
    let what = "the trained network with hidden and cell state held at zero before each step, \
                driven by the observations of the intact one: the same input, no memory";
    found.add("lesioned_driven", control(what, vec![run]));
    let walking = walking_run(inputs, network, (names.0, None), "lesioned", reporter)?;
    let what = "the trained network with hidden and cell state held at zero, walking its own way";
    found.add("lesioned", control(what, vec![walking]));
    Ok(())
}

/// Untrained networks walking their own way.
pub(super) fn untrained(
    inputs: &Inputs,
    reporter: &dyn Reporter,
    found: &mut Found,
) -> Result<(), ExperimentError> {
    let network = inputs.policy.untrained(0);
    let network = (&network, Lesion::None);
    let mut runs = vec![walking_run(
        inputs,
        network,
        ("seed 0", Some(0)),
        "untrained",
        reporter,
    )?];
    runs.extend(of_role(inputs, Role::Random, "untrained", reporter)?);
    let what = "an untrained network of the same sizes acting on the robot: its own, failed way";
    found.add("untrained", control(what, runs));
    Ok(())
}

/// The controls that need further policies.
pub(super) fn listed(
    inputs: &Inputs,
    reporter: &dyn Reporter,
    found: &mut Found,
) -> Result<(), ExperimentError> {
    for (name, role, what) in [
        (
            "feed_forward",
            Role::FeedForward,
            "a policy of the same sizes trained without memory: hidden and cell state start from \
             zero at each step",
        ),
        (
            "seeds",
            Role::Seed,
            "policies of the same sizes from other training runs, each with its own length and perhaps its own recipe",
        ),
        (
            "snapshots",
            Role::Snapshot,
            "checkpoints on the way to the trained policy: tangling as learning goes on",
        ),
        (
            "no_previous_action",
            Role::NoPreviousAction,
            "a policy trained without its previous action in what it sees",
        ),
        (
            "rough",
            Role::Rough,
            "a policy trained on rough ground, walking on the plane",
        ),
    ] {
        let runs = of_role(inputs, role, name, reporter)?;
        let mut control = control(what, runs);
        control.missing = control
            .runs
            .is_empty()
            .then(|| "no policy of this role in the family of policies".to_owned());
        found.add(name, control);
    }
    Ok(())
}

fn control(what: &str, runs: Vec<ControlRun>) -> Control {
    Control {
        what: what.to_owned(),
        missing: None,
        runs,
    }
}

/// Every policy of a role, walking, by steps of training.
fn of_role(
    inputs: &Inputs,
    role: Role,
    stage: &str,
    reporter: &dyn Reporter,
) -> Result<Vec<ControlRun>, ExperimentError> {
    let Some(family) = inputs.family else {
        return Ok(Vec::new());
    };
    let of_role = family.members.iter().filter(|member| member.role == role);
    let mut members: Vec<_> = of_role.collect();
    members.sort_by_key(|member| member.steps);
    let mut runs = Vec::new();
    for member in members {
        let policy = family.policy(member, inputs.robot)?;
        let network = (&policy, Lesion::None);
        let label = (member.name(), Some(policy.manifest.steps));
        runs.push(walking_run(inputs, network, label, stage, reporter)?);
    }
    Ok(runs)
}

/// A network that walks by itself.
fn walking_run(
    inputs: &Inputs,
    network: (&Policy, Lesion),
    (label, steps): (&str, Option<u64>),
    stage: &str,
    reporter: &dyn Reporter,
) -> Result<ControlRun, ExperimentError> {
    let study = Study::of(inputs, network, (stage, Depth::Headline), reporter)?;
    let comparisons = RECURRENT.iter().filter_map(|name| {
        let found = compare(study.find(name)?, study.find("action")?);
        Some((format!("{name}_action"), found))
    });
    Ok(ControlRun {
        label: label.to_owned(),
        steps,
        kept: study.kept().count(),
        left_out: left_out(&study),
        comparisons: comparisons.collect(),
        layers: reports(&study.measured),
        against_own_action: BTreeMap::new(),
        against_trained: BTreeMap::new(),
    })
}

/// A network that is driven by the observations of the study, at its strides.
fn driven_run(
    inputs: &Inputs,
    study: &Study,
    (policy, lesion): (&Policy, Lesion),
    (label, stage): (&str, &str),
    reporter: &dyn Reporter,
) -> Result<(ControlRun, Vec<Measured>), ExperimentError> {
    let mut layers = driven(&study.walked, policy, lesion);
    layers.retain(|layer| !NOT_DRIVEN.contains(&&*layer.name));
    reporter.stage(stage, layers.len());
    let layers: Vec<&Layer> = layers.iter().collect();
    let rule = (inputs.options, study.rule, Depth::Headline);
    let measured = measure_all(&layers, &study.axes, rule, reporter)?;
    let find = |name: &str| measured.iter().find(|measured| measured.name == name);
    let against = |other: &str, name: &str| -> Option<Comparison> {
        Some(compare(find(name)?, study.find(other)?))
    };
    let run = ControlRun {
        label: label.to_owned(),
        steps: None,
        kept: study.kept().count(),
        left_out: left_out(study),
        layers: reports(&measured),
        comparisons: RECURRENT
            .iter()
            .filter_map(|name| Some((format!("{name}_action"), against("action", name)?)))
            .collect(),
        against_own_action: RECURRENT
            .iter()
            .filter_map(|name| {
                let own = compare(find(name)?, find("action")?);
                Some((format!("{name}_action"), own))
            })
            .collect(),
        against_trained: RECURRENT
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), against(name, name)?)))
            .collect(),
    };
    Ok((run, measured))
}

fn reports(measured: &[Measured]) -> BTreeMap<String, LayerReport> {
    let pairs = measured.iter();
    pairs
        .map(|one| (one.name.clone(), one.report.clone()))
        .collect()
}

/// Conditions left out, counted by rule.
fn left_out(study: &Study) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for why in study
        .walked
        .iter()
        .filter_map(|walked| walked.strides.as_ref().err())
    {
        let rule = match why {
            LeftOut::OutsideTraining => "outside training",
            LeftOut::Fell { .. } => "fell",
            LeftOut::Stands { .. } => "stands",
            LeftOut::TooFewStrides { .. } => "too few strides",
            LeftOut::Unsteady { .. } => "unsteady",
        };
        *counts.entry(rule.to_owned()).or_insert(0) += 1;
    }
    counts
}
