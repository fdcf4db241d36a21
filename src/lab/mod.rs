//! The lab: the window in which a person steers the robot and watches its network.
//!
//! Data's way through Bevy's schedules: keys ([`controls`]), sliders and buttons ask for events ([`requests`]);
//! between control steps they act, as do the scene's, and `FixedUpdate` takes the step ([`simulation`]), then
//! records ([`recorder`], [`timeline`]); `PostUpdate` draws the robot ([`world`]) and keeps what is to be kept
//! ([`keep`]); egui's pass draws the panels ([`interface`]). The order of all systems stands in [`order`].

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
pub mod keep;
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
pub mod replay;
pub mod requests;
pub mod robot_view;
pub mod scenery;
pub mod screen;
pub mod session;
pub mod simulation;
pub mod solid;
pub mod subject;
pub mod target;
pub mod theme;
pub mod timeline;
pub mod viewer;
pub mod views;
pub mod world;
