//! Recordings and bases that cannot be measured.

use std::path::{Path, PathBuf};

use tanglewalk::recording::npz::{self, Entry, Values};
use tempfile::TempDir;

use crate::policy_files::in_package;
use crate::program::tanglewalk;

/// An NPZ with `time` and, if it has any values, a layer of two units.
fn recording(time: &[f64], layer: &[f64]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    let (rows, shape) = ([time.len()], [layer.len() / 2, 2]);
    let mut entries = vec![Entry {
        name: "time",
        shape: &rows,
        values: Values::F64(time),
    }];
    if !layer.is_empty() {
        entries.push(Entry {
            name: "layer",
            shape: &shape,
            values: Values::F64(layer),
        });
    }
    npz::write(&file, &entries).unwrap();
    (folder, file)
}

#[track_caller]
fn refused(file: &Path, options: &str, quotes: &[&str]) {
    tanglewalk(&format!("analyze {options}"))
        .with(file)
        .refused(quotes);
}

#[test]
fn files_that_are_no_recordings() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    let check = "check the path";
    refused(&file, "", &["run.npz: cannot be read: No such file", check]);
    refused(
        folder.path(),
        "",
        &["cannot be read: Is a directory", check],
    );
    let put = |bytes: &[u8]| std::fs::write(&file, bytes).unwrap();
    put(b"time,hidden\n0.0,1.0\n");
    refused(
        &file,
        "",
        &[
            "run.npz: not an NPZ: no zip",
            "pass a file made by tanglewalk or numpy.savez",
        ],
    );
    put(b"");
    refused(
        &file,
        "",
        &["not an NPZ: an empty file", "record or copy it anew"],
    );
    put(b"\x93NUMPY\x01\x00");
    refused(
        &file,
        "",
        &["a single NumPy array", "save it with numpy.savez"],
    );
    let whole = std::fs::read(in_package("tests/golden/synthetic.npz")).unwrap();
    put(&whole[..whole.len() / 2]);
    refused(
        &file,
        "",
        &[
            "a zip that is cut short or damaged",
            "record or copy it anew",
        ],
    );
}

#[test]
fn a_byte_that_has_changed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    let mut bytes = std::fs::read(in_package("tests/golden/synthetic.npz")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(&file, bytes).unwrap();
    refused(&file, "", &["run.npz: array", "anew"]);
}

#[test]
fn a_clock_that_is_missing_or_uneven() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    let entry = Entry {
        name: "hidden",
        shape: &[3, 1],
        values: Values::F32(&[1.0, 2.0, 3.0]),
    };
    npz::write(&file, &[entry]).unwrap();
    refused(&file, "", &["array time: missing; the file has hidden"]);
    let layer = [0.0, 1.0, 1.0, 0.0, 2.0, 1.0, 3.0, 0.0];
    let clock = |time: &[f64], quotes: &[&str]| {
        let (_folder, file) = recording(time, &layer[..2 * time.len()]);
        refused(&file, "", quotes);
    };
    clock(
        &[0.0, 0.02, 0.06, 0.08],
        &[
            "array time, row 2 (from 0)",
            "0.04 s where 0.02 s",
            "uneven",
            "resample it at one rate",
        ],
    );
    clock(
        &[0.0, 0.02, 0.02, 0.04],
        &["array time, row 2 (from 0)", "0.02 s", "does not increase"],
    );
    clock(
        &[0.0, f64::NAN, 0.04, 0.06],
        &["array time, row 1 (from 0): NaN is not finite"],
    );
    clock(&[0.0, 0.02], &["array time: 2 rows", "3 are needed"]);
}

#[test]
fn layers_that_are_missing_or_not_finite() {
    let time = [0.0, 0.02, 0.04, 0.06];
    let (_folder, file) = recording(&time, &[0.0, 1.0, 1.0, 0.0, 2.0, f64::NAN, 3.0, 0.0]);
    refused(&file, "", &["array layer: row 2, unit 1", "NaN"]);
    refused(
        &file,
        "--layers hidden",
        &["array hidden: missing; the file has time, layer"],
    );
    refused(
        &file,
        "--layers time",
        &["array time: shape [4], but [4, N] is needed"],
    );
    let (_folder, file) = recording(&time, &[]);
    refused(&file, "", &["no layer", "[4, N]"]);
}

#[test]
fn bases_that_do_not_fit() {
    let time = [0.0, 0.02, 0.04, 0.06];
    let (folder, file) = recording(&time, &[0.0, 1.0, 1.0, 0.0, 2.0, 1.0, 3.0, 0.0]);
    let basis = folder.path().join("walk.basis.json");
    let analyze = |text: &str, options: &str, quotes: &[&str]| {
        std::fs::write(&basis, text).unwrap();
        tanglewalk(&format!("analyze {options} --basis"))
            .with(&basis)
            .with(&file)
            .refused(quotes);
    };
    let remake = "make the basis anew with the policy";
    analyze(
        "{",
        "",
        &[
            "walk.basis.json: not a basis file: line 1, column 1: EOF",
            remake,
        ],
    );
    analyze(
        "{}",
        "",
        &[
            "walk.basis.json: field format_version: missing",
            "make the basis anew",
        ],
    );
    let layer = |mean: &str| {
        format!(
            r#"{{"format_version": 1, "policy_sha256": "{}",
                "sweep": {{"commands": [], "seconds": 1.0, "seeds": []}},
                "layers": {{"layer": {{"mean": {mean}, "std": [1, 1], "components": [[1, 0]],
                    "variance_ratio": [0.5], "bounds": [[-1, 1]]}}}}}}"#,
            "0".repeat(64)
        )
    };
    let quote = "field layers.layer.std: 2 values, but mean has 3";
    analyze(&layer("[0, 0, 0]"), "", &["walk.basis.json", quote]);
    analyze(
        &layer("[0, 0]"),
        "--form range",
        &["form range fits its own scale", "use zscore or pcs"],
    );
    analyze(
        &layer("[0, 0]"),
        "--layers hidden",
        &["field layers: no hidden; leave it out of --layers"],
    );
    let three = layer("[0, 0, 0]")
        .replace("[1, 1]", "[1, 1, 1]")
        .replace("[[1, 0]]", "[[1, 0, 0]]");
    analyze(
        &three,
        "",
        &["array layer: 2 units, but the basis is for 3"],
    );
}
