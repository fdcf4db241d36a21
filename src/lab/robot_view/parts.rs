//! What the robot is drawn of: solids, each fixed to a link and in its frame, m, with a finish.

use super::finish::Finish;
use crate::lab::solid::Solid;

/// The base link.
pub(super) const BASE: usize = 0;

/// A solid fixed to a link (index into `Robot::links`).
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub link: usize,
    pub finish: Finish,
    pub solid: Solid,
}

/// Collects parts; those of one link and finish become one solid.
#[derive(Default)]
pub(super) struct Parts(pub(super) Vec<Part>);

impl Parts {
    /// Adds a solid to a link.
    pub(super) fn add(&mut self, link: usize, finish: Finish, solid: Solid) {
        let same = |part: &&mut Part| part.link == link && part.finish == finish;
        match self.0.iter_mut().find(same) {
            Some(part) => part.solid.append(solid),
            None => self.0.push(Part {
                link,
                finish,
                solid,
            }),
        }
    }
}
