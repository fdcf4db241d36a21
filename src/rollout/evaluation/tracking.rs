//! How far the speed is from the command, base axes: u, v (m/s), r (rad/s).
//!
//! The error is speed minus command at each control step from the plan's settling time on; steps
//! missing after a fall count as speed zero. The bias over whole strides is that of each stretch
//! walked: its size says how far off a speed is that is steady from stride to stride.

use serde::Serialize;

use super::plan::GAIT_SETTLED;
use super::trace::{Stretch, Trace};
use crate::analysis::{gait, locomotion::mean};
use crate::task::Command;

/// Errors of one axis.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AxisError {
    pub mean_absolute_error: f64,
    pub rms_error: f64,
    /// Mean of speed minus command.
    pub bias: f64,
    /// Size of the mean error over the whole strides of a run (without strides: over all of it)
    /// from 2 s on, averaged over runs; none if every run fell.
    pub stride_bias: Option<f64>,
    pub unit: &'static str,
}

/// Errors of the three axes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Tracking {
    pub forward: AxisError,
    pub lateral: AxisError,
    pub yaw: AxisError,
}

/// What one run contributes.
#[derive(Clone, Debug, Default)]
pub(super) struct TrackingSums {
    samples: f64,
    absolute: [f64; 3],
    squared: [f64; 3],
    signed: [f64; 3],
    /// Mean error over the whole strides of each stretch.
    stride_biases: Vec<[f64; 3]>,
}

impl TrackingSums {
    /// Of one run, whose errors count from `settling` (s) after each change of command on.
    pub(super) fn of(trace: &Trace, settling: f64) -> Self {
        let least = (settling / trace.dt).round() as usize;
        let mut sums = Self::default();
        for step in 0..trace.planned {
            let (command, since) = trace.command_at(step);
            if since >= least {
                let speed = trace.samples.get(step).map(|sample| sample.velocity);
                sums.add(error(speed.unwrap_or_default(), command));
            }
        }
        let stretches = trace.stretches(GAIT_SETTLED);
        sums.stride_biases = stretches
            .iter()
            .map(|stretch| stride_bias(trace, stretch))
            .collect();
        sums
    }

    fn add(&mut self, error: [f64; 3]) {
        self.samples += 1.0;
        for (axis, error) in error.into_iter().enumerate() {
            self.absolute[axis] += error.abs();
            self.squared[axis] += error * error;
            self.signed[axis] += error;
        }
    }

    /// Of several runs together.
    pub(super) fn merge<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        all.fold(Self::default(), |mut sum, one| {
            sum.samples += one.samples;
            for axis in 0..3 {
                sum.absolute[axis] += one.absolute[axis];
                sum.squared[axis] += one.squared[axis];
                sum.signed[axis] += one.signed[axis];
            }
            sum.stride_biases.extend(&one.stride_biases);
            sum
        })
    }

    pub(super) fn tracking(&self) -> Tracking {
        let n = self.samples.max(1.0);
        let axis = |axis: usize, unit| {
            let sizes: Vec<f64> = self
                .stride_biases
                .iter()
                .map(|bias| bias[axis].abs())
                .collect();
            AxisError {
                mean_absolute_error: self.absolute[axis] / n,
                rms_error: (self.squared[axis] / n).sqrt(),
                bias: self.signed[axis] / n,
                stride_bias: mean(&sizes),
                unit,
            }
        };
        Tracking {
            forward: axis(0, "m/s"),
            lateral: axis(1, "m/s"),
            yaw: axis(2, "rad/s"),
        }
    }
}

/// Speed minus command.
fn error(speed: [f32; 3], command: Command) -> [f64; 3] {
    let wanted = <[f32; 3]>::from(command);
    std::array::from_fn(|axis| f64::from(speed[axis] - wanted[axis]))
}

/// Mean error over the whole strides of a stretch; over all of it where it is told to stand or
/// makes none.
fn stride_bias(trace: &Trace, stretch: &Stretch) -> [f64; 3] {
    let samples = &trace.samples[stretch.samples.clone()];
    let contact: Vec<_> = samples.iter().map(|sample| sample.contact).collect();
    let contact = gait::debounced(&contact, gait::debounce_samples(trace.dt));
    let whole = match gait::whole_strides(&contact) {
        Some(strides) if !stretch.command.is_standing() => &samples[strides],
        _ => samples,
    };
    let mut sums = [0.0; 3];
    for sample in whole {
        let error = error(sample.velocity, stretch.command);
        (0..3).for_each(|axis| sums[axis] += error[axis]);
    }
    sums.map(|sum| sum / whole.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rollout::evaluation::trace::tests::walking;
    use crate::script::CommandSchedule;

    #[test]
    fn steps_missing_after_a_fall_count_as_standing_still() {
        let mut trace = Trace {
            schedule: CommandSchedule::constant(Command::new(1.0, 0.0, 0.0)),
            fallen: true,
            planned: 200,
            ..walking(100)
        };
        for sample in &mut trace.samples {
            sample.velocity[0] = 0.5;
        }
        let forward = TrackingSums::of(&trace, 0.0).tracking().forward;
        assert!((forward.mean_absolute_error - 0.75).abs() < 1e-6);
        assert!((forward.bias + 0.75).abs() < 1e-6);
        assert!((forward.rms_error - (0.625_f64).sqrt()).abs() < 1e-6);
        assert_eq!(forward.stride_bias, None);
    }

    /// Strides of 25 samples; the speed is 0.1 m/s too low and sways by 0.2 m/s within a stride.
    fn swaying() -> Trace {
        let command = Command::new(1.0, 0.0, 0.0);
        let mut trace = Trace {
            schedule: CommandSchedule::constant(command),
            ..walking(990)
        };
        for (k, sample) in trace.samples.iter_mut().enumerate() {
            let phase = (k % 25) as f32 / 25.0;
            sample.contact = [phase < 0.6, true, true, true];
            sample.velocity[0] = 0.9 + 0.2 * (std::f32::consts::TAU * phase).sin();
        }
        trace
    }

    #[test]
    fn the_bias_of_a_constant_offset_is_the_offset_whatever_the_sway() {
        let forward = TrackingSums::of(&swaying(), 2.0).tracking().forward;
        let bias = forward.stride_bias.unwrap();
        assert!((bias - 0.1).abs() < 1e-6, "{bias}");
        assert!(forward.rms_error > 0.15);
    }

    #[test]
    fn biases_of_runs_do_not_cancel() {
        let slow = swaying();
        let mut fast = slow.clone();
        for sample in &mut fast.samples {
            sample.velocity[0] += 0.2;
        }
        let runs = [slow, fast].map(|trace| TrackingSums::of(&trace, 2.0));
        let forward = TrackingSums::merge(runs.iter()).tracking().forward;
        assert!((forward.stride_bias.unwrap() - 0.1).abs() < 1e-6);
        assert!(forward.bias.abs() < 0.01);
    }

    #[test]
    fn standing_is_judged_over_all_of_it() {
        let mut trace = walking(1000);
        for sample in &mut trace.samples {
            sample.velocity[2] = -0.01;
        }
        let yaw = TrackingSums::of(&trace, 5.0).tracking().yaw;
        assert!((yaw.stride_bias.unwrap() - 0.01).abs() < 1e-6);
    }
}
