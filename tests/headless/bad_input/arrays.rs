//! Shapes and types of arrays from other programs: what is read, what is left out, and the way out.

use std::path::Path;

use crate::npz_files::{Npz, clock, f8, npy};
use crate::policy_files::in_package;
use crate::program::{Ended, tanglewalk};

const ROWS: usize = 40;

fn time() -> Vec<f64> {
    clock(ROWS, 100.0, |t| t)
}

fn good() -> Npz {
    Npz::default().with_rates(&time())
}

fn analyze(npz: &Npz, options: &str) -> Ended {
    let (_folder, file) = npz.file();
    tanglewalk(&format!("analyze {options}")).with(&file).run()
}

/// The table; what is said on standard error holds all of `quotes`, in as many lines.
#[track_caller]
fn measured(npz: &Npz, options: &str, quotes: &[&str]) -> String {
    let ended = analyze(npz, options);
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    for quote in quotes {
        assert!(ended.err.contains(quote), "{}: no {quote}", ended.err);
    }
    assert_eq!(ended.err.lines().count(), quotes.len(), "{}", ended.err);
    assert!(
        ended.err.lines().all(|line| line.starts_with("warning: ")),
        "{}",
        ended.err
    );
    ended.out
}

/// The names in the first column of the table.
fn layers(table: &str) -> Vec<&str> {
    let lines = table.lines().skip_while(|line| !line.starts_with("layer"));
    let rows = lines.skip(1).take_while(|line| !line.is_empty());
    rows.filter_map(|line| line.split_whitespace().next())
        .collect()
}

#[track_caller]
fn refused(npz: &Npz, options: &str, quotes: &[&str]) {
    let (_folder, file) = npz.file();
    tanglewalk(&format!("analyze {options}"))
        .with(&file)
        .refused(quotes);
}

#[test]
fn vectors_as_matlab_keeps_them() {
    let stamps = time();
    let rates: Vec<f64> = (0..2 * ROWS).map(|k| (0.3 * k as f64).sin()).collect();
    let plain = Npz::default()
        .floats("time", "(40,)", &stamps)
        .floats("rates", "(40, 2)", &rates);
    let expected = measured(&plain, "--json -", &[]);
    for shape in ["(40, 1)", "(1, 40)", "(1, 40, 1)"] {
        let npz = Npz::default()
            .floats("time", shape, &stamps)
            .floats("rates", "(40, 2)", &rates);
        assert_eq!(measured(&npz, "--json -", &[]), expected, "{shape}");
    }
    let wide = [&stamps[..], &stamps[..]].concat();
    let npz = Npz::default()
        .floats("time", "(40, 2)", &wide)
        .floats("rates", "(40, 2)", &rates);
    refused(
        &npz,
        "",
        &["array time: shape [40, 2], but [T] is needed", "time[:, 0]"],
    );
    refused(
        &Npz::default().floats("time", "()", &[0.0]),
        "",
        &[
            "array time: shape [], but [T] is needed",
            "one number for each row",
        ],
    );
}

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
fn halves_long_integers_and_folders_are_read() {
    let half: Vec<u8> = (0..2 * ROWS)
        .flat_map(|k| (0x3c00_u16 + 16 * (k % 7) as u16).to_le_bytes())
        .collect();
    let swapped: Vec<u8> = time()
        .iter()
        .flat_map(|stamp| stamp.to_be_bytes())
        .collect();
    let mask: Vec<u8> = (0..2 * ROWS).map(|k| u8::from(k % 3 == 0)).collect();
    let npz = Npz::default()
        .array("time", ">f8", "(40L,)", &swapped)
        .array("half", "<f2", "(40L, 2L)", &half)
        .array("mask", "|b1", "(40, 2)", &mask)
        .entry(
            "area 1/rates.npy",
            npy(
                "'<f8'",
                true,
                "(40, 2)",
                &f8(&[[1.0; 40], [2.0; 40]].concat()),
            ),
        );
    let still = "layer area 1/rates does not vary";
    let table = measured(&npz, "", &[still]);
    assert!(
        table.contains("area 1/rates") && table.contains("half"),
        "{table}"
    );
    assert!(table.contains("\nmask "), "{table}");
    assert_eq!(layers(&measured(&npz, "--layers half", &[])), ["half"]);
}

