//! The mean cycles behind the portraits: those of the atlas's conditions nearest to the command, which
//! come and go softly as it changes. While the robot is told to stand, and far from all conditions,
//! there are none.

use bevy::prelude::*;

use super::command::CommandedSpeed;
use super::subject::Subject;
use super::views::portraits::data::{FaintCycle, speeds};
use crate::analysis::atlas::{self, Atlas};

/// A cycle comes and goes in this time, s.
const FADE_SECONDS: f32 = 0.4;

/// Which conditions of the subject's atlas are shown.
#[derive(Resource, Clone, Debug, Default)]
pub struct MeanCycles {
    near: Vec<usize>,
    shown: Vec<Shown>,
    speeds: String,
}

/// A condition that is near, or was a moment ago.
#[derive(Clone, Copy, Debug)]
struct Shown {
    condition: usize,
    opacity: f32,
}

impl MeanCycles {
    /// Indices of the conditions near the command, in the order of the atlas.
    pub fn near(&self) -> &[usize] {
        &self.near
    }

    /// The speeds of what is near, in words; empty where nothing is.
    pub fn speeds(&self) -> &str {
        &self.speeds
    }

    /// The cycles of one layer to draw.
    pub fn of_layer<'a>(&self, atlas: &'a Atlas, layer: &str) -> Vec<FaintCycle<'a>> {
        let cycle = |shown: &Shown| {
            let condition = atlas.conditions.get(shown.condition)?;
            Some(FaintCycle {
                scores: condition.cycles.get(layer)?,
                opacity: shown.opacity,
            })
        };
        self.shown.iter().filter_map(cycle).collect()
    }

    fn set_near(&mut self, near: Vec<usize>, atlas: &Atlas) {
        let commands: Vec<[f32; 3]> = near
            .iter()
            .map(|&index| atlas.conditions[index].command)
            .collect();
        self.speeds = speeds(&commands);
        self.near = near;
    }

    fn fade(&mut self, seconds: f32) {
        for &condition in &self.near {
            if !self.shown.iter().any(|shown| shown.condition == condition) {
                let opacity = 0.0;
                self.shown.push(Shown { condition, opacity });
            }
        }
        let change = seconds / FADE_SECONDS;
        for shown in &mut self.shown {
            let goal = if self.near.contains(&shown.condition) {
                change
            } else {
                -change
            };
            shown.opacity = (shown.opacity + goal).clamp(0.0, 1.0);
        }
        let near = &self.near;
        self.shown
            .retain(|shown| shown.opacity > 0.0 || near.contains(&shown.condition));
    }
}

/// Keeps the cycles at the command.
pub fn plugin(app: &mut App) {
    app.init_resource::<MeanCycles>()
        .add_systems(PostUpdate, follow_command);
}

fn follow_command(
    time: Res<Time<Real>>,
    subject: Res<Subject>,
    commanded: Res<CommandedSpeed>,
    mut cycles: ResMut<MeanCycles>,
) {
    if subject.is_changed() {
        *cycles = MeanCycles::default();
    }
    let Some(atlas) = &subject.atlas else { return };
    let mut near = Vec::new();
    if !commanded.0.is_standing() {
        let range = &subject.policy.manifest.command_range;
        let ranges = [range.forward, range.lateral, range.yaw];
        near = atlas::nearest(&atlas.conditions, commanded.0.into(), ranges);
        near.sort_unstable();
    }
    if near != cycles.near {
        cycles.set_near(near, atlas);
    }
    cycles.fade(time.delta_secs());
}
