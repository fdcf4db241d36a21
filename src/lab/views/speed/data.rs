//! What the speed plot draws. In: the history. Out: curves as (age in s, m/s), oldest first,
//! and the bounds of their axis.

use crate::lab::{
    history::History,
    views::{SHOWN_SECONDS, time_plot::SlowBound},
};

/// The axis spans at least 0 to this, m/s.
const LEAST_UPPER: f64 = 1.0;
/// Between two labels of the axis, m/s.
const TICK: f64 = 0.5;
/// Spans over which every other label would still crowd, m/s.
const WIDE_SPAN: f64 = 2.2;

/// Which forward speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// As commanded.
    Commanded,
    /// As measured in the base's axes.
    Measured,
}

/// The curve of a forward speed over the shown seconds.
pub fn curve(history: &History, speed: Speed) -> impl Iterator<Item = (f64, f64)> {
    let now = history.now().unwrap_or(0.0);
    history.last(SHOWN_SECONDS).map(move |sample| {
        let value = match speed {
            Speed::Commanded => sample.command[0],
            Speed::Measured => sample.velocity_in_base[0],
        };
        (now - sample.time, f64::from(value))
    })
}

/// Lower and upper end of the axis, which grow at once and shrink slowly.
#[derive(Clone, Copy, Debug)]
pub struct SpeedBounds {
    below: SlowBound,
    above: SlowBound,
}

impl Default for SpeedBounds {
    fn default() -> Self {
        Self {
            below: SlowBound::new(0.0),
            above: SlowBound::new(LEAST_UPPER),
        }
    }
}

impl SpeedBounds {
    /// Lets `elapsed` s pass; returns the ends, m/s.
    pub fn follow(&mut self, history: &History, elapsed: f64) -> [f64; 2] {
        let both = curve(history, Speed::Commanded).chain(curve(history, Speed::Measured));
        let (lowest, highest) = both
            .filter(|(_, value)| value.is_finite())
            .fold((0.0, 0.0), |(low, high), (_, value)| {
                (value.min(low), value.max(high))
            });
        [
            -self.below.follow(-lowest, elapsed),
            self.above.follow(highest, elapsed),
        ]
    }
}

/// The labelled speeds between two ends, m/s: multiples of 0.5, or of 1 on a wide axis.
#[must_use]
pub fn ticks([lower, upper]: [f64; 2]) -> Vec<f64> {
    let step = if upper - lower > WIDE_SPAN {
        2.0 * TICK
    } else {
        TICK
    };
    let first = (lower / step - 1e-9).ceil() as i64;
    let last = (upper / step + 1e-9).floor() as i64;
    (first..=last)
        .map(|multiple| multiple as f64 * step)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::views::fixture;

    #[test]
    fn axis_is_zero_to_one_for_ordinary_walking() {
        let bounds = SpeedBounds::default().follow(&fixture::walk(5.0), 0.02);
        assert_eq!(bounds, [0.0, 1.0]);
        assert_eq!(ticks(bounds), [0.0, 0.5, 1.0]);
    }

    #[test]
    fn axis_grows_for_backward_walking() {
        let mut history = History::new(5.0);
        let mut sample = fixture::sample(0.0, false);
        sample.velocity_in_base[0] = -0.9;
        history.push(sample);
        let [lower, upper] = SpeedBounds::default().follow(&history, 0.02);
        assert!(lower <= -0.9 && upper == 1.0);
        assert_eq!(ticks([-1.0, 1.0]), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!(ticks([-1.5, 1.5]), [-1.0, 0.0, 1.0]);
    }

    #[test]
    fn curve_ends_now() {
        let history = fixture::walk(2.0);
        let measured: Vec<_> = curve(&history, Speed::Measured).collect();
        let last = history
            .latest()
            .map(|sample| f64::from(sample.velocity_in_base[0]));
        assert_eq!(measured.last().copied(), last.map(|value| (0.0, value)));
    }
}
