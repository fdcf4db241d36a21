//! The summary of an experiment for a terminal.

use std::io::{self, Write};

use crate::experiment::{
    Comparison, Control, Report, TanglingReport, speed_left_out, what_random_networks_say,
};
use crate::style::numbers::percent;

/// Prints conditions, a table of the layers, the claims, the controls and what the random LSTM says.
pub(super) fn print(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let (policy, conditions) = (&report.policy, &report.conditions);
    writeln!(
        out,
        "{} ({} steps): {} of {} conditions count",
        policy.name, policy.steps, conditions.kept, conditions.run
    )?;
    for left in &conditions.left_out {
        let [u, v, r] = left.command;
        writeln!(out, "  left out {u},{v},{r}: {}", left.why)?;
    }
    layers(out, report)?;
    pairs(out, report)?;
    controls(out, report)?;
    warnings(out, report)?;
    writeln!(out, "\nclaims")?;
    for claim in &report.claims {
        let held = match claim.held {
            Some(true) => "held",
            Some(false) => "NOT held",
            None => "undecided",
        };
        writeln!(out, "  {held:<9} {}", claim.claim)?;
        writeln!(out, "            {}", claim.because)?;
    }
    writeln!(out, "\n{}", what_random_networks_say(report))
}

fn layers(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let options = &report.options;
    writeln!(
        out,
        "\ntangling Q [1/s^2]: form {}, derivative {}, epsilon {}; 95 % intervals by bootstrap over \
         strides\n",
        options.form, options.derivative, options.epsilon_rule
    )?;
    writeln!(
        out,
        "{:<12} {:>5} {:>8} {:>18} {:>8} {:>8}   {:>8} {:>8}",
        "layer",
        "units",
        "median",
        "interval",
        "p90",
        "p99",
        format!("{} PCs", options.equal_dimensions),
        "dim (PR)"
    )?;
    for (name, layer) in &report.layers {
        let number = |of: fn(&TanglingReport) -> f64| {
            layer
                .tangling
                .as_ref()
                .map_or("-".to_owned(), |q| format!("{:.1}", of(q)))
        };
        let interval = layer.tangling.as_ref().and_then(|q| q.interval);
        let interval = interval.map_or("-".to_owned(), |[a, b]| format!("{a:.1} to {b:.1}"));
        let equal = layer.tangling_equal_dimensions.as_ref();
        writeln!(
            out,
            "{name:<12} {:>5} {:>8} {interval:>18} {:>8} {:>8}   {:>8} {:>8}",
            layer.units,
            number(|q| q.median),
            number(|q| q.p90),
            number(|q| q.p99),
            equal.map_or("-".to_owned(), |q| format!("{:.1}", q.median)),
            layer
                .participation_ratio
                .map_or("-".to_owned(), |ratio| format!("{ratio:.1}")),
        )?;
    }
    Ok(())
}

fn pairs(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    writeln!(
        out,
        "\nshare of time points below unity, and the ratio of Q (median)"
    )?;
    for (name, pair) in &report.comparisons {
        writeln!(
            out,
            "  {:<20} {}",
            name.replacen('_', " / ", 1),
            described(pair)
        )?;
    }
    Ok(())
}

/// Speed axes that leave out what tells conditions apart more than it holds their cycles.
fn warnings(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    for (layer, axis, named) in speed_left_out(report) {
        writeln!(
            out,
            "\nwarning: speed axis {axis} of layer {layer}: {named}, and was left out"
        )?;
    }
    Ok(())
}

fn described(pair: &Comparison) -> String {
    let one = |ratio: Option<crate::experiment::Ratio>| match ratio {
        None => "-".to_owned(),
        Some(ratio) => {
            let times = 10_f64.powf(ratio.median_log10_ratio);
            format!("{:>8} {times:>5.2}x", percent(ratio.share_below))
        }
    };
    format!(
        "{}   equal components {}",
        one(pair.all_units),
        one(pair.equal_dimensions)
    )
}

fn controls(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    if report.controls.is_empty() {
        return Ok(());
    }
    writeln!(out, "\ncontrols: hidden / action, cell / action")?;
    for (name, control) in &report.controls {
        control_lines(out, name, control)?;
    }
    Ok(())
}

fn control_lines(out: &mut dyn Write, name: &str, control: &Control) -> io::Result<()> {
    if let Some(missing) = &control.missing {
        writeln!(out, "  {name}: missing: {missing}")?;
    }
    for run in &control.runs {
        let label = format!("{name}: {}", run.label);
        if run.layers.is_empty() {
            let why: Vec<String> = run
                .left_out
                .iter()
                .map(|(rule, count)| format!("{count} {rule}"))
                .collect();
            writeln!(out, "  {label}: no condition counts ({})", why.join(", "))?;
            continue;
        }
        for (pair, comparison) in &run.comparisons {
            let pair = pair.replacen('_', " / ", 1);
            writeln!(out, "  {label:<46} {pair:<16} {}", described(comparison))?;
        }
    }
    Ok(())
}
