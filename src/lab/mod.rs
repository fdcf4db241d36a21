//! The lab: the window in which a person steers the robot and watches its network.

pub mod app;
pub mod camera;
pub mod headless;
pub mod layout;
pub mod paint;
pub mod probe;
pub mod quality;
pub mod robot_view;
pub mod scenery;
pub mod solid;
pub mod world;
