//! Robot and policy from the command line's files, or the ones inside the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use crate::policy::Policy;
use crate::robot::Robot;

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
}

/// The robot of a file, or the built-in one.
pub fn load_robot(path: Option<&Path>) -> Result<Robot, Failure> {
    Ok(match path {
        Some(path) => Robot::load(path)?,
        None => Robot::built_in()?,
    })
}
