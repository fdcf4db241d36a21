//! The walk of the tour. In: robot, policy, scene. Out: one frame a control step, and the
//! stretches of one command each. Times in s.

use std::ops::Range;
use std::sync::Arc;

use crate::physics::Ground;
use crate::robot::Robot;
use crate::rollout::{Ending, Policies, Run, StepRecord, start_of};
use crate::script::RunStart;
use crate::script::event::Cues;
use crate::script::scene::Scene;
use crate::task::Command;

/// Draws the sensor noise.
pub(super) const SEED: u64 = 1;
/// From a new command on, the robot takes this long to follow it.
pub(super) const SETTLING: f64 = 1.5;
/// The longest tour; a scene that lasts longer is cut off here.
pub(super) const LONGEST: f64 = 120.0;
/// How long the last command of a scene without end holds.
const LAST_OF_ENDLESS: f64 = 6.0;
/// Shortest settled part of a stretch that can be measured.
const LEAST_SETTLED: f64 = 0.5;

/// What happened.
pub(super) struct Walk {
    /// All control steps until the end or the fall.
    pub frames: Vec<StepRecord>,
    /// Between two frames, s.
    pub dt: f64,
    /// One for each command.
    pub stretches: Vec<Stretch>,
    /// What was walked on.
    pub ground: Ground,
    /// When the robot fell, s.
    pub fallen: Option<f64>,
}

/// The time during which one command holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stretch {
    pub caption: String,
    pub command: Command,
    /// s
    pub start: f64,
    /// s
    pub end: f64,
}

impl Stretch {
    /// The commands of a scene in turn, the last until `seconds`.
    pub(super) fn of_scene(scene: &Scene, seconds: f64) -> Vec<Self> {
        let segments = scene.segments().into_iter();
        let begun = segments.filter(|segment| segment.start < seconds);
        begun
            .map(|segment| Self {
                caption: segment
                    .caption
                    .map_or_else(|| segment.command.to_string(), str::to_owned),
                command: segment.command,
                start: segment.start,
                end: segment.end.unwrap_or(seconds).min(seconds),
            })
            .collect()
    }
}

/// How long a tour of a scene takes, s.
pub(super) fn duration(scene: &Scene) -> f64 {
    let whole = scene
        .duration
        .unwrap_or(scene.last_event() + LAST_OF_ENDLESS);
    whole.min(LONGEST)
}

/// Walks a scene with sensor noise in a bare world, until the robot falls. The policies are all that the scene
/// names. `step` is told the time, s, and says whether to go on; none if it did not.
pub(super) fn walk(
    robot: &Arc<Robot>,
    policies: &Policies,
    scene: &Scene,
    mut step: impl FnMut(f64) -> bool,
) -> Option<Walk> {
    let start = RunStart {
        noise: true,
        ..start_of(&Scene {
            seed: SEED,
            ..scene.clone()
        })
    };
    let cues = Cues::new(scene.events.clone(), robot.spec.control_rate.into());
    let mut run = Run::begin(robot, policies.clone(), &start, cues)?;
    run.end_with_a_fall();
    let rate = f64::from(robot.spec.control_rate);
    let seconds = duration(scene);
    let steps = (seconds * rate).round() as u64;
    let mut frames = Vec::new();
    while run.steps() < steps {
        let Some(frame) = run.advance() else { break };
        if !step(frame.time) {
            return None;
        }
        frames.push(frame);
    }
    Some(Walk {
        fallen: (run.ending() == Ending::Fallen).then_some(run.steps() as f64 / rate),
        frames,
        dt: rate.recip(),
        ground: start.ground.build(),
        stretches: Stretch::of_scene(scene, seconds),
    })
}

impl Walk {
    /// The settled frames of a stretch; none if the robot fell before its end, or if it is short.
    pub(super) fn settled(&self, stretch: &Stretch) -> Option<Range<usize>> {
        let index = |time: f64| (time / self.dt).round() as usize;
        let range = index(stretch.start + SETTLING)..index(stretch.end);
        let fell_before = self.fallen.is_some_and(|fallen| fallen <= stretch.end);
        let long_enough = range.len() >= index(LEAST_SETTLED);
        (!fell_before && long_enough && range.end <= self.frames.len()).then_some(range)
    }

    /// When the last frame ends, s.
    pub(super) fn end(&self) -> f64 {
        self.frames.len() as f64 * self.dt
    }

    /// The first stretch of walking that can be measured.
    pub(super) fn example(&self) -> Option<(&Stretch, Range<usize>)> {
        let walking = self
            .stretches
            .iter()
            .filter(|stretch| !stretch.command.is_standing());
        walking
            .filter_map(|stretch| Some((stretch, self.settled(stretch)?)))
            .next()
    }
}
