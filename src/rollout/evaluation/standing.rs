//! What happens at zero command: how far the robot drifts, sways and turns, and whether it steps.

use serde::Serialize;

use super::trace::Trace;
use crate::analysis::gait;

/// Lift-offs count from here on, s.
const FIRST_SECOND: f64 = 1.0;

/// What happens at zero command. "First" and "last" are of the time that counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Standing {
    /// Distance between the base's mean places in the first and the last second, the largest of all
    /// runs, m.
    pub drift: f64,
    /// Farthest that the base came from where it was at first, in any run, m.
    pub sway: f64,
    /// Change of heading between the first and the last second, the largest of all runs, degrees.
    pub turn: f64,
    /// Share of control steps with all feet on the ground.
    pub all_feet_down: f64,
    /// Times that a foot was lifted after the first second of a run, the most of all runs.
    pub steps_after_first_second: usize,
}

impl Standing {
    /// Of one run; times count from `settling` (s) on, lift-offs from 1 s on.
    pub(super) fn of(trace: &Trace, settling: f64) -> Self {
        let settled = ((settling / trace.dt).round() as usize).min(trace.samples.len());
        let counted = &trace.samples[settled..];
        let second = (trace.dt.recip().round() as usize).min(counted.len());
        let places: Vec<[f64; 2]> = counted
            .iter()
            .map(|sample| sample.place.map(f64::from))
            .collect();
        let headings: Vec<f64> = counted
            .iter()
            .map(|sample| f64::from(sample.heading))
            .collect();
        let down = counted.iter().filter(|sample| sample.contact == [true; 4]);
        Self {
            drift: drift(&places, second),
            sway: places
                .iter()
                .fold(0.0, |most, &place| distance(place, places[0]).max(most)),
            turn: turn(&headings, second).to_degrees(),
            all_feet_down: down.count() as f64 / counted.len().max(1) as f64,
            steps_after_first_second: lift_offs(trace),
        }
    }

    /// The worst of several runs; the mean of `all_feet_down`. None for none.
    pub(super) fn worst(runs: &[Self]) -> Option<Self> {
        let down = runs.iter().map(|run| run.all_feet_down).sum::<f64>() / runs.len() as f64;
        let worst = runs.iter().copied().reduce(|worst, run| Self {
            drift: worst.drift.max(run.drift),
            sway: worst.sway.max(run.sway),
            turn: worst.turn.max(run.turn),
            all_feet_down: down,
            steps_after_first_second: worst
                .steps_after_first_second
                .max(run.steps_after_first_second),
        })?;
        Some(Self {
            all_feet_down: down,
            ..worst
        })
    }
}

/// Distance between the mean places of the first and the last `second` samples, m.
fn drift(places: &[[f64; 2]], second: usize) -> f64 {
    if second == 0 {
        return 0.0;
    }
    let mean = |part: &[[f64; 2]]| {
        let along = |axis: usize| part.iter().map(|place| place[axis]).sum::<f64>();
        [0, 1].map(|axis| along(axis) / part.len() as f64)
    };
    let (first, last) = (&places[..second], &places[places.len() - second..]);
    distance(mean(first), mean(last))
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Size of the change between the mean headings (rad) of the first and the last `second` samples;
/// whole turns count.
fn turn(headings: &[f64], second: usize) -> f64 {
    if second == 0 {
        return 0.0;
    }
    let mut unwrapped = vec![0.0];
    for pair in headings.windows(2) {
        let change = (pair[1] - pair[0] + std::f64::consts::PI).rem_euclid(std::f64::consts::TAU)
            - std::f64::consts::PI;
        unwrapped.push(unwrapped[unwrapped.len() - 1] + change);
    }
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    (mean(&unwrapped[unwrapped.len() - second..]) - mean(&unwrapped[..second])).abs()
}

/// Lift-offs of all feet after the first second, flickers left out.
fn lift_offs(trace: &Trace) -> usize {
    let contact: Vec<_> = trace.samples.iter().map(|sample| sample.contact).collect();
    let contact = gait::debounced(&contact, gait::debounce_samples(trace.dt));
    let from = (FIRST_SECOND / trace.dt).round() as usize;
    let later = contact.get(from..).unwrap_or_default();
    let lifted = |pair: &[[bool; 4]]| (0..4).filter(|&leg| pair[0][leg] && !pair[1][leg]).count();
    later.windows(2).map(lifted).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollout::evaluation::trace::tests::walking;

    #[test]
    fn drift_is_what_is_left_of_the_way_without_the_sway() {
        let swaying = |way: f64| -> Vec<[f64; 2]> {
            (0..500)
                .map(|k| {
                    let t = f64::from(k);
                    [
                        way * t / 499.0,
                        0.01 * (t * std::f64::consts::TAU / 25.0).sin(),
                    ]
                })
                .collect()
        };
        assert!(drift(&swaying(0.0), 50) < 1e-9);
        assert!((drift(&swaying(0.1), 50) - 0.0902).abs() < 1e-3);
        assert_eq!(drift(&[], 0), 0.0);
    }

    #[test]
    fn a_turn_goes_on_through_the_back() {
        let mut trace = walking(1000);
        for (k, sample) in trace.samples.iter_mut().enumerate() {
            // from 5 s on: 0.5 degrees a second, through 180 degrees
            let degrees = 177.0 + 0.01 * k as f32;
            sample.heading = ((degrees + 180.0).rem_euclid(360.0) - 180.0).to_radians();
        }
        let standing = Standing::of(&trace, 5.0);
        assert!((standing.turn - 7.0).abs() < 1e-3, "{standing:?}");
    }

    #[test]
    fn only_lifts_after_the_first_second_count() {
        let mut trace = walking(1000);
        let mut lift = |from: usize, samples: usize, leg: usize| {
            for sample in &mut trace.samples[from..from + samples] {
                sample.contact[leg] = false;
            }
        };
        lift(20, 10, 0);
        lift(60, 10, 1);
        lift(62, 10, 2);
        lift(300, 1, 3);
        let standing = Standing::of(&trace, 5.0);
        assert_eq!(standing.steps_after_first_second, 2);
        assert!((standing.all_feet_down - 749.0 / 750.0).abs() < 1e-12);
        let worst = Standing::worst(&[standing, Standing::of(&walking(1000), 5.0)]).unwrap();
        assert_eq!(worst.steps_after_first_second, 2);
        assert!((worst.all_feet_down - (749.0 / 750.0 + 1.0) / 2.0).abs() < 1e-12);
        assert_eq!(Standing::worst(&[]), None);
    }
}
