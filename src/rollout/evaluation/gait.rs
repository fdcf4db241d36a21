//! How it walks: stride timing, clearance, slip and effort of each stretch from 2 s after a change of
//! command on, and their means over stretches. Legs LF, LH, RF, RH.
//!
//! A stretch in which the robot fell is left out. What a stretch does not have (strides while
//! standing) is none, and does not count in a mean.

use serde::Serialize;

use super::trace::{Sample, Stretch, Trace};
use crate::analysis::gait::{self, LEGS};
use crate::analysis::locomotion::{
    asymmetry, clearance, cost_of_transport, mean, rms, rms_change, slip,
};

/// Fewer strides have no variability to speak of.
const LEAST_STRIDES: usize = 3;

/// Measures of one stretch, or means over several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct GaitMeasures {
    /// Hz
    pub stride_frequency: Option<f64>,
    /// Coefficient of variation of the stride period within a stretch, touch-downs timed to a
    /// physics step.
    pub stride_period_cv: Option<f64>,
    /// The same with touch-downs timed to a control step.
    pub stride_period_cv_sampled: Option<f64>,
    pub duty_factor: [Option<f64>; LEGS],
    /// Touch-down after LF's, in cycles; the circular mean.
    pub phase_offset: [Option<f64>; LEGS],
    /// Circular standard deviation of it from stride to stride, cycles.
    pub phase_spread: [Option<f64>; LEGS],
    /// Mean over swings of the sole's greatest height, m.
    pub clearance: [Option<f64>; LEGS],
    /// Mean horizontal speed of the soles of feet on the ground, m/s.
    pub slip: Option<f64>,
    /// Mean power, each joint's taken positive, over weight x speed.
    pub cost_of_transport: Option<f64>,
    /// Largest |left - right| / mean of the duty factors of the front and the hind pair.
    pub asymmetry: Option<f64>,
    /// Root mean square over joints and control steps, N m.
    pub torque_rms: Option<f64>,
    /// Largest of all, N m.
    pub torque_max: Option<f64>,
    /// Root mean square change of an action from one control step to the next.
    pub action_rate: Option<f64>,
}

impl GaitMeasures {
    /// Of one stretch.
    pub fn of(trace: &Trace, stretch: &Stretch) -> Self {
        let samples = &trace.samples[stretch.samples.clone()];
        let feet = Feet::of(samples);
        let sampled = gait::describe(&feet.contact, trace.dt);
        let timed = gait::describe_within_steps(&feet.contact, &feet.share, trace.dt);
        let steady = gait::debounced(&feet.contact, gait::debounce_samples(trace.dt));
        let strides = timed.strides > 0;
        let varies = timed.strides >= LEAST_STRIDES;
        let power: Vec<f64> = samples
            .iter()
            .map(|sample| f64::from(sample.power))
            .collect();
        let transported = strides && !stretch.command.is_standing();
        let actions: Vec<_> = samples
            .iter()
            .map(|sample| sample.action.map(f64::from))
            .collect();
        let torques = || {
            samples
                .iter()
                .flat_map(|sample| sample.torque.map(f64::from))
        };
        Self {
            stride_frequency: timed.frequency,
            stride_period_cv: timed.period_cv.filter(|_| varies),
            stride_period_cv_sampled: sampled.period_cv.filter(|_| varies),
            duty_factor: timed.duty.map(|duty| strides.then_some(duty)),
            phase_offset: timed.phase,
            phase_spread: timed.spread.map(|spread| spread.filter(|_| varies)),
            clearance: std::array::from_fn(|leg| clearance(&steady, &feet.sole_height, leg)),
            slip: slip(&feet.contact, &feet.sole_speed),
            cost_of_transport: cost_of_transport(&power, trace.mass, speed(samples))
                .filter(|_| transported),
            asymmetry: asymmetry(&timed.duty).filter(|_| strides),
            torque_rms: rms(torques()),
            torque_max: torques().map(f64::abs).reduce(f64::max),
            action_rate: rms_change(&actions),
        }
    }

    /// Means over stretches: circular for phases, root mean square for `torque_rms` and
    /// `action_rate`, the largest for `torque_max`.
    pub(super) fn mean(all: &[Self]) -> Self {
        let some =
            |of: &dyn Fn(&Self) -> Option<f64>| all.iter().filter_map(of).collect::<Vec<_>>();
        let each = |of: &dyn Fn(&Self) -> Option<f64>| mean(&some(of));
        let legs = |of: fn(&Self) -> &[Option<f64>; LEGS]| {
            std::array::from_fn(|leg| each(&|one: &Self| of(one)[leg]))
        };
        Self {
            stride_frequency: each(&|one| one.stride_frequency),
            stride_period_cv: each(&|one| one.stride_period_cv),
            stride_period_cv_sampled: each(&|one| one.stride_period_cv_sampled),
            duty_factor: legs(|one| &one.duty_factor),
            phase_offset: std::array::from_fn(|leg| {
                gait::circular_mean(&some(&|one| one.phase_offset[leg]))
            }),
            phase_spread: legs(|one| &one.phase_spread),
            clearance: legs(|one| &one.clearance),
            slip: each(&|one| one.slip),
            cost_of_transport: each(&|one| one.cost_of_transport),
            asymmetry: each(&|one| one.asymmetry),
            torque_rms: rms(some(&|one| one.torque_rms)),
            torque_max: some(&|one| one.torque_max).into_iter().reduce(f64::max),
            action_rate: rms(some(&|one| one.action_rate)),
        }
    }
}

