//! How well a policy follows commands: many runs over a grid, summed up.
//!
//! Mean action, sensor noise on. A fall is trunk contact or a tilt over 66 degrees and ends the
//! run. The error is speed minus command in base axes at each control step from
//! [`SETTLED`] on; steps missing after a fall count as speed zero.

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::run::{Ending, Run, RunOptions};
use super::schedule::CommandSchedule;
use crate::physics::Ground;
use crate::policy::{Lesion, Policy};
use crate::robot::Robot;
use crate::task::{Command, ObservationNoise, Randomisation};

/// Errors count from here on, s.
pub const SETTLED: f64 = 5.0;

/// What to run.
#[derive(Clone, Debug)]
pub struct EvaluationPlan {
    pub commands: Vec<Command>,
    /// Runs of each command.
    pub seeds: u64,
    /// Duration of a run, s; more than [`SETTLED`].
    pub seconds: f64,
    pub noise: Option<ObservationNoise>,
    pub randomisation: Randomisation,
    pub lesion: Lesion,
    pub ground: Ground,
}

impl EvaluationPlan {
    /// The 45 commands u* in {-1, -0.5, 0, 0.5, 1}, v* in {-0.5, 0, 0.5}, r* in {-1, 0, 1}.
    pub fn grid(seeds: u64) -> Self {
        let mut commands = Vec::new();
        for forward in [-1.0, -0.5, 0.0, 0.5, 1.0] {
            for lateral in [-0.5, 0.0, 0.5] {
                for yaw in [-1.0, 0.0, 1.0] {
                    commands.push(Command::new(forward, lateral, yaw));
                }
            }
        }
        Self {
            commands,
            seeds,
            seconds: 20.0,
            noise: Some(ObservationNoise::default()),
            randomisation: Randomisation::default(),
            lesion: Lesion::None,
            ground: Ground::Level,
        }
    }
}

/// Errors of one axis.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AxisError {
    pub mean_absolute_error: f64,
    pub rms_error: f64,
    /// Mean of speed minus command.
    pub bias: f64,
    pub unit: &'static str,
}

/// Errors of the three axes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Tracking {
    pub forward: AxisError,
    pub lateral: AxisError,
    pub yaw: AxisError,
}

/// What happens at zero command.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Standing {
    /// Distance between the base's mean places in the first and the last second that count, the
    /// largest of all runs, m.
    pub drift: f64,
    /// Farthest that the base came from where it was at [`SETTLED`], in any run, m.
    pub sway: f64,
    /// Share of control steps from [`SETTLED`] on with all feet on the ground.
    pub all_feet_down: f64,
}

/// One command's runs.
#[derive(Clone, Debug, Serialize)]
pub struct CommandResult {
    pub command: [f32; 3],
    pub runs: usize,
    pub falls: usize,
    #[serde(flatten)]
    pub tracking: Tracking,
}

/// Which policy was judged.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyName {
    pub name: String,
    pub sha256: String,
    pub steps: u64,
}

/// The whole result.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    pub policy: PolicyName,
    pub runs: usize,
    pub falls: usize,
    pub mean_episode_seconds: f64,
    pub tracking: Tracking,
    /// None without a zero command among the commands.
    pub standing: Option<Standing>,
    pub commands: Vec<CommandResult>,
}

/// Sums over control steps.
#[derive(Clone, Copy, Default)]
struct Sums {
    samples: f64,
    absolute: [f64; 3],
    squared: [f64; 3],
    signed: [f64; 3],
}

/// What one run leaves.
struct RunResult {
    sums: Sums,
    seconds: f64,
    fallen: bool,
    drift: f64,
    sway: f64,
    all_feet_down: f64,
}

/// Runs everything on all cores; `done` is called after each run. Stops early, with `None`, when
/// `done` returns false.
pub fn evaluate(
    robot: &Arc<Robot>,
    policy: &Policy,
    plan: &EvaluationPlan,
    done: impl Fn() -> bool + Sync,
) -> Option<Evaluation> {
    let jobs: Vec<(usize, u64)> = (0..plan.commands.len())
        .flat_map(|command| (0..plan.seeds).map(move |seed| (command, seed)))
        .collect();
    let results: Option<Vec<RunResult>> = jobs
        .par_iter()
        .map(|&(command, seed)| {
            let result = run_once(robot, policy, plan, plan.commands[command], seed);
            done().then_some(result)
        })
        .collect();
    Some(sum_up(policy, plan, &results?))
}

