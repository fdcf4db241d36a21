//! Atlas files: read field by field, so that an error can name the one that is wrong, held against policy
//! and basis, and their text.

use std::collections::BTreeMap;
use std::path::Path;

use super::CompanionError;
use super::fields::{FileKind, Node, read};
use crate::analysis::atlas::{
    Atlas, COMPONENTS, Condition, FORMAT_VERSION, LAYERS, Layer, Scores, Suite,
};
use crate::analysis::basis::Basis;

/// What an atlas file is, for messages.
const KIND: FileKind = FileKind {
    name: "an atlas",
    fix: "make it anew with `tanglewalk atlas`",
};

impl Atlas {
    /// Reads an atlas file; errors name the file and the field.
    pub fn load(path: &Path) -> Result<Self, CompanionError> {
        parse(&read(path)?, path)
    }

    /// Reads the text of the atlas file `file`.
    pub fn from_json(text: &str, file: &Path) -> Result<Self, CompanionError> {
        parse(text, file)
    }

    /// The contents of an atlas file, without needless white space: there are many numbers.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// Fails where the atlas, read from `file`, is not of the policy with this hash, or not drawn on the
    /// axes of its basis.
    pub fn check_fits(
        &self,
        file: &Path,
        policy_sha256: &str,
        basis: &Basis,
    ) -> Result<(), CompanionError> {
        if self.policy_sha256 != policy_sha256 {
            let found = format!("{}, the policy's is {policy_sha256}", self.policy_sha256);
            return Err(KIND.wrong(file, "policy_sha256".to_owned(), found));
        }
        for (name, layer) in &self.layers {
            if !basis
                .layers
                .get(name)
                .is_some_and(|basis| layer.is_of(basis))
            {
                let found = "not the axes of the policy's basis".to_owned();
                return Err(KIND.wrong(file, format!("layers.{name}"), found));
            }
        }
        Ok(())
    }
}

fn parse(text: &str, file: &Path) -> Result<Atlas, CompanionError> {
    let value = KIND.parse(text, file)?;
    let top = KIND.top(file, &value);
    let format_version = top.read_version(FORMAT_VERSION)?;
    let policy_sha256 = top.read_policy_sha256()?;
    let suite = top.child("suite")?;
    let suite = Suite {
        name: suite.read("name")?,
        seed: suite.read("seed")?,
        bins: suite.read("bins")?,
    };
    let node = top.child("layers")?;
    let layers = LAYERS
        .map(|name| Ok((name.to_owned(), layer(&node.child(name)?)?)))
        .into_iter()
        .collect::<Result<BTreeMap<_, _>, CompanionError>>()?;
    let conditions = top.entries("conditions")?;
    let conditions = conditions
        .iter()
        .map(|node| condition(node, suite.bins))
        .collect::<Result<Vec<_>, CompanionError>>()?;
    Ok(Atlas {
        format_version,
        policy_sha256,
        suite,
        layers,
        conditions,
    })
}

fn layer(node: &Node) -> Result<Layer, CompanionError> {
    let mean: Vec<f64> = node.read("mean")?;
    let std: Vec<f64> = node.read("std")?;
    let components: Vec<Vec<f64>> = node.read("components")?;
    let units = mean.len();
    node.check_length("std", std.len(), units, "mean")?;
    if components.len() != COMPONENTS {
        let found = format!("{} components, not {COMPONENTS}", components.len());
        return Err(node.wrong("components", found));
    }
    for (k, component) in components.iter().enumerate() {
        node.check_length(&format!("components[{k}]"), component.len(), units, "mean")?;
    }
    let speed_axes: BTreeMap<String, Vec<f64>> = node.read("speed_axes")?;
    for (name, axis) in &speed_axes {
        node.check_length(&format!("speed_axes.{name}"), axis.len(), units, "mean")?;
    }
    Ok(Layer {
        mean,
        std,
        components,
        speed_axes,
    })
}

fn condition(node: &Node, bins: usize) -> Result<Condition, CompanionError> {
    let command: [f32; 3] = node.read("command")?;
    if !command.iter().all(|speed| speed.is_finite()) {
        return Err(node.wrong("command", "a speed that is not finite".to_owned()));
    }
    let cycles = node.child("cycles")?;
    let cycle = |name: &str| {
        let cycle: Vec<Scores> = cycles.read(name)?;
        cycles.check_length(name, cycle.len(), bins, "each stride (suite.bins)")?;
        if !cycle.iter().flatten().all(|score| score.is_finite()) {
            return Err(cycles.wrong(name, "a score that is not finite".to_owned()));
        }
        Ok((name.to_owned(), cycle))
    };
    Ok(Condition {
        command,
        period: node.read("period")?,
        strides: node.read("strides")?,
        cycles: LAYERS
            .map(cycle)
            .into_iter()
            .collect::<Result<BTreeMap<_, _>, CompanionError>>()?,
    })
}

#[cfg(test)]
mod tests;
