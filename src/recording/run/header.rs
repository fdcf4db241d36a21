//! The first block of a run file, and the entries of its policies: what it takes to walk the run again.

use serde::{Deserialize, Serialize};

use crate::policy::{Family, Policy};
use crate::robot::Robot;
use crate::script::{RunStart, Source};

/// Version of the format.
pub(super) const FORMAT_VERSION: u32 = 1;

/// The start of a run, and which robot it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "header")]
pub struct RunHeader {
    pub format_version: u32,
    pub versions: Versions,
    pub robot: RobotEntry,
    /// Name of the scene; empty without one.
    pub scene: String,
    /// SHA-256 of the scene's file; empty without one.
    pub scene_sha256: String,
    /// Control steps a second.
    pub control_rate: u32,
    pub start: RunStart,
}

/// The program that wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Versions {
    pub tanglewalk: String,
    /// Whose arithmetic the bits are, such as `x86_64`.
    pub processor: String,
}

/// The robot; it is not in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobotEntry {
    pub name: String,
    pub sha256: String,
    pub links: usize,
}

/// A policy, by what events call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyEntry {
    pub source: Source,
    /// Of its weights.
    pub sha256: String,
    /// Whether it lies in the file; otherwise it ships.
    pub embedded: bool,
}

impl PolicyEntry {
    pub(super) fn of(source: &Source, policy: &Policy) -> Self {
        let family = Family::shipped().ok();
        let is_shipped = family.is_some_and(|family| family.find(source.path()).is_some());
        Self {
            source: source.clone(),
            sha256: policy.manifest.sha256.clone(),
            embedded: !is_shipped,
        }
    }
}

impl RunHeader {
    /// Of a run of this robot.
    pub fn new(robot: &Robot, start: RunStart) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            versions: Versions {
                tanglewalk: env!("CARGO_PKG_VERSION").to_owned(),
                processor: std::env::consts::ARCH.to_owned(),
            },
            robot: RobotEntry {
                name: robot.name.clone(),
                sha256: robot.sha256.clone(),
                links: robot.links.len(),
            },
            scene: String::new(),
            scene_sha256: String::new(),
            control_rate: robot.spec.control_rate,
            start,
        }
    }
}
