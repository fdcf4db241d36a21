//! Tangling as learning goes on: the snapshots of the policy's training.

use super::Plate;
use super::data::Data;
use super::dimensions::{PANEL, draw_pair};
use crate::report::axis::{significant, tick};
use crate::report::chart::{self, EDGE, WIDTH, draw_legend, draw_void};
use crate::report::palette;
use crate::report::svg::Rect;

const TITLE: &str = "Tangling over training";
const LAYERS: [&str; 3] = ["hidden", "cell", "action"];

/// The figure.
pub fn plate(data: &Data) -> Plate {
    let mut svg = chart::sheet("training", PANEL[1] + 130.0, TITLE);
    let steps = data.values("snapshot_steps").unwrap_or_default();
    let median = |layer: &str| {
        data.values(&format!("snapshot_median_{layer}"))
            .unwrap_or_default()
    };
    let caption = if steps.is_empty() {
        let why = missing(data);
        let whole = Rect::new(EDGE, EDGE, WIDTH - 2.0 * EDGE, PANEL[1] + 110.0);
        draw_void(&mut svg, whole, &why);
        format!(
            "Would show the median tangling of each layer at moments of the policy's training. {why}."
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
            counted(data, steps),
            moved(steps, median)
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
fn counted(data: &Data, steps: &[f64]) -> String {
    let kept = data.values("snapshot_conditions").unwrap_or_default();
    let said = steps
        .iter()
        .zip(kept)
        .map(|(&steps, kept)| format!("{kept} after {}", tick((steps / 1e5).round() * 1e5)));
    said.collect::<Vec<_>>().join(", ")
}

/// Which of the two moves the ratio of each recurrent layer to the action, from the first point to the
/// last; empty with fewer than two points.
fn moved<'a>(steps: &[f64], median: impl Fn(&str) -> &'a [f64]) -> String {
    let is_known = |index: &usize| {
        let values = LAYERS.iter().map(|layer| median(layer).get(*index));
        values.flatten().filter(|q| **q > 0.0).count() == LAYERS.len()
    };
    let known: Vec<usize> = (0..steps.len()).filter(is_known).collect();
    let (Some(&first), Some(&last)) = (known.first(), known.last()) else {
        return String::new();
    };
    if first == last {
        return String::new();
    }
    let factor = |layer: &str| median(layer)[last] / median(layer)[first];
    let action = factor("action");
    let [from, to] = [first, last].map(|index| tick((steps[index] / 1e5).round() * 1e5));
    let said = ["hidden", "cell"].map(|layer| {
        let own = factor(layer);
        format!(
            "{layer}: its own Q {}, so its ratio {}: {}",
            times(own),
            times(own / action),
            mover(own, action)
        )
    });
    format!(
        " From {from} to {to} steps the median Q of the action {}. {}.",
        times(action),
        said.join(". ")
    )
}

/// A factor in words.
fn times(factor: f64) -> String {
    let way = if factor > 1.0 { "rises" } else { "falls" };
    format!("{way} to {} times", significant(factor))
}

/// Which of the two moves their ratio, from the factors by which a layer's Q and that of the action
/// change: who moves against the other's way, or the one that moves further on a logarithmic scale.
fn mover(own: f64, action: f64) -> &'static str {
    let (own, action) = (own.ln(), action.ln());
    let ratio = own - action;
    match (own * ratio > 0.0, -action * ratio > 0.0) {
        (true, false) => "the layer moves it, not the action",
        (false, true) => "the action moves it, not the layer",
        (true, true) if own.abs() >= action.abs() => "both move it, the layer more",
        (true, true) => "both move it, the action more",
        (false, false) => "neither moves it",
    }
}

fn missing(data: &Data) -> String {
    let control = data.report.controls.get("snapshots");
    match control.and_then(|control| control.missing.as_ref()) {
        Some(why) => format!("Missing: {why}"),
        None => "Missing: controls were left out".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caption_says_which_of_the_two_moves() {
        assert!(mover(1.7, 3.3).starts_with("the action"));
        assert!(mover(0.5, 0.9).starts_with("the layer"));
        assert_eq!(mover(0.9, 3.0), "both move it, the action more");
        assert_eq!(mover(0.3, 2.0), "both move it, the layer more");
        assert_eq!(mover(2.0, 2.0), "neither moves it");
        let said = moved(&[1e6, 2e6, 3e6], |layer| match layer {
            "hidden" => &[f64::NAN, 100.0, 150.0],
            "cell" => &[50.0, 100.0, 50.0],
            _ => &[10.0, 100.0, 300.0],
        });
        assert!(said.contains("From 2M to 3M steps"), "{said}");
        assert!(said.contains("action rises to 3.00 times"), "{said}");
        assert!(
            said.contains(
                "its own Q rises to 1.50 times, so its ratio falls to 0.500 times: the action"
            ),
            "{said}"
        );
        assert!(said.contains("both move it, the action more"), "{said}");
        assert_eq!(moved(&[1e6], |_| &[1.0]), "");
    }
}
