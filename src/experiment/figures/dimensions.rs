//! Median tangling against the number of principal components kept.

use super::Plate;
use super::data::Data;
use crate::report::axis::{Axis, AxisScale};
use crate::report::chart::{
    self, EDGE, Frame, WIDTH, draw_frame, draw_head, draw_legend, draw_void, grid,
};
use crate::report::curve;
use crate::report::panel::Plot;
use crate::report::svg::{Paint, Rect, Svg};
use crate::style::palette::{self, Rgb};

const TITLE: &str = "Tangling against the number of components";
/// Size of each of a pair of panels.
pub(super) const PANEL: [f32; 2] = [344.0, 250.0];
const LAYERS: [&str; 4] = ["observation", "hidden", "cell", "action"];

/// A named line of a panel.
struct Series {
    /// One value for each place on the x axis; what is not finite is a gap.
    values: Vec<f64>,
    /// Its colour.
    color: Rgb,
}

/// A panel of lines over a common x.
struct Panel<'a> {
    /// Where.
    rect: Rect,
    /// Places on the x axis.
    x: &'a [f64],
    /// Names of the axes.
    names: Frame<'a>,
    /// The lines.
    series: Vec<Series>,
    /// Whether unity is in view, and marked.
    has_unity: bool,
}

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let mut svg = chart::sheet("dimensions", PANEL[1] + 130.0, TITLE);
    let legend = LAYERS.map(|name| (palette::layer(name), name));
    draw_legend(&mut svg, [EDGE, 22.0], WIDTH - EDGE, &legend);
    let counts = data.values("dimensions").unwrap_or_default();
    let median = |layer: &str| {
        data.values(&format!("dimensions_median_{layer}"))
            .unwrap_or_default()
    };
    if counts.is_empty() {
        let whole = Rect::new(EDGE, 40.0, WIDTH - 2.0 * EDGE, PANEL[1] + 80.0);
        draw_void(&mut svg, whole, "missing: controls were left out");
    } else {
        draw_pair(
            &mut svg,
            counts,
            "principal components kept",
            &LAYERS,
            median,
        );
    }
    let caption = "Every layer is reduced to its first n principal components before Q is taken, so \
                   that layers of 12 and of 128 units are compared at the same size. Left: the median \
                   of Q over all time points. Right: the same divided by that of the action; below the \
                   dashed line a layer is less tangled than the action. A layer with fewer components than n keeps all it has."
        .to_owned();
    Plate {
        name: "dimensions",
        title: TITLE,
        caption,
        figure: svg.finish(),
    }
}

/// Two panels over a common x: medians of `layers`, the last of which is the action, and those of the
/// others over it.
pub(super) fn draw_pair<'a>(
    svg: &mut Svg,
    x: &[f64],
    name: &str,
    layers: &[&str],
    median: impl Fn(&str) -> &'a [f64],
) {
    let places = grid(2, 2, [68.0, 66.0], PANEL, [82.0, 0.0]);
    let heads = ["median Q", "ratio to the action"];
    for (index, (head, place)) in heads.into_iter().zip(&places).enumerate() {
        let at = [place.x, place.y - 10.0];
        draw_head(svg, at, chart::letter(index), head);
    }
    let frame = |y| Frame { x: name, y };
    let all = layers.iter().map(|layer| Series {
        values: median(layer).to_vec(),
        color: palette::layer(layer),
    });
    Panel {
        rect: places[0],
        x,
        names: frame("median Q, 1/s²"),
        series: all.collect(),
        has_unity: false,
    }
    .draw(svg);
    let others = &layers[..layers.len().saturating_sub(1)];
    Panel {
        rect: places[1],
        x,
        names: frame("median Q / median Q of action"),
        series: ratios(others, median),
        has_unity: true,
    }
    .draw(svg);
}

/// Medians of layers over those of the action.
fn ratios<'a>(layers: &[&str], median: impl Fn(&str) -> &'a [f64]) -> Vec<Series> {
    let action = median("action");
    let of = |layer: &&str| Series {
        values: median(layer)
            .iter()
            .zip(action)
            .map(|(own, action)| own / action)
            .collect(),
        color: palette::layer(layer),
    };
    layers.iter().map(of).collect()
}

impl Panel<'_> {
    /// Draws frame, lines and a dot at each value.
    fn draw(&self, svg: &mut Svg) {
        let values = self.series.iter().flat_map(|series| series.values.iter());
        let unity = self.has_unity.then_some(1.0);
        let finite = values.copied().chain(unity);
        let last = self.x.iter().copied().filter(|x| x.is_finite());
        let last = last.fold(0.0, f64::max);
        let y = Axis::covering(finite, AxisScale::Log);
        let (Some(y), true) = (y, last > 0.0) else {
            return draw_void(svg, self.rect, "no tangling to show");
        };
        let x = Axis::between(0.0, last * 1.04, 5);
        let plot = Plot {
            rect: self.rect,
            x: &x,
            y: &y,
        };
        draw_frame(svg, &plot, &self.names);
        if let (true, Some(unity)) = (self.has_unity, plot.y_of(1.0)) {
            let paint = Paint::stroke(palette::INK, 1.2).dashed(5.0).class("unity");
            svg.line([self.rect.x, unity], [self.rect.right(), unity], paint);
        }
        for series in &self.series {
            let points = || {
                let pairs = self.x.iter().zip(&series.values);
                pairs.map(|(&x, &value)| plot.point(x, value))
            };
            let paint = Paint::stroke(series.color, 2.0).class("series");
            svg.path(&curve::line(points()), paint);
            for point in points().flatten() {
                svg.circle(point, 3.2, Paint::fill(series.color).class("value"));
            }
        }
    }
}
