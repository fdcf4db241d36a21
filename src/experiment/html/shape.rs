//! Tables of the shape of trajectories: dimensions, ellipses, rotations, speed axes, fixed points.

use super::words::*;
use crate::experiment::result::{LayerReport, Report, SpeedAxisReport};
use crate::report::html::{Cell, HtmlTable};

/// Every layer: dimension, ellipses, rotation, separation.
pub fn shapes_table(report: &Report) -> String {
    let caption = format!(
        "Shape of the mean cycles of {} conditions, on the first 12 components of the z-scored units. \
         Ellipse figures are medians over conditions; no intervals were made.",
        report.conditions.kept
    );
    let names = [
        "layer",
        "participation ratio",
        "PC1",
        "PC2",
        "PC3",
        "ellipse R², own plane",
        "ellipse R², all components",
        "eccentricity",
        "jPCA R², skew",
        "jPCA R², free",
        "fastest rotation, Hz",
        "distance to nearest condition, radii",
        "divergence",
    ];
    let mut table = HtmlTable::new(caption, headings(&names.map(str::to_owned), &[]));
    for name in layers(report) {
        table.push(shape(name, &report.layers[name]));
    }
    table.to_html()
}

fn shape(name: &str, layer: &LayerReport) -> Vec<Cell> {
    let (ellipse, rotation) = (layer.ellipse.as_ref(), layer.rotation.as_ref());
    let apart = layer.separation.as_ref();
    let component = |index: usize| percent(layer.variance_ratio.get(index).copied());
    let numbers = [
        number(layer.participation_ratio),
        component(0),
        component(1),
        component(2),
        number(ellipse.map(|ellipse| ellipse.r2)),
        number(ellipse.map(|ellipse| ellipse.r2_all_components)),
        number(ellipse.map(|ellipse| ellipse.eccentricity)),
        number(rotation.map(|rotation| rotation.skew_r2)),
        number(rotation.map(|rotation| rotation.free_r2)),
        number(rotation.map(|rotation| rotation.frequency)),
        number(apart.map(|apart| apart.nearest_condition)),
        number(apart.and_then(|apart| apart.divergence)),
    ];
    let mut row = vec![Cell::words(name)];
    row.extend(numbers.map(Cell::number));
    row
}

/// Speed axes of the suite by layer.
pub fn speed_axes_table(report: &Report) -> String {
    let caption = "Speed axes: the direction among PC3 to PC12 that maximises the means of the axis's own \
                   conditions. Decoding (Saxena 2022): error for a speed left out, beside that of always \
                   saying the mean. Axes of single sweeps are in report.json.";
    let names = [
        "axis, layer",
        "conditions n",
        "variance along it",
        "rank correlation with speed",
        "linearity R²",
        "decoding error",
        "error of the mean",
        "unit",
        "variance along the decoder",
        "angles to other axes, degrees",
    ];
    let mut table = HtmlTable::new(caption, headings(&names.map(str::to_owned), &[7, 9]));
    let suite = &report.options.suite;
    for axis in suite.speed_axes() {
        let sweep = suite.sweeps.iter().find(|sweep| sweep.speed_axis == axis);
        let unit = sweep.map_or("", |sweep| crate::experiment::figures::unit(sweep.varies));
        for name in layers(report) {
            let found = report.layers[name].speed_axis.get(axis);
            let found = found.and_then(Option::as_ref);
            let title = format!("{}, {name}", plain(axis));
            table.push(speed_axis(title, unit, found));
        }
    }
    table.to_html()
}

fn speed_axis(title: String, unit: &str, found: Option<&SpeedAxisReport>) -> Vec<Cell> {
    let Some(found) = found else {
        let mut row = vec![Cell::words(title), Cell::words("too few conditions count")];
        row.resize(10, Cell::number(NONE));
        return row;
    };
    let whole = |(name, _): &(&String, &f64)| !name.starts_with("sweep_");
    let angles = found.angles.iter().filter(whole);
    let angles: Vec<String> = angles
        .map(|(name, angle)| format!("{} {angle:.0}", plain(name)))
        .collect();
    vec![
        Cell::words(title),
        count(found.conditions),
        Cell::number(percent(Some(found.variance_share))),
        Cell::number(number(found.rank_correlation)),
        Cell::number(number(Some(found.linearity))),
        Cell::number(number(found.decoding_error)),
        Cell::number(number(found.decoding_error_of_mean)),
        Cell::words(unit),
        Cell::number(percent(found.decoded_variance_share)),
        Cell::words(angles.join(", ")),
    ]
}

/// Fixed and slow points of the recurrent layer.
pub fn fixed_points_table(report: &Report) -> String {
    let caption = "Fixed and slow points of hidden and cell state under the held mean observation of one \
                   command a sweep.";
    let names = [
        "sweep",
        "command u*, v*, r*",
        "point",
        "q",
        "unstable modes",
        "largest modulus",
        "its frequency, Hz",
        "starts that ended here",
        "starts given up",
    ];
    let mut table = HtmlTable::new(caption, headings(&names.map(str::to_owned), &[1, 2]));
    for held in &report.fixed_points {
        let own = [plain(&held.sweep), command(held.command)];
        let given_up = held.given_up.to_string();
        if held.points.is_empty() {
            let mut row = own.clone().map(Cell::words).to_vec();
            row.push(Cell::words("none found"));
            row.resize(8, Cell::number(NONE));
            row.push(Cell::number(given_up.clone()));
            table.push(row);
        }
        for point in &held.points {
            let kind = if point.is_fixed { "fixed" } else { "slow" };
            let modes = point.unstable_modes.map(|modes| modes.to_string());
            let mut row = own.clone().map(Cell::words).to_vec();
            row.extend([
                Cell::words(kind),
                Cell::number(format!("{:.1e}", point.q)),
                Cell::number(modes.unwrap_or(NONE.to_owned())),
                Cell::number(number(point.largest_modulus)),
                Cell::number(number(point.leading_frequency)),
                count(point.starts),
                Cell::number(given_up.clone()),
            ]);
            table.push(row);
        }
    }
    table.to_html()
}
