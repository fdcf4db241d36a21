//! The policies that ship together: an index and the files that it lists, inside the program or in a
//! folder, and the atlases of some of them in the folder `atlas` beside.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use super::checkpoint::WHAT;
use super::{CheckpointError, Manifest, Policy};
use crate::files::{ReadError, parse_json, read_bytes, read_text, text_of};
use crate::robot::Robot;

static SHIPPED: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/policies");
static SHIPPED_ATLASES: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/atlas");
/// Where the shipped files lie in the source tree, for messages.
const SHIPPED_FOLDER: &str = "assets/policies";
const SHIPPED_ATLAS_FOLDER: &str = "assets/atlas";
const INDEX: &str = "index.json";
/// Version of the index's format that this program reads.
const FORMAT_VERSION: u32 = 1;

/// What a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The policy that the program starts with.
    Main,
    /// The main policy at an earlier moment of its training.
    Snapshot,
    /// Another run of training: another seed, length or recipe.
    Seed,
    /// A control: the same network without memory.
    FeedForward,
    /// A control: the same network that does not see its previous action.
    NoPreviousAction,
    /// A control: random weights, untrained.
    Random,
    /// Trained on rough ground.
    Rough,
}

impl Role {
    /// As written for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Snapshot => "while learning",
            Self::Seed => "another run",
            Self::FeedForward => "feed-forward",
            Self::NoPreviousAction => "without previous action",
            Self::Random => "random weights",
            Self::Rough => "rough ground",
        }
    }
}

/// One policy of a family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// File name of the manifest, in the index's folder.
    pub file: String,
    pub role: Role,
    /// Control steps of training.
    pub steps: u64,
}

impl Member {
    /// The file's name without its ending: what `--policy` takes.
    pub fn name(&self) -> &str {
        self.file.strip_suffix(".json").unwrap_or(&self.file)
    }

    /// "walk · main · 104.0 M steps": its name first, as everywhere.
    pub fn label(&self) -> String {
        let mut parts = vec![self.name().to_owned()];
        if self.role.name() != self.name() {
            parts.push(self.role.name().to_owned());
        }
        if self.steps > 0 {
            parts.push(format!("{} M steps", millions(self.steps)));
        }
        parts.join(" · ")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    format_version: u32,
    policies: Vec<Member>,
}

#[derive(Clone, Debug)]
enum Place {
    Inside,
    Folder(PathBuf),
}

/// Control steps of training in millions, with one decimal.
pub fn millions(steps: u64) -> String {
    format!("{:.1}", steps as f64 / 1e6)
}

/// An index and where its files lie.
#[derive(Clone, Debug)]
pub struct Family {
    place: Place,
    pub members: Vec<Member>,
}

impl Family {
    /// The policies inside the program.
    pub fn shipped() -> Result<Self, CheckpointError> {
        Self::read(Place::Inside)
    }

    /// The policies of a folder with an `index.json`.
    pub fn load(folder: &Path) -> Result<Self, CheckpointError> {
        Self::read(Place::Folder(folder.to_owned()))
    }

    fn read(place: Place) -> Result<Self, CheckpointError> {
        let mut family = Self {
            place,
            members: Vec::new(),
        };
        let (text, file) = (family.text(INDEX)?, family.label(INDEX));
        let fault = |message: String| CheckpointError::Index {
            file: file.clone(),
            message,
        };
        let index: Index = parse_json(&text).map_err(|error| fault(error.to_string()))?;
        if index.format_version != FORMAT_VERSION {
            let found = index.format_version;
            let message = format!("format_version is {found}, this program reads {FORMAT_VERSION}");
            return Err(fault(message));
        }
        if !index.policies.iter().any(|one| one.role == Role::Main) {
            return Err(fault("no policy has the role main".to_owned()));
        }
        family.members = index.policies;
        Ok(family)
    }

    /// The policy that the program starts with.
    pub fn main(&self) -> &Member {
        let main = self.members.iter().find(|member| member.role == Role::Main);
        // a family without one was refused when it was read
        main.unwrap_or(&self.members[0])
    }