fn run_once(
    robot: &Arc<Robot>,
    policy: &Policy,
    plan: &EvaluationPlan,
    command: Command,
    seed: u64,
) -> RunResult {
    let options = RunOptions {
        schedule: CommandSchedule::constant(command),
        seed,
        noise: plan.noise,
        randomisation: plan.randomisation,
        lesion: plan.lesion,
        ground: plan.ground.clone(),
    };
    let mut run = Run::new(robot, policy, &options);
    let rate = f64::from(robot.spec.control_rate);
    let steps = (plan.seconds * rate).round() as u64;
    let settled = (SETTLED * rate).round() as u64;
    let mut sums = Sums::default();
    let (mut places, mut down) = (Vec::new(), 0.0);
    for step in 0..steps {
        let frame = run.advance();
        if step < settled {
            continue;
        }
        let mut speed = [0.0; 3];
        if let Some(frame) = &frame {
            let (linear, angular) = (
                frame.state.linear_velocity_in_base,
                frame.state.angular_velocity_in_base,
            );
            speed = [linear.x, linear.y, angular.z];
            let place = frame.state.base_position;
            places.push([f64::from(place.x), f64::from(place.y)]);
            down += f64::from(u8::from(frame.state.foot_contact == [true; 4]));
        }
        sums.add(speed, command);
    }
    let fallen = run.ending() == Ending::Fallen;
    RunResult {
        seconds: run.steps() as f64 / rate,
        fallen,
        drift: drift(&places, rate as usize),
        sway: places
            .iter()
            .fold(0.0, |most, &place| distance(place, places[0]).max(most)),
        all_feet_down: down / sums.samples.max(1.0),
        sums,
    }
}

/// Distance between the mean places of the first and the last `second` steps, m.
fn drift(places: &[[f64; 2]], second: usize) -> f64 {
    let second = second.min(places.len());
    if second == 0 {
        return 0.0;
    }
    let mean = |part: &[[f64; 2]]| {
        let along = |axis: usize| part.iter().map(|place| place[axis]).sum::<f64>();
        [0, 1].map(|axis| along(axis) / part.len() as f64)
    };
    distance(
        mean(&places[..second]),
        mean(&places[places.len() - second..]),
    )
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

impl Sums {
    fn add(&mut self, speed: [f32; 3], command: Command) {
        self.samples += 1.0;
        for (axis, wanted) in <[f32; 3]>::from(command).into_iter().enumerate() {
            let error = f64::from(speed[axis] - wanted);
            self.absolute[axis] += error.abs();
            self.squared[axis] += error * error;
            self.signed[axis] += error;
        }
    }

    fn merge<'a>(all: impl Iterator<Item = &'a Self>) -> Self {
        all.fold(Self::default(), |mut sum, one| {
            sum.samples += one.samples;
            for axis in 0..3 {
                sum.absolute[axis] += one.absolute[axis];
                sum.squared[axis] += one.squared[axis];
                sum.signed[axis] += one.signed[axis];
            }
            sum
        })
    }

    fn tracking(&self) -> Tracking {
        let n = self.samples.max(1.0);
        let axis = |axis: usize, unit| AxisError {
            mean_absolute_error: self.absolute[axis] / n,
            rms_error: (self.squared[axis] / n).sqrt(),
            bias: self.signed[axis] / n,
            unit,
        };
        Tracking {
            forward: axis(0, "m/s"),
            lateral: axis(1, "m/s"),
            yaw: axis(2, "rad/s"),
        }
    }
}

fn sum_up(policy: &Policy, plan: &EvaluationPlan, results: &[RunResult]) -> Evaluation {
    let falls = |results: &[RunResult]| results.iter().filter(|run| run.fallen).count();
    let per_command = results.chunks(plan.seeds.max(1) as usize);
    let mut standing = None;
    let commands = plan
        .commands
        .iter()
        .zip(per_command)
        .map(|(&command, runs)| {
            if command.is_standing() {
                standing = Some(Standing {
                    drift: runs.iter().fold(0.0, |most, run| run.drift.max(most)),
                    sway: runs.iter().fold(0.0, |most, run| run.sway.max(most)),
                    all_feet_down: runs.iter().map(|run| run.all_feet_down).sum::<f64>()
                        / runs.len() as f64,
                });
            }
            CommandResult {
                command: command.into(),
                runs: runs.len(),
                falls: falls(runs),
                tracking: Sums::merge(runs.iter().map(|run| &run.sums)).tracking(),
            }
        })
        .collect();
    Evaluation {
        policy: PolicyName {
            name: policy.manifest.name.clone(),
            sha256: policy.manifest.sha256.clone(),
            steps: policy.manifest.steps,
        },
        runs: results.len(),
        falls: falls(results),
        mean_episode_seconds: results.iter().map(|run| run.seconds).sum::<f64>()
            / results.len().max(1) as f64,
        tracking: Sums::merge(results.iter().map(|run| &run.sums)).tracking(),
        standing,
        commands,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(drift(&[], 50), 0.0);
    }

    #[test]
    fn steps_missing_after_a_fall_count_as_standing_still() {
        let mut sums = Sums::default();
        sums.add([0.5, 0.0, 0.0], Command::new(1.0, 0.0, 0.0));
        sums.add([0.0; 3], Command::new(1.0, 0.0, 0.0));
        let forward = sums.tracking().forward;
        assert!((forward.mean_absolute_error - 0.75).abs() < 1e-6);
        assert!((forward.bias + 0.75).abs() < 1e-6);
        assert!((forward.rms_error - (0.625_f64).sqrt()).abs() < 1e-6);
    }
}
