//! Time in the lab: pause, single step, slow motion. The physics always takes whole control
//! steps; only how many of them pass in a second of real time changes.

use bevy::prelude::*;

use super::clock::CONTROL_RATE;
use super::order::{BetweenSteps, FollowSystems, PaceSystems};
use super::pace::RealPace;
use super::simulation::{Followed, Happened};
use crate::script::Event;

/// Paces that can be chosen, times real time.
pub const PACES: [f32; 6] = [0.1, 0.25, 0.5, 1.0, 2.0, 4.0];

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

    /// Sets the pace, within the range of [`PACES`].
    pub fn set_speed(&mut self, speed: f32) {
        let [slowest, .., fastest] = PACES;
        self.speed = speed.clamp(slowest, fastest);
    }
}

/// The next slower of [`PACES`].
pub fn slower(pace: f32) -> f32 {
    let slower = PACES.iter().rev().find(|&&other| other < pace);
    *slower.unwrap_or(&pace)
}

/// The next faster of [`PACES`].
pub fn faster(pace: f32) -> f32 {
    let faster = PACES.iter().find(|&&other| other > pace);
    *faster.unwrap_or(&pace)
}

/// Keeps Bevy's virtual time at [`Playback`] (before it moves, so that a pause holds from its
/// frame on), measures what comes of it, and takes single steps.
pub fn plugin(app: &mut App) {
    app.init_resource::<Playback>()
        .init_resource::<RealPace>()
        .insert_resource(Time::<Fixed>::from_hz(CONTROL_RATE))
        .add_systems(First, set_pace.in_set(PaceSystems::Set))
        .add_systems(First, measure_pace.in_set(PaceSystems::Measure))
        .add_systems(Followed, follow_pace.in_set(FollowSystems::Show))
        .add_systems(PreUpdate, take_single_step.in_set(BetweenSteps::SingleStep));
}

fn follow_pace(mut happened: MessageReader<Happened>, mut playback: ResMut<Playback>) {
    for told in happened.read() {
        if let Event::Pace(pace) = told.event {
            playback.set_speed(pace);
        }
    }
}

fn set_pace(playback: Res<Playback>, mut time: ResMut<Time<Virtual>>) {
    if playback.paused {
        time.pause();
    } else {
        time.unpause();
    }
    if time.relative_speed() != playback.speed {
        time.set_relative_speed(playback.speed);
    }
}

/// Bevy lets at most a quarter of a second pass in a frame, so time falls behind where frames
/// take longer.
fn measure_pace(
    playback: Res<Playback>,
    wall: Res<Time<Real>>,
    simulated: Res<Time<Virtual>>,
    mut pace: ResMut<RealPace>,
) {
    let asked = (!simulated.is_paused()).then_some(playback.speed);
    pace.note(wall.elapsed_secs_f64(), simulated.elapsed_secs_f64(), asked);
}

fn take_single_step(world: &mut World) {
    let requested = std::mem::take(&mut world.resource_mut::<Playback>().step_requested);
    if requested {
        world.run_schedule(bevy::app::FixedMain);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paces_go_up_and_down_the_list_and_stop_at_its_ends() {
        let down = [1.0, 0.5, 0.25, 0.1, 0.1];
        assert!(down.windows(2).all(|pair| slower(pair[0]) == pair[1]));
        let up = [1.5, 2.0, 4.0, 4.0];
        assert!(up.windows(2).all(|pair| faster(pair[0]) == pair[1]));
    }
}
