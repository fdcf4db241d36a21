//! Made-up data for tests of figures: a trot at 2 strides a second, its portraits, tangling
//! and training. The test at the end draws all figures.

use super::axis::AxisScale;
use super::figure::Figure;
use super::film_strip::{FilmFrame, FilmStrip, LegPoints, Plane};
use super::gait_diagram::GaitDiagram;
use super::learning_curve::{CurvePanel, LearningCurve, Series};
use super::portrait::{Portrait, PortraitPair};
use super::segment::Segment;
use super::tangling::{LayerTangling, Tangling};
use crate::robot::Robot;
use crate::robot::body::Body;
use crate::style::palette;
use std::f64::consts::TAU;

const RATE: f64 = 50.0;
/// Strides a second.
const STRIDE_RATE: f64 = 2.0;
/// LF and RH step together, half a stride before LH and RF.
const PHASE: [f64; 4] = [0.0, 0.5, 0.5, 0.0];
const DUTY: f64 = 0.56;

/// A smooth signal without a period, from about -1 to 1.
fn wander(t: f64) -> f64 {
    (1.7 * t).sin() * 0.5 + (2.9 * t + 1.0).sin() * 0.3 + (7.3 * t).sin() * 0.2
}

fn scores(size: [f64; 2]) -> Vec<[f64; 2]> {
    (0..200)
        .map(|i| {
            let t = i as f64 / RATE;
            let angle = TAU * STRIDE_RATE * t;
            let swell = 1.0 + 0.09 * wander(3.0 * t);
            let kink = 0.12 * (3.0 * angle + 0.6).sin();
            let (x, y) = (angle.cos() + kink, angle.sin() - 0.1 * (2.0 * angle).cos());
            [size[0] * swell * x, size[1] * swell * y]
        })
        .collect()
}

pub(crate) fn portrait_pair() -> PortraitPair {
    let recurrent = Portrait {
        title: "Recurrent layer · hidden state".to_owned(),
        scores: scores([7.2, 6.4]),
        variance_ratio: [0.48, 0.21],
        color: palette::RECURRENT,
        half_range: None,
    };
    let actuation = Portrait {
        title: "Actuation layer · 12 targets".to_owned(),
        scores: scores([5.6, 1.9]),
        variance_ratio: [0.85, 0.06],
        color: palette::ACTUATION,
        half_range: None,
    };
    PortraitPair {
        recurrent,
        actuation,
        caption: String::new(),
    }
}

pub(crate) fn tangling() -> Tangling {
    let samples = 500;
    let layer = |level: f64, peaks: f64| {
        let values = (0..samples).map(|i| {
            let t = i as f64 / RATE;
            let peak = (TAU * STRIDE_RATE * t + peaks).sin().max(0.0).powi(12);
            let q = level * (1.0 + 0.4 * wander(11.0 * t) + 2.2 * peak * (1.0 + wander(t)));
            (!(4.0..5.6).contains(&t)).then_some(q)
        });
        LayerTangling {
            values: values.collect(),
            median: Some(level * 1.1),
        }
    };
    Tangling {
        title: "Tangling".to_owned(),
        form: "z-score, open derivative".to_owned(),
        time: (0..samples).map(|i| i as f64 / RATE).collect(),
        recurrent_name: "recurrent",
        recurrent: layer(5_200.0, 0.3),
        actuation: layer(9_800.0, 1.9),
        scale: AxisScale::Log,
        segments: vec![segment(0.0, 4.0, "forward"), segment(4.0, 5.6, "stand")],
        silences: vec![segment(4.0, 5.6, "standing: no tangling")],
    }
}

fn on_ground(t: f64, leg: usize) -> bool {
    (STRIDE_RATE * t + PHASE[leg]).rem_euclid(1.0) < DUTY
}

fn segment(start: f64, end: f64, caption: &str) -> Segment {
    Segment {
        start,
        end,
        caption: caption.to_owned(),
    }
}