#[test]
fn rows_and_units_the_wrong_way_round() {
    let flat = |count: usize| vec![0.5; count];
    let only = |shape: &str, count: usize| {
        Npz::default()
            .floats("time", "(40,)", &time())
            .floats("emg", shape, &flat(count))
    };
    let none = "no layer: no array of shape [40, N]; emg is of shape";
    refused(
        &only("(8, 40)", 320),
        "",
        &[none, "[8, 40]", "transpose it, emg.T"],
    );
    refused(&only("(1, 40)", 40), "", &[none, "[1, 40]", "emg.T"]);
    refused(
        &only("(3, 40, 8)", 960),
        "",
        &[none, "[3, 40, 8]", "emg.mean(axis=0)"],
    );
    refused(&only("(40, 3, 8)", 960), "", &[none, "emg.reshape(40, -1)"]);
    refused(
        &only("(3, 8, 40)", 960),
        "",
        &[none, "np.moveaxis(emg, -1, 0)"],
    );
    refused(&only("(40,)", 40), "", &[none, "[40]", "emg[:, None]"]);
    refused(
        &only("(39, 8)", 312),
        "",
        &[none, "39 rows where time has 40"],
    );
    refused(
        &only("(5,)", 5),
        "",
        &[none, "[5]", "a row for each of time"],
    );
    refused(
        &only("(8, 40)", 320),
        "--layers emg",
        &["array emg: shape [8, 40], but [40, N] is needed", "emg.T"],
    );
    // Beside a good layer the one that lies is named and left out.
    let both = good().floats("emg", "(8, 40)", &flat(320));
    let table = measured(
        &both,
        "",
        &["array emg left out: shape [8, 40]; rows are samples"],
    );
    assert_eq!(layers(&table), ["rates"]);
    refused(
        &Npz::default().floats("time", "(40,)", &time()),
        "",
        &["no layer: no array of shape [40, N]; record layers beside time"],
    );
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
    let named = "array markers: row 10, unit 1 (both from 0) is NaN, the first of 6 such values up to row 12";
    let out = ["interpolate them", "--layers", "--condition be NaN"];
    refused(&npz, "", &[&[named][..], &out].concat());
    refused(&npz, "--condition half", &[named]);
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
            "array speed: 40 stretches of one value in 40 rows",
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
    let table = measured(&npz, "--condition speed", &[says]);
    assert!(table.starts_with("2 trajectories, 20 samples"), "{table}");
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
fn a_clock_under_another_name() {
    let npz = Npz::default()
        .floats("t", "(40,)", &time())
        .floats("rates", "(40, 1)", &time());
    refused(
        &npz,
        "",
        &["array time: missing; the file has t, rates; save the time of each row, in s"],
    );
    let folder = Npz::default().floats("run/time", "(40,)", &time());
    refused(
        &folder,
        "",
        &["the file has run/time; zip the files themselves"],
    );
}

#[test]
fn files_of_other_kinds_say_how_to_turn_them_into_npz() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.npz");
    let cases: [(&[u8], &str, &str); 6] = [
        (
            &npy("'<f8'", false, "(40,)", &f8(&time())),
            "a single NumPy array",
            "numpy.savez",
        ),
        (
            b"MATLAB 5.0 MAT-file, Platform: GLNXA64",
            "a MATLAB file",
            "scipy.io.loadmat",
        ),
        (
            b"MATLAB 7.3 MAT-file, Platform: GLNXA64",
            "an HDF5 file",
            "h5py",
        ),
        (b"\x89HDF\r\n\x1a\n0000", "an HDF5 file", "h5py"),
        (
            b"\x80\x04\x95\x10\x00\x00\x00\x00",
            "a Python pickle",
            "numpy.savez",
        ),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "gzip", "unpack it"),
    ];
    for (bytes, found, fix) in cases {
        std::fs::write(&file, bytes).unwrap();
        tanglewalk("analyze")
            .with(&file)
            .refused(&["not an NPZ", found, fix]);
    }
}

#[test]
fn standard_input_is_read_as_a_file_is() {
    let (_folder, file) = good().file();
    let from_file = tanglewalk("analyze --json -").with(&file).done();
    let from_input = tanglewalk("analyze --json - -").fed(&good().bytes()).done();
    assert_eq!(from_input, from_file);
    let table = tanglewalk("analyze -").fed(&good().bytes()).done();
    assert!(table.starts_with("standard input: 40 samples"), "{table}");
    let both = tanglewalk("analyze -")
        .with(&file)
        .fed(&good().bytes())
        .done();
    assert!(both.starts_with("2 trajectories"), "{both}");
    tanglewalk("analyze -")
        .fed(b"")
        .refused(&["standard input: not an NPZ: an empty file"]);
    tanglewalk("analyze -")
        .fed(b"time,x")
        .refused(&["standard input: not an NPZ: no zip"]);
    tanglewalk("analyze - -")
        .fed(&good().bytes())
        .refused(&["given twice"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_as_a_file_is() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    let (to, bytes) = (pipe.clone(), good().bytes());
    let writer = std::thread::spawn(move || std::fs::write(to, bytes));
    let table = tanglewalk("analyze").with(&pipe).done();
    writer.join().unwrap().unwrap();
    assert!(table.contains("pipe: 40 samples"), "{table}");
}

#[test]
fn odd_arrays_as_numpy_writes_them() {
    let file = in_package("tests/golden/numpy_odd.npz");
    let ended = tanglewalk("analyze").with(Path::new(&file)).run();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(layers(&ended.out), ["float16", "rates"]);
    for says in [
        "array complex left out: complex numbers (<c8)",
        "array dates left out: dates (<M8[ms])",
        "array names left out: text (<U2)",
        "array objects left out: Python objects (|O)",
        "array records left out: records of named fields",
        "and 1 more",
    ] {
        assert!(ended.err.contains(says), "{}: no {says}", ended.err);
    }
}
