//! What crosses rooms and needs no window: the commands as a person runs them, and the measures
//! against golden values.

#![allow(
    clippy::unwrap_used,
    reason = "a test that has not what it needs fails"
)]

mod analysis;
mod atlas;
mod bad_input;
mod bench;
mod evaluation;
mod experiment;
mod house;
#[cfg(target_os = "linux")]
mod interrupt;
mod kinematics;
mod logs;
mod measures;
mod names;
mod npz_files;
mod outputs;
mod policy_files;
mod program;
mod python;
mod recording;
mod resume;
mod rollout;
mod runs;
mod symmetry;
mod terrain;
mod texts;
mod training;
mod walking;
