//! Robot and policy from the command line's files, or the ones inside the program.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Failure, output};
use crate::analysis::basis::Basis;
use crate::policy::{CompanionError, Family, Member, Policy, basis_of};
use crate::robot::Robot;
use crate::rollout::Policies;
use crate::script::Source;
use crate::script::scene::Scene;

/// Which robot and policy a command uses.
#[derive(Debug, clap::Args)]
pub struct Sources {
    /// Policy manifest (JSON beside its .safetensors), or the name of a built-in one (`tanglewalk
    /// policies` lists them; ./NAME is a file of that name); otherwise the main one
    #[arg(long, value_name = "FILE|NAME")]
    pub policy: Option<PathBuf>,
    /// Robot (JSON beside its URDF), instead of the built-in one
    #[arg(long, value_name = "FILE")]
    pub robot: Option<PathBuf>,
}

impl Sources {
    /// Reads and checks both.
    pub fn load(&self) -> Result<(Arc<Robot>, Policy), Failure> {
        let robot = Arc::new(load_robot(self.robot.as_deref())?);
        let policy = match (self.shipped()?, &self.policy) {
            (Some((family, member)), named) => {
                if named.as_ref().is_some_and(|name| name.exists()) {
                    let name = member.name();
                    output::note(format_args!(
                        "--policy {name} is the built-in policy; what is called {name} here is not \
                         used (write ./{name} for it)"
                    ));
                }
                family.policy(&member, &robot)?
            }
            (None, Some(file)) => {
                check_name("", file)?;
                Policy::load(file, &robot)?
            }
            (None, None) => Policy::built_in(&robot)?,
        };
        Ok((robot, policy))
    }

    /// The file of `--out`, else the one that lies beside the policy's under another ending.
    pub fn beside(&self, out: Option<&Path>, ending: &str) -> Result<PathBuf, Failure> {
        match (out, self.policy_file()?) {
            (Some(out), _) => Ok(out.to_owned()),
            (None, Some(policy)) => Ok(policy.with_extension(ending)),
            (None, None) => Err(Failure::Input(
                "name a policy's file with --policy, or a file with --out".to_owned(),
            )),
        }
    }

    /// The shipped policy that is meant: by its bare name, whatever lies in the working folder, or
    /// the main one where none is named; none where a file is.
    pub fn shipped(&self) -> Result<Option<(Family, Member)>, Failure> {
        let family = Family::shipped()?;
        let member = family.find(self.policy.as_deref());
        let member = member.cloned();
        Ok(member.map(|member| (family, member)))
    }

    /// The policy's file; none for a shipped one.
    pub fn policy_file(&self) -> Result<Option<&Path>, Failure> {
        Ok(match self.shipped()? {
            Some(_) => None,
            None => self.policy.as_deref(),
        })
    }

    /// The command line's files, else the scene's.
    pub fn or_scene(&self, scene: &Scene) -> Self {
        let of_scene = |source: &Source| source.path().map(Path::to_owned);
        Self {
            policy: self.policy.clone().or_else(|| of_scene(&scene.policy)),
            robot: self.robot.clone().or_else(|| of_scene(&scene.robot)),
        }
    }

    /// The scene with this policy at its start, and all policies that it names; checked against the robot.
    /// `file` is the scene's.
    pub(super) fn cast(
        &self,
        mut scene: Scene,
        policy: &Policy,
        robot: &Robot,
        file: Option<&Path>,
    ) -> Result<(Scene, Policies), Failure> {
        let file = file.map_or_else(|| scene.name.clone(), |file| file.display().to_string());
        scene.check_robot(robot, &file)?;
        scene.policy = self.policy.clone().map_or(Source::BuiltIn, Source::File);
        let mut policies = Policies::of(scene.policy.clone(), Arc::new(policy.clone()));
        for source in scene.policies() {
            if let Some(path) = source.path() {
                check_name(&format!("{file}: "), path)?;
            }
            policies.load([source], robot)?;
        }
        Ok((scene, policies))
    }

    /// The fixed basis that lies beside the policy as NAME.basis.json; none if there is no such
    /// file.
    pub fn load_basis(&self) -> Option<Result<Basis, CompanionError>> {
        basis_of(self.policy.as_deref())
    }
}

/// Refuses a name that is neither a file's nor a built-in policy's; `where_from` says who gives it.
fn check_name(where_from: &str, policy: &Path) -> Result<(), Failure> {
    let is_shipped = Family::shipped()?.find(Some(policy)).is_some();
    if is_shipped || policy.exists() || policy.extension().is_some() {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "{where_from}cannot read policy file {}: there is no such file, and no built-in policy of that name; check \
         the path, or take a name that `tanglewalk policies` lists",
        policy.display()
    )))
}

/// The robot of a file, or the built-in one.
pub(super) fn load_robot(path: Option<&Path>) -> Result<Robot, Failure> {
    Ok(match path {
        Some(path) => Robot::load(path)?,
        None => Robot::built_in()?,
    })
}
