//! The basis and the atlas that go with a policy, wherever that is from.

use std::path::{Path, PathBuf};

use super::CompanionError;
use crate::analysis::atlas::Atlas;
use crate::analysis::basis::Basis;
use crate::policy::family::{Family, atlas_files};

/// The fixed basis of the policy of a file, or of one that ships by its name (none: the main one); none if it has
/// none.
pub fn basis_of(policy: Option<&Path>) -> Option<Result<Basis, CompanionError>> {
    let family = Family::shipped().ok()?;
    if let Some(member) = family.find(policy) {
        let (text, file) = family.beside(member, "basis.json")?;
        return Some(Basis::from_json(&text, &file));
    }
    let file = policy?.with_extension("basis.json");
    file.exists().then(|| Basis::load(&file))
}

/// Its atlas, and the file that this is from.
pub fn atlas_of(policy: Option<&Path>) -> Option<(PathBuf, Result<Atlas, CompanionError>)> {
    let family = Family::shipped().ok()?;
    if let Some(member) = family.find(policy) {
        let (text, file) = family.atlas(member)?;
        let atlas = Atlas::from_json(&text, &file);
        return Some((file, atlas));
    }
    let mut files = atlas_files(policy?).into_iter();
    let file = files.find(|file| file.exists())?;
    let atlas = Atlas::load(&file);
    Some((file, atlas))
}
