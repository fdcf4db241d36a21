//! Arrays of no plain numbers, and damaged ones: named, left out, the rest measured.

use super::{analyze, good, layers, measured, refused};
use crate::npz_files::{Npz, npy};
use crate::policy_files::in_package;
use crate::program::tanglewalk;

#[test]
fn one_odd_array_is_named_and_left_out() {
    let records = "[('x', '<f8'), ('y', '<f8')]";
    let odd: [(&str, &str, usize, &str); 8] = [
        ("'<c16'", "(40, 2)", 16, "complex numbers (<c16)"),
        ("'<M8[ms]'", "(40, 2)", 8, "dates (<M8[ms])"),
        ("'<m8[ns]'", "(40, 2)", 8, "durations (<m8[ns])"),
        ("'<U5'", "(40, 2)", 20, "text (<U5)"),
        ("'|S3'", "(40,)", 3, "text (|S3)"),
        ("'|O'", "(40, 2)", 8, "Python objects (|O)"),
        ("'<f16'", "(40, 2)", 16, "elements (<f16)"),
        (records, "(40,)", 16, "records of named fields"),
    ];
    for (descr, shape, size, says) in odd {
        let count = if shape == "(40,)" { 40 } else { 80 };
        let bytes = npy(descr, false, shape, &vec![0; size * count]);
        let npz = good().entry("extra.npy", bytes);
        let table = measured(
            &npz,
            "",
            &[&format!("run.npz: array extra left out: {says}")],
        );
        assert_eq!(layers(&table), ["rates"], "{descr}");
        assert_eq!(layers(&measured(&npz, "--layers rates", &[])), ["rates"]);
        refused(&npz, "--layers extra", &["array extra: "]);
    }
}

#[test]
fn a_damaged_header_is_named_and_left_out() {
    for (bytes, says) in [
        (b"no array".to_vec(), "ends within its header"),
        (
            b"not a NumPy array at all".to_vec(),
            "does not begin as a NumPy array",
        ),
        (Vec::new(), "ends within its header"),
        (npy("'<f8'", false, "(-1,)", &[]), "an impossible shape"),
    ] {
        let npz = good().entry("extra.npy", bytes);
        let table = measured(&npz, "", &[&format!("array extra left out: {says}")]);
        assert_eq!(layers(&table), ["rates"]);
        refused(&npz, "--layers extra", &["array extra: ", says]);
    }
    let clock = Npz::default().entry("time.npy", b"no array".to_vec());
    refused(&clock, "", &["array time: ends within its header", "anew"]);
}

#[test]
fn what_says_nothing_of_rows_is_passed_over() {
    let npz = good()
        .array("label", "<U4", "()", &[0; 16])
        .array("channels", "<U2", "(2,)", &[0; 16])
        .array("info", "|O", "()", b"\x80\x04K\x01.")
        .floats("gain", "(3, 3)", &[1.0; 9])
        .floats("empty", "(0, 2)", &[])
        .floats("none", "(40, 0)", &[])
        .entry("readme.txt", b"by hand".to_vec())
        .entry("__MACOSX/._rates.npy", vec![0, 5, 22, 7])
        .entry("more/", Vec::new());
    let table = measured(
        &npz,
        "",
        &["array none left out: shape [40, 0]; it has no units"],
    );
    assert_eq!(layers(&table), ["rates"]);
}

#[test]
fn many_odd_arrays_are_summed_up() {
    let mut npz = good();
    for k in 0..200 {
        npz = npz.array(&format!("name_{k}"), "<U1", "(40, 1)", &[0; 160]);
    }
    let ended = analyze(&npz, "");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(ended.err.lines().count(), 6, "{}", ended.err);
    assert!(
        ended.err.ends_with("warning: and 195 more like these\n"),
        "{}",
        ended.err
    );
    refused(
        &npz,
        "--layers nothing",
        &["array nothing: missing", "and 182 more"],
    );
}

#[test]
fn odd_arrays_as_numpy_writes_them() {
    let file = in_package("tests/golden/numpy_odd.npz");
    let ended = tanglewalk("analyze").with(&file).run();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(layers(&ended.out), ["float16", "rates"]);
    for says in [
        "array complex left out: complex numbers (<c8); store x.real and x.imag",
        "array dates left out: dates (<M8[ms])",
        "array names left out: text (<U2)",
        "array objects left out: Python objects (|O)",
        "array records left out: records of named fields",
        "and 1 more",
    ] {
        assert!(ended.err.contains(says), "{}: no {says}", ended.err);
    }
}
