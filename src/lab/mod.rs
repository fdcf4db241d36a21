//! The lab: the window in which a person steers the robot and watches its network.
//!
//! Data's way through Bevy's schedules: keys ([`controls`]), sliders and scene set the command; `FixedUpdate`
//! decides, steps the physics and senses ([`simulation`]), then records ([`recorder`]); `PostUpdate`
//! draws the robot ([`world`]); egui's pass draws the panels ([`interface`]). The order of all systems
//! stands in [`order`].

pub mod app;
pub mod camera;
pub mod clock;
pub mod command;
pub mod controls;
pub mod curtain;
pub mod gallery;
pub mod headless;
pub mod history;
pub mod interface;
pub mod layout;
pub mod live;
pub mod mean_cycles;
pub mod notice;
pub mod order;
pub mod pace;
pub mod paint;
pub mod panels;
pub mod playback;
pub mod pointer;
pub mod probe;
pub mod quality;
pub mod readiness;
pub mod record;
pub mod recorder;
pub mod robot_view;
pub mod scenery;
pub mod schedule;
pub mod screen;
pub mod session;
pub mod simulation;
pub mod solid;
pub mod subject;
pub mod target;
pub mod theme;
pub mod views;
pub mod world;
