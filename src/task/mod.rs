//! What the robot is asked to do: commands, what the policy sees, what it is paid for,
//! when an episode ends and how it begins.
//!
//! One [`Episode`] does both halves of a control step for one robot, around whatever steps the
//! physics: before it `observe` and `targets`, after it `sense` and `score`.

mod command;
mod episode;
mod observation;
mod randomise;
pub mod reward;
mod strides;
mod symmetry;
mod termination;

pub use command::{Command, CommandError, CommandRange, CommandSampler};
pub use episode::{Episode, MAX_ACTION};
pub use observation::{
    OBSERVATION, OBSERVATION_LAYOUT, Observation, ObservationNoise, PREVIOUS_ACTION, PRIVILEGED,
    observe,
};
pub use randomise::{Randomisation, draw_conditions, draw_push, draw_start, uniform};
pub use symmetry::{Mirror, MirrorMap, SignedPermutation};
pub use termination::{FALL_TILT, has_fallen};

/// What the network puts out: joint targets in units of the action scale about the default pose.
pub type Action = crate::robot::JointArray;
