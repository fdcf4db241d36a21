//! Values that are missing, and conditions that are none.

use super::{ROWS, good, layers, measured, refused};
use crate::program::tanglewalk;

#[test]
fn conditions_as_matlab_keeps_them() {
    let trial: Vec<f64> = (0..ROWS).map(|row| (row / 20) as f64).collect();
    let of = |shape: &str| good().floats("trial", shape, &trial);
    let expected = measured(&of("(40,)"), "--condition trial --json -", &[]);
    for shape in ["(40, 1)", "(1, 40)"] {
        let found = measured(&of(shape), "--condition trial --json -", &[]);
        let without_path = |text: &str| {
            let mut json: serde_json::Value = serde_json::from_str(text).unwrap();
            json["trajectories"].take();
            json
        };
        assert_eq!(without_path(&found), without_path(&expected), "{shape}");
    }
    // One number a recording.
    let folder = tempfile::tempdir().unwrap();
    let mut call = tanglewalk("analyze --condition speed");
    for (at, shape) in ["(1, 1)", "()", "(1,)"].into_iter().enumerate() {
        let path = folder.path().join(format!("{at}.npz"));
        good().floats("speed", shape, &[at as f64]).save(&path);
        call = call.with(path);
    }
    assert!(call.done().starts_with("3 trajectories"));
}

#[test]
fn values_that_are_missing() {
    let mut markers = vec![1.0; 3 * ROWS];
    for row in 10..13 {
        for unit in 1..3 {
            markers[3 * row + unit] = f64::NAN;
        }
    }
    let trial: Vec<f64> = (0..ROWS)
        .map(|row| match row {
            10..13 => f64::NAN,
            _ => (row / 20) as f64,
        })
        .collect();
    let npz = good()
        .floats("markers", "(40, 3)", &markers)
        .floats("trial", "(40,)", &trial)
        .floats("half", "(40,)", &[vec![1.0; 20], vec![2.0; 20]].concat());
    let named = [
        "array markers: row 10, unit 1",
        "NaN",
        "6 such values",
        "row 12",
    ];
    let out = ["interpolate them", "--layers", "--condition be NaN"];
    refused(&npz, "", &[&named[..], &out].concat());
    refused(&npz, "--condition half", &named);
    assert_eq!(layers(&measured(&npz, "--layers rates", &[])), ["rates"]);
    let still = "layer markers does not vary";
    let table = measured(&npz, "--condition trial", &[still]);
    assert!(table.starts_with("3 trajectories, 37 samples"), "{table}");
    let mut dead = vec![1.0; 2 * ROWS];
    dead.iter_mut()
        .step_by(2)
        .for_each(|value| *value = f64::NAN);
    let npz = good().floats("dead", "(40, 2)", &dead);
    refused(
        &npz,
        "",
        &[
            "array dead: row 0, unit 0 (both from 0) is NaN",
            "drop its column",
        ],
    );
}

#[test]
fn conditions_that_are_none() {
    let measured_speed: Vec<f64> = (0..ROWS).map(|row| 1.0 + (row as f64).sin()).collect();
    let npz = good()
        .floats("speed", "(40,)", &measured_speed)
        .floats("load", "()", &[2.0])
        .floats("lost", "(40,)", &[f64::NAN; 40])
        .array("name", "<U2", "(40,)", &[0; 320]);
    let (_folder, file) = npz.file();
    let ended = tanglewalk("analyze --condition speed").with(&file).run();
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.lines().count() < 8, "{}", ended.err);
    refused(
        &npz,
        "--condition speed",
        &[
            "array speed: 40 stretches",
            "in 40 rows",
            "np.round(speed, 1)",
        ],
    );
    refused(
        &npz,
        "--condition pace",
        &[
            "array pace: missing",
            "one for each of 40 rows the file has speed, load, lost",
        ],
    );
    refused(&npz, "--condition lost", &["array lost: NaN in every row"]);
    refused(
        &npz,
        "--condition name",
        &["array name: text (<U2); give one number"],
    );
    refused(
        &npz,
        "--condition rates",
        &["array rates: shape [40, 2]; give one number"],
    );
    // Rounded to what still changes in most rows.
    let rounded: Vec<f64> = (0..ROWS)
        .map(|row| match row {
            ..12 => 1.0,
            _ => row as f64,
        })
        .collect();
    refused(
        &good().floats("speed", "(40,)", &rounded),
        "--condition speed",
        &["array speed: 29 stretches", "28 of them"],
    );
    let mut late = measured_speed;
    late[7] = f64::INFINITY;
    refused(
        &good().floats("speed", "(40,)", &late),
        "--condition speed",
        &["array speed: row 7 (from 0) is inf"],
    );
}

#[test]
fn stretches_too_short_are_summed_up() {
    // Ten rows of one, then two rows each of ten others, then ten of another.
    let speed: Vec<f64> = (0..ROWS)
        .map(|row| match row {
            ..10 => 0.0,
            10..30 => (row / 2) as f64,
            _ => 99.0,
        })
        .collect();
    let npz = good().floats("speed", "(40,)", &speed);
    let says = "run.npz: 10 stretches of one condition have fewer than 3 rows and are left out: \
                20 of 40 rows, the first of them row 10 (from 0)";
    // what is left of that activity tells little more than the phase at which it was cut
    let parted = "they part within the plane that the speed axis leaves out";
    let table = measured(&npz, "--condition speed", &[says, parted]);
    assert!(table.starts_with("2 trajectories, 20 samples"), "{table}");
}