pub(crate) fn gait_diagram() -> GaitDiagram {
    let samples = 500;
    let schedule = |t: f64| match t {
        ..2.0 => 0.0,
        ..5.0 => 0.5,
        ..8.0 => 1.0,
        _ => -0.3,
    };
    let mut speed = 0.0;
    let (mut contact, mut commanded, mut measured) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..samples {
        let t = i as f64 / RATE;
        speed += (schedule(t) - speed) * 0.06;
        let stands = t < 2.1;
        contact.push(std::array::from_fn(|leg| stands || on_ground(t, leg)));
        commanded.push(schedule(t));
        measured.push(speed + if stands { 0.0 } else { 0.05 * wander(9.0 * t) });
    }
    GaitDiagram {
        title: "Feet on the ground".to_owned(),
        summary: "trot · 2.0 strides/s · duty 0.56".to_owned(),
        rate: RATE,
        start: 0.0,
        contact,
        speed_label: "forward, m/s".to_owned(),
        commanded,
        measured,
        segments: vec![
            segment(0.0, 2.0, "stand"),
            segment(2.0, 5.0, "forward 0.5 m/s"),
            segment(5.0, 8.0, "forward 1.0 m/s"),
            segment(8.0, 10.0, "back −0.3 m/s"),
        ],
    }
}

/// A leg whose foot is at `foot` (base axes, m), knees bent towards the middle of the robot.
fn leg_points(leg: usize, foot: [f32; 3], base: [f32; 3]) -> LegPoints {
    let front = if leg.is_multiple_of(2) { 1.0 } else { -1.0 };
    let left = if leg < 2 { 1.0 } else { -1.0 };
    let thigh = [0.36 * front, 0.188 * left, 0.0];
    let (upper, lower) = (0.285_f32, 0.327_f32);
    let (dx, dz) = (foot[0] - thigh[0], foot[2] - thigh[2]);
    let reach = dx.hypot(dz).min(upper + lower - 0.005);
    let bend = ((upper * upper + reach * reach - lower * lower) / (2.0 * upper * reach)).acos();
    let down = dx.atan2(-dz) - front * bend;
    let knee = [
        thigh[0] + upper * down.sin(),
        0.288 * left,
        thigh[2] - upper * down.cos(),
    ];
    let in_world = |point: [f32; 3]| std::array::from_fn(|i| point[i] + base[i]);
    LegPoints {
        hip: in_world([0.30 * front, 0.104 * left, 0.0]),
        thigh: in_world(thigh),
        knee: in_world(knee),
        foot: in_world(foot),
    }
}

pub(crate) fn film_strip() -> FilmStrip {
    let frame = |i: usize| {
        let t = 0.08 * i as f64;
        let base = [(0.8 * t) as f32, 0.0, 0.52];
        let foot = |leg: usize| {
            let phase = (STRIDE_RATE * t + PHASE[leg]).rem_euclid(1.0);
            let stride = 0.8 / STRIDE_RATE * DUTY;
            let (x, lift) = if phase < DUTY {
                (stride * (0.5 - phase / DUTY), 0.0)
            } else {
                let swing = (phase - DUTY) / (1.0 - DUTY);
                (stride * (swing - 0.5), 0.11 * (swing * TAU / 2.0).sin())
            };
            let front = if leg.is_multiple_of(2) { 0.40 } else { -0.40 };
            let side = if leg < 2 { 0.30 } else { -0.30 };
            [x as f32 + front, side, lift as f32 + 0.03 - base[2]]
        };
        FilmFrame {
            time: t,
            base_position: base,
            world_from_base: [0.0, 0.0, 0.0, 1.0],
            legs: std::array::from_fn(|leg| leg_points(leg, foot(leg), base)),
            contact: std::array::from_fn(|leg| on_ground(t, leg)),
        }
    };
    FilmStrip {
        title: "One stride at 0.8 m/s".to_owned(),
        caption: "filled foot: on the ground · grid 1 m".to_owned(),
        body: Body::of(&Robot::built_in().expect("the built-in robot is valid")),
        ground: std::sync::Arc::new(Plane::default()),
        frames: (0..6).map(frame).collect(),
    }
}

/// Two moments of a robot that turns and leans.
fn film_pair() -> FilmStrip {
    use nalgebra::{Point3, UnitQuaternion};
    let mut film = film_strip();
    film.frames = vec![film.frames[1].clone(), film.frames[4].clone()];
    let turn = UnitQuaternion::from_euler_angles(0.10_f32, -0.12, 0.5);
    let frame = &mut film.frames[1];
    let base = Point3::from(frame.base_position);
    for leg in &mut frame.legs {
        for point in [&mut leg.hip, &mut leg.thigh, &mut leg.knee, &mut leg.foot] {
            *point = (base + turn * (Point3::from(*point) - base)).into();
        }
    }
    frame.world_from_base = turn.coords.into();
    film.title = "Two moments".to_owned();
    film
}

