//! Time in the lab: pause, single step, slow motion. The physics always takes whole control
//! steps; only how many of them pass in a second of real time changes.

use bevy::prelude::*;
use bevy::time::TimeSystems;

use super::simulation::{CONTROL_RATE, SimulationSystems};

/// Slowest and fastest pace, times real time.
pub const SPEED_RANGE: [f32; 2] = [0.1, 4.0];

/// How time passes.
#[derive(Resource, Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    pub paused: bool,
    /// Times real time.
    pub speed: f32,
    step_requested: bool,
}

impl Default for Playback {
    fn default() -> Self {
        Self {
            paused: false,
            speed: 1.0,
            step_requested: false,
        }
    }
}

impl Playback {
    /// Asks for one control step; time stops if it ran.
    pub fn step(&mut self) {
        self.paused = true;
        self.step_requested = true;
    }

    /// Sets the pace, within [`SPEED_RANGE`].
    pub fn set_speed(&mut self, speed: f32) {
        self.speed = speed.clamp(SPEED_RANGE[0], SPEED_RANGE[1]);
    }
}

/// Keeps Bevy's virtual time at [`Playback`] (before it moves, so that a pause holds from its
/// frame on), and takes single steps.
pub fn plugin(app: &mut App) {
    app.init_resource::<Playback>()
        .insert_resource(Time::<Fixed>::from_hz(CONTROL_RATE))
        .add_systems(First, set_pace.before(TimeSystems))
        .add_systems(PreUpdate, take_single_step.after(SimulationSystems::Reset));
}

pub(super) fn set_pace(playback: Res<Playback>, mut time: ResMut<Time<Virtual>>) {
    if playback.paused {
        time.pause();
    } else {
        time.unpause();
    }
    if time.relative_speed() != playback.speed {
        time.set_relative_speed(playback.speed);
    }
}

fn take_single_step(world: &mut World) {
    let requested = std::mem::take(&mut world.resource_mut::<Playback>().step_requested);
    if requested {
        world.run_schedule(bevy::app::FixedMain);
    }
}
