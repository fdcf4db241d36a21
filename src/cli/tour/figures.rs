//! The figures of the tour. In: the walk, its layers and its numbers. Out: what `report` draws.

use super::layers::{BasisOrigin, Layers, SeenLayer};
use super::measure::{Row, Trace};
use super::walk::Walk;
use crate::analysis::tangling::percentile;
use crate::analysis::{AnalysisError, gait};
use crate::cli::film::film_frame;
use crate::policy::Layer;
use crate::report::axis::AxisScale;
use crate::report::film_strip::FilmStrip;
use crate::report::gait_diagram::GaitDiagram;
use crate::report::portrait::{Portrait, PortraitPair};
use crate::report::segment::Segment;
use crate::report::tangling::{LayerTangling, Tangling};
use crate::robot::Robot;
use crate::robot::body::Body;
use crate::style::layers;
use crate::style::numbers::significant;
use crate::style::palette::{self, Rgb};

/// How much of the walk a portrait shows, s; as long as a trail in the lab.
const TRAIL: f64 = 3.5;
/// Frames of the film strip, over one stride.
const FILM_FRAMES: usize = 7;
/// Time from the first to the last of them where there is no stride, s.
const FILM_SECONDS: f64 = 0.6;

/// Both layers in the plane of their first components, at the end of the example stretch; `memory`:
/// whether the network has one.
pub(super) fn portraits(
    walk: &Walk,
    layers: Option<&Layers>,
    memory: bool,
) -> Result<PortraitPair, AnalysisError> {
    let (caption, frames) = match walk.example() {
        Some((stretch, frames)) => (stretch.caption.as_str(), frames),
        None => ("no command was walked to its end", 0..0),
    };
    let trail = (TRAIL / walk.dt).round() as usize;
    let frames = frames.end.saturating_sub(trail).max(frames.start)..frames.end;
    let portrait = |title: &str, color: Rgb, layer: Option<&SeenLayer>| {
        let scores = match layer {
            Some(layer) if !frames.is_empty() => layer.plane(walk, frames.clone())?,
            _ => Vec::new(),
        };
        let shares = layer.map_or(&[][..], |layer| &layer.basis.variance_ratio);
        Ok::<_, AnalysisError>(Portrait {
            title: title.to_owned(),
            scores,
            variance_ratio: [0, 1].map(|k| shares.get(k).copied().unwrap_or(0.0)),
            color,
            half_range: layer.and_then(|layer| half_range(&layer.basis.bounds)),
        })
    };
    let origin = match layers.map(|layers| layers.origin) {
        Some(BasisOrigin::Policy) => "axes: the fixed ones of this policy",
        Some(BasisOrigin::Tour) => "axes: fitted to this tour, as this policy has no fixed ones",
        None => "no axes: the walk is too short",
    };
    Ok(PortraitPair {
        recurrent: portrait(
            layers::names(Layer::Hidden, memory).title,
            palette::RECURRENT,
            layers.map(|layers| &layers.recurrent),
        )?,
        actuation: portrait(
            layers::names(Layer::Action, memory).title,
            palette::ACTUATION,
            layers.map(|layers| &layers.actuation),
        )?,
        caption: format!("{caption}, last {TRAIL} s · {origin}"),
    })
}

/// The largest score on PC1 and PC2, with a little room; none for a layer that never varied.
fn half_range(bounds: &[[f64; 2]]) -> Option<f64> {
    let ends = bounds.iter().take(2).flatten();
    let largest = ends.fold(0.0_f64, |largest, end| largest.max(end.abs()));
    (largest > 0.0).then_some(1.05 * largest)
}

/// Q over the whole walk.
pub(super) fn tangling(walk: &Walk, rows: &[Row], trace: &Trace, memory: bool) -> Tangling {
    let layer = |values: &[Option<f64>]| {
        let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
        sorted.sort_by(f64::total_cmp);
        LayerTangling {
            values: values.to_vec(),
            median: (!sorted.is_empty()).then(|| percentile(&sorted, 50.0)),
        }
    };
    Tangling {
        title: "Tangling".to_owned(),
        form: "z-score, open derivative, within each command once settled".to_owned(),
        time: walk.frames.iter().map(|frame| frame.time).collect(),
        recurrent_name: layers::names(Layer::Hidden, memory).short,
        recurrent: layer(&trace.recurrent),
        actuation: layer(&trace.actuation),
        scale: AxisScale::Log,
        segments: segments(walk),
        silences: silences(walk, rows),
    }
}

