//! What the lab shows: a robot, its policy, the policy's basis and atlas, a scene. A basis or an atlas
//! that does not fit the policy is left out, and a text for the window says why.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bevy::prelude::Resource;

use super::live::PORTRAYED;
use crate::analysis::atlas::Atlas;
use crate::analysis::basis::Basis;
use crate::policy::{CompanionError, Layer, Policy, atlas_of, basis_of, millions};
use crate::robot::Robot;
use crate::rollout::Policies;
use crate::script::{RunStart, Source, TimedEvent};

/// Everything that was loaded and checked before the lab opened.
#[derive(Resource, Clone)]
pub struct Subject {
    pub robot: Arc<Robot>,
    /// The robot's file; none: the built-in one.
    pub robot_file: Option<PathBuf>,
    pub policy: Arc<Policy>,
    /// Fixed z-scores and components of the policy's layers; none: a rolling basis.
    pub basis: Option<Arc<Basis>>,
    /// Mean cycles of the policy's gaits on the basis's axes; none: nothing is drawn behind the portraits.
    pub atlas: Option<Arc<Atlas>>,
    /// Name of the scene.
    pub scene: String,
    /// What its run begins with.
    pub start: RunStart,
    /// What happens by itself.
    pub events: Vec<TimedEvent>,
    /// All policies that start and events name.
    pub policies: Policies,
    /// The control step from which on its run is seen.
    pub from: u64,
}

/// Why a basis cannot serve a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum UnfitBasis {
    #[error("field policy_sha256 is {found}, the policy's is {expected}")]
    Policy { found: String, expected: String },
    #[error("field layers: no {layer}")]
    Missing { layer: Layer },
    #[error("field layers.{layer} has {found} units, the policy {expected}")]
    Units {
        layer: Layer,
        found: usize,
        expected: usize,
    },
}

impl Subject {
    /// Takes the policy's basis as it was read. One that cannot serve leaves the rolling basis;
    /// the text says why, for the window.
    #[must_use]
    pub fn take_basis(&mut self, basis: Result<Basis, CompanionError>) -> Option<String> {
        let fault = match basis {
            Ok(basis) => match self.check_basis(&basis) {
                Ok(()) => {
                    self.basis = Some(Arc::new(basis));
                    return None;
                }
                Err(unfit) => unfit.to_string(),
            },
            Err(error) => error.to_string(),
        };
        self.basis = None;
        Some(format!(
            "The policy's basis is not used, the axes roll: {fault}. \
             Make it anew with `tanglewalk basis`."
        ))
    }

    /// Takes the policy's atlas as it was read from `file`, after its basis: without a basis there are no
    /// axes to draw it on, and it is passed over. One that cannot serve leaves the portraits without
    /// mean cycles; the text says why, for the window.
    #[must_use]
    pub fn take_atlas(
        &mut self,
        file: &Path,
        atlas: Result<Atlas, CompanionError>,
    ) -> Option<String> {
        self.atlas = None;
        let basis = self.basis.as_ref()?;
        let fitting = atlas.and_then(|atlas| {
            atlas.check_fits(file, &self.policy.manifest.sha256, basis)?;
            Ok(atlas)
        });
        match fitting {
            Ok(atlas) => {
                self.atlas = Some(Arc::new(atlas));
                None
            }
            Err(error) => Some(format!(
                "The policy's atlas is not used, there are no mean cycles behind the portraits: {error}."
            )),
        }
    }

    /// Takes basis and atlas of its policy, which events call so; the text says what can't serve.
    #[must_use]
    pub fn take_companions(&mut self, policy: &Source) -> Option<String> {
        (self.basis, self.atlas) = (None, None);
        let policy = policy.path();
        let unfit_basis = basis_of(policy).and_then(|basis| self.take_basis(basis));
        let unfit_atlas = atlas_of(policy).and_then(|(file, atlas)| self.take_atlas(&file, atlas));
        unfit_basis.or(unfit_atlas)
    }

    fn check_basis(&self, basis: &Basis) -> Result<(), UnfitBasis> {
        let manifest = &self.policy.manifest;
        if basis.policy_sha256 != manifest.sha256 {
            return Err(UnfitBasis::Policy {
                found: basis.policy_sha256.clone(),
                expected: manifest.sha256.clone(),
            });
        }
        for (layer, expected) in self.policy.layers() {
            if !PORTRAYED.contains(&layer) {
                continue;
            }
            let found = basis.layers.get(&*layer.name());
            let found = found.ok_or(UnfitBasis::Missing { layer })?.units();
            if found != expected {
                return Err(UnfitBasis::Units {
                    layer,
                    found,
                    expected,
                });
            }
        }
        Ok(())
    }

    /// "mine · 8.0 M steps"
    pub fn policy_label(&self) -> String {
        let manifest = &self.policy.manifest;
        format!("{} · {} M steps", manifest.name, millions(manifest.steps))
    }
}
