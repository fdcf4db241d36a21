//! Options in words, for a reader who does not know their names in `report.json`.

use crate::experiment::html::words::{plain, sentence};

/// An option by its path.
pub(super) fn name(path: &str) -> String {
    match path {
        "form" => "Scaling of the units",
        "form_dimensions" => "Components that the form keeps",
        "derivative" => "Derivative",
        "epsilon_rule" => "Rule for epsilon",
        "mean_centred" => "Mean over conditions taken out",
        "averaging" => "How strides become a cycle",
        "equal_dimensions" => "Equal components of each layer",
        "bootstrap_replicates" => "Draws of the bootstrap",
        "confidence" => "Confidence of intervals",
        "random_networks" => "Random networks",
        "controls" => "Controls done",
        "friction" => "Friction of the ground",
        "noise.linear_velocity" => "Noise of the linear velocity, m/s",
        "noise.angular_velocity" => "Noise of the angular velocity, rad/s",
        "noise.gravity" => "Noise of the direction of gravity",
        "noise.joint_position" => "Noise of joint angles, rad",
        "noise.joint_velocity" => "Noise of joint velocities, rad/s",
        "suite.format_version" => "Version of the suite\u{2019}s format",
        "suite.name" => "Suite of commands",
        "suite.settle_seconds" => "Start of a trial that does not count, s",
        "suite.trials" => "Trials a command",
        "suite.strides" => "Strides a command",
        "suite.longest_trial_seconds" => "Longest trial, s",
        "suite.bins" => "Phase bins of a cycle",
        "suite.seed" => "Seed of starts and noise",
        "suite.cut.foot" => "Foot that begins a stride",
        "suite.cut.event" => "Event that begins a stride",
        "suite.mixed" => "Mixed commands (forward, lateral, turn)",
        other => return unnamed(other),
    }
    .to_owned()
}

/// Sweeps by their number; an option that is not known by its own words.
fn unnamed(path: &str) -> String {
    match path.strip_prefix("suite.sweeps.").map(str::parse::<usize>) {
        Some(Ok(index)) => format!("Sweep {}", index + 1),
        _ => sentence(&plain(path).replace('.', ", ")),
    }
}
