//! Every figure of every kind of result: drawable, finite, and saying what is not there.

use super::*;
use crate::experiment::samples::Sample;

fn degenerate() -> Vec<Sample> {
    let full = Sample::full();
    vec![
        Sample {
            speeds: vec![0.5, 0.5],
            ..full.clone()
        },
        Sample {
            speeds: vec![0.5],
            has_controls: false,
            has_fixed_points: false,
            ..full.clone()
        },
        Sample {
            flat: "hidden",
            ..full.clone()
        },
        Sample {
            flat: "action",
            has_fixed_points: false,
            ..full
        },
    ]
}

fn plate(result: &ExperimentResult, name: &str) -> Plate {
    let mut found = plates(result).into_iter();
    found.find(|plate| plate.name == name).unwrap()
}

fn count(plate: &Plate, class: &str) -> usize {
    plate
        .figure
        .svg
        .matches(&format!("class=\"{class}\""))
        .count()
}

#[test]
fn every_figure_can_be_drawn_and_all_its_places_are_finite() {
    for sample in [vec![Sample::full()], degenerate()].concat() {
        for plate in plates(&sample.result()) {
            let svg = &plate.figure.svg;
            for bad in ["NaN", "inf", "nan"] {
                let words = svg.split(|c: char| !c.is_alphanumeric());
                assert!(
                    words.clone().all(|word| word != bad),
                    "{}: {bad}",
                    plate.name
                );
            }
            assert!(plate.figure.to_png().is_ok(), "{}", plate.name);
            assert!(!plate.caption.contains("NaN"), "{}", plate.caption);
        }
    }
}

#[test]
fn figures_have_names_of_their_own_and_are_the_same_again() {
    let result = Sample::full().result();
    let (first, second) = (plates(&result), plates(&result));
    let mut names: Vec<&str> = first.iter().map(|plate| plate.name).collect();
    for (first, second) in first.iter().zip(&second) {
        assert_eq!(first.figure, second.figure, "{}", first.name);
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), first.len());
}

#[test]
fn everything_measured_is_drawn() {
    let sample = Sample::full();
    let result = sample.result();
    let (speeds, layers) = (sample.speeds.len(), result.report.layers.len());
    assert_eq!(
        count(&plate(&result, "portraits"), "cycle"),
        speeds * layers
    );
    assert_eq!(count(&plate(&result, "stacks"), "mean"), speeds * 3);
    assert_eq!(
        count(&plate(&result, "by_command"), "cell"),
        speeds * (layers + 2)
    );
    assert_eq!(
        count(&plate(&result, "distributions"), "cumulative"),
        2 * layers
    );
    assert_eq!(count(&plate(&result, "spectra"), "spectrum"), 2 * layers);
    assert_eq!(count(&plate(&result, "scatter"), "points"), 4 * speeds);
    let points = plate(&result, "fixed_points");
    assert_eq!(
        [count(&points, "held"), count(&points, "others")],
        [1, speeds]
    );
    // and one of each in the key, twice
    assert_eq!(count(&points, "fixed-point"), 1 + 2);
    assert_eq!(count(&points, "slow-point"), 1 + 2);
    // a snapshot without a condition is a gap; the policy itself comes last
    let training = plate(&result, "training");
    assert_eq!(count(&training, "value"), 3 * 2 + 2 * 2);
}

#[test]
fn what_is_missing_is_said() {
    let bare = Sample {
        speeds: vec![0.5],
        has_controls: false,
        has_fixed_points: false,
        ..Sample::full()
    };
    let result = bare.result();
    for (name, says) in [
        ("training", "controls were left out"),
        ("random_networks", "controls were left out"),
        ("dimensions", "controls were left out"),
        ("fixed_points", "no fixed or slow point"),
        ("stacks", "no speed axis"),
    ] {
        let svg = plate(&result, name).figure.svg;
        let text: String = svg
            .split('<')
            .filter_map(|part| part.strip_prefix("tspan")?.split_once('>'))
            .map(|(_, text)| format!("{text} "))
            .collect();
        assert!(text.contains(says), "{name}: {text}");
    }
    let flat = Sample {
        flat: "hidden",
        ..Sample::full()
    };
    let scatter = plate(&flat.result(), "scatter");
    assert_eq!(
        count(&scatter, "void"),
        2,
        "hidden against action, in both forms"
    );
}
