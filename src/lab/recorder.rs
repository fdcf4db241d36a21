//! From control steps to what the views show: history, scores, live tangling, gait.

use std::collections::VecDeque;

use bevy::prelude::*;

use super::command::CommandedSpeed;
use super::history::{History, Sample};
use super::live::{LiveLayer, Spread};
use super::robot_view::RobotPose;
use super::scenery::{ArrowSpeeds, Footprint, FootprintPool};
use super::simulation::{self, CONTROL_RATE, Simulation, SimulationSystems, Stepped, WasReset};
use super::subject::Subject;
use super::world::WorldSystems;
use crate::analysis::gait::{self, Gait};
use crate::robot::LEGS;

/// Seconds of history for the panels.
const HISTORY_SECONDS: f64 = 6.0;
/// Control steps between two refreshes of the tangling: 0.1 s.
const REFRESH_STEPS: u64 = 5;
/// Control steps between two fits of a rolling basis: 1 s.
const REFIT_STEPS: u64 = 50;
/// Control steps over which measured speeds are averaged: 0.5 s.
const SPEED_STEPS: usize = 25;
/// Control steps over which the gait is described: 3 s.
const GAIT_STEPS: usize = 150;
/// Refreshes over which the spread of the tangling's ratio is shown: 10 s.
const SPREAD_REFRESHES: usize = 100;
/// A robot that is told to stand, or lifts no foot, and is slower than this stands, m/s and rad/s.
const STANDING_SPEED: f32 = 0.1;
/// Control steps in which a robot that walks lifts a foot: 1 s.
const LIFT_STEPS: usize = 50;

/// What the panels read.
#[derive(Resource)]
pub struct Record {
    pub history: History,
    pub recurrent: LiveLayer,
    pub actuation: LiveLayer,
    /// Means over the last half second, base axes, m/s and rad/s.
    pub measured: Option<[f32; 3]>,
    pub gait: Option<Gait>,
    /// Of the ratio of both layers' median tangling, over the last 10 s in which the window was full.
    pub ratio_spread: Spread,
    velocities: VecDeque<[f32; 3]>,
    contacts: VecDeque<[bool; LEGS]>,
}

impl Record {
    /// An empty record with the subject's fixed bases.
    pub fn new(subject: &Subject) -> Self {
        let layer = |name: &str| {
            let basis = subject.basis.as_ref();
            LiveLayer::new(basis.and_then(|basis| basis.layers.get(name).cloned()))
        };
        Self {
            history: History::new(HISTORY_SECONDS),
            recurrent: layer("hidden"),
            actuation: layer("action"),
            measured: None,
            gait: None,
            ratio_spread: Spread::default(),
            velocities: VecDeque::new(),
            contacts: VecDeque::new(),
        }
    }

    fn clear(&mut self) {
        self.history.clear();
        self.recurrent.clear();
        self.actuation.clear();
        self.measured = None;
        self.gait = None;
        self.ratio_spread = Spread::default();
        self.velocities.clear();
        self.contacts.clear();
    }

    /// Takes in one control step.
    fn push(&mut self, step: &Stepped) {
        let (linear, angular) = (
            step.before.linear_velocity_in_base,
            step.before.angular_velocity_in_base,
        );
        let velocity = [linear.x, linear.y, angular.z];
        keep_last(&mut self.velocities, velocity, SPEED_STEPS);
        keep_last(&mut self.contacts, step.before.foot_contact, GAIT_STEPS);
        let measured = mean(&self.velocities);
        let still = measured.iter().all(|speed| speed.abs() < STANDING_SPEED);
        let standing = still && (step.command.is_standing() || !self.lifts_feet());
        let taps = &step.decision.taps;
        let hidden = taps.get("hidden").unwrap_or_default();
        let action = taps.get("action").unwrap_or_default();
        if standing {
            self.recurrent.stand();
            self.actuation.stand();
        } else {
            self.recurrent.push(hidden);
            self.actuation.push(action);
        }
        self.history.push(Sample {
            time: step.time,
            command: step.command.into(),
            velocity_in_base: velocity,
            foot_contacts: step.before.foot_contact,
            recurrent_scores: self.recurrent.scores(hidden),
            actuation_scores: self.actuation.scores(action),
            standing,
        });
        self.measured = Some(measured);
        let number = (step.time * CONTROL_RATE).round() as u64;
        if number.is_multiple_of(REFIT_STEPS) {
            self.recurrent.refit();
            self.actuation.refit();
        }
        if number.is_multiple_of(REFRESH_STEPS) {
            if !standing {
                self.recurrent.refresh();
                self.actuation.refresh();
            }
            let ratio = self.ratio().filter(|_| self.recurrent.is_full());
            self.ratio_spread.follow(ratio, SPREAD_REFRESHES);
            self.gait = Some(gait::describe(
                self.contacts.make_contiguous(),
                1.0 / CONTROL_RATE,
            ));
        }
    }

