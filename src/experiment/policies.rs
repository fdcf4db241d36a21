//! The list of further policies that the controls walk: `index.json` beside the policy.
//!
//! `{"format_version": 1, "policies": [{"file", "role", "steps"}]}`, files relative to the list.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::ExperimentError;

/// Version of the list that this program reads.
const FORMAT_VERSION: u32 = 1;

/// What a policy of the list is a control for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The one under study.
    Main,
    /// Trained the same way from another seed.
    Seed,
    /// A checkpoint on the way to the main one.
    Snapshot,
    /// Trained without memory.
    FeedForward,
    /// Trained without its previous action in what it sees.
    NoPreviousAction,
    /// Not trained.
    Random,
    /// Trained on rough ground.
    Rough,
}

/// A policy of the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// Its manifest.
    pub file: PathBuf,
    /// What it is for.
    pub role: Role,
    /// Control steps of training.
    #[serde(default)]
    pub steps: u64,
}

#[derive(Deserialize)]
struct List {
    format_version: u32,
    policies: Vec<Listed>,
}

/// Reads a list; its files become relative to where the program runs.
pub fn read(path: &Path) -> Result<Vec<Listed>, ExperimentError> {
    let fault = |message: String| ExperimentError::PolicyList {
        file: path.display().to_string(),
        message,
    };
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    let list: List = serde_json::from_str(&text).map_err(|error| fault(error.to_string()))?;
    if list.format_version != FORMAT_VERSION {
        let found = list.format_version;
        return Err(fault(format!(
            "field format_version is {found}, this program reads {FORMAT_VERSION}"
        )));
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut policies = list.policies;
    for policy in &mut policies {
        policy.file = folder.join(&policy.file);
    }
    Ok(policies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_by_role_and_faults_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("index.json");
        let read_text = |text: &str| {
            std::fs::write(&file, text).unwrap();
            read(&file)
        };
        let good = r#"{"format_version": 1, "policies": [
            {"file": "ff.json", "role": "feed-forward", "steps": 5},
            {"file": "sub/s.json", "role": "snapshot", "steps": 7}]}"#;
        let listed = read_text(good).unwrap();
        assert_eq!(listed[0].role, Role::FeedForward);
        assert_eq!(listed[1].file, folder.path().join("sub/s.json"));
        for (text, says) in [
            ("{", "EOF while parsing"),
            (
                r#"{"format_version": 2, "policies": []}"#,
                "format_version is 2",
            ),
            (
                r#"{"format_version": 1, "policies": [{"file": "a", "role": "king"}]}"#,
                "unknown variant `king`",
            ),
        ] {
            let said = read_text(text).unwrap_err().to_string();
            assert!(said.contains(says) && said.contains("index.json"), "{said}");
        }
        assert!(read(&folder.path().join("none.json")).is_err());
    }
}
