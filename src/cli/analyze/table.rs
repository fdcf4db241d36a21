//! The table of `analyze`: what was measured and how, then a line for each layer.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use super::clock::tidy;
use super::trajectories::Trajectory;
use crate::analysis::conditions::ConditionsReport;
use crate::analysis::layer::{LayerReport, Settings};
use crate::analysis::tangling::{Derivative, Form, UNIT};

/// Components whose variance is listed.
const COMPONENTS: usize = 3;

/// Says what was measured, and how.
pub(super) fn heading(
    out: &mut dyn Write,
    file: &Path,
    rows: usize,
    settings: &Settings,
) -> io::Result<()> {
    let dt = tidy(settings.dt);
    writeln!(out, "{}: {rows} samples, one every {dt} s", file.display())?;
    options(out, settings.form, settings.derivative)
}

/// Says which trajectories were compared, and how.
pub(super) fn compared_heading(
    out: &mut dyn Write,
    trajectories: &[Trajectory],
    condition: Option<&str>,
    form: Form,
    derivative: Derivative,
) -> io::Result<()> {
    let rows: usize = trajectories.iter().map(|one| one.rows).sum();
    let count = trajectories.len();
    write!(
        out,
        "{count} trajectories, {rows} samples, normalised together"
    )?;
    match condition {
        Some(condition) => writeln!(out, ", cut where {condition} changes")?,
        None => writeln!(out)?,
    }
    options(out, form, derivative)
}

fn options(out: &mut dyn Write, form: Form, derivative: Derivative) -> io::Result<()> {
    let derivative = match derivative {
        Derivative::Open => "open",
        Derivative::Wrapped => "wrapped",
    };
    let epsilon = match form {
        Form::Russo => "total variance",
        _ => "variance of all entries",
    };
    writeln!(
        out,
        "tangling Q in {UNIT}: form {}, derivative {derivative},",
        form.name()
    )?;
    writeln!(
        out,
        "epsilon 0.1 x {epsilon}: layers of unequal size are softened unequally"
    )
}

/// Prints a line for each layer.
pub(super) fn layers(
    out: &mut dyn Write,
    layers: &BTreeMap<String, LayerReport>,
) -> io::Result<()> {
    let rows = layers.iter().map(|(name, report)| {
        let q = report.tangling.as_ref();
        Row {
            name,
            units: report.units,
            variance_ratio: &report.variance_ratio,
            participation_ratio: report.participation_ratio,
            q: [q.map(|q| q.median), q.map(|q| q.p90), q.map(|q| q.max)],
        }
    });
    lines(out, &rows.collect::<Vec<_>>(), Q)
}

/// Prints a line for each layer of several trajectories.
pub(super) fn compared_layers(
    out: &mut dyn Write,
    layers: &BTreeMap<String, ConditionsReport>,
) -> io::Result<()> {
    let rows = layers.iter().map(|(name, report)| {
        let tangling = report.tangling.as_ref();
        let q = tangling.map(|tangling| &tangling.all);
        let between = tangling.and_then(|tangling| tangling.between);
        Row {
            name,
            units: report.units,
            variance_ratio: &report.variance_ratio,
            participation_ratio: report.participation_ratio,
            q: [
                q.map(|q| q.median),
                q.map(|q| q.p90),
                q.map(|q| q.max),
                tangling.map(|tangling| tangling.within.median),
                between.map(|between| between.median),
            ],
        }
    });
    let [median, p90, max] = Q;
    let names = [median, p90, max, "within", "between"];
    lines(out, &rows.collect::<Vec<_>>(), names)
}

/// Names of the columns of Q.
const Q: [&str; 3] = ["Q median", "Q 90 %", "Q max"];

/// What both tables say of a layer.
struct Row<'a, const COLUMNS: usize> {
    name: &'a str,
    units: usize,
    variance_ratio: &'a [f64],
    participation_ratio: Option<f64>,
    /// Tangling, 1/s^2.
    q: [Option<f64>; COLUMNS],
}

fn lines<const COLUMNS: usize>(
    out: &mut dyn Write,
    rows: &[Row<COLUMNS>],
    q_names: [&str; COLUMNS],
) -> io::Result<()> {
    let width = width(rows.iter().map(|row| row.name));
    write!(out, "{:width$} {:>6}", "layer", "units")?;
    for component in 1..=COMPONENTS {
        write!(out, " {:>6}", format!("PC{component} %"))?;
    }
    write!(out, " {:>7}", "part.r.")?;
    for name in q_names {
        write!(out, " {name:>10}")?;
    }
    writeln!(out)?;
    for row in rows {
        write!(out, "{:width$} {:>6}", row.name, row.units)?;
        for component in 0..COMPONENTS {
            let ratio = row.variance_ratio.get(component);
            write!(out, " {:>6}", or_dash(ratio.map(|ratio| 100.0 * ratio), 1))?;
        }
        write!(out, " {:>7}", or_dash(row.participation_ratio, 2))?;
        for q in row.q {
            write!(out, " {:>10}", or_dash(q, 2))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Prints the median Q of each layer, trajectory by trajectory.
pub(super) fn by_trajectory(
    out: &mut dyn Write,
    trajectories: &[Trajectory],
    condition: Option<&str>,
    layers: &BTreeMap<String, ConditionsReport>,
) -> io::Result<()> {
    writeln!(out, "\nmedian Q by trajectory")?;
    write!(
        out,
        "{:>10} {:>7}",
        condition.unwrap_or("recording"),
        "rows"
    )?;
    for name in layers.keys() {
        write!(out, " {name:>12}")?;
    }
    writeln!(out, "  file")?;
    for (at, trajectory) in trajectories.iter().enumerate() {
        match trajectory.condition {
            Some(number) => write!(out, "{number:>10}")?,
            None => write!(out, "{:>10}", at + 1)?,
        }
        write!(out, " {:>7}", trajectory.rows)?;
        for report in layers.values() {
            let tangling = report.tangling.as_ref();
            let median = tangling.map(|t| t.by_trajectory[at].median);
            write!(out, " {:>12}", or_dash(median, 2))?;
        }
        write!(out, "  {}", trajectory.file.display())?;
        match trajectory.first_row {
            0 => writeln!(out)?,
            first => writeln!(out, " from row {first}")?,
        }
    }
    Ok(())
}

/// Of the column of names.
pub(super) fn width<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    let lengths = names.map(|name| name.chars().count());
    lengths.max().unwrap_or(0).max(5)
}

pub(super) fn or_dash(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
}