    /// The member of this name.
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name() == name)
    }

    /// The member that a policy's file or name means: the main one where none is named, none where a file is.
    pub fn find(&self, policy: Option<&Path>) -> Option<&Member> {
        match policy {
            None => Some(self.main()),
            Some(path) => self.member(path.to_str()?),
        }
    }

    /// Reads a member and checks it against `robot`.
    pub fn policy(&self, member: &Member, robot: &Robot) -> Result<Policy, CheckpointError> {
        let name = self.label(&member.file);
        let manifest = Manifest::from_json(&self.text(&member.file)?, &name)?;
        let weights = self.bytes(&manifest.weights)?;
        let weights_name = self.label(&manifest.weights);
        Policy::from_parts(manifest, &name, &weights, &weights_name, robot)
    }

    /// A text that lies beside a member under another ending (such as `basis.json`), and its name
    /// for messages; none if there is no such file.
    pub fn beside(&self, member: &Member, ending: &str) -> Option<(String, PathBuf)> {
        let file = format!("{}.{ending}", member.name());
        Some((self.text(&file).ok()?, self.label(&file).into()))
    }

    /// The text of a member's atlas, and its name for messages; none if it has none.
    pub fn atlas(&self, member: &Member) -> Option<(String, PathBuf)> {
        match &self.place {
            Place::Folder(folder) => {
                let mut files = atlas_files(&folder.join(&member.file)).into_iter();
                let file = files.find(|file| file.exists())?;
                Some((read_text(WHAT, &file).ok()?, file))
            }
            Place::Inside => {
                let file = SHIPPED_ATLASES.get_file(&member.file)?;
                let label = format!("{SHIPPED_ATLAS_FOLDER}/{} (built in)", member.file);
                Some((file.contents_utf8()?.to_owned(), label.into()))
            }
        }
    }

    fn bytes(&self, file: &str) -> Result<Vec<u8>, CheckpointError> {
        Ok(match &self.place {
            Place::Folder(folder) => read_bytes(WHAT, &folder.join(file))?,
            Place::Inside => SHIPPED
                .get_file(file)
                .map(|file| file.contents().to_vec())
                .ok_or_else(|| {
                    let missing = std::io::ErrorKind::NotFound.into();
                    ReadError::new(WHAT, Path::new(&self.label(file)), missing)
                })?,
        })
    }

    fn text(&self, file: &str) -> Result<String, CheckpointError> {
        let label = self.label(file);
        Ok(text_of(WHAT, Path::new(&label), self.bytes(file)?)?)
    }

    fn label(&self, file: &str) -> String {
        match &self.place {
            Place::Folder(folder) => folder.join(file).display().to_string(),
            Place::Inside => format!("{SHIPPED_FOLDER}/{file} (built in)"),
        }
    }
}

/// Where the atlas of the policy in the file `manifest` may lie, the first that exists: beside it as
/// NAME.atlas.json, or in the folder `atlas` beside its own as NAME.json.
pub(super) fn atlas_files(manifest: &Path) -> [PathBuf; 2] {
    let folder = manifest.parent().unwrap_or(Path::new("")).join("../atlas");
    let beside = manifest.with_extension("atlas.json");
    [
        beside,
        folder.join(manifest.file_name().unwrap_or_default()),
    ]
}

impl Policy {
    /// The shipped policy; fails only if `robot` is not the one it was trained on.
    pub fn built_in(robot: &Robot) -> Result<Self, CheckpointError> {
        let family = Family::shipped()?;
        family.policy(family.main(), robot)
    }

