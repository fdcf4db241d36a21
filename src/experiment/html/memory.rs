//! Learning and memory: what each section's figure asks, and what the controls without a memory say.

use super::paragraph;
use super::words::{control, number, percent, run, sentence};
use crate::experiment::memory::{ABOUT_AS_LONG, LikeTraining, like_training};
use crate::experiment::result::{ControlRun, Report};
use crate::experiment::weakening::{
    Cause, Contrast, Units, Without, contrasts, own_contrasts, without,
};

/// What the figure of random networks is for.
pub(super) fn learning() -> String {
    format!(
        "<h3>Is learning needed?</h3>\n{}",
        paragraph(
            "A recurrent layer smooths what it is fed, trained or not. So the finding says something of \
             learning only where an untrained layer with the same input is more tangled."
        )
    )
}

/// The numbers of the controls without a memory, and policies with one that were trained about as long.
pub(super) fn body(report: &Report) -> String {
    let found = without(report);
    let mut said: Vec<String> = found
        .iter()
        .filter(|one| one.cause == Cause::Memory)
        .flat_map(|one| of_control(report, one))
        .collect();
    if said.is_empty() {
        said.push(
            "No network without a memory could be compared: the question is open.".to_owned(),
        );
    }
    said.extend(like_training(report).iter().map(like));
    let paragraphs: String = said.iter().map(|text| paragraph(text)).collect();
    format!("<h3>Is memory needed?</h3>\n{paragraphs}")
}

/// A sentence for each run.
fn of_control(report: &Report, one: &Without) -> Vec<String> {
    let of_run = |own: &&ControlRun| {
        let walking = with_left(&contrasts(report, own, Units::Own));
        let driven = own_contrasts(report, own);
        let driven = match driven.iter().any(|contrast| contrast.ratio.is_some()) {
            true => format!(" To its own action: {}.", with_left(&driven)),
            false => String::new(),
        };
        let equal = ratios(&contrasts(report, own, Units::Equal));
        format!(
            "{} ({}), ratio to the action: {walking}; on equal components {equal}.{driven}",
            sentence(&control(one.control)),
            run(own)
        )
    };
    one.runs.iter().map(of_run).collect()
}

/// Ratios of hidden and cell state with what is left of the headline's contrast.
fn with_left([hidden, cell]: &[Contrast; 2]) -> String {
    let said = |name: &str, contrast: &Contrast| {
        let left = contrast.left().map(|left| percent(Some(left)));
        let left = left.map_or(String::new(), |left| {
            format!(", {left} of the contrast left")
        });
        format!("{name} {}{left}", number(contrast.ratio))
    };
    format!("{}; {}", said("hidden", hidden), said("cell", cell))
}

fn ratios(contrasts: &[Contrast; 2]) -> String {
    let [hidden, cell] = contrasts.each_ref().map(|contrast| number(contrast.ratio));
    format!("hidden {hidden}, cell {cell}")
}

/// One policy without a memory beside one with it.
fn like(pair: &LikeTraining) -> String {
    let (lower, all) = pair.lower_with_memory();
    let with = pair.ratios.map(|[_, with]| number(with));
    let verdict = match (lower, all) {
        (lower, all) if lower == all => "With a memory it is lower in each of them".to_owned(),
        (0, _) => "With a memory it is lower in none of them".to_owned(),
        (lower, all) => format!(
            "With a memory it is lower in {lower} of {all}, so there is no gap on which all agree"
        ),
    };
    format!(
        "Trained about as long (at most {ABOUT_AS_LONG} times the steps, either way) but with a memory, {} beside {}: \
         hidden {}, cell {}; on equal components hidden {}, cell {}. {verdict}.",
        run(pair.with),
        run(pair.without),
        with[0],
        with[1],
        with[2],
        with[3]
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::weakening::sample_report;

    #[test]
    fn every_control_without_memory_has_its_numbers() {
        let controls: [(&str, &[[f64; 2]]); 3] = [
            ("lesioned_driven", &[[0.5, 0.25]]),
            ("feed_forward", &[[0.6, 0.5]]),
            ("seeds", &[[0.4, 0.3]]),
        ];
        let mut report = sample_report([0.25; 2], &controls);
        let driven = &mut report.controls.get_mut("lesioned_driven").unwrap().runs[0];
        driven.against_own_action = driven.comparisons.clone();
        let html = body(&report);
        let own = "hidden 0.500, 50.0 % of the contrast left";
        let text = html.replace('\u{a0}', " ");
        assert!(
            text.contains(&format!("To its own action: {own}")),
            "{text}"
        );
        assert!(
            text.contains("Policy trained without memory (run 0 (2M steps))"),
            "{text}"
        );
        // equal components are the headline's in both, so neither is lower
        assert!(text.contains("lower in 2 of 4"), "{text}");
        report.controls.clear();
        assert!(body(&report).contains("the question is open"));
    }
}
