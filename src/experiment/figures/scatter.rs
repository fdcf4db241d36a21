//! Tangling of the recurrent layer against that of the actuation layer, time point by time point.

use super::Plate;
use super::data::{Data, capital};
use crate::experiment::result::Ratio;
use crate::report::axis::{Axis, AxisScale};
use crate::report::chart::{
    self, Frame, LABEL, draw_frame, draw_head, draw_unity, draw_void, grid,
};
use crate::report::panel::Plot;
use crate::report::svg::{Paint, Path, Rect, Svg};
use crate::style::numbers::{percent, significant};
use crate::style::palette;

const TITLE: &str = "Tangling of the recurrent layer against the actuation layer";
const SIDE: f32 = 330.0;

/// The figure.
pub(super) fn plate(data: &Data) -> Plate {
    let mut svg = chart::sheet("scatter", 2.0 * SIDE + 216.0, TITLE);
    let places = grid(4, 2, [74.0, 60.0], [SIDE, SIDE], [88.0, 96.0]);
    let dimensions = data.report.options.equal_dimensions;
    let equal = format!("{dimensions} components each");
    let kinds = [("", "all units"), ("equal_dimensions_", equal.as_str())];
    let axis = common_axis(data, &kinds.map(|(kind, _)| kind));
    let mut index = 0;
    for (kind, words) in kinds {
        for layer in ["hidden", "cell"] {
            let place = places[index];
            let head = [place.x, place.y - 32.0];
            let title = format!("{layer} against action, {words}");
            draw_head(&mut svg, head, chart::letter(index), &title);
            let pair = data.report.comparisons.get(&format!("{layer}_action"));
            let ratio = pair.and_then(|pair| match kind {
                "" => pair.all_units,
                _ => pair.equal_dimensions,
            });
            draw_pair(&mut svg, data, (kind, layer), (place, ratio, axis.as_ref()));
            index += 1;
        }
    }
    Plate {
        name: "scatter",
        title: TITLE,
        caption: caption(data),
        figure: svg.finish(),
    }
}

/// One axis for all panels, both ways.
fn common_axis(data: &Data, kinds: &[&str]) -> Option<Axis> {
    let layers = ["hidden", "cell", "action"];
    let names = kinds
        .iter()
        .flat_map(|kind| layers.map(|layer| format!("tangling_{kind}{layer}")));
    let all = names.filter_map(|name| data.tangling(&name)).flatten();
    Axis::covering(all.flatten(), AxisScale::Log)
}

fn draw_pair(
    svg: &mut Svg,
    data: &Data,
    (kind, layer): (&str, &str),
    (rect, ratio, axis): (Rect, Option<Ratio>, Option<&Axis>),
) {
    let [recurrent, action] =
        [layer, "action"].map(|name| data.tangling(&format!("tangling_{kind}{name}")));
    let (Some(recurrent), Some(action)) = (recurrent, action) else {
        return draw_void(svg, rect, "no tangling: a layer does not vary");
    };
    let Some(axis) = axis else {
        return draw_void(svg, rect, "no tangling above zero");
    };
    let plot = Plot {
        rect,
        x: axis,
        y: axis,
    };
    let names = Frame {
        x: "Q of action, 1/s²",
        y: &format!("Q of {layer}, 1/s²"),
    };
    draw_frame(svg, &plot, &names);
    let paint = Paint::stroke(palette::layer(layer), 2.2).opacity(0.4);
    for (recurrent, action) in recurrent.iter().zip(&action) {
        let points = recurrent.iter().zip(action);
        let points = points.filter_map(|(&recurrent, &action)| plot.point(action, recurrent));
        svg.path(&dots(points), paint.class("points"));
    }
    draw_unity(svg, &plot);
    if let Some(ratio) = ratio {
        let text = format!("{} of the dots below the line", percent(ratio.share_below));
        svg.text([rect.x, rect.y - 12.0], LABEL, &text);
    }
}

/// A dot at each point: lines without length, with round ends.
fn dots(points: impl Iterator<Item = [f32; 2]>) -> Path {
    let mut path = Path::default();
    for point in points {
        path.move_to(point);
        path.line_to(point);
    }
    path
}

fn caption(data: &Data) -> String {
    let said = ["hidden", "cell"].map(|layer| {
        let pair = data.report.comparisons.get(&format!("{layer}_action"));
        let one = |ratio: Option<Ratio>| match ratio {
            None => "not measured".to_owned(),
            Some(ratio) => format!(
                "{} of {} points lie below, median ratio {}",
                percent(ratio.share_below),
                ratio.n,
                significant(10_f64.powf(ratio.median_log10_ratio))
            ),
        };
        format!(
            "{}, all units: {}; on equally many components: {}",
            capital(layer),
            one(pair.and_then(|pair| pair.all_units)),
            one(pair.and_then(|pair| pair.equal_dimensions))
        )
    });
    format!(
        "Each dot is one time point (a phase bin of a condition): tangling Q of the recurrent layer \
         upwards, of the action at the same time to the right, both on logarithmic axes of one range in all panels. On \
         the dashed line both are equal; below it the recurrent layer is less tangled. The lower row \
         keeps equally many principal components of each layer, so that their sizes cannot make the \
         difference. {}.",
        said.join(". ")
    )
}
