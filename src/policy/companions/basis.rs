//! Basis files: read field by field, so that an error can name the one that is wrong, and their text.

use std::collections::BTreeMap;
use std::path::Path;

use super::CompanionError;
use super::fields::{FileKind, Node, read};
use crate::analysis::basis::{Basis, FORMAT_VERSION, LayerBasis, Sweep};

/// What a basis file is, for messages.
const KIND: FileKind = FileKind {
    name: "a basis",
    fix: "make the basis anew with the policy",
};

impl Basis {
    /// Reads a basis file; errors name the file and the field.
    pub fn load(path: &Path) -> Result<Self, CompanionError> {
        parse(&read(path)?, path)
    }

    /// Reads the text of the basis file `file`.
    pub fn from_json(text: &str, file: &Path) -> Result<Self, CompanionError> {
        parse(text, file)
    }

    /// The contents of a basis file.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }
}

fn parse(text: &str, file: &Path) -> Result<Basis, CompanionError> {
    let value = KIND.parse(text, file)?;
    let top = KIND.top(file, &value);
    let format_version = top.read_version(FORMAT_VERSION)?;
    let policy_sha256 = top.read_policy_sha256()?;
    let sweep = top.child("sweep")?;
    let sweep = Sweep {
        commands: sweep.read("commands")?,
        seconds: sweep.read("seconds")?,
        seeds: sweep.read("seeds")?,
    };
    let layers = top.children("layers")?.into_iter();
    let layers = layers
        .map(|(name, node)| Ok((name, layer(&node)?)))
        .collect::<Result<BTreeMap<_, _>, CompanionError>>()?;
    Ok(Basis {
        format_version,
        policy_sha256,
        sweep,
        layers,
    })
}

fn layer(node: &Node) -> Result<LayerBasis, CompanionError> {
    let mean: Vec<f64> = node.read("mean")?;
    let std: Vec<f64> = node.read("std")?;
    let components: Vec<Vec<f64>> = node.read("components")?;
    let variance_ratio: Vec<f64> = node.read("variance_ratio")?;
    let bounds: Vec<[f64; 2]> = node.read("bounds")?;
    let (units, count) = (mean.len(), components.len());
    if units == 0 {
        return Err(node.wrong("mean", "no units".to_owned()));
    }
    node.check_length("std", std.len(), units, "mean")?;
    if let Some(unit) = std.iter().position(|&deviation| deviation < 0.0) {
        return Err(node.wrong(
            &format!("std[{unit}]"),
            format!("{} is negative", std[unit]),
        ));
    }
    for (k, component) in components.iter().enumerate() {
        node.check_length(&format!("components[{k}]"), component.len(), units, "mean")?;
    }
    node.check_length("variance_ratio", variance_ratio.len(), count, "components")?;
    node.check_length("bounds", bounds.len(), count, "components")?;
    Ok(LayerBasis {
        mean,
        std,
        components,
        variance_ratio,
        bounds,
    })
}

#[cfg(test)]
mod tests;
