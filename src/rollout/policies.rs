//! The policies that the events of a run may name, read before it begins.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::policy::{CheckpointError, Policy};
use crate::robot::Robot;
use crate::script::Source;

/// Policies by what they are called in events.
#[derive(Clone, Default)]
pub struct Policies(BTreeMap<Source, Arc<Policy>>);

impl Policies {
    /// One policy.
    pub fn of(source: Source, policy: Arc<Policy>) -> Self {
        Self([(source, policy)].into())
    }

    /// Reads those that are not known yet and checks them against the robot.
    pub fn load<'a>(
        &mut self,
        sources: impl IntoIterator<Item = &'a Source>,
        robot: &Robot,
    ) -> Result<(), CheckpointError> {
        for source in sources {
            if !self.0.contains_key(source) {
                let policy = Arc::new(Policy::named(source.path(), robot)?);
                self.0.insert(source.clone(), policy);
            }
        }
        Ok(())
    }

    /// Adds one, in the place of what was called so before.
    pub fn insert(&mut self, source: Source, policy: Arc<Policy>) {
        self.0.insert(source, policy);
    }

    /// The policy of this name.
    pub fn get(&self, source: &Source) -> Option<&Arc<Policy>> {
        self.0.get(source)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&Source, &Arc<Policy>)> {
        self.0.iter()
    }
}
