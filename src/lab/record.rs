//! What is known of the walk so far, for the views. In: the record of each control step. Out: the last
//! seconds, the portrayed layers with their live tangling, measured speeds, the gait.

use bevy::prelude::Resource;

use super::clock::CONTROL_STEP;
use super::history::History;
use super::live::{LiveLayer, PORTRAYED, Spread};
use super::subject::Subject;
use crate::analysis::basis::Basis;
use crate::analysis::gait::{self, Gait};
use crate::policy::Layer;
use crate::robot::LEGS;
use crate::rollout::StepRecord;

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

/// What the views read.
#[derive(Resource)]
pub struct Record {
    pub history: History,
    /// In the order of [`PORTRAYED`].
    pub layers: [LiveLayer; 2],
    /// Means over the last half second, base axes, m/s and rad/s.
    pub measured: Option<[f32; 3]>,
    pub gait: Option<Gait>,
    /// Whether the robot stands: told to, or lifting no foot, and still.
    pub standing: bool,
    /// Of the ratio of both layers' median tangling, over the last 10 s in which the window was full.
    pub ratio_spread: Spread,
}

impl Record {
    /// An empty record with the subject's fixed basis.
    pub fn new(subject: &Subject) -> Self {
        Self::with_basis(subject.basis.as_deref())
    }

    /// An empty record; without a fixed basis rolling ones are fitted.
    pub fn with_basis(basis: Option<&Basis>) -> Self {
        Self::with_layers(PORTRAYED.map(|layer| {
            let basis = basis.and_then(|basis| basis.layers.get(&*layer.name()));
            LiveLayer::new(layer, basis.cloned())
        }))
    }

    fn with_layers(layers: [LiveLayer; 2]) -> Self {
        Self {
            history: History::new(HISTORY_SECONDS),
            layers,
            measured: None,
            gait: None,
            standing: false,
            ratio_spread: Spread::default(),
        }
    }

    /// Goes on with the subject's policy, which is another one: its layers are empty. The body's past stays,
    /// unless the layers have other sizes.
    pub fn take_over(&mut self, subject: &Subject) {
        let next = Self::new(subject);
        let latest = self.history.latest();
        let is_alike = latest.is_some_and(|step| {
            let units = |(layer, units): (Layer, usize)| {
                let values = step.decision.taps.get(layer);
                values.is_some_and(|values| values.len() == units)
            };
            subject.policy.layers().all(units)
        });
        if is_alike {
            self.layers = next.layers;
            self.ratio_spread = Spread::default();
        } else {
            *self = next;
        }
    }

    /// Forgets everything but the fixed basis.
    pub fn clear(&mut self) {
        let layers = self.layers.each_mut().map(LiveLayer::take_cleared);
        *self = Self::with_layers(layers);
    }

    /// Takes in one control step.
    pub fn push(&mut self, step: StepRecord) {
        let (number, is_told_to_stand) = (step.step, step.command.is_standing());
        self.history.push(step);
        let measured = self.mean_speed();
        let is_still = measured.iter().all(|speed| speed.abs() < STANDING_SPEED);
        self.standing = is_still && (is_told_to_stand || !self.lifts_feet());
        self.measured = Some(measured);
        let taps = self.history.latest().map(|step| &step.decision.taps);
        for layer in &mut self.layers {
            if self.standing {
                layer.stand();
            } else if let Some(row) = taps.and_then(|taps| taps.get(layer.layer())) {
                layer.push(row);
            }
        }
        if number.is_multiple_of(REFIT_STEPS) {
            self.layers.iter_mut().for_each(LiveLayer::refit);
        }
        if number.is_multiple_of(REFRESH_STEPS) {
            self.refresh();
        }
    }

    fn refresh(&mut self) {
        if !self.standing {
            self.layers.iter_mut().for_each(LiveLayer::refresh);
        }
        let is_full = self.layers.iter().all(LiveLayer::is_full);
        let ratio = self.ratio().filter(|_| is_full);
        self.ratio_spread.follow(ratio, SPREAD_REFRESHES);
        self.gait = Some(gait::describe(&self.contacts(GAIT_STEPS), CONTROL_STEP));
    }

    /// Median tangling of the recurrent layer over that of the actuation layer.
    fn ratio(&self) -> Option<f64> {
        let [recurrent, actuation] = self.layers.each_ref().map(|layer| layer.tangling.median);
        Some(recurrent? / actuation?)
    }

    fn mean_speed(&self) -> [f32; 3] {
        let newest = self.history.newest(SPEED_STEPS);
        let count = newest.len().max(1) as f32;
        let speeds: Vec<[f32; 3]> = newest.map(|step| step.state.planar_velocity()).collect();
        std::array::from_fn(|axis| speeds.iter().map(|speed| speed[axis]).sum::<f32>() / count)
    }

    /// Which feet were on the ground in the newest control steps.
    fn contacts(&self, steps: usize) -> Vec<[bool; LEGS]> {
        let newest = self.history.newest(steps);
        newest.map(|step| step.state.foot_contact).collect()
    }

    /// Whether a foot left the ground in the last second, for longer than a flicker.
    fn lifts_feet(&self) -> bool {
        let last = self.contacts(LIFT_STEPS);
        let contacts = gait::debounced(&last, gait::debounce_samples(CONTROL_STEP));
        (0..LEGS).any(|leg| !gait::lift_offs(&contacts, leg).is_empty())
    }
}