    /// Median tangling of the recurrent layer over that of the actuation layer.
    fn ratio(&self) -> Option<f64> {
        let medians = [&self.recurrent, &self.actuation].map(|layer| layer.tangling.median);
        Some(medians[0]? / medians[1]?)
    }

    /// Whether a foot left the ground in the last second, for longer than a flicker.
    fn lifts_feet(&self) -> bool {
        let first = self.contacts.len().saturating_sub(LIFT_STEPS);
        let last: Vec<[bool; LEGS]> = self.contacts.range(first..).copied().collect();
        let contacts = gait::debounced(&last, gait::debounce_samples(1.0 / CONTROL_RATE));
        (0..LEGS).any(|leg| !gait::lift_offs(&contacts, leg).is_empty())
    }
}

fn keep_last<T>(queue: &mut VecDeque<T>, item: T, most: usize) {
    if queue.len() == most {
        queue.pop_front();
    }
    queue.push_back(item);
}

fn mean(velocities: &VecDeque<[f32; 3]>) -> [f32; 3] {
    let n = velocities.len().max(1) as f32;
    std::array::from_fn(|axis| velocities.iter().map(|v| v[axis]).sum::<f32>() / n)
}

/// Keeps the record, the drawn robot, its arrows and its footprints up to date.
pub fn plugin(app: &mut App) {
    app.add_message::<Footprint>()
        .init_resource::<ArrowSpeeds>()
        .init_resource::<FootprintPool>()
        .add_systems(
            PreUpdate,
            forget
                .after(simulation::place)
                .in_set(SimulationSystems::Reset),
        )
        .add_systems(FixedUpdate, record.after(SimulationSystems::Sense))
        .add_systems(
            PostUpdate,
            (interpolate, point_arrows)
                .after(WorldSystems::Layout)
                .before(WorldSystems::Pose),
        );
}

/// Empties what is shown of a robot that was put back to its start.
fn forget(
    mut resets: MessageReader<WasReset>,
    mut record: ResMut<Record>,
    mut pose: ResMut<RobotPose>,
    mut pool: ResMut<FootprintPool>,
) {
    for reset in resets.read() {
        record.clear();
        pool.clear();
        pose.jump(reset.state.link_poses.clone(), reset.state.foot_contact);
    }
}

fn record(
    mut steps: MessageReader<Stepped>,
    subject: Res<Subject>,
    mut record: ResMut<Record>,
    mut pose: ResMut<RobotPose>,
    mut footprints: MessageWriter<Footprint>,
) {
    for step in steps.read() {
        record.push(step);
        for leg in 0..LEGS {
            if step.after.foot_contact[leg] && !step.before.foot_contact[leg] {
                let foot = step.after.foot_position[leg];
                let (x, y) = (foot.x, foot.y);
                footprints.write(Footprint {
                    leg,
                    position: foot.with_z(subject.ground.height(x, y)),
                    normal: subject.ground.normal(x, y),
                });
            }
        }
        pose.advance(step.after.link_poses.clone(), step.after.foot_contact);
    }
}

/// The command in force and the speed of the shown moment, which a robot at its start has not got.
fn point_arrows(
    commanded: Res<CommandedSpeed>,
    record: Res<Record>,
    mut arrows: ResMut<ArrowSpeeds>,
) {
    arrows.set_if_neq(ArrowSpeeds {
        commanded: commanded.0.into(),
        measured: record.measured.unwrap_or_default(),
    });
}

/// How far the drawn frame lies between two control steps.
fn interpolate(
    time: Res<Time<Fixed>>,
    playback: Res<super::playback::Playback>,
    simulation: Res<Simulation>,
    mut pose: ResMut<RobotPose>,
) {
    pose.alpha = if playback.paused || simulation.step() == 0 {
        1.0
    } else {
        time.overstep_fraction()
    };
}