    /// One that ships by its name (none: the main one), or that of a file.
    pub fn named(policy: Option<&Path>, robot: &Robot) -> Result<Self, CheckpointError> {
        let family = Family::shipped()?;
        match (family.find(policy), policy) {
            (None, Some(file)) => Self::load(file, robot),
            (member, _) => family.policy(member.unwrap_or(family.main()), robot),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::atlas::Atlas;
    use crate::analysis::basis::Basis;

    #[test]
    fn every_shipped_policy_fits_the_robot_and_its_index() {
        let robot = Robot::built_in().expect("built-in robot");
        let family = Family::shipped().expect("an index");
        let mut bytes = 0;
        for member in &family.members {
            let policy = family.policy(member, &robot);
            let policy = policy.unwrap_or_else(|error| panic!("{}: {error}", member.file));
            assert_eq!(policy.manifest.steps, member.steps, "{}", member.file);
            assert_eq!(policy.manifest.name, member.name(), "one name everywhere");
            let network = &policy.manifest.network;
            assert_eq!(
                !network.memory,
                member.role == Role::FeedForward,
                "{}",
                member.file
            );
            assert!(family.beside(member, "basis.json").is_some());
        }
        for file in SHIPPED.files() {
            bytes += file.contents().len();
        }
        assert!(bytes < 12_000_000, "{bytes} bytes of policies");
    }

    #[test]
    fn a_label_begins_with_the_name_that_the_command_line_takes() {
        let family = Family::shipped().expect("an index");
        for member in &family.members {
            let label = member.label();
            let name = label.split(" · ").next().unwrap_or_default();
            assert_eq!(family.member(name), Some(member), "{label}");
        }
        let labels: Vec<String> = family.members.iter().map(Member::label).collect();
        for label in [
            "walk · main · 104.0 M steps",
            "walk-at-1.5m · while learning · 1.5 M steps",
            "random · random weights",
            "feed-forward · 12.0 M steps",
        ] {
            assert!(labels.iter().any(|found| found == label), "{labels:?}");
        }
    }

    #[test]
    fn every_policy_that_walks_has_an_atlas_that_fits_it_and_all_are_small() {
        // these two fall, or stand, whatever they are told
        const WALK_NOWHERE: [&str; 2] = ["random", "walk-at-1m"];
        let robot = Robot::built_in().expect("built-in robot");
        let family = Family::shipped().expect("an index");
        let mut bytes = 0;
        for member in &family.members {
            let name = member.name();
            let Some((text, file)) = family.atlas(member) else {
                assert!(WALK_NOWHERE.contains(&name), "{name} has no atlas");
                continue;
            };
            assert!(!WALK_NOWHERE.contains(&name), "{name}");
            bytes += text.len();
            let atlas = Atlas::from_json(&text, &file).expect("an atlas");
            let policy = family.policy(member, &robot).expect("a policy");
            let (text, file) = family.beside(member, "basis.json").expect("a basis");
            let basis = Basis::from_json(&text, &file).expect("a basis");
            atlas
                .check_fits(&file, &policy.manifest.sha256, &basis)
                .unwrap_or_else(|error| panic!("{error}"));
            assert!(!atlas.conditions.is_empty(), "{name}");
        }
        assert!(bytes < 5_000_000, "{bytes} bytes of atlases");
    }

    #[test]
    fn an_atlas_lies_beside_its_policy_or_in_the_folder_of_atlases() {
        let folder = tempfile::tempdir().expect("a folder");
        let manifest = folder.path().join("policies/walk.json");
        for place in ["policies", "atlas"] {
            std::fs::create_dir(folder.path().join(place)).expect("a folder");
        }
        let found = || {
            atlas_files(&manifest)
                .into_iter()
                .find(|file| file.exists())
        };
        assert_eq!(found(), None);
        std::fs::write(folder.path().join("atlas/walk.json"), "").expect("a file");
        assert!(found().is_some_and(|file| file.ends_with("atlas/walk.json")));
        std::fs::write(folder.path().join("policies/walk.atlas.json"), "").expect("a file");
        assert!(found().is_some_and(|file| file.ends_with("policies/walk.atlas.json")));
    }

    #[test]
    fn an_index_must_name_a_main_policy_of_this_format() {
        let folder = tempfile::tempdir().expect("a folder");
        let message = |json: &str| {
            std::fs::write(folder.path().join(INDEX), json).expect("a file");
            let error = Family::load(folder.path()).expect_err("no family");
            error.to_string()
        };
        let member = r#"{"file":"a.json","role":"seed","steps":1}"#;
        let text = message(&format!(r#"{{"format_version":1,"policies":[{member}]}}"#));
        assert!(
            text.contains("index.json: not an index of policies: no policy"),
            "{text}"
        );
        let text = message(r#"{"format_version":9,"policies":[]}"#);
        assert!(text.contains("format_version is 9"), "{text}");
        let text = message(r#"{"format_version":1,"policies":[{"file":1}]}"#);
        assert!(text.contains("line 1"), "{text}");
    }
}
