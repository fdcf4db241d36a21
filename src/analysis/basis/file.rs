//! Reading a basis file, field by field, so that an error can name the one that is wrong.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Basis, FORMAT_VERSION, LayerBasis, Sweep};
use crate::analysis::AnalysisError;

const REMAKE: &str = "make the basis anew with the policy";

/// Reads the text of the basis file `file`.
pub(super) fn parse(text: &str, file: &Path) -> Result<Basis, AnalysisError> {
    let value: Value = serde_json::from_str(text).map_err(|source| AnalysisError::BasisSyntax {
        file: file.to_owned(),
        source,
    })?;
    let top = Node {
        file,
        path: String::new(),
        value: &value,
    };
    let format_version: u32 = top.read("format_version")?;
    if format_version != FORMAT_VERSION {
        let found = format!("{format_version}, but this program reads {FORMAT_VERSION}");
        return Err(top.wrong("format_version", found));
    }
    let policy_sha256: String = top.read("policy_sha256")?;
    if policy_sha256.len() != 64 || !policy_sha256.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        let found = format!("\"{policy_sha256}\" is not 64 hexadecimal digits");
        return Err(top.wrong("policy_sha256", found));
    }
    let sweep = top.child("sweep")?;
    let sweep = Sweep {
        commands: sweep.read("commands")?,
        seconds: sweep.read("seconds")?,
        seeds: sweep.read("seeds")?,
    };
    let layers = top.child("layers")?;
    let Some(names) = layers.value.as_object() else {
        return Err(top.wrong("layers", "not an object of layers".to_owned()));
    };
    let layers = names
        .keys()
        .map(|name| Ok((name.clone(), layer(&layers.child(name)?)?)))
        .collect::<Result<BTreeMap<_, _>, AnalysisError>>()?;
    Ok(Basis {
        format_version,
        policy_sha256,
        sweep,
        layers,
    })
}

fn layer(node: &Node) -> Result<LayerBasis, AnalysisError> {
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

/// A value of the file, and where it stands.
struct Node<'a> {
    file: &'a Path,
    path: String,
    value: &'a Value,
}

impl<'a> Node<'a> {
    fn child(&self, name: &str) -> Result<Node<'a>, AnalysisError> {
        match self.value.get(name) {
            Some(value) => Ok(Node {
                file: self.file,
                path: self.path_of(name),
                value,
            }),
            None => Err(self.wrong(name, "missing".to_owned())),
        }
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T, AnalysisError> {
        let child = self.child(name)?;
        T::deserialize(child.value).map_err(|error| self.wrong(name, error.to_string()))
    }

    fn check_length(
        &self,
        name: &str,
        found: usize,
        expected: usize,
        like: &str,
    ) -> Result<(), AnalysisError> {
        if found == expected {
            return Ok(());
        }
        Err(self.wrong(name, format!("{found} values, but {like} has {expected}")))
    }

    fn wrong(&self, name: &str, found: String) -> AnalysisError {
        AnalysisError::BasisField {
            file: self.file.to_owned(),
            field: self.path_of(name),
            found,
            fix: REMAKE,
        }
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }
}
