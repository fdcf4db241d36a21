//! Arrays of the controls that figures show as curves: the sweep over dimensions, and learning.
//!
//! In: the report with its controls. Out: medians of Q [1/s^2] by setting, NaN where a population has no
//! tangling or no condition counts.

use super::arrays::vector;
use super::result::{Control, LayerReport, NamedArray, Report};

/// Populations of the sweep over dimensions.
const SWEPT: [&str; 4] = ["observation", "hidden", "cell", "action"];
/// Populations that are followed through learning.
const FOLLOWED: [&str; 3] = ["hidden", "cell", "action"];

/// Arrays of both controls; none of a control that is missing.
pub(super) fn of_controls(report: &Report) -> Vec<NamedArray> {
    let mut arrays = Vec::new();
    if let Some(control) = report.controls.get("dimensions") {
        arrays.extend(dimensions(control));
    }
    let snapshots = report.controls.get("snapshots");
    if let Some(control) = snapshots.filter(|control| control.missing.is_none()) {
        arrays.extend(snapshots_of(control, report));
    }
    arrays
}

fn median(layers: Option<&LayerReport>) -> f64 {
    let tangling = layers.and_then(|layer| layer.tangling.as_ref());
    tangling.map_or(f64::NAN, |tangling| tangling.median)
}

fn dimensions(control: &Control) -> Vec<NamedArray> {
    let kept = |run: &&super::result::ControlRun| {
        let mut layers = run.layers.values();
        layers.find_map(|layer| layer.tangling.as_ref()?.dimensions)
    };
    let runs: Vec<_> = control
        .runs
        .iter()
        .filter_map(|run| Some((run, kept(&run)? as f64)))
        .collect();
    let counts = runs.iter().map(|(_, count)| *count).collect();
    let of_layer = |name: &str| {
        let medians = runs.iter().map(|(run, _)| median(run.layers.get(name)));
        vector(format!("dimensions_median_{name}"), medians.collect())
    };
    let mut arrays = vec![vector("dimensions", counts)];
    arrays.extend(SWEPT.map(of_layer));
    arrays
}

/// Snapshots by their steps of training, the policy under study last.
fn snapshots_of(control: &Control, report: &Report) -> Vec<NamedArray> {
    let runs = control.runs.iter();
    let steps = runs
        .clone()
        .map(|run| run.steps.map_or(f64::NAN, |steps| steps as f64))
        .chain([report.policy.steps as f64]);
    let kept = runs
        .clone()
        .map(|run| run.kept)
        .chain([report.conditions.kept]);
    let kept = kept.map(|kept| kept as f64);
    let of_layer = |name: &str| {
        let medians = runs.clone().map(|run| median(run.layers.get(name)));
        let own = median(report.layers.get(name));
        vector(
            format!("snapshot_median_{name}"),
            medians.chain([own]).collect(),
        )
    };
    let mut arrays = vec![
        vector("snapshot_steps", steps.collect()),
        vector("snapshot_conditions", kept.collect()),
    ];
    arrays.extend(FOLLOWED.map(of_layer));
    arrays
}
