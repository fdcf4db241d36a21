//! The JSON beside the weights: everything that must fit before a policy may drive a robot.

use serde::{Deserialize, Serialize};

use super::network::LAYER_SIZES;
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
        parse_json(text).map_err(|source| CheckpointError::Json {
            file: file.to_owned(),
            source,
        })
    }

    /// Compares everything with the running program and robot.
    pub fn check(&self, file: &str, robot: &Robot) -> Result<(), CheckpointError> {
        let unfit = self.unfit(robot);
        unfit.map_or(Ok(()), |unfit| {
            Err(CheckpointError::Unfit {
                file: file.to_owned(),
                field: unfit.field,
                found: unfit.found,
                expected: unfit.expected,
            })
        })
    }

    /// What does not fit the running program, else what does not fit the robot.
    fn unfit(&self, robot: &Robot) -> Option<Unfit> {
        if self.format_version != FORMAT_VERSION {
            let found = self.format_version.to_string();
            return Some(Unfit::new(
                "format_version",
                found,
                FORMAT_VERSION.to_string(),
            ));
        }
        if self.observation.layout != OBSERVATION_LAYOUT || self.observation.entries != OBSERVATION
        {
            let ObservationManifest { layout, entries } = &self.observation;
            let expected = format!("{OBSERVATION_LAYOUT} with {OBSERVATION}");
            return Some(Unfit::new(
                "observation",
                format!("{layout} with {entries}"),
                expected,
            ));
        }
        if let Some((field, size)) = self.network.fault() {
            let field = format!("network.{field}");
            return Some(Unfit::new(field, size.to_string(), LAYER_SIZES.to_owned()));
        }
        if let Some((axis, range)) = self.command_range.fault() {
            let (field, expected) = (
                format!("command_range.{axis}"),
                "[lowest, highest]".to_owned(),
            );
            return Some(Unfit::new(field, format!("{range:?}"), expected));
        }
        unfit_normaliser(&self.normaliser).or_else(|| self.unfit_robot(robot))
    }

    fn unfit_robot(&self, robot: &Robot) -> Option<Unfit> {
        let (joints, running) = (joint_names(robot), control(robot));
        if self.robot.joints != joints {
            let found = format!("{:?}", self.robot.joints);
            return Some(Unfit::new("robot.joints", found, format!("{joints:?}")));
        }
        if self.control != running {
            let found = format!("{:?}", self.control);
            return Some(Unfit::new("control", found, format!("{running:?}")));
        }
        if self.robot.sha256 != robot.sha256 {
            let describe =
                |name: &str, hash: &str| format!("{name} ({})", hash.get(..12).unwrap_or(hash));
            let found = describe(&self.robot.name, &self.robot.sha256);
            let expected = describe(&robot.name, &robot.sha256);
            return Some(Unfit::new("robot.sha256", found, expected));
        }
        None
    }
}

/// A field that does not fit.
struct Unfit {
    field: String,
    found: String,
    expected: String,
}

impl Unfit {
    fn new(field: impl Into<String>, found: String, expected: String) -> Self {
        Self {
            field: field.into(),
            found,
            expected,
        }
    }
}

fn unfit_normaliser(normaliser: &Normaliser) -> Option<Unfit> {
    for (name, list) in [
        ("mean", &normaliser.mean),
        ("variance", &normaliser.variance),
    ] {
        let field = format!("normaliser.{name}");
        if list.len() != OBSERVATION {
            let expected = format!("{OBSERVATION} entries");
            return Some(Unfit::new(
                field,
                format!("{} entries", list.len()),
                expected,
            ));
        }
        let least = if name == "variance" { 0.0 } else { f64::MIN };
        let is_unfit = |value: &f64| !(*value as f32).is_finite() || *value < least;
        if let Some(at) = list.iter().position(is_unfit) {
            let expected = if name == "variance" {
                "finite numbers from zero on"
            } else {
                "finite numbers"
            };
            let found = format!("{:?}", list[at]);
            return Some(Unfit::new(
                format!("{field}[{at}]"),
                found,
                expected.to_owned(),
            ));
        }
    }
    None
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
