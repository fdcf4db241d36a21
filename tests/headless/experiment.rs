//! `experiment` as a person runs it, on suites of a few commands.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tanglewalk::recording::npz::read_all;

use crate::policy_files::PolicyFiles;
use crate::program::tanglewalk;

/// Few strides of three speeds forward, standing, and a command beyond training.
pub(crate) fn suite() -> Value {
    json!({
        "format_version": 1, "name": "tiny", "settle_seconds": 2, "trials": 2, "strides": 4,
        "longest_trial_seconds": 8, "bins": 20, "seed": 1,
        "cut": { "foot": "RF", "event": "lift-off" },
        "sweeps": [{ "name": "ahead", "speed_axis": "forward", "varies": "forward",
            "base": [0, 0, 0], "speeds": [0.5, 0.7, 0.9] }],
        "mixed": [[0, 0, 0], [3, 0, 0]]
    })
}

pub(crate) fn write_suite(folder: &Path, suite: &Value) -> PathBuf {
    let file = folder.join("suite.json");
    std::fs::write(&file, suite.to_string()).unwrap();
    file
}

/// Runs the suite below `folder` and returns the summary.
pub(crate) fn experiment(folder: &Path, suite: &Value, words: &str) -> String {
    let scene = write_suite(folder, suite);
    tanglewalk("experiment --scene")
        .with(scene)
        .with("--out")
        .with(folder.join("out"))
        .words(words)
        .done()
}

