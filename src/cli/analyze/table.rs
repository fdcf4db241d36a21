//! The table of `analyze`: what was measured and how, then a line for each layer.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

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
    let derivative = match settings.derivative {
        Derivative::Open => "open",
        Derivative::Wrapped => "wrapped",
    };
    let form = settings.form.name();
    let epsilon = match settings.form {
        Form::Russo => "total variance",
        _ => "variance of all entries",
    };
    writeln!(
        out,
        "tangling Q in {UNIT}: form {form}, derivative {derivative},"
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
    let width = layers
        .keys()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0)
        .max(5);
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

fn or_dash(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.decimals$}"))
}
