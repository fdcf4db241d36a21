//! Robot and policy from the command line's files, or the ones inside the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use crate::analysis::AnalysisError;
use crate::analysis::basis::Basis;
use crate::policy::Policy;
use crate::robot::Robot;
use crate::scene::{Scene, Source};

const BUILT_IN_BASIS: &str = include_str!("../../assets/policies/walk.basis.json");

/// Which robot and policy a command uses.
#[derive(Debug, clap::Args)]
pub struct Sources {
    /// Policy manifest (JSON beside its .safetensors), instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Robot (JSON beside its URDF), instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub robot: Option<PathBuf>,
}

impl Sources {
    /// Reads and checks both.
    pub fn load(&self) -> Result<(Arc<Robot>, Policy), Failure> {
        let robot = Arc::new(load_robot(self.robot.as_deref())?);
        let policy = match &self.policy {
            Some(path) => Policy::load(path, &robot)?,
            None => Policy::built_in(&robot)?,
        };
        Ok((robot, policy))
    }

    /// The command line's files, else the scene's.
    pub fn or_scene(&self, scene: &Scene) -> Self {
        let of_scene = |source: &Source| source.path().map(Path::to_owned);
        Self {
            policy: self.policy.clone().or_else(|| of_scene(&scene.policy)),
            robot: self.robot.clone().or_else(|| of_scene(&scene.robot)),
        }
    }

    /// The fixed basis that lies beside the policy as NAME.basis.json, or the built-in policy's;
    /// none if there is no such file.
    pub fn load_basis(&self) -> Option<Result<Basis, AnalysisError>> {
        let Some(policy) = &self.policy else {
            let name = Path::new("assets/policies/walk.basis.json");
            return Some(Basis::from_json(BUILT_IN_BASIS, name));
        };
        let beside = policy.with_extension("basis.json");
        beside.exists().then(|| Basis::load(&beside))
    }
}

/// The robot of a file, or the built-in one.
pub fn load_robot(path: Option<&Path>) -> Result<Robot, Failure> {
    Ok(match path {
        Some(path) => Robot::load(path)?,
        None => Robot::built_in()?,
    })
}