/// What the feet do, a row a sample.
struct Feet {
    contact: Vec<[bool; LEGS]>,
    share: Vec<[f64; LEGS]>,
    sole_height: Vec<[f64; LEGS]>,
    sole_speed: Vec<[f64; LEGS]>,
}

impl Feet {
    fn of(samples: &[Sample]) -> Self {
        let rows = |of: fn(&Sample) -> [f32; LEGS]| {
            samples
                .iter()
                .map(|sample| of(sample).map(f64::from))
                .collect()
        };
        Self {
            contact: samples.iter().map(|sample| sample.contact).collect(),
            share: rows(|sample| sample.contact_share),
            sole_height: rows(|sample| sample.sole_height),
            sole_speed: rows(|sample| sample.sole_speed),
        }
    }
}

/// Size of the mean horizontal velocity in base axes, m/s.
fn speed(samples: &[Sample]) -> f64 {
    let along = |axis: usize| {
        let speeds: Vec<f64> = samples
            .iter()
            .map(|s| f64::from(s.velocity[axis]))
            .collect();
        mean(&speeds).unwrap_or_default()
    };
    along(0).hypot(along(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollout::evaluation::trace::tests::walking;
    use crate::script::CommandSchedule;
    use crate::task::Command;

    /// A trot of 2 Hz at 0.5 m/s: duty factor 0.6, soles rise to 5 cm, 90 W.
    fn trot() -> Trace {
        let mut trace = Trace {
            schedule: CommandSchedule::constant(Command::new(0.5, 0.0, 0.0)),
            ..walking(1000)
        };
        for (k, sample) in trace.samples.iter_mut().enumerate() {
            for (leg, offset) in [0, 12, 12, 0].into_iter().enumerate() {
                let since = (k + offset) % 25;
                sample.contact[leg] = since < 15;
                sample.contact_share[leg] = f32::from(u8::from(since < 15));
                sample.sole_height[leg] = if since == 20 { 0.05 } else { 0.01 };
                sample.sole_speed[leg] = if since < 15 { 0.02 } else { 1.0 };
            }
            sample.velocity[0] = 0.5;
            sample.power = 90.0;
            sample.torque[3] = if k % 2 == 0 { 24.0 } else { -12.0 };
            sample.action[0] = (k % 2) as f32;
        }
        trace
    }

    #[track_caller]
    fn assert_near(found: Option<f64>, expected: f64) {
        let found = found.expect("a number");
        assert!((found - expected).abs() < 1e-6, "{found}, not {expected}");
    }

    #[test]
    fn a_made_up_trot_is_measured() {
        let trace = trot();
        let gait = GaitMeasures::of(&trace, &trace.stretches(2.0)[0]);
        assert_near(gait.stride_frequency, 2.0);
        assert_near(gait.stride_period_cv, 0.0);
        assert_near(gait.stride_period_cv_sampled, 0.0);
        for leg in 0..LEGS {
            assert_near(gait.duty_factor[leg], 0.6);
            assert_near(gait.phase_offset[leg], [0.0, 0.52, 0.52, 0.0][leg]);
            assert_near(gait.phase_spread[leg], 0.0);
            assert!((gait.clearance[leg].unwrap() - 0.05).abs() < 1e-6);
        }
        assert_near(gait.slip.map(|slip| (slip * 1e4).round() / 1e4), 0.02);
        assert_near(gait.cost_of_transport, 90.0 / (45.0 * 9.81 * 0.5));
        assert_near(gait.asymmetry, 0.0);
        assert_near(gait.torque_max, 24.0);
        assert_near(
            gait.torque_rms,
            ((24.0_f64.powi(2) + 12.0_f64.powi(2)) / 24.0).sqrt(),
        );
        assert_near(gait.action_rate, (1.0_f64 / 12.0).sqrt());
    }

    #[test]
    fn standing_has_no_strides_but_slip_and_torques() {
        let trace = walking(1000);
        let gait = GaitMeasures::of(&trace, &trace.stretches(2.0)[0]);
        let expected = GaitMeasures {
            slip: Some(0.0),
            torque_rms: Some(0.0),
            torque_max: Some(0.0),
            action_rate: Some(0.0),
            ..GaitMeasures::default()
        };
        assert_eq!(gait, expected);
        assert_eq!(GaitMeasures::mean(&[]), GaitMeasures::default());
    }

    #[test]
    fn means_are_over_those_that_walk() {
        let trot = trot();
        let mut later = trot.clone();
        later.samples.drain(..5);
        later.samples.iter_mut().for_each(|s| s.torque[3] = 50.0);
        let standing = walking(1000);
        let all = [&trot, &later, &standing]
            .map(|trace| GaitMeasures::of(trace, &trace.stretches(2.0)[0]));
        let together = GaitMeasures::mean(&all);
        assert_near(together.stride_frequency, 2.0);
        assert_near(together.duty_factor[0], 0.6);
        assert_near(together.torque_max, 50.0);
        assert_near(together.phase_offset[1], 0.52);
    }
}
