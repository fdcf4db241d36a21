//! The numbers of the tour. In: the walk and its layers. Out: a row for each command, and Q(t) of
//! both layers at each frame [1/s^2], none while standing and while settling.

use std::ops::Range;

use serde::Serialize;

use super::layers::Layers;
use super::walk::{Stretch, Walk};
use crate::analysis::window::WindowTangling;
use crate::analysis::{AnalysisError, gait};
use crate::rollout::StepRecord;

/// The numbers of one command.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    pub caption: String,
    /// s
    pub start: f64,
    /// s
    pub end: f64,
    /// Commanded u*, v*, r*: m/s, m/s, rad/s.
    pub command: [f32; 3],
    /// None if the robot did not walk to its end, or if it is too short.
    pub measured: Option<Measured>,
}

/// What was measured once the robot had settled.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Measured {
    /// Mean velocity u, v (m/s) and yaw rate r (rad/s), base axes.
    pub achieved: [f64; 3],
    pub gait: &'static str,
    /// Hz
    pub stride_frequency: Option<f64>,
    /// Mean of the four feet.
    pub duty_factor: Option<f64>,
    /// None while standing.
    pub tangling: Option<Medians>,
}

/// Medians of Q, 1/s^2, and how they compare.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Medians {
    pub recurrent: f64,
    pub actuation: f64,
    /// Recurrent over actuation, all units of each layer.
    pub ratio: f64,
    /// The same on the first principal components, equally many of each layer.
    pub ratio_at_equal_dimensions: Option<f64>,
}

/// Q of both layers at each frame.
#[derive(Default)]
pub(super) struct Trace {
    pub recurrent: Vec<Option<f64>>,
    pub actuation: Vec<Option<f64>>,
}

/// Measures the whole walk.
pub(super) fn measure(
    walk: &Walk,
    layers: Option<&Layers>,
) -> Result<(Vec<Row>, Trace), AnalysisError> {
    let mut trace = Trace {
        recurrent: vec![None; walk.frames.len()],
        actuation: vec![None; walk.frames.len()],
    };
    let mut rows = Vec::new();
    for stretch in &walk.stretches {
        let mut measured = None;
        if let Some(frames) = walk.settled(stretch) {
            let tangling = match layers {
                Some(layers) if !stretch.command.is_standing() => {
                    tangling(walk, frames.clone(), layers)?
                }
                _ => None,
            };
            let medians = tangling.map(|pair| trace.keep(frames.clone(), &pair));
            measured = Some(Measured::of(&walk.frames[frames], walk.dt, medians));
        }
        rows.push(Row::new(stretch, measured));
    }
    Ok((rows, trace))
}

/// Recurrent and actuation layer over a stretch; none if one of them hardly varies.
fn tangling(
    walk: &Walk,
    frames: Range<usize>,
    layers: &Layers,
) -> Result<Option<[WindowTangling; 2]>, AnalysisError> {
    let dimensions = layers.common_dimensions();
    let recurrent = layers
        .recurrent
        .tangling(walk, frames.clone(), dimensions)?;
    let actuation = layers.actuation.tangling(walk, frames, dimensions)?;
    Ok(recurrent.zip(actuation).map(<[WindowTangling; 2]>::from))
}

impl Row {
    fn new(stretch: &Stretch, measured: Option<Measured>) -> Self {
        Self {
            caption: stretch.caption.clone(),
            start: stretch.start,
            end: stretch.end,
            command: stretch.command.into(),
            measured,
        }
    }
}

impl Measured {
    fn of(frames: &[StepRecord], dt: f64, tangling: Option<Medians>) -> Self {
        let contact: Vec<_> = frames
            .iter()
            .map(|frame| frame.state.foot_contact)
            .collect();
        let gait = gait::describe(&contact, dt);
        let duty = gait.duty.iter().sum::<f64>() / gait.duty.len() as f64;
        Self {
            achieved: mean_velocity(frames),
            gait: gait.name.name(),
            stride_frequency: gait.frequency,
            duty_factor: gait.frequency.map(|_| duty),
            tangling,
        }
    }
}

impl Trace {
    /// Writes Q of a stretch to its place.
    fn keep(&mut self, frames: Range<usize>, pair: &[WindowTangling; 2]) -> Medians {
        let [recurrent, actuation] = pair;
        for (all, layer) in [
            (&mut self.recurrent, recurrent),
            (&mut self.actuation, actuation),
        ] {
            for (place, &q) in all[frames.clone()].iter_mut().zip(&layer.q) {
                *place = Some(q);
            }
        }
        let few = recurrent
            .median_of_components
            .zip(actuation.median_of_components);
        Medians {
            recurrent: recurrent.median,
            actuation: actuation.median,
            ratio: recurrent.median / actuation.median,
            ratio_at_equal_dimensions: few.map(|(recurrent, actuation)| recurrent / actuation),
        }
    }
}

/// Mean u, v, r.
fn mean_velocity(frames: &[StepRecord]) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for frame in frames {
        for (sum, value) in sums.iter_mut().zip(frame.state.planar_velocity()) {
            *sum += f64::from(value);
        }
    }
    sums.map(|sum| sum / frames.len() as f64)
}
