//! What the torque plots draw. In: the history. Out: for each joint of a leg and each leg a curve as (age in s,
//! torque in N m), oldest first, and the end of the axis.

use crate::lab::history::History;
use crate::lab::views::{SHOWN_SECONDS, time_plot::SlowBound};
use crate::robot::LEG_JOINT_NAMES;

/// Joints of a leg.
pub const LEG_JOINTS: usize = LEG_JOINT_NAMES.len();
/// Least end of the axis, N m.
const LEAST_END: f64 = 20.0;

/// The curve of one joint (of a leg) on one leg.
pub fn curve(history: &History, leg: usize, joint: usize) -> impl Iterator<Item = (f64, f64)> {
    let now = history.now().unwrap_or(0.0);
    history.last(SHOWN_SECONDS).map(move |step| {
        let torque = step.joint_torque[leg * LEG_JOINTS + joint];
        (now - step.time, f64::from(torque))
    })
}

/// Where the axes of all joints end, above and below zero; it grows at once and shrinks slowly.
#[derive(Clone, Copy, Debug)]
pub struct End(SlowBound);

impl Default for End {
    fn default() -> Self {
        Self(SlowBound::new(LEAST_END))
    }
}

impl End {
    /// Lets `elapsed` s pass; returns the end, N m.
    pub fn follow(&mut self, history: &History, elapsed: f64) -> f64 {
        let sizes = history
            .last(SHOWN_SECONDS)
            .flat_map(|step| step.joint_torque);
        let largest = sizes
            .filter(|torque| torque.is_finite())
            .fold(0.0, |largest: f32, torque| largest.max(torque.abs()));
        self.0.follow(f64::from(largest), elapsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::views::fixture;
    use crate::robot::JOINTS;

    #[test]
    fn each_leg_and_joint_has_its_own_torque_and_ends_now() {
        let mut history = History::new(6.0);
        for number in 0..3 {
            let mut step = fixture::step(f64::from(number) * 0.02);
            step.joint_torque = std::array::from_fn(|joint| (100 * number + joint as i32) as f32);
            history.push(step);
        }
        for (number, (leg, joint)) in (0..JOINTS).map(|k| (k as f64, (k / 3, k % 3))) {
            let curve: Vec<_> = curve(&history, leg, joint).collect();
            let values: Vec<f64> = curve.iter().map(|point| point.1).collect();
            assert_eq!(values, [number, 100.0 + number, 200.0 + number]);
            assert_eq!(curve[2].0, 0.0);
            assert!((curve[0].0 - 0.04).abs() < 1e-12);
        }
    }

    #[test]
    fn the_axis_holds_every_torque_and_never_shrinks_to_nothing() {
        let mut end = End::default();
        assert_eq!(end.follow(&History::new(6.0), 0.02), LEAST_END);
        let end = end.follow(&fixture::walk(5.0), 0.02);
        assert!((40.0..50.0).contains(&end), "{end}");
    }
}
