//! Tangling of the trained network beside untrained ones that are fed the same observations.

use super::Plate;
use super::data::Data;
use super::distributions::{Line, common_axis, draw_cumulative};
use crate::experiment::what_random_networks_say;
use crate::report::chart::{self, EDGE, Key, WIDTH, draw_head, draw_legend, draw_void, grid};
use crate::style::palette;

const TITLE: &str = "Is learning needed? The trained network beside random ones";
const PANEL: [f32; 2] = [344.0, 280.0];

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let mut svg = chart::sheet("random_networks", PANEL[1] + 140.0, TITLE);
    let legend = [
        Key::from((palette::layer("hidden"), "hidden, trained")),
        Key::from((palette::layer("cell"), "cell, trained")),
        Key::from((palette::INK_SECONDARY, "random LSTM, same observations")),
        Key::from((palette::layer("action"), "action, trained")).dashed(),
    ];
    draw_legend(&mut svg, [EDGE, 22.0], WIDTH - EDGE, &legend);
    let places = grid(2, 2, [68.0, 74.0], PANEL, [82.0, 0.0]);
    for (index, (layer, place)) in ["hidden", "cell"].into_iter().zip(places).enumerate() {
        let head = [place.x, place.y - 12.0];
        draw_head(
            &mut svg,
            head,
            chart::letter(index),
            &format!("{layer} state"),
        );
        let random = random(data, layer);
        if random.is_empty() {
            draw_void(&mut svg, place, &missing(data));
            continue;
        }
        let line = |values: Vec<Vec<f64>>, color, width, is_dashed| Line {
            values: values.concat(),
            color,
            width,
            is_dashed,
        };
        let mut lines: Vec<Line> = random
            .into_iter()
            .map(|q| line(q, palette::INK_SECONDARY, 1.2, false))
            .collect();
        let own = data.tangling(&format!("tangling_{layer}"));
        let action = data.tangling("tangling_action");
        lines.extend(action.map(|q| line(q, palette::layer("action"), 2.0, true)));
        lines.extend(own.map(|q| line(q, palette::layer(layer), 2.6, false)));
        let x = common_axis(data, &["hidden", "cell", "action"]);
        draw_cumulative(&mut svg, place, &lines, x.as_ref());
    }
    let caption = format!(
        "The share of time points with a tangling of at most Q. The untrained networks have the same sizes and \
         are fed exactly what the trained one sensed, at the same strides. A random curve left of the trained \
         one is less tangled than it: then learning is not needed for low tangling. {}",
        what_random_networks_say(data.report)
    );
    Plate {
        name: "random_networks",
        title: TITLE,
        caption,
        figure: svg.finish(),
    }
}

/// Q of each random network.
fn random(data: &Data, layer: &str) -> Vec<Vec<Vec<f64>>> {
    let seeds = 0..data.report.options.random_networks;
    let of_seed = |seed| data.tangling(&format!("random_lstm_{seed}_tangling_{layer}"));
    seeds.filter_map(of_seed).collect()
}

fn missing(data: &Data) -> String {
    let control = data.report.controls.get("random_lstm");
    match control.and_then(|control| control.missing.as_ref()) {
        Some(why) => format!("missing: {why}"),
        None => "missing: controls were left out".to_owned(),
    }
}
