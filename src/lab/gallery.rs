//! The policies that can be chosen while the lab runs: the shipped ones, in the order of their index.

use std::path::{Path, PathBuf};

use bevy::prelude::*;

use super::notice::Notices;
use super::order::{BetweenSteps, FollowSystems};
use super::record::Record;
use super::requests::Requests;
use super::simulation::{Began, Followed, Happened, Simulation};
use super::subject::Subject;
use crate::analysis::atlas::Atlas;
use crate::analysis::basis::Basis;
use crate::policy::{CompanionError, Family, Member, atlas_files};
use crate::script::{Event, Source};

/// The shipped policies, and the wish for another one.
#[derive(Resource, Default)]
pub struct Gallery {
    family: Option<Family>,
    /// What the menu says, one for each member.
    pub labels: Vec<String>,
    /// The member that walks; none: a policy from a file.
    pub current: Option<usize>,
    /// The member that shall walk from the next frame on.
    pub chosen: Option<usize>,
}

impl Gallery {
    /// The shipped policies; which of them walks is marked when a run begins.
    pub fn new() -> Self {
        let Ok(family) = Family::shipped() else {
            return Self::default();
        };
        Self {
            current: None,
            labels: family.members.iter().map(Member::label).collect(),
            chosen: None,
            family: Some(family),
        }
    }

    /// What the walking policy is called: as in the menu, or by its file's own name.
    pub fn label(&self, subject: &Subject) -> String {
        let shipped = self.current.and_then(|current| self.labels.get(current));
        shipped.cloned().unwrap_or_else(|| subject.policy_label())
    }

    /// Asks for the member that comes `by` after the present one in the list, if there is one.
    pub fn step(&mut self, by: isize) {
        let count = self.labels.len();
        let next = match self.current {
            Some(current) => current.checked_add_signed(by),
            None => Some(0),
        };
        self.chosen = next.filter(|&next| next < count).or(self.chosen);
    }

    /// What events call a member.
    fn source(&self, index: usize) -> Option<Source> {
        let member = self.family.as_ref()?.members.get(index)?;
        Some(Source::File(member.name().into()))
    }

    /// The member that events call so.
    fn member(&self, source: &Source) -> Option<(usize, &Family, &Member)> {
        let family = self.family.as_ref()?;
        let member = match source.path() {
            None => family.main(),
            Some(path) => family.member(path.to_str()?)?,
        };
        let index = family.members.iter().position(|known| known == member)?;
        Some((index, family, member))
    }

    /// Gives the subject what lies beside its policy of this name: basis and atlas. The text says what can't
    /// serve.
    pub(super) fn companions(&self, source: &Source, subject: &mut Subject) -> Option<String> {
        let (basis, atlas) = match self.member(source) {
            Some((_, family, member)) => {
                let basis = family.beside(member, "basis.json");
                let atlas = family.atlas(member);
                (
                    basis.map(|(text, file)| Basis::from_json(&text, &file)),
                    atlas.map(|(text, file)| (Atlas::from_json(&text, &file), file)),
                )
            }
            None => beside(source.path()?),
        };
        let unfit_basis = basis.and_then(|basis| subject.take_basis(basis));
        let unfit_atlas = atlas.and_then(|(atlas, file)| subject.take_atlas(&file, atlas));
        unfit_basis.or(unfit_atlas)
    }
}

type ReadBasis = Option<Result<Basis, CompanionError>>;
type ReadAtlas = Option<(Result<Atlas, CompanionError>, PathBuf)>;

/// Basis and atlas beside a policy's file.
fn beside(policy: &Path) -> (ReadBasis, ReadAtlas) {
    let basis = policy.with_extension("basis.json");
    let mut atlases = atlas_files(policy).into_iter();
    let atlas = atlases.find(|file| file.exists());
    (
        basis.exists().then(|| Basis::load(&basis)),
        atlas.map(|file| (Atlas::load(&file), file)),
    )
}

/// Lets another policy walk when one is chosen or named by an event.
pub fn plugin(app: &mut App) {
    app.insert_resource(Gallery::new())
        .add_systems(
            PreUpdate,
            choose
                .run_if(|gallery: Res<Gallery>| gallery.chosen.is_some())
                .in_set(BetweenSteps::Policy),
        )
        .add_systems(
            Followed,
            (begin, take_over).chain().in_set(FollowSystems::Cast),
        );
}

/// Reads the chosen policy, and asks for it.
fn choose(
    mut gallery: ResMut<Gallery>,
    subject: Res<Subject>,
    mut simulation: ResMut<Simulation>,
    mut requests: ResMut<Requests>,
    mut notices: ResMut<Notices>,
) {
    let chosen = gallery.chosen.take();
    let Some(source) = chosen.and_then(|index| gallery.source(index)) else {
        return;
    };
    match simulation.policies.load([&source], &subject.robot) {
        Ok(()) => requests.ask(Event::Policy(source)),
        Err(error) => notices.error(error.to_string()),
    }
}

/// Marks the policy that a run begins with.
fn begin(
    mut begun: MessageReader<Began>,
    subject: Res<Subject>,
    mut gallery: ResMut<Gallery>,
    mut record: ResMut<Record>,
) {
    if begun.read().count() > 0 {
        *record = Record::new(&subject);
        let member = gallery.member(&subject.start.policy);
        gallery.current = member.map(|(index, ..)| index);
    }
}

/// The policy goes on with the body.
fn take_over(
    mut happened: MessageReader<Happened>,
    mut gallery: ResMut<Gallery>,
    mut subject: ResMut<Subject>,
    mut record: ResMut<Record>,
    mut notices: ResMut<Notices>,
    simulation: Res<Simulation>,
) {
    for told in happened.read() {
        let Event::Policy(source) = &told.event else {
            continue;
        };
        let Some(policy) = simulation.policies.get(source) else {
            notices.error(format!(
                "There is no policy {source} in this run; the one before walks on."
            ));
            continue;
        };
        (subject.policy, subject.basis, subject.atlas) = (policy.clone(), None, None);
        if let Some(notice) = gallery.companions(source, &mut subject) {
            notices.error(notice);
        }
        record.take_over(&subject);
        gallery.current = gallery.member(source).map(|(index, ..)| index);
    }
}
