//! What the lab shows: a robot, its policy, the policy's basis, a scene.

use std::sync::Arc;

use bevy::prelude::Resource;

use crate::analysis::basis::Basis;
use crate::policy::{Lesion, Policy};
use crate::robot::Robot;
use crate::rollout::{CommandSchedule, Walker};

/// Everything that was loaded and checked before the lab opened.
#[derive(Resource, Clone)]
pub struct Subject {
    pub robot: Arc<Robot>,
    pub policy: Arc<Policy>,
    /// Fixed z-scores and components of the policy's layers; none: a rolling basis.
    pub basis: Option<Arc<Basis>>,
    /// Name of the scene.
    pub scene: String,
    /// Commands that the scene gives by itself.
    pub schedule: CommandSchedule,
}

impl Subject {
    /// A walker with exact sensors and an empty memory.
    pub fn walker(&self) -> Walker {
        Walker::new(self.robot.clone(), &self.policy, Lesion::None, None)
    }

    /// "walk, 8.0 M steps"
    pub fn policy_label(&self) -> String {
        let manifest = &self.policy.manifest;
        let millions = manifest.steps as f64 / 1e6;
        format!("{} policy, {millions:.1} M steps", manifest.name)
    }
}
