//! Copies of the shipped policy in a folder of their own, to be spoiled.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A tensor of the weights: type, shape, bytes.
pub(crate) type Tensor = (Dtype, Vec<usize>, Vec<u8>);

/// A manifest and the weights beside it.
pub(crate) struct PolicyFiles {
    folder: TempDir,
}

/// A path from the package's root.
pub(crate) fn in_package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

impl PolicyFiles {
    /// Copies of the shipped files.
    pub(crate) fn shipped() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["walk.json", "walk.safetensors"] {
            let from = in_package("assets/policies").join(name);
            std::fs::copy(from, folder.path().join(name)).unwrap();
        }
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.folder().join("walk.json")
    }

    pub(crate) fn weights(&self) -> PathBuf {
        self.folder().join("walk.safetensors")
    }

    /// Rewrites the manifest.
    pub(crate) fn edit(self, change: impl FnOnce(&mut Value)) -> Self {
        let text = std::fs::read_to_string(self.manifest()).unwrap();
        let mut manifest: Value = serde_json::from_str(&text).unwrap();
        change(&mut manifest);
        std::fs::write(self.manifest(), manifest.to_string()).unwrap();
        self
    }

    /// Rewrites the bytes of the weights; the manifest gets their hash.
    pub(crate) fn rewrite(self, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        let mut bytes = std::fs::read(self.weights()).unwrap();
        change(&mut bytes);
        std::fs::write(self.weights(), &bytes).unwrap();
        let digest = Sha256::digest(&bytes);
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.edit(|manifest| manifest["sha256"] = hash.into())
    }

    /// Rewrites the tensors; the manifest gets the hash of the new file.
    pub(crate) fn reweigh(self, change: impl FnOnce(&mut BTreeMap<String, Tensor>)) -> Self {
        self.rewrite(|bytes| {
            let mut tensors = tensors(bytes);
            change(&mut tensors);
            let views = tensors.iter().map(|(name, (dtype, shape, bytes))| {
                let view = TensorView::new(*dtype, shape.clone(), bytes).unwrap();
                (name.as_str(), view)
            });
            *bytes = safetensors::serialize(views, None).unwrap();
        })
    }
}

fn tensors(bytes: &[u8]) -> BTreeMap<String, Tensor> {
    let tensors = SafeTensors::deserialize(bytes).unwrap();
    let named = tensors.tensors().into_iter();
    named
        .map(|(name, view)| {
            let tensor = (view.dtype(), view.shape().to_vec(), view.data().to_vec());
            (name, tensor)
        })
        .collect()
}
