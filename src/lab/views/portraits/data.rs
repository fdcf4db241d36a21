//! What the portraits draw. In: scores on PC1 and PC2 (no unit), the bounds
//! of the policy's basis, mean cycles of its atlas. Out: a smooth trail with its age in s, oldest
//! first, and what the mean cycles are. Scores that are not finite are left out.

use crate::analysis::atlas::Scores;
use crate::lab::history::History;
use crate::rollout::StepRecord;
use crate::style::palette::Rgb;

/// How long a trail stays, s.
pub const TRAIL_SECONDS: f64 = 3.5;
/// Points that the smooth curve has for one sample.
const POINTS_PER_SAMPLE: usize = 5;

/// One layer's portrait.
#[derive(Clone, Copy, Debug)]
pub struct Portrait<'a> {
    /// For instance "Recurrent layer · hidden state".
    pub title: &'a str,
    /// Of the trail.
    pub colour: Rgb,
    /// Share of the variance that PC1 and PC2 explain, 0 to 1; none without a basis.
    pub explained: Option<[f32; 2]>,
    /// Of scores, in which both portraits have one scale.
    pub unit: f32,
    /// How far scores go along PC1 and PC2 from zero, in units; fixed by the basis.
    pub reach: [f32; 2],
    /// What limits the portrait; empty when nothing does.
    pub note: Note<'a>,
    /// The layer's way, oldest first.
    pub trail: &'a [TrailPoint],
    /// Behind the trail.
    pub mean_cycles: &'a [FaintCycle<'a>],
    /// The speeds that the mean cycles are of, as "0.8 m/s"; empty where there is none.
    pub mean_speeds: &'a str,
    /// Why there is no mean cycle; empty where there is one.
    pub no_cycle: Note<'a>,
}

/// A line under a portrait's title, and what it means in a sentence, for who asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Note<'a> {
    /// Parts separated by " · ", the last of which are left out where there is no room.
    pub text: &'a str,
    pub detail: &'a str,
}

/// A mean cycle behind the trail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FaintCycle<'a> {
    /// Scores on the first components, round one stride.
    pub scores: &'a [Scores],
    /// 0 to 1, as it comes and goes.
    pub opacity: f32,
}

/// A point of a trail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrailPoint {
    /// Scores on PC1 and PC2.
    pub scores: [f32; 2],
    /// How long ago, s.
    pub age: f32,
}

/// The smooth trail of a layer's last seconds, oldest first; the last point is the present.
#[must_use]
pub fn trail(history: &History, scores: impl Fn(&StepRecord) -> [f32; 2]) -> Vec<TrailPoint> {
    let Some(now) = history.now() else {
        return Vec::new();
    };
    let points: Vec<TrailPoint> = history
        .last(TRAIL_SECONDS)
        .map(|step| TrailPoint {
            scores: scores(step),
            age: (now - step.time) as f32,
        })
        .filter(|point| point.scores.iter().all(|score| score.is_finite()))
        .collect();
    smooth(&points)
}

/// How opaque a trail is where it is `age` s old: 1 now, 0 at its end.
#[must_use]
pub fn opacity(age: f32) -> f32 {
    (1.0 - age / TRAIL_SECONDS as f32).clamp(0.0, 1.0).powf(1.4)
}

/// "PC1 48 %".
#[must_use]
pub fn axis_label(portrait: &Portrait, axis: usize) -> String {
    let name = axis + 1;
    match portrait.explained {
        Some(shares) => format!("PC{name} {:.0} %", 100.0 * shares[axis]),
        None => format!("PC{name}"),
    }
}

/// What an axis of a command is measured in, and what is said of its positive and negative values.
const AXES: [(&str, [&str; 2]); 3] = [
    ("m/s", ["", " back"]),
    ("m/s", [" left", " right"]),
    ("rad/s", [" left", " right"]),
];

/// "0.8 m/s", "0.5 m/s, 0.26 & 0.54 rad/s left": the speeds of commands (m/s, m/s, rad/s) that differ
/// along one axis at most.
#[must_use]
pub fn speeds(commands: &[[f32; 3]]) -> String {
    let axis = |axis: usize| -> Option<String> {
        let first = commands.iter().find(|command| command[axis] != 0.0)?[axis];
        let (unit, [positive, negative]) = AXES[axis];
        let word = if first > 0.0 { positive } else { negative };
        let mut values: Vec<f32> = commands
            .iter()
            .map(|command| (100.0 * command[axis] * first.signum()).round() / 100.0)
            .collect();
        values.dedup();
        let values: Vec<String> = values.iter().map(f32::to_string).collect();
        let values = values.join(" & ").replace('-', "−");
        Some(format!("{values} {unit}{word}"))
    };
    let axes: Vec<String> = (0..3).filter_map(axis).collect();
    axes.join(", ")
}

