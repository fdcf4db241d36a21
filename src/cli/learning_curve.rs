//! `learning-curve.png` of a training run, from its `metrics.jsonl`.

use std::path::Path;

use super::Failure;
use crate::report::axis::AxisScale;
use crate::report::learning_curve::{CurvePanel, LearningCurve, Series};
use crate::style::palette::{self, Rgb};
use crate::training::{IterationMetrics, LEARNING_CURVE, read_metrics};

/// Points of a curve; iterations in between are averaged.
const POINTS: usize = 300;

/// A line's label, its colour and what it shows of an iteration.
type Quantity<'a> = (&'a str, Rgb, &'a dyn Fn(&IterationMetrics) -> f64);

/// Draws the curve of the run in `out`. A run without a whole line of metrics has none.
pub(super) fn draw(out: &Path, name: &str, seed: u64) -> Result<(), Failure> {
    let metrics = read_metrics(out).map_err(|error| Failure::Machine(error.to_string()))?;
    if metrics.is_empty() {
        return Ok(());
    }
    let curve = learning_curve(&metrics, name, seed);
    curve
        .draw()
        .save_png(out.join(LEARNING_CURVE))
        .map_err(|error| Failure::Machine(error.to_string()))
}

fn learning_curve(metrics: &[IterationMetrics], name: &str, seed: u64) -> LearningCurve {
    let size = metrics.len().div_ceil(POINTS);
    let means = |value: &dyn Fn(&IterationMetrics) -> f64| -> Vec<f64> {
        let mean =
            |part: &[IterationMetrics]| part.iter().map(value).sum::<f64>() / part.len() as f64;
        metrics.chunks(size).map(mean).collect()
    };
    let panel = |title: &str, unit: &str, scale, lines: &[Quantity]| {
        let series = lines.iter().map(|(label, color, value)| Series {
            label: (*label).to_owned(),
            color: *color,
            values: means(value),
        });
        CurvePanel {
            title: title.to_owned(),
            unit: unit.to_owned(),
            scale,
            series: series.collect(),
        }
    };
    let (linear, log, text) = (AxisScale::Linear, AxisScale::Log, palette::TEXT);
    LearningCurve {
        title: "Learning to walk".to_owned(),
        subtitle: format!("{name} · seed {seed} · while exploring"),
        steps: means(&|m| m.step as f64),
        minutes: means(&|m| m.seconds / 60.0),
        panels: vec![
            panel(
                "Tracking error",
                "m/s, rad/s",
                linear,
                &[
                    ("velocity", palette::MEASURED, &|m| m.velocity_error),
                    ("yaw rate", palette::ACTUATION, &|m| m.yaw_error),
                ],
            ),
            panel(
                "Episode",
                "s",
                linear,
                &[("", text, &|m| m.episode_seconds)],
            ),
            panel("Reward of a step", "", linear, &[("", text, &|m| m.reward)]),
            panel(
                "Action deviation",
                "",
                linear,
                &[("", text, &|m| f64::from(m.deviation))],
            ),
            panel(
                "KL divergence",
                "nat",
                linear,
                &[("", text, &|m| m.divergence)],
            ),
            panel(
                "Learning rate",
                "",
                log,
                &[("", text, &|m| m.learning_rate)],
            ),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_last_line_and_an_empty_run_are_no_errors() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path();
        std::fs::write(out.join("metrics.jsonl"), "").expect("written");
        draw(out, "walk", 1).expect("nothing to draw");
        assert!(!out.join("learning-curve.png").exists());
        let line = r#"{"step":6144,"seconds":1.0,"steps_per_second":6e3,"reward":0.01,
            "velocity_error":0.4,"yaw_error":0.5,"episode_seconds":20.0,"falls":0,"deviation":0.8,
            "command_scale":0.6,"surrogate":-0.01,"value_loss":0.01,"divergence":0.01,
            "learning_rate":1e-3}"#
            .replace('\n', " ");
        let cut = format!("{line}\n{}", &line[..40]);
        std::fs::write(out.join("metrics.jsonl"), cut).expect("written");
        draw(out, "walk", 1).expect("drawn");
        assert!(out.join("learning-curve.png").exists());
    }
}
