//! What a URDF lacks, read from the JSON beside it: pose, gains, rates, the names of the legs.

use serde::{Deserialize, Serialize};

use super::{JointArray, LegArray, RobotError};
use crate::files::parse_json;

/// The names of a leg's parts in the URDF.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegSpec {
    /// LF, LH, RF or RH.
    pub name: String,
    /// The three actuated joints, HAA, HFE, KFE.
    pub joints: [String; 3],
    /// The link with the foot's sphere, fixed to the shank.
    pub foot: String,
}

/// How the torque that a drive can give falls with the joint's speed.
///
/// Driving torque (of the speed's own sign) is `effort` up to `full_torque_below`, falls linearly
/// and is zero from `no_torque_above` on. Braking torque is not reduced. rad/s.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeedLaw {
    pub full_torque_below: f32,
    pub no_torque_above: f32,
}

/// Control and pose settings of a robot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobotSpec {
    pub format_version: u32,
    pub name: String,
    /// The URDF's file name, beside the JSON.
    pub urdf: String,
    /// Decisions a second, Hz.
    pub control_rate: u32,
    /// Physics steps in one control step; the torque is computed anew in each.
    pub substeps: u32,
    /// Joint positions at action zero, rad.
    pub default_joint_position: JointArray,
    /// Height of the base above the ground at the start, m.
    pub start_height: f32,
    /// PD stiffness, N m/rad.
    pub stiffness: f32,
    /// PD damping, N m s/rad.
    pub damping: f32,
    /// Joint target = default + `action_scale` x action, rad.
    pub action_scale: f32,
    pub speed_law: SpeedLaw,
    pub legs: LegArray<LegSpec>,
}

impl RobotSpec {
    /// Reads and checks the JSON text of the file `file`.
    pub fn from_json(text: &str, file: &str) -> Result<Self, RobotError> {
        let spec: Self = parse_json(text).map_err(|source| RobotError::Json {
            file: file.to_owned(),
            source,
        })?;
        spec.check(file)?;
        Ok(spec)
    }

    /// Duration of a control step, s.
    pub fn control_step(&self) -> f32 {
        1.0 / self.control_rate as f32
    }

    /// Duration of a physics step, s.
    pub fn physics_step(&self) -> f32 {
        self.control_step() / self.substeps as f32
    }
}
