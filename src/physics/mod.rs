//! How the robot moves: one module fills and steps rapier's sets, whoever owns them.
//!
//! In: joint targets (rad). Out: [`RobotState`]. The trainer and the headless commands own
//! the sets ([`World`]); the lab lends those of `bevy_rapier3d` ([`Engine`]). World axes: x
//! forward, y left, z up; SI units. `docs/physics.md` says what each setting costs and buys.

mod build;
mod contact;
mod drive;
mod engine;
mod ground;
mod ground_shape;
mod height_map;
mod intervene;
mod place;
mod relief;
mod start;
mod state;
mod terrain;
mod world;

pub use build::{Conditions, RobotHandles, Sets, insert_ground, insert_robot};
pub use contact::narrow_phase;
pub use drive::{drive_torque, joint_angle};
pub use engine::{Engine, Pull, broad_phase, control_step, gravity, integration_parameters};
pub use ground::Ground;
pub use height_map::{HeightMap, PERIOD};
pub use intervene::{change_ground, push, set_friction, set_payload};
pub use place::place;
pub use start::Start;
pub use state::{RobotState, read_state};
pub use terrain::{HIGHEST, STEEPEST, Terrain, TerrainError};
pub use world::{BareSets, World};

pub use rapier3d::glamx::{Pose3, Quat, Vec3};