const ITERATIONS: u32 = 150;

/// Label, colour, value at a progress from 0 to 1.
type NamedCurve<'a> = (&'a str, palette::Rgb, &'a dyn Fn(f64) -> f64);

/// A panel with one value for each iteration.
fn curve_panel(title: &str, unit: &str, curves: &[NamedCurve]) -> CurvePanel {
    let progress = || (1..=ITERATIONS).map(|i| f64::from(i) / f64::from(ITERATIONS));
    let series = curves.iter().map(|&(label, color, curve)| Series {
        label: label.to_owned(),
        color,
        values: progress().map(curve).collect(),
    });
    CurvePanel {
        title: title.to_owned(),
        unit: unit.to_owned(),
        scale: AxisScale::Linear,
        series: series.collect(),
    }
}

fn saturating(progress: f64, rate: f64) -> f64 {
    1.0 - (-rate * progress).exp()
}

fn noise(progress: f64) -> f64 {
    wander(0.9 * f64::from(ITERATIONS) * progress)
}

fn tracking_panel() -> CurvePanel {
    let linear = |p| 0.75 - 0.62 * saturating(p, 5.0) + 0.02 * noise(p);
    let yaw = |p| 0.6 - 0.42 * saturating(p, 3.0) + 0.02 * noise(p);
    let curves: [NamedCurve; 2] = [
        ("linear", palette::MEASURED, &linear),
        ("yaw", palette::COMMANDED, &yaw),
    ];
    curve_panel("Tracking error", "m/s, rad/s", &curves)
}

fn falls_panel() -> CurvePanel {
    let falls = |p: f64| 0.9 * (-7.0 * p).exp() + 0.002;
    let panel = curve_panel(
        "Falls",
        "part of episodes",
        &[("falls", palette::ALERT, &falls)],
    );
    CurvePanel {
        scale: AxisScale::Log,
        ..panel
    }
}

pub(crate) fn learning_curve() -> LearningCurve {
    let single = |title, unit, curve: &dyn Fn(f64) -> f64| {
        curve_panel(title, unit, &[(title, palette::TEXT, curve)])
    };
    LearningCurve {
        title: "Learning to walk".to_owned(),
        subtitle: "main policy · seed 1".to_owned(),
        steps: (1..=ITERATIONS).map(|i| 2.0e5 * f64::from(i)).collect(),
        minutes: (1..=ITERATIONS).map(|i| 0.042 * f64::from(i)).collect(),
        panels: vec![
            single("Return", "", &|p| 26.0 * saturating(p, 4.0) + noise(p)),
            tracking_panel(),
            single("Episode", "s", &|p| 20.0 * saturating(p, 8.0)),
            falls_panel(),
            single("KL", "nat", &|p| 0.008 + 0.003 * noise(p)),
            single("Action std", "", &|p| 1.0 - 0.72 * saturating(p, 3.0)),
        ],
    }
}

/// All figures with their names.
pub(crate) fn gallery() -> Vec<(&'static str, Figure)> {
    vec![
        ("portrait-pair", portrait_pair().draw()),
        ("tangling", tangling().draw()),
        ("gait-diagram", gait_diagram().draw()),
        ("film-strip", film_strip().draw()),
        ("film-frames", film_pair().draw()),
        ("learning-curve", learning_curve().draw()),
    ]
}

/// Set `TANGLEWALK_FIGURES` to a folder to keep the figures and look at them.
#[test]
fn every_figure_becomes_a_png_of_the_declared_size() {
    let passing = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("TANGLEWALK_FIGURES").map(std::path::PathBuf::from);
    let folder = kept.as_deref().unwrap_or(passing.path());
    std::fs::create_dir_all(folder).unwrap();
    for (name, figure) in gallery() {
        let file = folder.join(format!("{name}.png"));
        figure.save_png(&file).unwrap();
        figure.save_svg(file.with_extension("svg")).unwrap();
        let pixmap = resvg::tiny_skia::Pixmap::load_png(&file).unwrap();
        let size = (pixmap.width(), pixmap.height());
        assert_eq!(size, (2 * figure.width, 2 * figure.height), "{name}");
        assert!(
            !figure.svg.contains("NaN") && !figure.svg.contains("inf\""),
            "{name}"
        );
    }
}
