//! Tanglewalk: steer a walking robot and watch, live, what its recurrent network is doing.
//!
//! The way of the data is one line:
//!
//! ```text
//! command -> observation -> policy (taps on every layer) -> joint targets -> physics -> state
//!                                  taps -> analysis -> views
//! ```
//!
//! Rooms, from the ground up: [`robot`] (what walks), [`physics`] (how it moves),
//! [`task`] (what it is asked to do), [`policy`] (the network), [`rollout`] (one robot
//! walking), [`training`] (many robots learning), [`bench`] (how fast all that goes), [`script`]
//! (what is to happen: scenes, schedules), [`recording`] (files of what happened), [`analysis`] (plain maths
//! on arrays), [`experiment`] (the paper's study), [`report`] (figures and tables), [`style`] (colours
//! and typeface), [`files`] (writing whole files), `lab` (the window) and [`cli`] (the commands).
//!
//! Frames and units: SI; x forward, y left, z up, for the world and for the base;
//! quaternions are `x, y, z, w`; `world_from_base` maps base axes to world axes.
//! Legs go LF, LH, RF, RH and joints HAA, HFE, KFE within a leg.

pub mod analysis;
pub mod bench;
pub mod cli;
pub mod experiment;
pub(crate) mod files;
#[cfg(feature = "lab")]
pub mod lab;
pub mod physics;
pub mod policy;
pub mod recording;
pub(crate) mod report;
pub mod robot;
pub mod rollout;
pub mod script;
pub mod style;
pub mod task;
pub mod training;
