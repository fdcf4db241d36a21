//! The commanded speed: hands and the scene set it, the simulation reads it.

use bevy::prelude::*;

use crate::task::Command;

/// The command in force.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq)]
pub struct CommandedSpeed(pub Command);
