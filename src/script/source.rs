//! Where a robot or a policy comes from.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::policy::Family;

/// A robot or a policy by its name or file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Source {
    /// The main one inside the program: `"built-in"`.
    #[default]
    BuiltIn,
    /// A file, or the name of a policy that ships; in a scene file a path is relative to that file.
    File(PathBuf),
}

impl From<String> for Source {
    fn from(text: String) -> Self {
        if text == "built-in" {
            Self::BuiltIn
        } else {
            Self::File(text.into())
        }
    }
}

impl From<Source> for String {
    fn from(source: Source) -> Self {
        source.to_string()
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built-in"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl Source {
    /// What is named; none of the one inside the program.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::BuiltIn => None,
            Self::File(path) => Some(path),
        }
    }

    /// A path relative to `folder` becomes one relative to where the program runs.
    pub(super) fn resolve(&mut self, folder: &Path) {
        if let Self::File(path) = self {
            *path = folder.join(&*path);
        }
    }

    /// The same of a policy: the name of one that ships stays as it is.
    pub(super) fn resolve_policy(&mut self, folder: &Path) {
        let family = Family::shipped().ok();
        if family.is_none_or(|family| family.find(self.path()).is_none()) {
            self.resolve(folder);
        }
    }
}
