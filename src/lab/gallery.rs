//! The policies that can be chosen while the lab runs: the shipped ones, in the order of their index.

use std::sync::Arc;

use bevy::prelude::*;

use super::notice::Notices;
use super::order::BetweenSteps;
use super::record::Record;
use super::simulation::{ResetRequest, Simulation};
use super::subject::Subject;
use crate::analysis::atlas::Atlas;
use crate::analysis::basis::Basis;
use crate::policy::{Family, Member};

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
    /// The shipped policies; the subject's is marked among them by its hash.
    pub fn new(subject: &Subject) -> Self {
        let Ok(family) = Family::shipped() else {
            return Self::default();
        };
        let is_current = |member: &Member| {
            let policy = family.policy(member, &subject.robot);
            policy.is_ok_and(|policy| policy.manifest.sha256 == subject.policy.manifest.sha256)
        };
        Self {
            current: family.members.iter().position(is_current),
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

    /// The member's policy with its basis and its atlas, as the subject shows it.
    fn subject(
        &self,
        index: usize,
        now: &Subject,
    ) -> Option<Result<(Subject, Option<String>), String>> {
        let family = self.family.as_ref()?;
        let member = family.members.get(index)?;
        let policy = match family.policy(member, &now.robot) {
            Ok(policy) => policy,
            Err(error) => return Some(Err(error.to_string())),
        };
        let mut subject = Subject {
            policy: Arc::new(policy),
            basis: None,
            atlas: None,
            ..now.clone()
        };
        let basis = family.beside(member, "basis.json");
        let unfit_basis =
            basis.and_then(|(text, file)| subject.take_basis(Basis::from_json(&text, &file)));
        let unfit_atlas = family
            .atlas(member)
            .and_then(|(text, file)| subject.take_atlas(&file, Atlas::from_json(&text, &file)));
        Some(Ok((subject, unfit_basis.or(unfit_atlas))))
    }
}

/// Lets another policy walk when one is chosen.
pub fn plugin(app: &mut App) {
    let gallery = Gallery::new(app.world().resource::<Subject>());
    app.insert_resource(gallery).add_systems(
        PreUpdate,
        swap.run_if(|gallery: Res<Gallery>| gallery.chosen.is_some())
            .in_set(BetweenSteps::Policy),
    );
}

/// The robot starts anew: what was recorded belongs to another network.
fn swap(
    mut gallery: ResMut<Gallery>,
    mut subject: ResMut<Subject>,
    mut record: ResMut<Record>,
    mut simulation: ResMut<Simulation>,
    mut request: ResMut<ResetRequest>,
    mut notices: ResMut<Notices>,
) {
    let Some(chosen) = gallery.chosen.take() else {
        return;
    };
    match gallery.subject(chosen, &subject) {
        None => {}
        Some(Err(message)) => notices.error(message),
        Some(Ok((next, notice))) => {
            *record = Record::new(&next);
            *simulation = Simulation::new(&next);
            *subject = next;
            request.0 = true;
            gallery.current = Some(chosen);
            if let Some(notice) = notice {
                notices.error(notice);
            }
        }
    }
}
