//! The commanded speed as it is in force.

use bevy::prelude::*;

use crate::task::Command;

/// The command of the next control step. The simulation sets it; who wants another one asks for an event.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct CommandedSpeed(pub Command);
