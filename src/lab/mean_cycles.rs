//! The mean cycles behind the portraits: those of the atlas's conditions nearest to the command, which
//! come and go softly as it changes. While the robot is told to stand, far from all conditions and without an
//! atlas there are none, and a note says why.

use bevy::prelude::*;

use super::command::CommandedSpeed;
use super::requests::Requests;
use super::subject::Subject;
use super::views::portraits::data::{FaintCycle, Note, speeds};
use crate::analysis::atlas::{self, Atlas};
use crate::policy::Layer;

/// A cycle comes and goes in this time, s.
const FADE_SECONDS: f32 = 0.4;

/// Which conditions of the subject's atlas are shown.
#[derive(Resource, Clone, Debug, Default)]
pub struct MeanCycles {
    near: Vec<usize>,
    shown: Vec<Shown>,
    speeds: String,
    absent: Absent,
    note: OwnedNote,
}

/// Why there is no mean cycle.
#[derive(Clone, Debug, Default, PartialEq)]
enum Absent {
    /// There is.
    #[default]
    No,
    /// The policy has no atlas, or none that fits.
    NoAtlas,
    /// The robot is told to stand.
    Standing,
    /// No condition is near; the closest is this one.
    Far([f32; 3]),
}

impl Absent {
    fn note(&self) -> OwnedNote {
        let (text, detail) = match self {
            Self::No => (String::new(), String::new()),
            Self::NoAtlas => (
                "no mean cycle · no atlas".to_owned(),
                "Behind the trail no mean cycle is drawn: this policy has no atlas in use. \
                 `tanglewalk atlas` makes one."
                    .to_owned(),
            ),
            Self::Standing => (
                "standing: no mean cycle".to_owned(),
                "Behind the trail no mean cycle is drawn: the robot is told to stand, and has no stride."
                    .to_owned(),
            ),
            Self::Far(closest) => {
                let closest = speeds(&[*closest]);
                let detail = format!(
                    "Behind the trail no mean cycle is drawn: of the gaits in the policy's atlas none is near \
                     this command; the closest is at {closest}."
                );
                (format!("no mean cycle near · closest {closest}"), detail)
            }
        };
        OwnedNote { text, detail }
    }
}

/// A note and what it means.
#[derive(Clone, Debug, Default)]
struct OwnedNote {
    text: String,
    detail: String,
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

    /// Why nothing is drawn; empty where something is.
    pub fn note(&self) -> Note<'_> {
        Note {
            text: &self.note.text,
            detail: &self.note.detail,
        }
    }

    /// The cycles of one layer to draw.
    pub fn of_layer<'a>(&self, atlas: &'a Atlas, layer: Layer) -> Vec<FaintCycle<'a>> {
        let cycle = |shown: &Shown| {
            let condition = atlas.conditions.get(shown.condition)?;
            Some(FaintCycle {
                scores: condition.cycles.get(&*layer.name())?,
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

    fn set_absent(&mut self, absent: Absent) {
        if self.absent != absent {
            self.note = absent.note();
            self.absent = absent;
        }
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
    requests: Res<Requests>,
    mut cycles: ResMut<MeanCycles>,
) {
    if subject.is_changed() {
        *cycles = MeanCycles::default();
    }
    let Some(atlas) = &subject.atlas else {
        cycles.set_absent(Absent::NoAtlas);
        return;
    };
    let range = &subject.policy.manifest.command_range;
    let ranges = [range.forward, range.lateral, range.yaw];
    let commanded = requests.commanded().unwrap_or(commanded.0);
    let command = commanded.into();
    let mut near = Vec::new();
    let mut absent = Absent::Standing;
    if !commanded.is_standing() {
        near = atlas::nearest(&atlas.conditions, command, ranges);
        near.sort_unstable();
        absent = Absent::No;
        if near.is_empty()
            && let Some(closest) = atlas::closest(&atlas.conditions, command, ranges)
        {
            absent = Absent::Far(closest.command);
        }
    }
    cycles.set_absent(absent);
    if near != cycles.near {
        cycles.set_near(near, atlas);
    }
    cycles.fade(time.delta_secs());
}