/// The uniform Catmull-Rom curve through the points; it passes through each of them.
fn smooth(points: &[TrailPoint]) -> Vec<TrailPoint> {
    let Some(last) = points.last() else {
        return Vec::new();
    };
    let mut curve = Vec::with_capacity(points.len() * POINTS_PER_SAMPLE + 1);
    for (index, pair) in points.windows(2).enumerate() {
        let before = points[index.saturating_sub(1)];
        let after = points[(index + 2).min(points.len() - 1)];
        for step in 0..POINTS_PER_SAMPLE {
            let t = step as f32 / POINTS_PER_SAMPLE as f32;
            let along = |axis: usize| {
                let [a, b, c, d] =
                    [before, pair[0], pair[1], after].map(|point| point.scores[axis]);
                catmull_rom([a, b, c, d], t)
            };
            let age = pair[0].age + (pair[1].age - pair[0].age) * t;
            curve.push(TrailPoint {
                scores: [along(0), along(1)],
                age,
            });
        }
    }
    curve.push(*last);
    curve
}

/// Between the second and the third of four values, at `t` from 0 to 1.
fn catmull_rom([a, b, c, d]: [f32; 4], t: f32) -> f32 {
    let linear = c - a;
    let quadratic = 2.0 * a - 5.0 * b + 4.0 * c - d;
    let cubic = 3.0 * (b - c) + d - a;
    b + 0.5 * t * (linear + t * (quadratic + t * cubic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::views::fixture;

    #[test]
    fn trail_passes_through_the_samples_and_ends_now() {
        let history = fixture::walk(2.0);
        let trail = trail(&history, fixture::scores);
        let samples: Vec<_> = history.last(TRAIL_SECONDS).collect();
        assert_eq!(trail.len(), (samples.len() - 1) * POINTS_PER_SAMPLE + 1);
        for (index, sample) in samples.iter().enumerate() {
            assert_eq!(
                trail[index * POINTS_PER_SAMPLE].scores,
                fixture::scores(sample)
            );
        }
        assert_eq!(trail.last().map(|point| point.age), Some(0.0));
        assert!(trail.windows(2).all(|pair| pair[0].age > pair[1].age));
    }

    #[test]
    fn a_circle_stays_a_circle() {
        let on_circle = |angle: f32| TrailPoint {
            scores: [angle.cos(), angle.sin()],
            age: 0.0,
        };
        let points: Vec<_> = (0..26).map(|i| on_circle(i as f32 * 0.25)).collect();
        let curve = smooth(&points);
        let inner = &curve[POINTS_PER_SAMPLE..curve.len() - POINTS_PER_SAMPLE];
        for point in inner {
            let radius = point.scores[0].hypot(point.scores[1]);
            assert!((radius - 1.0).abs() < 1e-3, "radius {radius}");
        }
    }

    #[test]
    fn scores_that_are_not_finite_are_left_out() {
        let mut history = fixture::walk(1.0);
        let mut broken = fixture::step(1.02);
        broken.decision.taps.hidden = vec![f32::NAN, 0.0];
        history.push(broken);
        let trail = trail(&history, fixture::scores);
        assert!(!trail.is_empty());
        assert!(trail.iter().all(|point| point.scores[0].is_finite()));
    }

    #[test]
    fn opacity_falls_with_age() {
        assert_eq!(opacity(0.0), 1.0);
        assert!(opacity(1.0) > opacity(2.0));
        assert_eq!(opacity(TRAIL_SECONDS as f32), 0.0);
        assert_eq!(opacity(100.0), 0.0);
    }

    #[test]
    fn axis_labels_tell_the_share_if_there_is_one() {
        let mut portrait = Portrait {
            title: "",
            explained: Some([0.478, 0.21]),
            ..fixture::portraits()[0]
        };
        assert_eq!(axis_label(&portrait, 0), "PC1 48 %");
        assert_eq!(axis_label(&portrait, 1), "PC2 21 %");
        portrait.explained = None;
        assert_eq!(axis_label(&portrait, 0), "PC1");
    }

    #[test]
    fn speeds_are_named_with_their_units_and_sides() {
        for (commands, text) in [
            (vec![], ""),
            (vec![[0.8, 0.0, 0.0]], "0.8 m/s"),
            (
                vec![[-0.74, 0.0, 0.0], [-0.86, 0.0, 0.0]],
                "0.74 & 0.86 m/s back",
            ),
            (vec![[0.0, -0.3, 0.0]], "0.3 m/s right"),
            (
                vec![[0.5, 0.0, 0.26], [0.5, 0.0, 0.54]],
                "0.5 m/s, 0.26 & 0.54 rad/s left",
            ),
            (
                vec![[0.0, 0.0, 0.1], [0.0, 0.0, -0.1]],
                "0.1 & −0.1 rad/s left",
            ),
        ] {
            assert_eq!(speeds(&commands), text);
        }
    }
}