fn report(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("out/report.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Every file that the summary names is there, whole, and there are no others.
fn check_written(said: &str, out: &Path) {
    let (_, list) = said.split_once("\nwritten\n").expect("a list of files");
    let named: Vec<PathBuf> = list.lines().map(|line| line.trim().into()).collect();
    for file in &named {
        let bytes =
            std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let (head, tail): (&[u8], &[u8]) = match file.extension().and_then(|end| end.to_str()) {
            Some("svg") => (b"<svg ", b"</svg>\n"),
            Some("png") => (b"\x89PNG", b"IEND\xaeB`\x82"),
            Some("html") => (b"<!DOCTYPE html>", b"</html>\n"),
            Some("json") => (b"{", b"}\n"),
            _ => (b"PK", b""),
        };
        let is_whole = bytes.starts_with(head) && bytes.ends_with(tail);
        assert!(is_whole, "{}", file.display());
    }
    let count = |folder: PathBuf| std::fs::read_dir(folder).unwrap().count();
    // the folder of the figures itself is not named
    assert_eq!(
        count(out.to_owned()) - 1 + count(out.join("figures")),
        named.len()
    );
    assert!(named.iter().any(|file| file.ends_with("report.html")));
}

const QUICK: &str = "--bootstrap 3 --no-controls";

/// Every number of a layer that varies, over the three speeds of [`suite`].
fn check_layer(found: &Value, layer: &str) {
    let median = found["tangling"]["median"].as_f64().unwrap();
    let interval = &found["tangling"]["interval"];
    assert!(
        median > 0.0 && interval[0].as_f64() <= interval[1].as_f64(),
        "{layer}"
    );
    for number in [
        "participation_ratio",
        "ellipse_r2",
        "noise_share",
        "split_half_error",
    ] {
        assert!(found[number].is_f64(), "{layer}: {number}");
    }
    let shares = ["phase", "condition", "both"].map(|part| found["demixed"][part].as_f64());
    let sum: f64 = shares.map(|share| share.expect(layer)).iter().sum();
    assert!((sum - 1.0).abs() < 1e-12, "{layer}: {shares:?}");
    let axis = &found["speed_axis"]["forward"];
    for number in ["variance_share", "rank_correlation", "decoding_error"] {
        assert!(axis[number].is_f64(), "{layer}: {number}");
    }
    assert_eq!(axis["plane"], "components", "{layer}: one direction");
    assert_eq!(axis["other_plane"]["plane"], "cycles", "{layer}");
    for left_out in [axis, &axis["other_plane"]] {
        let between = left_out["left_out_between"].as_array().unwrap();
        assert_eq!(between.len(), 2, "{layer}");
    }
}

#[test]
fn a_tiny_suite_end_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let said = experiment(folder, &suite(), "--bootstrap 3 --random-networks 1");
    for says in [
        "3 of 5 conditions count",
        "hidden",
        "Tangling of untrained LSTMs (1)",
        "report.json",
    ] {
        assert!(said.contains(says), "no `{says}` in:\n{said}");
    }
    check_written(&said, &folder.join("out"));
    let report = report(folder);
    let conditions = &report["conditions"];
    assert_eq!(
        (&conditions["run"], &conditions["kept"]),
        (&json!(5), &json!(3))
    );
    let left_out = |index: usize| conditions["left_out"][index]["why"].as_str().unwrap();
    assert!(left_out(0).starts_with("stands"), "{}", left_out(0));
    assert!(left_out(1).contains("outside"), "{}", left_out(1));
    for layer in [
        "observation",
        "body",
        "encoder",
        "hidden",
        "cell",
        "action",
        "torque",
    ] {
        check_layer(&report["layers"][layer], layer);
    }
    for share in ["share_hidden_below_action", "share_cell_below_action"] {
        assert!((0.0..=1.0).contains(&report[share].as_f64().unwrap()));
    }
    for control in [
        "random_lstm",
        "lesioned",
        "untrained",
        "equal_noise",
        "surrogates",
    ] {
        let runs = report["controls"][control]["runs"].as_array().unwrap();
        assert!(!runs.is_empty(), "{control}");
    }
    for control in ["feed_forward", "seeds", "snapshots", "no_previous_action"] {
        let control = &report["controls"][control];
        let runs = control["runs"].as_array().unwrap();
        assert_eq!(control["missing"].is_string(), runs.is_empty());
    }
    assert!(report["claims"].as_array().unwrap().len() >= 10);
    let arrays = read_all(&folder.join("out/data.npz")).unwrap();
    let shape = |name: &str| arrays[name].shape.clone();
    assert_eq!(shape("condition_command"), [3, 3]);
    assert_eq!(
        (shape("condition_period"), shape("condition_strides")),
        (vec![3], vec![3])
    );
    assert_eq!(shape("cycle_hidden"), [3, 20, 128]);
    assert_eq!(shape("tangling_action"), [3, 20]);
    assert_eq!(shape("contact"), [3, 20, 4]);
    assert_eq!(shape("dimensions"), shape("dimensions_median_cell"));
    assert_eq!(shape("snapshot_steps"), shape("snapshot_median_hidden"));
    assert_eq!(shape("speed_axis_forward_cell"), [128]);
    assert_eq!(shape("random_lstm_0_tangling_hidden"), [3, 20]);
    assert!(
        !folder.join("out/.partial").exists(),
        "what was kept to go on from is gone"
    );
}

#[test]
fn the_same_seed_gives_the_same_report_and_kept_trials_are_gone_on_from() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let [first, second] = folders.each_ref().map(|folder| {
        experiment(folder.path(), &suite(), QUICK);
        let files = [
            "report.json",
            "report.html",
            "figures/stacks.svg",
            "figures/gaits.png",
        ];
        files.map(|file| std::fs::read(folder.path().join("out").join(file)).unwrap())
    });
    assert!(first == second, "two runs of one seed differ");
    let [first, ..] = first;
    let other = tempfile::tempdir().unwrap();
    experiment(other.path(), &suite(), &format!("{QUICK} --seed 9"));
    let other = std::fs::read(other.path().join("out/report.json")).unwrap();
    assert!(first != other, "the seed changes nothing");
}

#[test]
fn two_conditions_and_one_stride() {
    let folder = tempfile::tempdir().unwrap();
    let mut two = suite();
    two["sweeps"][0]["speeds"] = json!([0.5, 0.9]);
    two["mixed"] = json!([]);
    experiment(folder.path(), &two, QUICK);
    let two = report(folder.path());
    assert_eq!(two["conditions"]["kept"], 2);
    assert!(two["layers"]["hidden"]["speed_axis"]["forward"].is_null());
    assert!(two["layers"]["hidden"]["tangling"]["median"].is_f64());
    let mut one = suite();
    one["trials"] = json!(1);
    one["strides"] = json!(1);
    one["settle_seconds"] = json!(2.2);
    // 0.6 s to count: one stride of about 0.34 s, never two
    one["longest_trial_seconds"] = json!(2.8);
    one["sweeps"][0]["speeds"] = json!([0.9]);
    one["mixed"] = json!([]);
    let said = experiment(folder.path(), &one, "--bootstrap 3 --random-networks 1");
    assert!(said.contains("undecided"), "{said}");
    let one = report(folder.path());
    let hidden = &one["layers"]["hidden"];
    assert!(hidden["tangling"]["median"].is_f64());
    assert_eq!(one["conditions"]["kept_conditions"][0]["strides"], 1);
    assert!(hidden["tangling"]["interval"].is_null() && hidden["noise_share"].is_null());
    assert!(
        hidden["tangling_between"].is_null(),
        "there is one condition"
    );
}

