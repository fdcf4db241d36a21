//! Tangling as learning goes on: the snapshots of the policy's training.

mod moved;

use moved::moved;

use super::Plate;
use super::data::Data;
use super::dimensions::{PANEL, draw_pair};
use crate::report::chart::{self, EDGE, WIDTH, draw_legend, draw_void};
use crate::report::svg::Rect;
use crate::style::numbers::tick;
use crate::style::palette;

const TITLE: &str = "Tangling over training";
const LAYERS: [&str; 3] = ["hidden", "cell", "action"];

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let mut svg = chart::sheet("training", PANEL[1] + 130.0, TITLE);
    let steps = data.values("snapshot_steps").unwrap_or_default();
    let kept = data.values("snapshot_conditions").unwrap_or_default();
    let median = |layer: &str| {
        data.values(&format!("snapshot_median_{layer}"))
            .unwrap_or_default()
    };
    let caption = if steps.is_empty() {
        let why = missing(data);
        let whole = Rect::new(EDGE, EDGE, WIDTH - 2.0 * EDGE, PANEL[1] + 110.0);
        draw_void(&mut svg, whole, &why);
        format!(
            "Would show the median tangling of each layer at moments of the policy’s training. {why}."
        )
    } else {
        let legend = LAYERS.map(|name| (palette::layer(name), name));
        draw_legend(&mut svg, [EDGE, 22.0], WIDTH - EDGE, &legend);
        draw_pair(
            &mut svg,
            steps,
            "control steps of training",
            &LAYERS,
            median,
        );
        format!(
            "The median of Q at moments of training, the policy under study last; right, divided by that \
             of the action. Each policy walks its own way, so that gaits and the conditions that count \
             differ from point to point: {}. A policy of which no condition counts has no point.{}",
            counted(steps, kept),
            moved(steps, kept, median)
        )
    };
    Plate {
        name: "training",
        title: TITLE,
        caption,
        figure: svg.finish(),
    }
}

/// How many conditions of each snapshot count.
fn counted(steps: &[f64], kept: &[f64]) -> String {
    let points = steps.iter().zip(kept);
    let said = points.map(|(&steps, kept)| format!("{kept} after {}", rounded(steps)));
    said.collect::<Vec<_>>().join(", ")
}

/// Control steps of training, rounded.
fn rounded(steps: f64) -> String {
    tick((steps / 1e5).round() * 1e5)
}

fn missing(data: &Data) -> String {
    let control = data.report.controls.get("snapshots");
    match control.and_then(|control| control.missing.as_ref()) {
        Some(why) => format!("Missing: {why}"),
        None => "Missing: controls were left out".to_owned(),
    }
}