/// Feet and forward speed over the whole walk.
pub(super) fn gait_diagram(walk: &Walk, rows: &[Row]) -> GaitDiagram {
    let frames = &walk.frames;
    GaitDiagram {
        title: "Feet on the ground".to_owned(),
        summary: rows.iter().find_map(summary).unwrap_or_default(),
        rate: walk.dt.recip(),
        start: 0.0,
        contact: frames
            .iter()
            .map(|frame| frame.state.foot_contact)
            .collect(),
        speed_label: "forward, m/s".to_owned(),
        commanded: frames
            .iter()
            .map(|frame| f64::from(frame.command.forward))
            .collect(),
        measured: frames
            .iter()
            .map(|frame| f64::from(frame.state.linear_velocity_in_base.x))
            .collect(),
        segments: segments(walk),
    }
}

/// The commands that were walked, at least in part.
fn segments(walk: &Walk) -> Vec<Segment> {
    let stretches = walk.stretches.iter();
    let walked = stretches.filter(|stretch| stretch.start < walk.end());
    walked
        .map(|stretch| Segment {
            start: stretch.start,
            end: stretch.end.min(walk.end()),
            caption: stretch.caption.clone(),
        })
        .collect()
}

/// Why there is no Q in some of them.
fn silences(walk: &Walk, rows: &[Row]) -> Vec<Segment> {
    let reason = |row: &Row| {
        let Some(measured) = &row.measured else {
            let fell = walk.fallen.is_some_and(|time| time <= row.end);
            return Some(if fell {
                "fell: not measured"
            } else {
                "too short"
            });
        };
        let standing = crate::task::Command::from(row.command).is_standing();
        let still = if standing {
            "standing: no tangling"
        } else {
            "hardly moves: no tangling"
        };
        measured.tangling.is_none().then_some(still)
    };
    rows.iter()
        .filter_map(|row| {
            Some(Segment {
                start: row.start,
                end: row.end,
                caption: reason(row)?.to_owned(),
            })
        })
        .collect()
}

/// The gait of a command, in a line; none without strides.
fn summary(row: &Row) -> Option<String> {
    let measured = row.measured.as_ref()?;
    let (frequency, duty) = measured.stride_frequency.zip(measured.duty_factor)?;
    Some(format!(
        "{}: {} · {} strides/s · duty {duty:.2}",
        row.caption,
        measured.gait,
        significant(frequency)
    ))
}

/// One stride in the middle of the example stretch.
pub(super) fn film_strip(walk: &Walk, robot: &Robot) -> FilmStrip {
    let frames = match walk.example() {
        Some((_, frames)) => frames,
        None => 0..walk.frames.len(),
    };
    let example = &walk.frames[frames.clone()];
    let contact: Vec<_> = example
        .iter()
        .map(|frame| frame.state.foot_contact)
        .collect();
    let least = (gait::DEBOUNCE / walk.dt).round() as usize;
    let contact = gait::debounced(&contact, least);
    let downs = gait::touch_downs(&contact, gait::REFERENCE_LEG);
    let middle = downs.len() / 2;
    let (first, last, title) = match downs.get(middle..middle + 2) {
        Some(&[down, next]) => (frames.start + down, frames.start + next, "One stride"),
        _ => {
            let span = (FILM_SECONDS / walk.dt).round() as usize;
            (
                frames.end.saturating_sub(span + 1),
                frames.end.saturating_sub(1),
                "The end",
            )
        }
    };
    let index = |k: usize| first + (last - first) * k / (FILM_FRAMES - 1);
    let shown = (0..FILM_FRAMES).filter_map(|k| walk.frames.get(index(k)));
    let caption = walk.example().map_or(String::new(), |(stretch, _)| {
        format!("{}, left front touch-down to the next", stretch.caption)
    });
    FilmStrip {
        title: title.to_owned(),
        caption,
        body: Body::of(robot),
        ground: std::sync::Arc::new(walk.ground.clone()),
        frames: shown.map(|frame| film_frame(frame, robot)).collect(),
    }
}
