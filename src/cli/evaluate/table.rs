//! The tables of `evaluate`: tracking errors, gait, and what the options asked for.

use std::io::{self, Write};

use crate::rollout::{CommandResult, Evaluation, GAIT_SETTLED, GaitMeasures, Tracking};

/// Which commands have a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    All,
    /// So many: most falls first, then largest errors.
    Worst(usize),
}

/// Distance from the centre at which a yaw error counts as a speed, m: half the trunk.
const HALF_LENGTH: f64 = 0.5;

/// Prints everything.
pub(super) fn print(out: &mut dyn Write, evaluation: &Evaluation, which: Rows) -> io::Result<()> {
    writeln!(
        out,
        "{} ({} steps): {} runs, {} falls, mean episode {:.1} s",
        evaluation.policy.name,
        evaluation.policy.steps,
        evaluation.runs,
        evaluation.falls,
        evaluation.mean_episode_seconds
    )?;
    let rows = shown(&evaluation.commands, which);
    let all = evaluation.commands.len();
    if rows.len() < all {
        writeln!(out, "the worst {} of {all} commands:", rows.len())?;
    }
    tracking_table(out, &rows, evaluation)?;
    let settling = evaluation.settling;
    if rows.iter().any(|row| row.sequence.is_some()) {
        writeln!(out, "commands change; shown is the first of each run")?;
        writeln!(
            out,
            "units: m/s, m/s, rad/s; from {settling} s after each change on"
        )?;
    } else {
        writeln!(out, "units: m/s, m/s, rad/s; from {settling} s on")?;
    }
    gait_table(out, &rows, evaluation)?;
    details(out, evaluation)
}

fn shown(commands: &[CommandResult], which: Rows) -> Vec<&CommandResult> {
    let mut rows: Vec<&CommandResult> = commands.iter().collect();
    if let Rows::Worst(most) = which {
        rows.sort_by(|a, b| {
            let errors = error_size(&b.tracking).total_cmp(&error_size(&a.tracking));
            b.falls.cmp(&a.falls).then(errors)
        });
        rows.truncate(most);
    }
    rows
}

/// RMS errors of all axes as one speed, m/s.
fn error_size(tracking: &Tracking) -> f64 {
    let [forward, lateral, yaw] =
        [tracking.forward, tracking.lateral, tracking.yaw].map(|axis| axis.rms_error);
    forward.hypot(lateral).hypot(HALF_LENGTH * yaw)
}

fn tracking_table(
    out: &mut dyn Write,
    rows: &[&CommandResult],
    evaluation: &Evaluation,
) -> io::Result<()> {
    writeln!(
        out,
        "\n  u*    v*    r*   falls   |error| forward  lateral   yaw     bias forward  lateral   yaw"
    )?;
    for row in rows {
        let label = format!("{} {:>5}", command(row), row.falls);
        tracking_row(out, &label, &row.tracking)?;
    }
    tracking_row(out, &format!("{:<23}", "all"), &evaluation.tracking)
}

fn command(row: &CommandResult) -> String {
    let [u, v, r] = row.command;
    format!("{u:>5.2} {v:>5.2} {r:>5.2}")
}

fn tracking_row(out: &mut dyn Write, label: &str, tracking: &Tracking) -> io::Result<()> {
    let axes = [tracking.forward, tracking.lateral, tracking.yaw];
    let [a, b, c] = axes.map(|axis| axis.mean_absolute_error);
    let [d, e, f] = axes.map(|axis| axis.bias);
    writeln!(
        out,
        "{label}   {a:>14.3}  {b:>7.3}  {c:>6.3}    {d:>10.3}  {e:>7.3}  {f:>6.3}"
    )
}

fn gait_table(
    out: &mut dyn Write,
    rows: &[&CommandResult],
    evaluation: &Evaluation,
) -> io::Result<()> {
    writeln!(
        out,
        "\n  u*    v*    r*   strides   CV   duty LF  LH  RF  RH   l/r   lift LF  LH  RF  RH   slip  \
         transport"
    )?;
    for row in rows {
        gait_row(out, &command(row), &row.gait)?;
    }
    gait_row(out, &format!("{:<17}", "all"), &evaluation.gait)?;
    writeln!(
        out,
        "units: Hz, %, %, left/right %, mm, cm/s, cost of transport; from {GAIT_SETTLED} s on"
    )
}

fn gait_row(out: &mut dyn Write, label: &str, gait: &GaitMeasures) -> io::Result<()> {
    let of = |value: Option<f64>, factor: f64, width: usize, decimals: usize| {
        value.map_or_else(
            || format!("{:>width$}", "-"),
            |value| format!("{:>width$.decimals$}", factor * value),
        )
    };
    let legs = |values: [Option<f64>; 4], factor: f64| {
        values.map(|value| of(value, factor, 4, 0)).concat()
    };
    writeln!(
        out,
        "{label} {} {}     {} {}      {} {} {}",
        of(gait.stride_frequency, 1.0, 8, 2),
        of(gait.stride_period_cv, 100.0, 5, 1),
        legs(gait.duty_factor, 100.0),
        of(gait.asymmetry, 100.0, 5, 0),
        legs(gait.clearance, 1000.0),
        of(gait.slip, 100.0, 6, 1),
        of(gait.cost_of_transport, 1.0, 9, 2),
    )
}

/// What is not of a command: biases, efforts, pushes, standing.
fn details(out: &mut dyn Write, evaluation: &Evaluation) -> io::Result<()> {
    let tracking = &evaluation.tracking;
    let axes = [tracking.forward, tracking.lateral, tracking.yaw];
    let [a, b, c] = axes.map(|axis| axis.rms_error);
    writeln!(out, "RMS errors: {a:.3} m/s, {b:.3} m/s, {c:.3} rad/s")?;
    if let [Some(a), Some(b), Some(c)] = axes.map(|axis| axis.stride_bias) {
        writeln!(
            out,
            "size of the bias over whole strides: {a:.3} m/s, {b:.3} m/s, {c:.3} rad/s"
        )?;
    }
    let gait = &evaluation.gait;
    if let (Some(rms), Some(most), Some(rate)) =
        (gait.torque_rms, gait.torque_max, gait.action_rate)
    {
        writeln!(
            out,
            "torque: RMS {rms:.1} N m, at most {most:.1} N m; action rate {rate:.3}"
        )?;
    }
    if let Some(pushes) = evaluation.pushes {
        let share = pushes.share.unwrap_or_default();
        writeln!(
            out,
            "pushes: {} of {} survived, {:.1} %",
            pushes.survived,
            pushes.count,
            100.0 * share
        )?;
    }
    let Some(standing) = evaluation.standing else {
        return Ok(());
    };
    writeln!(
        out,
        "standing: drift {:.1} mm, sway {:.1} mm, turn {:.2} degrees, all feet down {:.1} % of the \
         time, {} steps after 1 s",
        1e3 * standing.drift,
        1e3 * standing.sway,
        standing.turn,
        100.0 * standing.all_feet_down,
        standing.steps_after_first_second
    )
}
