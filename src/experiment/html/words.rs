//! Numbers and names of a report as people read them: three digits, intervals beside their figures.

use crate::experiment::range::Range;
use crate::experiment::result::{ControlRun, Ratio, Report, TanglingReport};
use crate::report::html::Cell;
use crate::style::numbers::{self, significant, tick};

/// Where there is no number.
pub(super) const NONE: &str = "–";

/// Three digits, or a dash.
pub(super) fn number(value: Option<f64>) -> String {
    value.map_or(NONE.to_owned(), significant)
}

/// A count.
pub(super) fn count(value: usize) -> Cell {
    Cell::number(value.to_string())
}

/// A share from 0 to 1 as percent.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or(NONE.to_owned(), numbers::percent)
}

/// A figure with its interval in parentheses.
pub(super) fn with_interval(
    value: Option<f64>,
    interval: Option<[f64; 2]>,
    say: fn(Option<f64>) -> String,
) -> String {
    let figure = say(value);
    match (value, interval) {
        (Some(_), Some([low, high])) => {
            format!("{figure} ({} to {})", say(Some(low)), say(Some(high)))
        }
        _ => figure,
    }
}

/// A logarithm to base 10 as a factor.
pub(super) fn factor(log10: Option<f64>) -> String {
    number(log10.map(|log10| 10_f64.powf(log10)))
}

/// The median of Q with its interval.
pub(super) fn median(tangling: Option<&TanglingReport>) -> String {
    with_interval(
        tangling.map(|q| q.median),
        tangling.and_then(|q| q.interval),
        number,
    )
}

/// The median ratio of a pair with its interval, as a factor.
pub(super) fn ratio(ratio: Option<&Ratio>) -> String {
    let median = ratio.map(|ratio| ratio.median_log10_ratio);
    with_interval(median, ratio.and_then(|ratio| ratio.interval), factor)
}

/// The share of time points below unity with its interval, cut to what a share can be: the bias that
/// is taken out may carry it farther.
pub(super) fn share_below(ratio: Option<&Ratio>) -> String {
    let share = ratio.map(|ratio| ratio.share_below);
    let interval = ratio.and_then(|ratio| ratio.share_interval);
    let interval = interval.map(|ends| ends.map(|end| end.clamp(0.0, 1.0)));
    with_interval(share, interval, percent)
}

/// u*, v*, r* as on the command line.
pub(super) fn command(command: [f32; 3]) -> String {
    command
        .map(|entry| entry.to_string())
        .join(", ")
        .replace('-', "−")
}

/// A name of a file or field in plain words.
pub(super) fn plain(name: &str) -> String {
    name.replace('_', " ").replace("lstm", "LSTM")
}

/// A control by what it is, for a reader who does not know its name in `report.json`.
pub(super) fn control(name: &str) -> String {
    match name {
        "random_lstm" => "random LSTM, driven",
        "lesioned_driven" => "trained LSTM without memory, driven",
        "lesioned" => "trained LSTM without memory, walking",
        "untrained" => "untrained network, walking",
        "feed_forward" => "policy trained without memory",
        "seeds" => "other training runs",
        "snapshots" => "earlier in training",
        "no_previous_action" => "policy that does not see its previous action",
        "rough" => "policy trained on rough ground",
        "forms" => "other forms of tangling",
        "dimensions" => "number of components",
        "epsilon" => "rule for epsilon",
        "derivative" => "rule for the derivative",
        "mean_centring" => "mean over conditions taken out",
        "control_rate" => "cycles at the control rate",
        "sampling" => "number of phase bins",
        "equal_noise" => "equal noise",
        "surrogates" => "surrogate cycles",
        other => return plain(other),
    }
    .to_owned()
}

/// Which run of a control, with its steps of training where it had any.
pub(super) fn run(run: &ControlRun) -> String {
    match run.steps {
        None => setting(&run.label),
        Some(0) => format!("{} (untrained)", run.label),
        Some(count) => format!("{} ({} steps)", run.label, steps(count)),
    }
}

