//! What the speed plots draw. In: the history. Out: which axes of the command are shown, curves as
//! (age in s, m/s or rad/s), oldest first, and the bounds of their axes.

use crate::lab::{
    history::History,
    views::{SHOWN_SECONDS, time_plot::SlowBound},
};
use crate::rollout::StepRecord;

/// Axes of the command.
pub const AXES: usize = 3;
/// Steps between two labels of an axis, of which the smallest that has room is taken, m/s or rad/s.
const STEPS: [f64; 4] = [0.25, 0.5, 1.0, 2.0];
/// Least distance of two labels, points, and how many there are at most.
const LABEL_PITCH: f64 = 12.0;
const MOST_LABELS: usize = 3;

/// One axis of the command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// Which of the three.
    pub index: usize,
    /// For instance "forward, m/s".
    pub name: &'static str,
    /// "m/s" or "rad/s".
    pub unit: &'static str,
    /// What is plotted, for assistive technology.
    pub spoken: &'static str,
    /// The plot spans at least this.
    least: [f64; 2],
}

const ALL: [Axis; AXES] = [
    Axis {
        index: 0,
        name: "forward, m/s",
        unit: "m/s",
        spoken: "Plot: forward speed, m/s",
        least: [0.0, 1.0],
    },
    Axis {
        index: 1,
        name: "lateral, m/s",
        unit: "m/s",
        spoken: "Plot: lateral speed, m/s",
        least: [-0.25, 0.25],
    },
    Axis {
        index: 2,
        name: "yaw, rad/s",
        unit: "rad/s",
        spoken: "Plot: yaw rate, rad/s",
        least: [-0.25, 0.25],
    },
];

/// The axes on which something was commanded in the shown seconds; forward where nothing was.
#[must_use]
pub fn commanded_axes(history: &History) -> Vec<Axis> {
    let is_commanded = |axis: &Axis| {
        history
            .last(SHOWN_SECONDS)
            .any(|step| <[f32; 3]>::from(step.command)[axis.index] != 0.0)
    };
    let mut axes: Vec<Axis> = ALL.into_iter().filter(is_commanded).collect();
    if axes.is_empty() {
        axes.push(ALL[0]);
    }
    axes
}

/// Which speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// As commanded.
    Commanded,
    /// As measured in the base's axes.
    Measured,
}

/// The curve of a speed over the shown seconds.
pub fn curve(history: &History, axis: usize, speed: Speed) -> impl Iterator<Item = (f64, f64)> {
    let now = history.now().unwrap_or(0.0);
    let value = move |step: &StepRecord| match speed {
        Speed::Commanded => <[f32; 3]>::from(step.command)[axis],
        Speed::Measured => step.state.planar_velocity()[axis],
    };
    history
        .last(SHOWN_SECONDS)
        .map(move |step| (now - step.time, f64::from(value(step))))
}

/// Lower and upper end of each axis, which grow at once and shrink slowly.
#[derive(Clone, Copy, Debug)]
pub struct SpeedBounds([[SlowBound; 2]; AXES]);

impl Default for SpeedBounds {
    fn default() -> Self {
        Self(ALL.map(|axis| {
            let [lower, upper] = axis.least;
            [SlowBound::new(-lower), SlowBound::new(upper)]
        }))
    }
}

impl SpeedBounds {
    /// Lets `elapsed` s pass; returns the ends of all axes, m/s and rad/s.
    pub fn follow(&mut self, history: &History, elapsed: f64) -> [[f64; 2]; AXES] {
        std::array::from_fn(|axis| {
            let of = |speed| curve(history, axis, speed);
            let both = of(Speed::Commanded).chain(of(Speed::Measured));
            let (lowest, highest) = both
                .filter(|(_, value)| value.is_finite())
                .fold((0.0, 0.0), |(low, high), (_, value)| {
                    (value.min(low), value.max(high))
                });
            let [below, above] = &mut self.0[axis];
            [
                -below.follow(-lowest, elapsed),
                above.follow(highest, elapsed),
            ]
        })
    }
}

