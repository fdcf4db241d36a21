//! The policies that can be chosen while the lab runs: the shipped ones, in the order of their index.

use bevy::prelude::*;

use super::notice::Notices;
use super::order::{BetweenSteps, FollowSystems};
use super::record::Record;
use super::requests::Requests;
use super::simulation::{Began, Followed, Happened, Simulation};
use super::subject::Subject;
use crate::policy::{Family, Member};
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

    /// The place in the list of the policy that events call so.
    fn index(&self, source: &Source) -> Option<usize> {
        let family = self.family.as_ref()?;
        let member = family.find(source.path())?;
        family.members.iter().position(|known| known == member)
    }
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
        gallery.current = gallery.index(&subject.start.policy);
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
        subject.policy = policy.clone();
        if let Some(notice) = subject.take_companions(source) {
            notices.error(notice);
        }
        record.take_over(&subject);
        gallery.current = gallery.index(source);
    }
}
