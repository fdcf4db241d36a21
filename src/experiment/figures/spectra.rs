//! Variance along the principal components of every layer.

use super::Plate;
use super::data::Data;
use crate::report::axis::{Axis, AxisScale};
use crate::report::chart::{
    self, EDGE, Frame, WIDTH, draw_frame, draw_head, draw_legend, draw_void, grid,
};
use crate::report::curve;
use crate::report::panel::Plot;
use crate::report::svg::{Paint, Rect, Svg};
use crate::style::numbers::significant;
use crate::style::palette;

const TITLE: &str = "Variance spectra";
const PANEL: [f32; 2] = [344.0, 260.0];
/// Components that are drawn.
const COMPONENTS: usize = 20;

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let mut svg = chart::sheet("spectra", PANEL[1] + 150.0, TITLE);
    let layers = data.layers().iter();
    let legend: Vec<_> = layers.map(|name| (palette::layer(name), *name)).collect();
    draw_legend(&mut svg, [EDGE, 22.0], WIDTH - EDGE, &legend);
    let places = grid(2, 2, [68.0, 84.0], PANEL, [82.0, 0.0]);
    let spectra: Vec<(&str, Vec<f64>)> = data
        .layers()
        .iter()
        .filter_map(|name| {
            let ratio = data.values(&format!("variance_ratio_{name}"))?;
            Some((*name, ratio.iter().take(COMPONENTS).copied().collect()))
        })
        .collect();
    let summed: Vec<(&str, Vec<f64>)> = spectra
        .iter()
        .map(|(name, ratio)| {
            let mut sum = 0.0;
            let sums = ratio.iter().map(|ratio| {
                sum += ratio;
                sum
            });
            (*name, sums.collect())
        })
        .collect();
    let heads = ["each component, logarithmic", "summed up"];
    let scales = [AxisScale::Log, AxisScale::Linear];
    for (index, (spectra, place)) in [spectra, summed].iter().zip(&places).enumerate() {
        let head = [place.x, place.y - 12.0];
        draw_head(&mut svg, head, chart::letter(index), heads[index]);
        draw_spectra(&mut svg, *place, (spectra, scales[index]));
    }
    Plate {
        name: "spectra",
        title: TITLE,
        caption: caption(data),
        figure: svg.finish(),
    }
}

/// Least share that is drawn on a logarithmic axis; what is less is as good as none.
const LEAST: f64 = 1e-4;

/// Shares from 0, or on a logarithmic axis from the least that is drawn.
fn share_axis(spectra: &[(&str, Vec<f64>)], scale: AxisScale) -> Option<Axis> {
    let all = spectra.iter().flat_map(|(_, ratio)| ratio.iter().copied());
    match scale {
        AxisScale::Log => Axis::covering(all.filter(|ratio| *ratio >= LEAST), scale),
        AxisScale::Linear => {
            let highest = all.fold(0.0, f64::max);
            (highest > 0.0).then(|| Axis::between(0.0, highest * 1.04, 5))
        }
    }
}

fn draw_spectra(svg: &mut Svg, rect: Rect, (spectra, scale): (&[(&str, Vec<f64>)], AxisScale)) {
    let most = spectra.iter().map(|(_, ratio)| ratio.len()).max();
    let (Some(most), Some(y)) = (most, share_axis(spectra, scale)) else {
        return draw_void(svg, rect, "no layer varies");
    };
    let x = Axis::between(0.0, most as f64 + 0.5, 5);
    let plot = Plot { rect, x: &x, y: &y };
    let names = Frame {
        x: "principal component",
        y: "share of the variance",
    };
    draw_frame(svg, &plot, &names);
    for (name, ratio) in spectra {
        let points = ratio.iter().enumerate();
        let points: Vec<_> = points
            .map(|(index, &ratio)| {
                let is_drawn = scale == AxisScale::Linear || ratio >= LEAST;
                plot.point((index + 1) as f64, ratio).filter(|_| is_drawn)
            })
            .collect();
        let color = palette::layer(name);
        let paint = Paint::stroke(color, 1.8).class("spectrum");
        svg.path(&curve::line(points.iter().copied()), paint);
        for point in points.into_iter().flatten() {
            svg.circle(point, 2.4, Paint::fill(color));
        }
    }
}

fn caption(data: &Data) -> String {
    let said: Vec<String> = data
        .layers()
        .iter()
        .filter_map(|name| {
            let layer = data.report.layers.get(*name)?;
            let ratio = layer.participation_ratio?;
            Some(format!("{name} {} of {}", significant(ratio), layer.units))
        })
        .collect();
    format!(
        "Share of the variance of the z-scored mean cycles along each principal component, one by one \
         (from 0.01 % on) and summed up, over all conditions. A curve that rises fast is a layer of few dimensions. \
         Participation ratios (about how many components share the variance) of units: {}.",
        if said.is_empty() {
            "none".to_owned()
        } else {
            said.join(", ")
        }
    )
}