/// The labelled speeds between two ends, m/s or rad/s, on an axis `height` points high: two or three
/// multiples of the smallest round step whose labels do not touch; zero alone where no step has room.
#[must_use]
pub fn ticks([lower, upper]: [f64; 2], height: f32) -> Vec<f64> {
    let per_unit = f64::from(height) / (upper - lower);
    let multiples = |step: f64| {
        let first = (lower / step - 1e-9).ceil() as i64;
        let last = (upper / step + 1e-9).floor() as i64;
        first..=last
    };
    let step = STEPS
        .into_iter()
        .find(|&step| step * per_unit >= LABEL_PITCH && multiples(step).count() <= MOST_LABELS);
    let Some(step) = step else { return vec![0.0] };
    multiples(step)
        .map(|multiple| multiple as f64 * step)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::views::fixture;
    use crate::physics::Vec3;

    fn commanded(commands: &[[f32; 3]]) -> History {
        let mut history = History::new(60.0);
        for (second, &command) in commands.iter().enumerate() {
            let mut step = fixture::step(second as f64);
            step.command = command.into();
            history.push(step);
        }
        history
    }

    fn shown(commands: &[[f32; 3]]) -> Vec<usize> {
        let axes = commanded_axes(&commanded(commands)).into_iter();
        axes.map(|axis| axis.index).collect()
    }

    #[test]
    fn every_commanded_axis_is_shown_as_long_as_it_is_in_the_plot() {
        assert_eq!(shown(&[]), [0]);
        assert_eq!(shown(&[[0.0; 3]]), [0], "standing");
        assert_eq!(shown(&[[0.0, 0.0, -0.4]]), [2], "turning on the spot");
        assert_eq!(shown(&[[0.5, 0.2, 0.4]]), [0, 1, 2]);
        let mut ago = vec![[0.5, 0.0, 0.4]];
        ago.extend([[0.5, 0.0, 0.0]; 5]);
        assert_eq!(shown(&ago), [0, 2], "5 s ago");
        ago.push([0.5, 0.0, 0.0]);
        assert_eq!(shown(&ago), [0], "6 s ago");
    }

    #[test]
    fn axis_is_zero_to_one_for_ordinary_walking() {
        let bounds = SpeedBounds::default().follow(&fixture::walk(5.0), 0.02);
        assert_eq!(bounds, [[0.0, 1.0], [-0.25, 0.25], [-0.25, 0.25]]);
        assert_eq!(ticks(bounds[0], 45.0), [0.0, 0.5, 1.0]);
        assert_eq!(ticks(bounds[1], 45.0), [-0.25, 0.0, 0.25]);
    }

    #[test]
    fn each_axis_grows_for_itself_with_what_is_commanded_and_measured() {
        let mut history = commanded(&[[0.2, 0.6, 0.0]]);
        let mut step = fixture::step(0.02);
        step.command = [0.2, 0.6, 0.0].into();
        step.state.linear_velocity_in_base = Vec3::new(-0.9, 0.1, 0.0);
        step.state.angular_velocity_in_base = Vec3::new(0.0, 0.0, -1.3);
        history.push(step);
        let bounds = SpeedBounds::default().follow(&history, 0.02);
        let expected = [[-0.9, 1.0], [-0.25, 0.6], [-1.3, 0.25]];
        for ([lower, upper], [low, high]) in bounds.into_iter().zip(expected) {
            let wide = high - low;
            assert!(lower <= low && lower > low - 0.1 * wide, "{bounds:?}");
            assert!(upper >= high && upper < high + 0.1 * wide, "{bounds:?}");
        }
    }

    #[test]
    fn labels_never_touch_and_always_hold_zero() {
        assert_eq!(ticks([-1.0, 1.0], 60.0), [-1.0, 0.0, 1.0]);
        assert_eq!(ticks([0.0, 1.55], 400.0), [0.0, 1.0]);
        assert_eq!(ticks([-1.5, 1.5], 40.0), [-1.0, 0.0, 1.0]);
        assert_eq!(ticks([-3.0, 3.0], 5.0), [0.0]);
        for height in 8..120 {
            for upper in [0.25, 0.4, 1.0, 1.3, 1.9] {
                let bounds = [-0.25, upper];
                let ticks = ticks(bounds, height as f32);
                assert!(ticks.contains(&0.0));
                let pitch = f64::from(height) / (upper + 0.25);
                let apart = ticks.windows(2).map(|pair| (pair[1] - pair[0]) * pitch);
                assert!(apart.into_iter().all(|apart| apart >= 11.0), "{ticks:?}");
            }
        }
    }

    #[test]
    fn curve_ends_now() {
        let history = fixture::walk(2.0);
        for axis in 0..AXES {
            let measured: Vec<_> = curve(&history, axis, Speed::Measured).collect();
            let last = history
                .latest()
                .map(|step| f64::from(step.state.planar_velocity()[axis]));
            assert_eq!(measured.last().copied(), last.map(|value| (0.0, value)));
        }
    }
}
