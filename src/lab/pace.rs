//! How fast time really passes. In: at each frame the wall's clock and the simulated one, s, and the pace asked
//! for. Out: the pace of the last two seconds, where it is not the one asked for.

use std::collections::VecDeque;

use bevy::prelude::Resource;

/// Time over which the pace is measured, s of the wall's clock.
const WINDOW: f64 = 2.0;
/// Time after which a number that is shown may change, s.
const REFRESH: f64 = 0.5;
/// A pace that departs by more than this share is told.
const TOLERANCE: f64 = 0.1;

/// A frame's two clocks, s.
#[derive(Clone, Copy, Debug)]
struct Clocks {
    wall: f64,
    simulated: f64,
}

/// The frames of the last seconds and what is told of them.
#[derive(Resource, Clone, Debug, Default)]
pub struct RealPace {
    frames: VecDeque<Clocks>,
    asked: Option<f32>,
    told: Option<f32>,
    told_at: f64,
    /// Whether the last frame was longer than the window.
    long: bool,
}

impl RealPace {
    /// The pace, times real time, if it departs from the one that was asked for.
    pub fn departing(&self) -> Option<f32> {
        self.told
    }

    /// Takes a frame; `asked` is none while time stands still.
    pub fn note(&mut self, wall: f64, simulated: f64, asked: Option<f32>) {
        if self.asked != asked {
            *self = Self {
                asked,
                ..Self::default()
            };
        }
        let Some(asked) = asked else {
            return;
        };
        let frame = self.frames.back().map_or(0.0, |last| wall - last.wall);
        let was_long = std::mem::replace(&mut self.long, frame > WINDOW);
        if self.long && !was_long {
            // a machine that slept, a window that was dragged: not its pace
            self.frames.clear();
        }
        self.frames.push_back(Clocks { wall, simulated });
        while self
            .frames
            .get(1)
            .is_some_and(|frame| wall - frame.wall >= WINDOW)
        {
            self.frames.pop_front();
        }
        if wall - self.told_at < REFRESH && self.told.is_some() {
            return;
        }
        self.told_at = wall;
        self.told = self
            .measured()
            .map(|pace| pace as f32)
            .filter(|pace| f64::from((pace / asked - 1.0).abs()) > TOLERANCE);
    }

    /// Over the whole window; none before it is full.
    fn measured(&self) -> Option<f64> {
        let (first, last) = (self.frames.front()?, self.frames.back()?);
        let wall = last.wall - first.wall;
        (wall >= WINDOW).then(|| (last.simulated - first.simulated) / wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of a duration in which `pace` is kept; times go on from the last call.
    fn frames(pace: &mut RealPace, clocks: &mut Clocks, seconds: f64, frame: f64, kept: f64) {
        let count = (seconds / frame).round() as usize;
        for _ in 0..count {
            clocks.wall += frame;
            clocks.simulated += kept * frame;
            pace.note(clocks.wall, clocks.simulated, Some(1.0));
        }
    }

    const START: Clocks = Clocks {
        wall: 100.0,
        simulated: 7.0,
    };

    #[test]
    fn a_pace_that_is_kept_is_not_told_and_one_that_is_not_is() {
        for (frame, kept, told) in [
            (0.016, 1.0, None),
            (0.3, 0.95, None),
            (0.4, 0.625, Some(0.625)),
            (0.05, 1.3, Some(1.3)),
            (5.0, 0.05, Some(0.05)),
        ] {
            let (mut pace, mut clocks) = (RealPace::default(), START);
            frames(&mut pace, &mut clocks, 20.0, frame, kept);
            match (pace.departing(), told) {
                (Some(found), Some(told)) => assert!((found - told as f32).abs() < 1e-3),
                (found, told) => assert_eq!(found, told.map(|told| told as f32), "{kept}"),
            }
        }
    }

    #[test]
    fn it_recovers_within_the_window() {
        let (mut pace, mut clocks) = (RealPace::default(), START);
        frames(&mut pace, &mut clocks, 4.0, 0.5, 0.5);
        assert_eq!(pace.departing(), Some(0.5));
        frames(&mut pace, &mut clocks, WINDOW + REFRESH, 0.01, 1.0);
        assert_eq!(pace.departing(), None);
    }

    #[test]
    fn one_long_frame_is_not_the_pace() {
        let (mut pace, mut clocks) = (RealPace::default(), START);
        frames(&mut pace, &mut clocks, 4.0, 0.02, 1.0);
        frames(&mut pace, &mut clocks, 60.0, 60.0, 0.004);
        for _ in 0..10 {
            assert_eq!(pace.departing(), None);
            frames(&mut pace, &mut clocks, 0.5, 0.02, 1.0);
        }
    }

    #[test]
    fn a_pause_and_another_pace_begin_anew() {
        let (mut pace, mut clocks) = (RealPace::default(), START);
        frames(&mut pace, &mut clocks, 4.0, 0.5, 0.5);
        pace.note(clocks.wall + 0.1, clocks.simulated, None);
        assert_eq!(pace.departing(), None);
        // a pause of a minute is not slowness
        clocks.wall += 60.0;
        frames(&mut pace, &mut clocks, 4.0, 0.1, 1.0);
        assert_eq!(pace.departing(), None);
        pace.note(clocks.wall, clocks.simulated, Some(4.0));
        assert_eq!(pace.departing(), None, "not measured at the new pace yet");
    }
}
