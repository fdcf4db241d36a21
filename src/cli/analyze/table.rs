//! The text of `analyze`: what was measured and how, then a table with a row for each layer.

use std::collections::BTreeMap;
use std::path::Path;

use super::clock::tidy;
use super::trajectories::Trajectory;
use crate::analysis::conditions::ConditionsReport;
use crate::analysis::layer::{LayerReport, Settings};
use crate::analysis::tangling::{Derivative, Form, UNIT};
use crate::report::table::{Column, Table};

/// Components whose variance is listed.
const COMPONENTS: usize = 3;

/// Says what was measured, and how.
pub(super) fn heading(file: &Path, rows: usize, settings: &Settings) -> String {
    let dt = tidy(settings.dt);
    format!(
        "{}: {rows} samples, one every {dt} s\n{}",
        file.display(),
        options(settings.form, settings.derivative)
    )
}

/// Says which trajectories were compared, and how.
pub(super) fn compared_heading(
    trajectories: &[Trajectory],
    condition: Option<&str>,
    form: Form,
    derivative: Derivative,
) -> String {
    let rows: usize = trajectories.iter().map(|one| one.rows).sum();
    let cut = condition.map(|condition| format!(", cut where {condition} changes"));
    format!(
        "{} trajectories, {rows} samples, normalised together{}\n{}",
        trajectories.len(),
        cut.unwrap_or_default(),
        options(form, derivative)
    )
}

fn options(form: Form, derivative: Derivative) -> String {
    let derivative = match derivative {
        Derivative::Open => "open",
        Derivative::Wrapped => "wrapped",
    };
    let epsilon = match form {
        Form::Russo => "total variance",
        _ => "variance of all entries",
    };
    format!(
        "tangling Q in {UNIT}: form {}, derivative {derivative},\n\
         epsilon 0.1 x {epsilon}: layers of unequal size are softened unequally\n",
        form.name()
    )
}

/// A row for each layer.
pub(super) fn layers(layers: &BTreeMap<String, LayerReport>) -> String {
    let mut table = with_columns(&Q);
    for (name, report) in layers {
        let q = report.tangling.as_ref();
        let q = [q.map(|q| q.median), q.map(|q| q.p90), q.map(|q| q.max)];
        let (ratios, participation) = (&report.variance_ratio, report.participation_ratio);
        table.push(row(name, report.units, ratios, participation, &q));
    }
    table.to_text()
}

/// A row for each layer of several trajectories.
pub(super) fn compared_layers(layers: &BTreeMap<String, ConditionsReport>) -> String {
    let mut table = with_columns(&[&Q[..], &["within", "between"]].concat());
    for (name, report) in layers {
        let tangling = report.tangling.as_ref();
        let all = tangling.map(|tangling| &tangling.all);
        let between = tangling.and_then(|tangling| tangling.between);
        let q = [
            all.map(|q| q.median),
            all.map(|q| q.p90),
            all.map(|q| q.max),
            tangling.map(|tangling| tangling.within.median),
            between.map(|between| between.median),
        ];
        let (ratios, participation) = (&report.variance_ratio, report.participation_ratio);
        table.push(row(name, report.units, ratios, participation, &q));
    }
    table.to_text()
}

/// Names of the columns of Q.
const Q: [&str; 3] = ["Q median", "Q 90 %", "Q max"];

/// What both tables say of a layer, then columns of tangling.
fn with_columns(q: &[&str]) -> Table {
    let mut columns = vec![Column::words("layer"), Column::numbers("units", "")];
    columns.extend((1..=COMPONENTS).map(|k| Column::numbers(format!("PC{k}"), "%")));
    columns.push(Column::numbers("part.r.", ""));
    columns.extend(q.iter().map(|&name| Column::numbers(name, "")));
    Table::new(columns)
}

fn row(
    name: &str,
    units: usize,
    variance_ratio: &[f64],
    participation_ratio: Option<f64>,
    q: &[Option<f64>],
) -> Vec<String> {
    let mut cells = vec![name.to_owned(), units.to_string()];
    cells.extend((0..COMPONENTS).map(|component| {
        let ratio = variance_ratio.get(component);
        or_dash(ratio.map(|ratio| 100.0 * ratio), 1)
    }));
    cells.push(or_dash(participation_ratio, 2));
    cells.extend(q.iter().map(|&q| or_dash(q, 2)));
    cells
}

/// The median Q of each layer, trajectory by trajectory.
pub(super) fn by_trajectory(
    trajectories: &[Trajectory],
    condition: Option<&str>,
    layers: &BTreeMap<String, ConditionsReport>,
) -> String {
    let mut columns = vec![
        Column::numbers(condition.unwrap_or("recording"), ""),
        Column::numbers("rows", ""),
    ];
    columns.extend(layers.keys().map(|name| Column::numbers(name, "")));
    columns.push(Column::words("file"));
    let mut table = Table::new(columns);
    for (at, trajectory) in trajectories.iter().enumerate() {
        let which = match trajectory.condition {
            Some(number) => number.to_string(),
            None => (at + 1).to_string(),
        };
        let mut cells = vec![which, trajectory.rows.to_string()];
        cells.extend(layers.values().map(|report| {
            let tangling = report.tangling.as_ref();
            or_dash(tangling.map(|t| t.by_trajectory[at].median), 2)
        }));
        let file = trajectory.file.display();
        cells.push(match trajectory.first_row {
            0 => file.to_string(),
            first => format!("{file} from row {first}"),
        });
        table.push(cells);
    }
    format!("\nmedian Q by trajectory\n{}", table.to_text())
}

pub(super) fn or_dash(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
}
