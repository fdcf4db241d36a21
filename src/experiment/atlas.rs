//! The atlas of a policy: the study's mean cycles in the plane of the policy's basis.
//!
//! In: what an experiment is made of, and the basis. Out: an [`Atlas`] of the same conditions, strides and
//! cycles as the experiment's with the same suite and seed, without its measures and controls.

use super::measure::Measured;
use super::options::Depth;
use super::strides::mean_rows;
use super::study::{Inputs, Study, nothing_kept};
use super::{ExperimentError, Reporter};
use crate::analysis::atlas::{
    Atlas, Condition, FORMAT_VERSION, LAYERS, Layer, Scores, Suite, project,
};
use crate::analysis::basis::{Basis, LayerBasis};
use crate::policy::Lesion;

/// A layer of the atlas over all conditions that count.
struct Projected {
    name: &'static str,
    axes: Layer,
    /// By condition.
    cycles: Vec<Vec<Scores>>,
}

/// Walks the suite and projects its mean cycles on `basis`. `reporter` hears how far it is and may end it.
pub(crate) fn atlas(
    inputs: &Inputs,
    basis: &Basis,
    reporter: &dyn Reporter,
) -> Result<Atlas, ExperimentError> {
    let sha256 = &inputs.policy.manifest.sha256;
    let bases = bases(basis, sha256)?;
    let study = Study::of(
        inputs,
        (inputs.policy, Lesion::None),
        ("walking", Depth::Headline),
        reporter,
    )?;
    if study.layers.is_empty() {
        return Err(nothing_kept(&study.walked));
    }
    let projected = bases.into_iter().map(|(name, basis)| {
        let measured = study.find(name).ok_or_else(|| lacks(name))?;
        layer(name, measured, basis)
    });
    let projected = projected.collect::<Result<Vec<Projected>, _>>()?;
    let conditions = study.kept().enumerate();
    let conditions = conditions.map(|(index, (condition, strides))| Condition {
        command: condition.command.into(),
        period: mean_rows(strides) * study.rule.dt,
        strides: strides.len(),
        cycles: projected
            .iter()
            .map(|layer| (layer.name.to_owned(), layer.cycles[index].clone()))
            .collect(),
    });
    Ok(Atlas {
        format_version: FORMAT_VERSION,
        policy_sha256: sha256.clone(),
        suite: Suite {
            name: inputs.suite.name.clone(),
            seed: inputs.suite.seed,
            bins: inputs.suite.bins,
        },
        conditions: conditions.collect(),
        layers: projected
            .into_iter()
            .map(|layer| (layer.name.to_owned(), layer.axes))
            .collect(),
    })
}

/// The basis of each layer, if it is the basis of the policy with this hash.
fn bases<'a>(
    basis: &'a Basis,
    sha256: &str,
) -> Result<Vec<(&'static str, &'a LayerBasis)>, ExperimentError> {
    if basis.policy_sha256 != sha256 {
        let own = &basis.policy_sha256;
        let found = format!("field policy_sha256 is {own}, the policy's is {sha256}");
        return Err(ExperimentError::UnfitBasis { found });
    }
    let of_layer = |name| Some((name, basis.layers.get(name)?));
    let layers = LAYERS.map(|name| of_layer(name).ok_or_else(|| lacks(name)));
    layers.into_iter().collect()
}

fn lacks(layer: &str) -> ExperimentError {
    ExperimentError::UnfitBasis {
        found: format!("field layers: no {layer}"),
    }
}

fn layer(
    name: &'static str,
    measured: &Measured,
    basis: &LayerBasis,
) -> Result<Projected, ExperimentError> {
    let error = |source| ExperimentError::Measure {
        layer: name.to_owned(),
        source,
    };
    let cycles = measured.cycles.cycles().iter();
    Ok(Projected {
        name,
        axes: Layer::new(basis, measured.axes.clone()).map_err(error)?,
        cycles: cycles
            .map(|cycle| project(basis, cycle.data()))
            .collect::<Result<_, _>>()
            .map_err(error)?,
    })
}
