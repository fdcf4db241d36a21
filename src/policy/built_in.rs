//! The policy inside the program, so that it runs from any folder.

use super::{CheckpointError, Manifest, Policy};
use crate::robot::Robot;

const MANIFEST: &str = include_str!("../../assets/policies/walk.json");
const WEIGHTS: &[u8] = include_bytes!("../../assets/policies/walk.safetensors");

impl Policy {
    /// The shipped policy; fails only if `robot` is not the one it was trained on.
    pub fn built_in(robot: &Robot) -> Result<Self, CheckpointError> {
        let name = "assets/policies/walk.json (built in)";
        let manifest = Manifest::from_json(MANIFEST, name)?;
        let weights = "assets/policies/walk.safetensors (built in)";
        Self::from_parts(manifest, name, WEIGHTS, weights, robot)
    }
}
