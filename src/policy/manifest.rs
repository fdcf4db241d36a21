//! The JSON beside the weights: everything that must fit before a policy may drive a robot.

use serde::{Deserialize, Serialize};

use super::{CheckpointError, NetworkConfig, Normaliser};
use crate::files::parse_json;
use crate::robot::Robot;
use crate::task::{CommandRange, OBSERVATION, OBSERVATION_LAYOUT};

/// Version of the manifest format that this program reads and writes.
const FORMAT_VERSION: u32 = 1;

/// The observation that the network was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObservationManifest {
    pub layout: String,
    pub entries: usize,
}

/// The control loop that the network was trained in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlManifest {
    /// Hz
    pub control_rate: u32,
    pub substeps: u32,
    /// N m/rad
    pub stiffness: f32,
    /// N m s/rad
    pub damping: f32,
    /// rad
    pub action_scale: f32,
}

/// The robot that the network was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobotManifest {
    pub name: String,
    /// Of URDF and JSON together, their lines ending in LF.
    pub sha256: String,
    pub joints: Vec<String>,
}

/// A policy's description.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format_version: u32,
    pub name: String,
    /// File name of the weights, beside the manifest.
    pub weights: String,
    /// Of the weights file, hex.
    pub sha256: String,
    /// Control steps of training.
    pub steps: u64,
    /// Set if the weights are the mean of those of the run's checkpoints: the steps of the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub averaged_from: Option<u64>,
    pub network: NetworkConfig,
    pub observation: ObservationManifest,
    pub robot: RobotManifest,
    pub control: ControlManifest,
    pub command_range: CommandRange,
    pub normaliser: Normaliser,
    /// The configuration that it was trained with.
    pub training: serde_json::Value,
}

impl Manifest {
    /// Describes a network trained on `robot`; file name and hash are filled in when saved.
    pub fn new(
        name: &str,
        steps: u64,
        network: &NetworkConfig,
        robot: &Robot,
        normaliser: Normaliser,
        command_range: CommandRange,
        training: serde_json::Value,
    ) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            name: name.to_owned(),
            weights: String::new(),
            sha256: String::new(),
            steps,
            averaged_from: None,
            network: network.clone(),
            observation: ObservationManifest {
                layout: OBSERVATION_LAYOUT.to_owned(),
                entries: OBSERVATION,
            },
            robot: RobotManifest {
                name: robot.name.clone(),
                sha256: robot.sha256.clone(),
                joints: joint_names(robot),
            },
            control: control(robot),
            command_range,
            normaliser,
            training,
        }
    }

    /// Reads a manifest; `file` is its name in messages.
    pub fn from_json(text: &str, file: &str) -> Result<Self, CheckpointError> {
        parse_json(text).map_err(|error| CheckpointError::Json {
            file: file.to_owned(),
            line: error.line,
            column: error.column,
            message: error.message,
        })
    }

    /// Compares everything with the running program and robot.
    pub fn check(&self, file: &str, robot: &Robot) -> Result<(), CheckpointError> {
        let unfit = |field: &'static str, found: String, expected: String| {
            Err(CheckpointError::Unfit {
                file: file.to_owned(),
                field,
                found,
                expected,
            })
        };
        if self.format_version != FORMAT_VERSION {
            let found = self.format_version.to_string();
            return unfit("format_version", found, FORMAT_VERSION.to_string());
        }
        if self.observation.layout != OBSERVATION_LAYOUT || self.observation.entries != OBSERVATION
        {
            let found = format!(
                "{} with {}",
                self.observation.layout, self.observation.entries
            );
            let expected = format!("{OBSERVATION_LAYOUT} with {OBSERVATION}");
            return unfit("observation", found, expected);
        }
        let sizes = [
            &self.network.encoder,
            &self.network.decoder,
            &self.network.critic,
        ];
        let recurrent = [self.network.recurrent];
        let mut sizes = sizes.into_iter().flatten().chain(&recurrent);
        if let Some(size) = sizes.find(|&&size| size == 0 || size > 8192) {
            return unfit(
                "network",
                size.to_string(),
                "layer sizes from 1 to 8192".to_owned(),
            );
        }
        for (field, list) in [
            ("normaliser.mean", &self.normaliser.mean),
            ("normaliser.variance", &self.normaliser.variance),
        ] {
            if list.len() != OBSERVATION {
                let expected = format!("{OBSERVATION} entries");
                return unfit(field, format!("{} entries", list.len()), expected);
            }
            if let Some(value) = list.iter().find(|&&value| !(value as f32).is_finite()) {
                return unfit(field, format!("{value:e}"), "finite numbers".to_owned());
            }
        }
        if let Some(value) = self.normaliser.variance.iter().find(|&&value| value < 0.0) {
            let expected = "finite numbers from zero on".to_owned();
            return unfit("normaliser.variance", value.to_string(), expected);
        }
        if let Some((field, range)) = self.command_range.fault() {
            return unfit(field, format!("{range:?}"), "[lowest, highest]".to_owned());
        }
        if self.robot.joints != joint_names(robot) {
            let found = format!("{:?}", self.robot.joints);
            return unfit("robot.joints", found, format!("{:?}", joint_names(robot)));
        }
        let running = control(robot);
        if self.control != running {
            let found = format!("{:?}", self.control);
            return unfit("control", found, format!("{running:?}"));
        }
        if self.robot.sha256 != robot.sha256 {
            let describe =
                |name: &str, hash: &str| format!("{name} ({})", hash.get(..12).unwrap_or(hash));
            let found = describe(&self.robot.name, &self.robot.sha256);
            return unfit("robot.sha256", found, describe(&robot.name, &robot.sha256));
        }
        Ok(())
    }
}

fn joint_names(robot: &Robot) -> Vec<String> {
    robot
        .joints
        .iter()
        .map(|joint| joint.name.clone())
        .collect()
}

fn control(robot: &Robot) -> ControlManifest {
    let spec = &robot.spec;
    ControlManifest {
        control_rate: spec.control_rate,
        substeps: spec.substeps,
        stiffness: spec.stiffness,
        damping: spec.damping,
        action_scale: spec.action_scale,
    }
}
