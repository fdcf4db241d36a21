//! What a view is: a row of the table ([`super::table`]) and something that draws a moment of the walk.

use bevy_egui::egui::Ui;

use super::action::Action;
use crate::analysis::atlas::Atlas;
use crate::lab::controls::hints::KeyHints;
use crate::lab::mean_cycles::MeanCycles;
use crate::lab::record::Record;
use crate::policy::Manifest;

/// All that a view may read: the record of the walk, and what it is a record of.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub record: &'a Record,
    /// Of the policy that walks: its layers, the range of its commands.
    pub policy: &'a Manifest,
    pub atlas: Option<&'a Atlas>,
    /// Which gaits of the atlas are near the command.
    pub mean_cycles: &'a MeanCycles,
    /// In force: forward and lateral velocity, m/s, and yaw rate, rad/s.
    pub command: [f32; 3],
    /// Keys, in the letters of the person's keyboard.
    pub hints: &'a KeyHints,
}

/// The height that a view wants, points. Room beyond the least goes first to the views without a weight,
/// up to their most, then to the others by their weights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Height {
    pub least: f32,
    pub most: f32,
    pub weight: f32,
}

impl Height {
    /// No less and no more.
    pub const fn fixed(height: f32) -> Self {
        Self::between(height, height)
    }

    /// Between two ends.
    pub const fn between(least: f32, most: f32) -> Self {
        Self {
            least,
            most,
            weight: 0.0,
        }
    }

    /// A share of what there is.
    pub const fn growing(least: f32, weight: f32) -> Self {
        Self {
            least,
            most: f32::INFINITY,
            weight,
        }
    }
}

/// Where a view is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the column right of the robot, in panels of their own.
    Column,
    /// In the strip below the robot, on one time axis.
    Strip,
}

/// A part of the window that shows something of the walk, and what it remembers between frames.
pub trait View: Send + Sync {
    /// The height that it wants in a ui of this width.
    fn height(&self, ui: &Ui, moment: &Moment) -> Height;

    /// Whether it has something in its upper right corner, where the strip has a button.
    fn fills_corner(&self) -> bool {
        true
    }

    /// Draws in the ui's rectangle; pushes what was asked for.
    fn show(&mut self, ui: &mut Ui, moment: &Moment, actions: &mut Vec<Action>);
}

/// A row of the table of views.
pub struct Row {
    /// In the menu, and for assistive technology.
    pub name: &'static str,
    /// What it shows, in a sentence, for who asks.
    pub shows: &'static str,
    pub place: Place,
    /// Whether it is shown from the start.
    pub at_start: bool,
    pub open: fn() -> Box<dyn View>,
}
