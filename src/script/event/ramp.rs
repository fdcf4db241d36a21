//! What moves from one value to another over a time: commands evenly, cameras from rest to rest.
//! Times are control steps.

use super::Camera;
use crate::task::Command;

/// A command on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ramp {
    from: Command,
    to: Command,
    begin: u64,
    steps: u64,
}

impl Ramp {
    /// Holds a command from now on.
    pub fn constant(to: Command) -> Self {
        Self {
            from: to,
            to,
            begin: 0,
            steps: 0,
        }
    }

    /// Leaves what holds at `step` for `to`, which is reached `steps` control steps later.
    pub fn turn(&mut self, to: Command, step: u64, steps: u64) {
        *self = Self {
            from: self.at(step),
            to,
            begin: step,
            steps,
        };
    }

    /// The command at a step.
    pub fn at(&self, step: u64) -> Command {
        let Some(share) = share(self.begin, self.steps, step as f64) else {
            return self.to;
        };
        let (from, to): ([f32; 3], [f32; 3]) = (self.from.into(), self.to.into());
        let share = share as f32;
        std::array::from_fn(|axis| from[axis] + (to[axis] - from[axis]) * share).into()
    }

    /// The step from which on it no longer changes.
    pub fn end(&self) -> u64 {
        self.begin.saturating_add(self.steps)
    }
}

/// Share of a way that begins at `begin` and takes `steps`, at a moment between steps; none once it is done.
fn share(begin: u64, steps: u64, step: f64) -> Option<f64> {
    let gone = (step - begin as f64).max(0.0);
    (gone < steps as f64).then(|| gone / steps as f64)
}

/// From rest to rest: 3 s^2 - 2 s^3.
pub fn smooth(share: f64) -> f64 {
    share * share * (3.0 - 2.0 * share)
}

/// A camera on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RampedCamera {
    pub from: Camera,
    pub to: Camera,
    pub begin: u64,
    pub steps: u64,
}

impl RampedCamera {
    /// The view at a moment, in control steps, and whether it has been reached. Directions turn the shorter way.
    pub fn at(&self, step: f64) -> (Camera, bool) {
        let Some(share) = share(self.begin, self.steps, step) else {
            return (self.to, true);
        };
        let share = smooth(share) as f32;
        let between = |from: f32, to: f32| from + (to - from) * share;
        let (from, to) = (&self.from, &self.to);
        let turn = (to.azimuth_degrees - from.azimuth_degrees + 180.0).rem_euclid(360.0) - 180.0;
        let camera = Camera {
            distance: between(from.distance, to.distance),
            azimuth_degrees: from.azimuth_degrees + turn * share,
            elevation_degrees: between(from.elevation_degrees, to.elevation_degrees),
        };
        (camera, false)
    }
}
