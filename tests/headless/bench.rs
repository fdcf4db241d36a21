//! `bench`: figures for everything, and what it refuses. How fast is not asserted.

use serde_json::Value;

use crate::program::tanglewalk;

/// Every figure's place in the JSON.
const FIGURES: [&str; 7] = [
    "/physics/control_steps_per_second_per_core",
    "/physics/control_steps_per_second_all_cores",
    "/inference/batch_1",
    "/inference/batch_512",
    "/learner/samples_per_second_per_epoch",
    "/training/control_steps_per_second",
    "/machine/cores",
];

fn all_positive(json: &str) {
    let figures: Value = serde_json::from_str(json).unwrap();
    for figure in FIGURES {
        let value = figures.pointer(figure).and_then(Value::as_f64);
        assert!(
            value.is_some_and(|value| value > 0.0 && value.is_finite()),
            "{figure} in {figures}"
        );
    }
}

#[test]
fn json_has_every_figure_and_the_table_says_them() {
    all_positive(&tanglewalk("bench --seconds 0.05 --json -").done());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bench.json");
    let said = tanglewalk("bench --seconds 0.01 --json").with(&file).done();
    all_positive(&std::fs::read_to_string(file).unwrap());
    for unit in ["control steps/s", "samples/s", "cores"] {
        assert!(said.contains(unit), "{said}");
    }
}

#[test]
fn a_time_that_is_none_is_refused() {
    for seconds in ["0", "-1", "NaN", "inf", "1e9"] {
        tanglewalk("bench --seconds")
            .with(seconds)
            .refused(&["--seconds is", "give a number above 0 and at most 3600"]);
    }
    tanglewalk("bench --seconds soon").refused(&["invalid value 'soon' for '--seconds"]);
    tanglewalk("bench --json /no/such/folder/out.json").refused(&["cannot be written"]);
}
