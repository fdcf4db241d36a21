//! What is kept of a run until it is judged.

use std::ops::Range;

use crate::physics::{Ground, RobotState, Vec3};
use crate::robot::{JointArray, LegArray, Robot};
use crate::rollout::record::StepRecord;
use crate::script::CommandSchedule;
use crate::task::Command;

/// A control step: the state it began with (base and soles), what was decided and what that took.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    pub command: Command,
    /// u, v (m/s) and r (rad/s), base axes.
    pub velocity: [f32; 3],
    /// x, y of the base, m, world.
    pub place: [f32; 2],
    /// Direction of the base's x axis about the vertical, rad.
    pub heading: f32,
    pub contact: LegArray<bool>,
    /// Share of the control step before this state in which each foot was down, 0 to 1.
    pub contact_share: LegArray<f32>,
    /// Of the lowest point of each foot above the ground, m.
    pub sole_height: LegArray<f32>,
    /// Horizontal, of the same point, m/s.
    pub sole_speed: LegArray<f32>,
    pub action: JointArray,
    /// Mean over the control step that follows, N m.
    pub torque: JointArray,
    /// Sum over the joints of |torque x joint velocity|, W; the velocity is the mean of those before
    /// and after the step.
    pub power: f32,
}

impl Sample {
    /// From a control step and the state that it led to.
    pub(super) fn new(
        robot: &Robot,
        ground: &Ground,
        frame: &StepRecord,
        after: &RobotState,
    ) -> Self {
        let state = &frame.state;
        let ahead = state.world_from_base * Vec3::X;
        let joint_power = |k: usize| {
            let velocity = (state.joint_velocity[k] + after.joint_velocity[k]) / 2.0;
            (frame.joint_torque[k] * velocity).abs()
        };
        Self {
            command: frame.command,
            velocity: state.planar_velocity(),
            place: [state.base_position.x, state.base_position.y],
            heading: ahead.y.atan2(ahead.x),
            contact: state.foot_contact,
            contact_share: state.foot_contact_share,
            sole_height: state
                .foot_position
                .map(|foot| foot.z - robot.foot_radius - ground.height(foot.x, foot.y)),
            sole_speed: state.foot_velocity.map(|foot| foot.truncate().length()),
            action: frame.decision.action,
            torque: frame.joint_torque,
            power: (0..frame.joint_torque.len()).map(joint_power).sum(),
        }
    }
}

/// One run.
#[derive(Clone, Debug)]
pub struct Trace {
    pub schedule: CommandSchedule,
    /// Up to the run's end, or up to the fall.
    pub samples: Vec<Sample>,
    /// Control steps that the run would have had without a fall.
    pub planned: usize,
    /// Duration of a control step, s.
    pub dt: f64,
    pub fallen: bool,
    /// With the payload, kg.
    pub mass: f64,
    /// Control steps at which pushes were to begin.
    pub pushes: Vec<u64>,
}

/// The samples under one command that has had time to settle.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    pub command: Command,
    pub samples: Range<usize>,
}

impl Trace {
    /// The command of a control step, walked or not, and the steps since it came.
    pub(super) fn command_at(&self, step: usize) -> (Command, usize) {
        let time = step as f64 * self.dt;
        // half a control step of slack, as in the schedule
        let parts = self.schedule.parts();
        let begun = parts.partition_point(|(from, _)| *from <= time + self.dt / 2.0);
        let (from, command) = parts[begun.saturating_sub(1)];
        (command, ((time - from) / self.dt).round() as usize)
    }

    /// The stretches from `settling` (s) after each change of command on, without one in which the
    /// robot fell.
    pub fn stretches(&self, settling: f64) -> Vec<Stretch> {
        let least = (settling / self.dt).round() as usize;
        let mut found: Vec<Stretch> = Vec::new();
        for step in 0..self.samples.len() {
            let (command, since) = self.command_at(step);
            if since < least {
                continue;
            }
            match found.last_mut() {
                Some(last) if since > least => last.samples.end = step + 1,
                _ => found.push(Stretch {
                    command,
                    samples: step..step + 1,
                }),
            }
        }
        let ends_here = |stretch: &Stretch| stretch.samples.end == self.samples.len();
        if self.fallen && found.last().is_some_and(ends_here) {
            found.pop();
        }
        found
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A run of so many samples at 50 Hz that stands on all feet, told to stand.
    pub(crate) fn walking(samples: usize) -> Trace {
        let sample = Sample {
            command: Command::ZERO,
            velocity: [0.0; 3],
            place: [0.0; 2],
            heading: 0.0,
            contact: [true; 4],
            contact_share: [1.0; 4],
            sole_height: [0.0; 4],
            sole_speed: [0.0; 4],
            action: [0.0; 12],
            torque: [0.0; 12],
            power: 0.0,
        };
        Trace {
            schedule: CommandSchedule::constant(Command::ZERO),
            samples: vec![sample; samples],
            planned: 1000,
            dt: 0.02,
            fallen: false,
            mass: 45.0,
            pushes: Vec::new(),
        }
    }

    #[test]
    fn stretches_begin_after_each_change_has_settled() {
        let commands = [Command::new(1.0, 0.0, 0.0), Command::new(0.0, 0.5, 0.0)];
        let mut trace = Trace {
            schedule: CommandSchedule::in_turn(&commands, 5.0),
            ..walking(1000)
        };
        let ends = |trace: &Trace| -> Vec<[usize; 2]> {
            let stretches = trace.stretches(2.0).into_iter();
            let samples = stretches.map(|stretch| stretch.samples);
            samples.map(|range| [range.start, range.end]).collect()
        };
        assert_eq!(ends(&trace), [[100, 250], [350, 1000]]);
        assert_eq!(trace.stretches(2.0)[1].command, commands[1]);
        assert_eq!(trace.command_at(250), (commands[1], 0));
        trace.samples.truncate(360);
        trace.fallen = true;
        assert_eq!(ends(&trace), [[100, 250]], "it fell in the second");
        trace.samples.truncate(300);
        assert_eq!(ends(&trace), [[100, 250]], "it fell before it had settled");
    }
}
