//! The table of `analyze`: what was measured and how, then a line for each layer.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

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
    let dt = settings.dt;
    writeln!(
        out,
        "{}: {rows} samples, one every {dt:.4} s",
        file.display()
    )?;
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
    let width = width(layers);
    write!(out, "{:width$} {:>6}", "layer", "units")?;
    for component in 1..=COMPONENTS {
        write!(out, " {:>6}", format!("PC{component} %"))?;
    }
    writeln!(
        out,
        " {:>7} {:>10} {:>10} {:>10}",
        "part.r.", "Q median", "Q 90 %", "Q max"
    )?;
    for (name, report) in layers {
        write!(out, "{name:width$} {:>6}", report.units)?;
        for component in 0..COMPONENTS {
            let percent = report
                .variance_ratio
                .get(component)
                .map(|ratio| 100.0 * ratio);
            write!(out, " {:>6}", or_dash(percent, 1))?;
        }
        let tangling = report.tangling.as_ref();
        write!(out, " {:>7}", or_dash(report.participation_ratio, 2))?;
        for q in [
            tangling.map(|t| t.median),
            tangling.map(|t| t.p90),
            tangling.map(|t| t.max),
        ] {
            write!(out, " {:>10}", or_dash(q, 2))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Prints a line for each layer of several trajectories.
pub(super) fn compared_layers(
    out: &mut dyn Write,
    layers: &BTreeMap<String, ConditionsReport>,
) -> io::Result<()> {
    let width = width(layers);
    write!(out, "{:width$} {:>6}", "layer", "units")?;
    for component in 1..=COMPONENTS {
        write!(out, " {:>6}", format!("PC{component} %"))?;
    }
    writeln!(
        out,
        " {:>7} {:>10} {:>10} {:>10} {:>10} {:>10}",
        "part.r.", "Q median", "Q 90 %", "Q max", "within", "between"
    )?;
    for (name, report) in layers {
        write!(out, "{name:width$} {:>6}", report.units)?;
        for component in 0..COMPONENTS {
            let ratio = report.variance_ratio.get(component);
            write!(out, " {:>6}", or_dash(ratio.map(|ratio| 100.0 * ratio), 1))?;
        }
        write!(out, " {:>7}", or_dash(report.participation_ratio, 2))?;
        let tangling = report.tangling.as_ref();
        for q in [
            tangling.map(|t| t.all.median),
            tangling.map(|t| t.all.p90),
            tangling.map(|t| t.all.max),
            tangling.map(|t| t.within.median),
            tangling.and_then(|t| t.between.map(|between| between.median)),
        ] {
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

/// Prints how trajectories stack by their condition.
pub(super) fn axes(
    out: &mut dyn Write,
    condition: &str,
    layers: &BTreeMap<String, ConditionsReport>,
) -> io::Result<()> {
    let width = width(layers);
    writeln!(
        out,
        "\n{condition} axis: largest mean activity in PC3 to PC12; decoded, each left out, in PC1 to PC12"
    )?;
    writeln!(
        out,
        "{:width$} {:>10} {:>10} {:>6} {:>12} {:>12}",
        "layer", "variance %", "rank corr.", "R^2", "error, RMS", "of the mean"
    )?;
    for (name, report) in layers {
        let axis = report.axis.as_ref();
        writeln!(
            out,
            "{name:width$} {:>10} {:>10} {:>6} {:>12} {:>12}",
            or_dash(axis.map(|axis| 100.0 * axis.variance_share), 1),
            or_dash(axis.and_then(|axis| axis.rank_correlation), 2),
            or_dash(axis.map(|axis| axis.linearity), 2),
            or_dash(axis.and_then(|axis| axis.decoding_error), 3),
            or_dash(axis.and_then(|axis| axis.decoding_error_of_mean), 3),
        )?;
    }
    Ok(())
}

/// Of the column of names.
fn width<T>(layers: &BTreeMap<String, T>) -> usize {
    let lengths = layers.keys().map(|name| name.chars().count());
    lengths.max().unwrap_or(0).max(5)
}

fn or_dash(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
}