/// A setting of a control in words; its label where that is made of words already.
fn setting(label: &str) -> String {
    match label {
        "zscore" => "z-scored units",
        "range" => "units by their range",
        "soft-range" => "units by their soft range",
        "none" => "units as they are",
        "russo" => "Russo’s form",
        "wrapped" => "round the closed cycle (wrapped)",
        "open" => "first value repeated (open)",
        "modal length" => "strides of the most common (modal) length",
        "mean-centred" => "mean over conditions taken out",
        other => return other.replace(" x ", " × "),
    }
    .to_owned()
}

/// The runs of a control in parentheses behind its name: their number, or the one run's steps of
/// training.
pub(super) fn control_with_runs(name: &str, runs: &[&ControlRun]) -> String {
    let steps = Range::of(runs.iter().filter_map(|run| Some(run.steps? as f64)));
    let steps =
        steps.map(|range| format!("{} steps", range.say(|count| self::steps(count as u64))));
    let count = (runs.len() > 1).then(|| format!("{} runs", runs.len()));
    let said: Vec<String> = count.into_iter().chain(steps).collect();
    if said.is_empty() {
        control(name)
    } else {
        format!("{} ({})", control(name), said.join(", "))
    }
}

/// A list in a sentence: a, b and c.
pub(super) fn listed(items: &[String]) -> String {
    match items {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `A_B` as A / B.
pub(super) fn pair(name: &str) -> String {
    name.replacen('_', " / ", 1)
}

/// Populations in the order of the data's way; those that the order does not know come last.
pub(super) fn layers(report: &Report) -> Vec<&str> {
    const ORDER: [&str; 9] = [
        "observation",
        "body",
        "encoder",
        "encoder_2",
        "hidden",
        "cell",
        "decoder",
        "action",
        "torque",
    ];
    let mut names: Vec<&str> = report.layers.keys().map(String::as_str).collect();
    let place = |name: &&str| ORDER.iter().position(|known| known == name);
    names.sort_by_key(|name| place(name).unwrap_or(ORDER.len()));
    names
}

/// Confidence of intervals, percent.
pub(super) fn confidence(report: &Report) -> String {
    format!("{:.0} %", 100.0 * report.options.confidence)
}

/// Headings of a table: the first heads words and so do the columns `words`; the others head
/// numbers.
pub(super) fn headings(names: &[String], words: &[usize]) -> Vec<Cell> {
    let heading = |(index, name): (usize, &String)| {
        if index == 0 || words.contains(&index) {
            Cell::words(name.clone())
        } else {
            Cell::number(name.clone())
        }
    };
    names.iter().enumerate().map(heading).collect()
}

/// Control steps of training, rounded.
pub(super) fn steps(steps: u64) -> String {
    let rounded = (steps as f64 / 1e5).round() * 1e5;
    match steps {
        0 => "no".to_owned(),
        _ => tick(rounded),
    }
}

/// With a capital.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_stand_behind_their_control() {
        let mut runs = crate::experiment::samples::Sample::full()
            .result()
            .report
            .controls;
        let mut own = runs.remove("snapshots").unwrap().runs;
        own[1].steps = Some(6_000_000);
        let both: Vec<&ControlRun> = own.iter().collect();
        let said = control_with_runs("snapshots", &both);
        assert_eq!(said, "earlier in training (2 runs, 2M to 6M steps)");
        own[0].steps = None;
        assert_eq!(
            control_with_runs("forms", &[&own[0]]),
            "other forms of tangling"
        );
    }

    #[test]
    fn settings_are_words_and_lists_end_with_and() {
        assert_eq!(setting("russo"), "Russo’s form");
        assert_eq!(setting("0.1 x total variance"), "0.1 × total variance");
        assert_eq!(setting("seed 0"), "seed 0");
        assert_eq!(listed(&["a", "b", "c"].map(str::to_owned)), "a, b and c");
    }

    #[test]
    fn figures_stand_beside_their_intervals() {
        let text = with_interval(Some(4771.0), Some([4540.0, 4972.0]), number);
        assert_eq!(text, "4,770 (4,540 to 4,970)");
        assert_eq!(with_interval(None, Some([0.0, 1.0]), number), NONE);
        assert_eq!(factor(Some(-1.0)), "0.100");
        assert_eq!(percent(Some(0.9612)), "96.1 %");
        assert_eq!(command([0.5, -0.25, 0.0]), "0.5, −0.25, 0");
    }
}