#[test]
fn options_are_named_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let words = "--form russo --derivative open --mean-centred \
                 --equal-dimensions 4";
    experiment(folder.path(), &suite(), &format!("{QUICK} {words}"));
    let report = report(folder.path());
    let options = &report["options"];
    for (name, value) in [
        ("form", json!("russo")),
        ("derivative", json!("open")),
        ("mean_centred", json!(true)),
        ("averaging", json!("phase")),
        ("equal_dimensions", json!(4)),
        ("epsilon_rule", json!("0.1 x total variance")),
    ] {
        assert_eq!(options[name], value, "{name}");
    }
    assert_eq!(report["layers"]["hidden"]["tangling"]["form"], "russo");
    let modal = tempfile::tempdir().unwrap();
    let words = "--bootstrap 3 --random-networks 0 --average modal-length";
    experiment(modal.path(), &suite(), words);
    let modal = self::report(modal.path());
    assert_eq!(modal["options"]["averaging"], "modal-length");
    let centred = &modal["controls"]["mean_centring"]["runs"][0];
    assert!(centred["layers"]["hidden"]["tangling"]["median"].is_f64());
}

#[test]
fn a_policy_that_never_walks_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut still = suite();
    still["sweeps"] = json!([]);
    still["mixed"] = json!([[0, 0, 0]]);
    let scene = write_suite(folder.path(), &still);
    tanglewalk("experiment --scene")
        .with(scene)
        .with("--out")
        .with(folder.path().join("out"))
        .refused(&[
            "none of 1 conditions can be measured",
            "0,0,0: stands",
            "--scene",
        ]);
    assert!(!folder.path().join("out/report.json").exists());
}

#[test]
fn a_policy_whose_actions_are_not_finite_falls() {
    let huge = PolicyFiles::shipped().reweigh(|tensors| {
        let (_, _, bytes) = tensors.get_mut("action.weight").unwrap();
        for weight in bytes.chunks_exact_mut(4) {
            weight.copy_from_slice(&f32::MAX.to_le_bytes());
        }
    });
    let scene = write_suite(huge.folder(), &suite());
    tanglewalk("experiment --scene")
        .with(scene)
        .with("--policy")
        .with(huge.manifest())
        .with("--out")
        .with(huge.folder().join("out"))
        .refused(&[
            "none of 5 conditions can be measured",
            "fell in 2 of 2 trials",
        ]);
}

#[test]
fn bad_suites_and_lists_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |words: &str, file: &Path, quotes: &[&str]| {
        tanglewalk("experiment --out")
            .with(folder.path().join("out"))
            .with(words)
            .with(file)
            .refused(quotes);
    };
    let missing = folder.path().join("none.json");
    refused(
        "--scene",
        &missing,
        &["cannot read scene file", "none.json"],
    );
    refused(
        "--policies",
        &missing,
        &["cannot read policy file", "index.json"],
    );
    let bad = |pointer: &str, value: Value, quotes: &[&str]| {
        let mut suite = suite();
        *suite.pointer_mut(pointer).unwrap() = value;
        refused("--scene", &write_suite(folder.path(), &suite), quotes);
    };
    bad(
        "/trials",
        json!(0),
        &["suite.json: trials is 0; give 1 to 1000"],
    );
    bad(
        "/cut/foot",
        json!("tail"),
        &["suite.json, line 1, column", "cut.foot is `tail`; give"],
    );
    bad(
        "/sweeps/0/speeds/0",
        json!(99),
        &["sweeps[0].speeds[0] is 99"],
    );
    let file = write_suite(folder.path(), &json!([1, 2]));
    refused("--scene", &file, &["suite.json, line 1, column"]);
    for words in [
        "--bootstrap x",
        "--form fancy",
        "--equal-dimensions 0",
        "--seed x",
    ] {
        tanglewalk("experiment --out never")
            .words(words)
            .refused(&["invalid value"]);
    }
    tanglewalk("experiment --out never --mean-centred --average modal-length")
        .refused(&["--mean-centred", "--average phase"]);
    tanglewalk("experiment").refused(&["--out"]);
    let taken = folder.path().join("taken");
    std::fs::write(&taken, "").unwrap();
    tanglewalk("experiment --out")
        .with(&taken)
        .refused(&["taken", "cannot be written"]);
}
