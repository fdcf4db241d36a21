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
    assert_eq!(count(&plate(&result, "stacks"), "mean"), speeds * 4);
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
    // and one of each kind that occurs in the key
    assert_eq!(count(&points, "fixed-point"), 1 + 1);
    assert_eq!(count(&points, "slow-point"), 1 + 1);
    let feet = plate(&result, "gaits");
    // the first row again in the key, with the names of the lanes
    assert_eq!(count(&feet, "down") % (speeds + 1), 0);
    assert!(feet.figure.svg.contains(">RH<"));
    // every eigenvalue, and one of each kind in the key
    let values = plate(&result, "eigenvalues");
    let drawn = ["stable", "unstable", "unit-circle"].map(|class| count(&values, class));
    assert_eq!(drawn, [12 + 1, 12 + 1, 1]);
    assert!(values.caption.contains("24 eigenvalues 12 lie outside"));
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
        ("eigenvalues", "no fixed or slow point"),
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

#[test]
fn names_of_narrow_groups_keep_apart() {
    let many = Sample {
        speeds: (0..40).map(|index| 0.02 * index as f32).collect(),
        has_controls: false,
        has_fixed_points: false,
        ..Sample::full()
    };
    let mut result = many.result();
    let names = ["turn_left_walking", "turn_right_walking"];
    let sweep = result.report.options.suite.sweeps[0].clone();
    result.report.options.suite.sweeps = names
        .map(|name| crate::experiment::suite::Sweep {
            name: name.to_owned(),
            ..sweep.clone()
        })
        .into();
    let kept = &mut result.report.conditions.kept_conditions;
    for (index, condition) in kept.iter_mut().enumerate() {
        // two of each sweep, the rest is mixed
        condition.sweep = names.get(index / 2).map(|name| (*name).to_owned());
    }
    let svg = plate(&result, "by_command").figure.svg;
    let left_of = |text: &str| -> f32 {
        let (before, _) = svg.split_once(&format!(">{text}<")).expect(text);
        let (_, element) = before.rsplit_once("<text x=\"").unwrap();
        element.split('"').next().unwrap().parse().unwrap()
    };
    let longest = crate::report::chart::LABEL.approximate_width("walking");
    let places = ["left", "right", "mixed"].map(left_of);
    for pair in places.windows(2) {
        assert!(pair[0] + longest <= pair[1], "{places:?}");
    }
}

#[test]
fn all_panels_of_a_figure_of_tangling_have_one_range() {
    let result = Sample::full().result();
    for (name, panels) in [("distributions", 2), ("scatter", 4)] {
        let svg = plate(&result, name).figure.svg;
        let labels: Vec<&str> = svg
            .split("</tspan>")
            .filter_map(|part| part.rsplit_once('>'))
            .map(|(_, text)| text)
            .filter(|text| {
                text.trim_end_matches(['k', 'M', 'G'])
                    .parse::<f64>()
                    .is_ok()
            })
            .collect();
        assert!(!labels.is_empty(), "{name}");
        for label in &labels {
            let count = labels.iter().filter(|other| *other == label).count();
            assert_eq!(count % panels, 0, "{name}: {label} in {labels:?}");
        }
    }
}
